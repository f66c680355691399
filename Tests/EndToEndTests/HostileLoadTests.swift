import HTTP
import Reactor
import Support
import Testing

/// Clients that take their time, in numbers.
@Suite struct HostileLoadTests {
    @Test func aThousandSlowClientsDelayNobody() async throws {
        DescriptorLimit.raise()
        try await withServer { server in
            let (url, token) = (server.url, server.company.token)
            let answers = try await onThread {
                // Each is somewhere else in a request: a head, a length's body, a chunk, nothing at all.
                let beginnings = [
                    "GET /healthz HT", "POST /api/auth/login HTTP/1.1\r\nHost: s\r\nContent-Length: 2000\r\n\r\n{",
                    "POST /api/auth/logout HTTP/1.1\r\nHost: s\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\na", "",
                    "GET /healthz HTTP/1.1\r\nHost: s\r\nX-A: ",
                ]
                var slow: [HostileWire] = []
                for index in 0..<1_000 {
                    let wire = try HostileWire(url)
                    wire.send(beginnings[index % beginnings.count])
                    slow.append(wire)
                }
                let request =
                    "GET /api/contact-lookup/phone/%2B12025550143 HTTP/1.1\r\nHost: f\r\nAuthorization: Bearer \(token)\r\n\r\n"
                let good = try HostileWire(url)
                var answers: [Int] = []
                for round in 0..<200 {
                    for index in stride(from: round % 5, to: slow.count, by: 5) where !(slow[index].hasEnded) {
                        slow[index].send([UInt8(ascii: "a")])
                    }
                    good.send(request)
                    answers += try good.statuses()
                    let fresh = try HostileWire(url)
                    fresh.send("GET /healthz HTTP/1.1\r\nHost: f\r\n\r\n")
                    answers += try fresh.statuses()
                }
                return answers
            }
            #expect(answers.count == 400 && answers.allSatisfy { $0 == 200 || $0 == 404 })
            #expect(answers.filter { $0 == 200 }.count >= 200)
        }
    }

    @Test func oneSocketTooManyIsTold503AndTheOthersGoOn() async throws {
        var options = TestOptions()
        options.flags = ["--max-sockets", "20"]
        try await withServer(options) { server in
            let url = server.url
            try await onThread {
                var open: [HostileWire] = []
                var told: [Int] = []
                for _ in 0..<30 {
                    let wire = try HostileWire(url)
                    wire.send("GET /healthz HTTP/1.1\r\nHost: f\r\n\r\n")
                    // A refusal may overtake what was sent, and then it is a reset.
                    told += (try? wire.statuses()) ?? [503]
                    open.append(wire)
                }
                #expect(told.filter { $0 == 200 }.count <= 20 && told.filter { $0 == 200 }.count >= 15)
                #expect(told.filter { $0 == 503 }.count == 30 - told.filter { $0 == 200 }.count)
                open[0].send("GET /healthz HTTP/1.1\r\nHost: f\r\n\r\n")
                #expect(try open[0].statuses() == [200])
            }
        }
    }

    @Test func guessingAPasswordIsSlowedDownAndSaysForHowLong() async throws {
        try await withServer { server in
            var last: (Int, String?) = (0, nil)
            for attempt in 0..<40 where last.0 != 429 {
                let body = #"{"email":"nobody@example.com","password":"guess number \#(attempt)"}"#
                let answer = try await server.client.request(
                    .post, "/api/auth/login", headers: [("Content-Type", "application/json")], body: Array(body.utf8))
                last = (answer.status.code, answer.headers["retry-after"])
            }
            #expect(last.0 == 429)
            #expect(last.1.flatMap { Int($0) }.map { $0 > 0 } == true)
        }
    }
}
