import HTTP
import Reactor
import Server
import Testing
import TestTools
import Web
import WebSocket

/// Answers each message with itself and keeps what happened.
private final class Echo: SocketHandler, @unchecked Sendable {
    // Safe because it is used on its socket's loop alone; `closes` is a `Lock`.
    private var socket: (any Socket)?
    private let closes: AsyncStream<UInt16?>.Continuation

    init(_ closes: AsyncStream<UInt16?>.Continuation) { self.closes = closes }

    func opened(_ socket: any Socket) {
        self.socket = socket
        socket.sendText(Array("welcome".utf8))
    }

    func received(_ message: Message) {
        switch message.text {
        case "flood":
            let shared = frame(String(repeating: "x", count: 10_000))
            for _ in 0..<2_000 { socket?.sendFrames(shared) }
        case "bye": socket?.close(4403, "permission withdrawn")
        default: socket?.sendText(message.bytes)
        }
    }

    func closed(code: UInt16?) {
        socket = nil
        closes.yield(code)
    }

    private func frame(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        FrameWriter.text(Array(text.utf8), into: &bytes)
        return bytes
    }
}

/// A WebSocket client on a raw socket.
private final class SocketClient: @unchecked Sendable {
    // Safe because a test uses it from one thread at a time.
    let raw: RawClient
    private var parser = FrameParser(role: .client, maximumMessageBytes: 1 << 24)

    init(port: UInt16, _ path: String = "/ws", behind: [UInt8] = []) throws {
        raw = try RawClient(port: port, receiveBuffer: 65_536)
        let request =
            "GET \(path) HTTP/1.1\r\nHost: t\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        try raw.send(Array(request.utf8) + behind)
        let head = String(decoding: try raw.take(through: Array("\r\n\r\n".utf8)), as: UTF8.self)
        guard head.hasPrefix("HTTP/1.1 101"), head.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") else {
            throw RawClient.GaveUp()
        }
    }

    static func text(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        FrameWriter.text(Array(text.utf8), mask: 0x1234_5678, into: &bytes)
        return bytes
    }

    func send(_ text: String) throws { try raw.send(Self.text(text)) }

    func next() throws -> FrameEvent {
        while true {
            if let event = try parser.next() { return event }
            try raw.takeSome().withUnsafeBytes { parser.append($0) }
        }
    }

    func nextText() throws -> String {
        guard case .message(let message) = try next() else { throw RawClient.GaveUp() }
        return message.text ?? ""
    }
}

