import Client
import HTTP
import OpenSSL
import Reactor
import TLS
import WebSocket

/// The smallest server that a client can be tried against; every address of it does one thing.
final class EchoServer: Sendable {
    let group: EventLoopGroup
    let listener: Listener
    let accepted = Lock(0)
    /// What the connections came through, when it is TLS.
    let sessions = Lock<[TLSServed]>([])
    private let isSecure: Bool

    init(_ context: TLSContext? = nil) throws {
        let group = try EventLoopGroup(count: 1)
        self.group = group
        let (accepted, sessions) = (accepted, sessions)
        isSecure = context != nil
        listener = try Listener(host: "127.0.0.1", port: 0, group: group) { descriptor, peer, loop in
            accepted.withLock { $0 += 1 }
            let connection = Connection(descriptor, peer: peer, on: loop)
            do {
                if let context {
                    let served = TLSServed(try TLSSession(server: context))
                    sessions.withLock { $0.append(served) }
                    connection.use(TLSTransport(served.session))
                }
                try connection.start(EchoConnection())
            } catch {
                connection.close()
            }
        }
    }

    var loop: EventLoop { group.loops[0] }
    var origin: String { "http://127.0.0.1:\(port)" }
    var port: UInt16 { listener.address.port }
    var socket: String { "ws://localhost:\(listener.address.port)" }

    func stop() async {
        listener.close()
        await group.stop(within: .zero)
    }
}

/// A session of the server, to be asked when its connection has ended or rests.
final class TLSServed: @unchecked Sendable {
    // Safe because a test asks when the answer has come, and the loop touches it before that alone.
    let session: TLSSession

    init(_ session: TLSSession) { self.session = session }
}

/// Runs `body` with a server and a client of it.
func withEcho(_ body: (EchoServer, HTTPClient) async throws -> Void) async throws {
    let server = try EchoServer()
    do {
        try await body(server, HTTPClient(server.origin, on: server.loop))
    } catch {
        await server.stop()
        throw error
    }
    await server.stop()
}

private final class EchoConnection: ConnectionDelegate, @unchecked Sendable {
    // Safe because it is touched on its connection's loop alone.
    private var parser = RequestParser()
    private var frames: FrameParser?
    private var head: RequestHead?
    private var body: [UInt8] = []

    func received(_ bytes: UnsafeRawBufferPointer, on connection: Connection) {
        do {
            if frames == nil {
                parser.append(bytes)
                while frames == nil, connection.isOpen, let part = try parser.next() { try take(part, connection) }
            } else {
                frames?.append(bytes)
            }
            while let event = try frames?.next() { take(event, connection) }
        } catch let error as WebSocketError {
            connection.append { FrameWriter.close(error.closeCode, into: &$0) }
            connection.closeWhenSent()
        } catch {
            connection.close()
        }
    }

    private func take(_ part: HTTPPart, _ connection: Connection) throws {
        switch part {
        case .head(let head, _): self.head = head
        case .body(let bytes): body += bytes
        case .end:
            guard let head else { return }
            try answer(head, connection)
            body = []
        }
    }

    private func answer(_ head: RequestHead, _ connection: Connection) throws {
        switch head.pathText {
        case "/drop": connection.close()
        case "/silent": break
        case "/broken": connection.write(Array("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n".utf8))
        case "/cut":
            connection.write(Array("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf".utf8))
            connection.closeWhenSent()
        case "/to-close":
            connection.write(Array("HTTP/1.1 200 OK\r\n\r\nuntil the end".utf8))
            connection.closeWhenSent()
        case "/then-close":
            reply(.ok, body, connection)
            connection.closeWhenSent()
        case "/lines":
            connection.append {
                ResponseWriter.head(.ok, headers: [], body: .chunked, into: &$0)
                for piece in ["one\r", "\ntw", "o\n\nlast"] { ResponseWriter.chunk(Array(piece.utf8), into: &$0) }
                $0 += ResponseWriter.lastChunk
            }
        case "/go", "/round":
            connection.append {
                let target = head.query ?? head.pathText
                ResponseWriter.head(.found, headers: [("Location", target)], body: .length(0), into: &$0)
            }
        case "/who": reply(.ok, Array((head.headers["authorization"] ?? "nobody").utf8), connection)
        case "/stalls", "/drips":
            connection.append {
                ResponseWriter.head(.ok, headers: [], body: .chunked, into: &$0)
                ResponseWriter.chunk(Array("a".utf8), into: &$0)
            }
            if head.pathText == "/drips" { drip(connection) }
        case "/chunks":
            connection.append {
                ResponseWriter.head(.ok, headers: [], body: .chunked, into: &$0)
                for _ in 0..<100 { ResponseWriter.chunk([UInt8](repeating: 42, count: 1_000), into: &$0) }
                $0 += ResponseWriter.lastChunk
            }
        case "/large": reply(.ok, [UInt8](repeating: 42, count: 4_000_000), connection)
        case "/ws" where head.asksUpgrade:
            let fields = try Handshake.accept(head)
            connection.append { ResponseWriter.head(.switchingProtocols, headers: fields, body: .unsaid, into: &$0) }
            var frames = FrameParser(role: .server, maximumMessageBytes: 1 << 24)
            parser.takeRemainder().withUnsafeBytes { frames.append($0) }
            self.frames = frames
        case "/ws": reply(.upgradeRequired, Array("speak WebSocket".utf8), connection)
        default: reply(.ok, Array("\(head.method) \(head.target) ".utf8) + body, connection)
        }
    }

    /// A piece every few milliseconds, for ever.
    private func drip(_ connection: Connection) {
        connection.loop.schedule(after: .milliseconds(5)) {
            guard connection.isOpen else { return }
            connection.append { ResponseWriter.chunk([42], into: &$0) }
            self.drip(connection)
        }
    }

    private func reply(_ status: Status, _ body: [UInt8], _ connection: Connection) {
        let isHead = head?.method == .head
        connection.append {
            ResponseWriter.head(status, headers: [("X-Echo", "yes")], body: .length(body.count), into: &$0)
            if !isHead { $0 += body }
        }
    }

    private func take(_ event: FrameEvent, _ connection: Connection) {
        switch event {
        case .message(.text(let bytes)) where bytes.elementsEqual("cut".utf8): connection.close()
        case .message(.text(let bytes)) where bytes.elementsEqual("break".utf8): connection.write([0xff, 0])
        case .message(.text(let bytes)) where bytes.elementsEqual("bye".utf8):
            connection.append { FrameWriter.close(CloseCode(rawValue: 4001), "slow", into: &$0) }
        case .message(let message): connection.append { FrameWriter.message(message, into: &$0) }
        case .ping(let payload): connection.append { FrameWriter.pong(payload, into: &$0) }
        case .pong: break
        case .close(let code, _):
            connection.append { FrameWriter.close(code.map(CloseCode.init(rawValue:)), into: &$0) }
            connection.closeWhenSent()
        }
    }

    func inputEnded(on connection: Connection) { connection.close() }
    func drained(_ connection: Connection) {}
    func closed(_ connection: Connection, _ reason: Connection.End) {}
}
