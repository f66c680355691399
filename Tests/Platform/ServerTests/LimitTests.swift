import HTTP
import Reactor
@testable import Server
import Testing
import TestTools
import Web

@Suite(.timeLimit(.minutes(10))) struct LimitTests {
    @Test func aHeadThatDoesNotComeInTimeIs408() async throws {
        try await withServer(
            [.inline.get("/", .anyone) { _ in .text("ok") }], configure: { $0.headTimeout = .milliseconds(50) }
        ) { server in
            try await onThread {
                let client = try RawClient(port: server.port)
                #expect(try client.request("GET", "/").text == "ok")
                try client.send("GET / HTTP/1.1\r\nHo")
                #expect(try client.answer().status == 408)
                #expect(try client.rest().isEmpty)
            }
        }
    }

    @Test func aBodyThatDoesNotComeInTimeIs408() async throws {
        let routes: [Route] = [
            .post("/whole", .anyone) { _ in .noContent },
            .post("/stream", .anyone) { request in
                while try await request.bodyStream?.next() != nil {}
                return .noContent
            }.streamed,
        ]
        try await withServer(routes, configure: { $0.bodyTimeout = .milliseconds(50) }) { server in
            try await onThread {
                for path in ["/whole", "/stream"] {
                    let client = try RawClient(port: server.port)
                    try client.send("POST \(path) HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\nfive!")
                    #expect(try client.answer().status == 408)
                    #expect(try client.rest().isEmpty)
                }
            }
        }
    }

    @Test func anIdleConnectionIsClosedWithoutAWord() async throws {
        try await withServer(
            [.inline.get("/", .anyone) { _ in .text("ok") }], configure: { $0.idleTimeout = .milliseconds(50) }
        ) { server in
            try await onThread {
                let client = try inTime {
                    let client = try RawClient(port: server.port)
                    #expect(try client.request("GET", "/").text == "ok")
                    return client
                }
                #expect(try client.rest().isEmpty)
                #expect(try RawClient(port: server.port).rest().isEmpty)
            }
        }
    }

    @Test func aClientThatTakesNothingIsCutOff() async throws {
        let ends = AsyncStream<Void>.makeStream()
        let routes: [Route] = [
            .get("/", .anyone) { _ in
                .stream(type: "text/plain") { writer in
                    defer { ends.continuation.yield() }
                    while true { try await writer.write([UInt8](repeating: 1, count: 100_000)) }
                }
            }
        ]
        try await withServer(routes, configure: { $0.bodyTimeout = .milliseconds(50) }) { server in
            let client = try await onThread {
                let client = try RawClient(port: server.port, receiveBuffer: 4_096)
                try client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n")
                return client
            }
            var ended = ends.stream.makeAsyncIterator()
            await ended.next()
            client.close()
        }
    }

    @Test func aHandlerMayTakeLongerThanAnyTimeOut() async throws {
        let routes: [Route] = [
            .inline.get("/slow", .anyone) { _, reply in
                EventLoop.current?.schedule(after: .milliseconds(120)) { reply.send(.text("done")) }
            }
        ]
        try await withServer(
            routes,
            configure: { options in
                options.headTimeout = .milliseconds(20)
                options.bodyTimeout = .milliseconds(20)
                options.idleTimeout = .milliseconds(20)
            }
        ) { server in
            let answer = try await onThread {
                try inTime { try RawClient(port: server.port).request("GET", "/slow") }
            }
            #expect(answer.text == "done")
        }
    }

    @Test func oneConnectionTooManyIsTold503() async throws {
        try await withServer(
            [.inline.get("/", .anyone) { _ in .text("ok") }], configure: { $0.maxConnections = 2 }
        ) { server in
            try await onThread {
                let first = try RawClient(port: server.port)
                let second = try RawClient(port: server.port)
                #expect(try first.request("GET", "/").text == "ok")
                #expect(try second.request("GET", "/").text == "ok")
                let third = try RawClient(port: server.port)
                #expect(try third.answer().status == 503)
                #expect(try first.request("GET", "/", "Connection: close\r\n").text == "ok")
                #expect(try first.rest().isEmpty)
            }
        }
    }

    @Test func oneAddressHasItsShareAndLoopbackAndProxiesHaveNoBound() throws {
        var options = ServerOptions()
        options.maxConnections = 8
        options.maxConnectionsPerAddress = 2
        options.trustedProxies = ["10.0.0.0/8"].compactMap(AddressRange.init)
        let gate = ConnectionGate(options)
        let one = try #require(SocketAddress(literal: "198.51.100.7", port: 1_000))
        let again = try #require(SocketAddress(literal: "198.51.100.7", port: 2_000))
        let proxy = try #require(SocketAddress(literal: "10.0.0.2", port: 1_000))
        let local = try #require(SocketAddress(literal: "127.0.0.1", port: 1_000))
        #expect(gate.enter(one) && gate.enter(again) && !gate.enter(one))
        gate.leave(again)
        #expect(gate.enter(one) && !gate.enter(again))
        for _ in 0..<3 { #expect(gate.enter(proxy) && gate.enter(local)) }
        #expect(gate.open == 8 && !gate.enter(local))
        #expect(gate.refused == 3)
    }

    @Test func aTrustedProxyIsBelievedAndNobodyElse() async throws {
        let routes: [Route] = [.inline.get("/", .anyone) { .text("\($0.remoteAddress) \($0.secure)") }]
        let fields = "X-Forwarded-For: 6.6.6.6, 198.51.100.7, 10.0.0.2\r\nX-Forwarded-Proto: https\r\n"
        let ranges = ["127.0.0.1", "10.0.0.0/8"].compactMap(AddressRange.init)
        let behind = try await withServer(routes, configure: { $0.trustedProxies = ranges }) { server in
            try await onThread { try RawClient(port: server.port).request("GET", "/", fields).text }
        }
        #expect(behind == "198.51.100.7 true")
        let direct = try await withServer(routes) { server in
            try await onThread { try RawClient(port: server.port).request("GET", "/", fields).text }
        }
        #expect(direct == "127.0.0.1 false")
    }
}