@Suite(.timeLimit(.minutes(10))) struct WebSocketTests {
    private static func withEcho<Result: Sendable>(
        configure: (inout ServerOptions) -> Void = { _ in },
        _ body: (TestServer, _ closes: inout AsyncStream<UInt16?>.Iterator) async throws -> Result
    ) async throws -> Result {
        let closes = AsyncStream<UInt16?>.makeStream()
        return try await withServer(
            [.socket("/ws", .anyone) { _ in Echo(closes.continuation) }], configure: configure
        ) { server in
            var heard = closes.stream.makeAsyncIterator()
            return try await body(server, &heard)
        }
    }

    @Test func messagesGoBothWaysFromTheFirstByteBehindTheHandshake() async throws {
        try await Self.withEcho { server, closes in
            try await onThread {
                let client = try SocketClient(port: server.port, behind: SocketClient.text("early"))
                #expect(try client.nextText() == "welcome")
                #expect(try client.nextText() == "early")
                for number in 0..<20 { try client.send("\(number)") }
                for number in 0..<20 { #expect(try client.nextText() == "\(number)") }
                let long = String(repeating: "é", count: 100_000)
                try client.send(long)
                #expect(try client.nextText() == long)
                var ping: [UInt8] = []
                FrameWriter.ping([1, 2], mask: 1, into: &ping)
                try client.raw.send(ping)
                #expect(try client.next() == .pong([1, 2]))
                var close: [UInt8] = []
                FrameWriter.close(.normal, "done", mask: 1, into: &close)
                try client.raw.send(close)
                #expect(try client.next() == .close(code: 1000, reason: []))
                #expect(try client.raw.rest().isEmpty)
            }
            #expect(await closes.next() == 1000)
        }
    }

    @Test func aBreachOfTheProtocolIsClosedWithItsCode() async throws {
        try await Self.withEcho { server, closes in
            try await onThread {
                let client = try SocketClient(port: server.port)
                #expect(try client.nextText() == "welcome")
                try client.raw.send([0x81, 0x01, 0x78])  // not masked
                guard case .close(1002, _) = try client.next() else { throw RawClient.GaveUp() }
                #expect(try client.raw.rest().isEmpty)
            }
            #expect(await closes.next() == 1002)
        }
    }

    @Test func aHandlerCanCloseWithItsOwnCode() async throws {
        try await Self.withEcho { server, closes in
            try await onThread {
                let client = try SocketClient(port: server.port)
                #expect(try client.nextText() == "welcome")
                try client.send("bye")
                try client.send("is not heard any more")
                #expect(try client.next() == .close(code: 4403, reason: Array("permission withdrawn".utf8)))
                var close: [UInt8] = []
                FrameWriter.close(CloseCode(rawValue: 4403), mask: 1, into: &close)
                try client.raw.send(close)
                #expect(try client.raw.rest().isEmpty)
            }
            #expect(await closes.next() == 4403)
        }
    }

    @Test func aSubscriberThatTakesTooLittleIsToldToResume() async throws {
        try await Self.withEcho(configure: { $0.socketQueueBytes = 500_000 }) { server, closes in
            try await onThread {
                let client = try SocketClient(port: server.port)
                #expect(try client.nextText() == "welcome")
                try client.send("flood")
                var texts = 0
                while true {
                    switch try client.next() {
                    case .message(let message):
                        #expect(message.bytes.count == 10_000)
                        texts += 1
                    case .close(let code, let reason):
                        #expect(code == 4001)
                        #expect(String(decoding: reason, as: UTF8.self).hasPrefix("resume after "))
                        #expect(texts > 0 && texts < 2_000)
                        var close: [UInt8] = []
                        FrameWriter.close(CloseCode(rawValue: 4001), mask: 1, into: &close)
                        return try client.raw.send(close)
                    default: break
                    }
                }
            }
            #expect(await closes.next() == 4001)
        }
    }

    @Test func aPeerThatAnswersNoPingIsDroppedAndOneThatDoesStays() async throws {
        try await Self.withEcho(configure: { $0.pingInterval = .milliseconds(30) }) { server, closes in
            try await onThread {
                try inTime {
                    let live = try SocketClient(port: server.port)
                    let dead = try SocketClient(port: server.port)
                    #expect(try live.nextText() == "welcome")
                    for _ in 0..<6 {
                        #expect(try live.next() == .ping([]))
                        var pong: [UInt8] = []
                        FrameWriter.pong([], mask: 1, into: &pong)
                        try live.raw.send(pong)
                    }
                    // Two pings came, and then the end without a close frame.
                    let rest = try dead.raw.rest()
                    #expect(rest == [0x81, 7] + Array("welcome".utf8) + [0x89, 0, 0x89, 0])
                    try live.send("still here")
                    while try live.next() != .message(.text(Array("still here".utf8))) {}
                }
            }
            #expect(await closes.next() == .some(nil))
        }
    }

    @Test func aStoppingServerClosesEachSocketWith1001() async throws {
        let closes = AsyncStream<UInt16?>.makeStream()
        let server = try TestServer([.socket("/ws", .anyone) { _ in Echo(closes.continuation) }])
        let client = try await onThread {
            let client = try SocketClient(port: server.port)
            #expect(try client.nextText() == "welcome")
            return client
        }
        async let stopped: Void = server.stop(within: .seconds(600))
        try await onThread {
            #expect(try client.next() == .close(code: 1001, reason: Array("stopping".utf8)))
            var close: [UInt8] = []
            FrameWriter.close(.goingAway, mask: 1, into: &close)
            try client.raw.send(close)
            #expect(try client.raw.rest().isEmpty)
        }
        await stopped
    }

    @Test func aPlainRequestForASocketIsToldToUpgrade() async throws {
        try await Self.withEcho { server, _ in
            try await onThread {
                let answer = try RawClient(port: server.port).request("GET", "/ws")
                #expect(answer.status == 426)
                #expect(answer.headers["upgrade"] == "websocket")
            }
        }
    }
}
