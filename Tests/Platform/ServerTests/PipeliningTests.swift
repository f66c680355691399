import Dispatch
import HTTP
import Reactor
import Server
import Testing
import TestTools
import Web

@Suite(.timeLimit(.minutes(10))) struct PipeliningTests {
    @Test func answersComeInTheOrderOfPipelinedRequestsHoweverTheyAreMade() async throws {
        let routes: [Route] = [
            .inline.get("/now/:n", .anyone) { request in .text("now \(request.path("n"))") },
            .inline.get("/later/:n", .anyone) { request, reply in
                EventLoop.current?.schedule(after: .milliseconds(3)) { reply.send(.text("later \(request.path("n"))")) }
            },
            .inline.get("/elsewhere/:n", .anyone) { request, reply in
                DispatchQueue.global().async { reply.send(.text("elsewhere \(request.path("n"))")) }
            },
            .get("/async/:n", .anyone) { request in
                await Task.yield()
                return .text("async \(request.path("n"))")
            },
            .get("/stream/:n", .anyone) { request in
                .stream(type: "text/plain") { body in
                    for part in ["stream", " ", request.path("n")] { try await body.write(Array(part.utf8)) }
                }
            },
        ]
        try await withServer(routes) { server in
            try await onThread {
                let client = try RawClient(port: server.port)
                let kinds = ["now", "later", "elsewhere", "async", "stream", "missing"]
                let order = (0..<120).map { kinds[($0 * 7 + $0 / 5) % kinds.count] }
                try client.send(
                    order.enumerated().map { "GET /\($1)/\($0) HTTP/1.1\r\nHost: test\r\n\r\n" }.joined())
                for (number, kind) in order.enumerated() {
                    let answer = try client.answer()
                    if kind == "missing" {
                        #expect(answer.status == 404)
                    } else {
                        #expect(answer.text == "\(kind) \(number)")
                    }
                }
            }
        }
    }

    @Test(arguments: 1...4)
    func itDoesNotMatterHowTheBytesAreCut(seed: Int) async throws {
        let routes: [Route] = [
            .inline.get("/n/:n", .anyone) { request in .text("get \(request.path("n"))") },
            .post("/n/:n", .anyone) { request in .text("post \(request.path("n")) \(request.body.count)") },
        ]
        try await withServer(routes) { server in
            try await onThread {
                var random = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
                func next(_ most: Int) -> Int {
                    random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    return Int(random >> 33) % most
                }
                var bytes: [UInt8] = []
                var wanted: [String] = []
                for number in 0..<60 {
                    let body = String(repeating: "b", count: next(300) + 1)
                    let size = String(body.utf8.count, radix: 16)
                    let (request, answer) = [
                        ("GET /n/\(number) HTTP/1.1\r\nHost: t\r\n\r\n", "get \(number)"),
                        (
                            "POST /n/\(number) HTTP/1.1\r\nHost: t\r\nContent-Length: \(body.count)\r\n\r\n\(body)",
                            "post \(number) \(body.count)"
                        ),
                        (
                            "POST /n/\(number) HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "\(size)\r\n\(body)\r\n0\r\n\r\n",
                            "post \(number) \(body.count)"
                        ),
                    ][next(3)]
                    bytes += Array(request.utf8)
                    wanted.append(answer)
                }
                let client = try RawClient(port: server.port)
                var rest = bytes[...]
                while !rest.isEmpty {
                    let count = min(next(200) + 1, rest.count)
                    try client.send(Array(rest.prefix(count)))
                    rest = rest.dropFirst(count)
                }
                for answer in wanted { #expect(try client.answer().text == answer) }
            }
        }
    }

    @Test func aReadBehindAWriteSeesItsEffectAndWritesOverlap() async throws {
        let value = Lock(0)
        let held = Lock<[Reply]>([])
        let routes: [Route] = [
            .inline.post("/set", .anyone) { _, reply in
                EventLoop.current?.schedule(after: .milliseconds(5)) {
                    value.withLock { $0 = 7 }
                    reply.send(.noContent)
                }
            },
            .inline.get("/value", .anyone) { _ in .text("\(value.withLock { $0 })") },
            // Answers the first only when the second is there too.
            .inline.post("/pair", .anyone) { _, reply in
                let both = held.withLock { held in
                    held.append(reply)
                    return held.count == 2 ? held : []
                }
                for (index, reply) in both.enumerated().reversed() { reply.send(.text("\(index)")) }
            },
        ]
        try await withServer(routes) { server in
            try await onThread {
                let client = try RawClient(port: server.port)
                try client.send("POST /set HTTP/1.1\r\nHost: t\r\n\r\nGET /value HTTP/1.1\r\nHost: t\r\n\r\n")
                #expect(try client.answer().status == 204)
                #expect(try client.answer().text == "7")
                let pair = "POST /pair HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\n\r\nx"
                try client.send(pair + pair)
                #expect(try client.answer().text == "0")
                #expect(try client.answer().text == "1")
            }
        }
    }
}
