import Client
import HTTP
import Reactor
import Testing

@Suite(.timeLimit(.minutes(10))) struct HTTPClientTests {
    @Test func requestsShareOneKeptConnection() async throws {
        try await withEcho { server, client async throws in
            for number in 1...3 {
                let response = try await client.post("/a?\(number)", Array("body".utf8))
                #expect(response.status == .ok)
                #expect(response.text == "POST /a?\(number) body")
                #expect(response.headers["x-echo"] == "yes")
            }
            #expect(try await client.request(.head, "/").body == [])
            #expect(try await client.get("/x").text == "GET /x ")
            #expect(server.accepted.withLock { $0 } == 1)
        }
    }

    @Test func manyRequestsAtOnceGetTheirOwnAnswers() async throws {
        try await withEcho { _, client async throws in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<50 {
                    group.addTask { try await client.get("/\(number)").text == "GET /\(number) " }
                }
                for try await isRight in group { #expect(isRight) }
            }
        }
    }

    @Test func aLargeBodyGoesBothWays() async throws {
        try await withEcho { _, client async throws in
            let body = [UInt8](repeating: 7, count: 3_000_000)
            #expect(try await client.request(.put, "/", body: body).body.count == body.count + 6)
            #expect(try await client.get("/large").body.count == 4_000_000)
        }
    }

    @Test func aBodyWithoutALengthEndsWithItsConnection() async throws {
        try await withEcho { server, client async throws in
            #expect(try await client.get("/to-close").text == "until the end")
            #expect(try await client.get("/").text == "GET / ")
            #expect(server.accepted.withLock { $0 } == 2)
        }
    }

    @Test func aConnectionThatTheServerClosedIsReplaced() async throws {
        try await withEcho { _, client async throws in
            for _ in 1...5 {
                #expect(try await client.get("/then-close").status == .ok)
                #expect(try await client.get("/").text == "GET / ")
            }
        }
    }

    @Test(arguments: ["/drop", "/cut", "/broken"])
    func aLostOrBrokenAnswerIsAnError(path: String) async throws {
        try await withEcho { _, client async throws in
            await #expect(throws: ClientError.self) { try await client.get(path) }
            #expect(try await client.get("/").status == .ok)
        }
    }

    @Test func patienceEnds() async throws {
        try await withEcho { server, _ async throws in
            var options = ClientOptions()
            options.requestPatience = .milliseconds(50)
            let client = try HTTPClient(server.origin, on: server.loop, options: options)
            await #expect {
                try await client.get("/silent")
            } throws: {
                if case ClientError.timedOut = $0 { true } else { false }
            }
        }
    }

    @Test func aCancelledTaskLetsGo() async throws {
        try await withEcho { _, client async throws in
            let task = Task { try await client.get("/silent") }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test func aStreamIsReadAsItComes() async throws {
        try await withEcho { server, client async throws in
            let stream = try await client.stream(.get, "/lines")
            var lines: [String] = []
            for try await line in stream.lines { lines.append(line) }
            #expect(lines == ["one", "two", "", "last"])
            var options = ClientOptions()
            options.unreadBytes = 10_000
            let narrow = try HTTPClient(server.origin, on: server.loop, options: options)
            #expect(try await narrow.stream(.get, "/large").collect().count == 4_000_000)
            _ = try await client.stream(.get, "/large")
            #expect(try await client.get("/").status == .ok)
        }
    }

    @Test func rawBytesAreSentAsTheyAre() async throws {
        try await withEcho { _, client async throws in
            let raw = try await client.raw()
            raw.send("HEAD /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHo")
            raw.send("st: a\r\n\r\n")
            #expect(try await raw.response(to: .head)?.body == [])
            #expect(try await raw.response()?.text == "GET /2 ")
            raw.send("nonsense\r\n\r\n")
            #expect(try await raw.receiveToEnd() == [])
            #expect(try await raw.response()?.status == nil)
        }
    }

    @Test(arguments: ["localhost", "ftp://a", "http://", "http://a:x", "http://u@a", "http://a:99999"])
    func whatIsNoAddressIsRefused(text: String) async throws {
        let group = try EventLoopGroup(count: 1)
        #expect(throws: ClientError.self) { try HTTPClient(text, on: group.loops[0]) }
        await group.stop(within: .zero)
    }

    @Test func namesAndTLSNeedTheirSeams() async throws {
        try await withEcho { server, _ async throws in
            for origin in ["http://hub.example", "https://127.0.0.1"] {
                let client = try HTTPClient(origin, on: server.loop)
                await #expect(throws: ClientError.self) { try await client.get("/") }
            }
            var options = ClientOptions()
            options.resolve = { _, port in SocketAddress(literal: "127.0.0.1", port: port).map { [$0] } ?? [] }
            let named = server.origin.split(separator: ":").last.map { "http://hub.example:\($0)" } ?? ""
            let client = try HTTPClient(named, on: server.loop, options: options)
            #expect(try await client.get("/").status == .ok)
        }
    }
}
