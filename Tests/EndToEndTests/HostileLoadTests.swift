import HTTP
import Reactor
import Support
import Testing
import TestTools

/// Clients that take their time, in numbers.
@Suite(.timeLimit(.minutes(10))) struct HostileLoadTests {
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

/// Looking up numbers one by one.
@Suite(.timeLimit(.minutes(10))) struct LookupLimitTests {
    private func lookup(_ server: TestServer, token: String) async throws -> (status: Int, after: Int?) {
        let answer = try await server.client.request(
            .get, "/api/contact-lookup/phone/%2B12025550143", headers: [("Authorization", "Bearer \(token)")], body: nil
        )
        return (answer.status.code, answer.headers["retry-after"].flatMap { Int($0) })
    }

    @Test func aPersonWhoWalksThroughTheNumbersIsToldToWaitAndAKeyIsNot() async throws {
        var options = TestOptions()
        options.clock = FixedClock()
        try await withServer(options) { server in
            let password = "a password of their own"
            try await server.post(
                "/api/users",
                ["email": "ada@example.com", "name": "Ada", "role": "agent", "password": .string(password)],
                expecting: 201)
            let signedIn = try await server.post(
                "/api/auth/login", ["email": "ada@example.com", "password": .string(password)])
            let person = try #require(signedIn["data"]["accessToken"].string)
            for _ in 0..<120 { #expect(try await lookup(server, token: person).status == 200) }
            let refused = try await lookup(server, token: person)
            #expect(refused.status == 429 && refused.after == 1)
            for _ in 0..<10 { #expect(try await lookup(server, token: server.company.token).status == 200) }
            options.clock?.advance(by: .seconds(1))
            for _ in 0..<4 { #expect(try await lookup(server, token: person).status == 200) }
            #expect(try await lookup(server, token: person).status == 429)
        }
    }

    @Test func aKeyHasABoundWhereTheHubWasToldOne() async throws {
        var options = TestOptions()
        options.clock = FixedClock()
        options.flags = ["--lookup-rate", "3"]
        try await withServer(options) { server in
            var statuses: [Int] = []
            for _ in 0..<4 { statuses.append(try await lookup(server, token: server.company.token).status) }
            #expect(statuses == [200, 200, 200, 429])
        }
    }
}
