import HTTP
import JSON
import OpenSSL
import Reactor
import Server
import Web
import WebSocket

/// A server of a test's own on loopback, with the rows that it is given.
final class Server: Sendable {
    let port: UInt16
    private let group: EventLoopGroup
    private let server: HTTPServer

    init(_ routes: [Route]) throws {
        group = try EventLoopGroup(count: 1)
        var options = ServerOptions()
        options.port = 0
        server = HTTPServer(group: group, router: try Router(routes), options: options)
        port = try server.start()
    }

    func stop() async {
        await server.stop(within: .zero)
        await group.stop(within: .zero)
    }
}

/// An agent that says what a test tells it to, and remembers what it was asked.
final class AgentStandIn: Sendable {
    struct Asked: Sendable {
        let json: JSONValue
        let isSigned: Bool
    }

    static let secret = "an agent's own secret"
    private let asked = Lock<[Asked]>([])
    private let server: Server

    /// - Parameter answer: What it says to a question; by its `type` and `text`.
    init(_ answer: @escaping @Sendable (JSONValue) async throws -> Response) throws {
        let asked = asked
        server = try Server([
            .post("/turn", .anyone) { request in
                let json = try JSONParser.parse(request.body)
                asked.withLock { $0.append(Asked(json: json, isSigned: Self.isSigned(request))) }
                return try await answer(json)
            }
        ])
    }

    var url: String { "http://127.0.0.1:\(server.port)/turn" }
    /// Every question so far.
    var questions: [JSONValue] { asked.withLock { $0.map(\.json) } }
    var areAllSigned: Bool { asked.withLock { $0.allSatisfy(\.isSigned) } }

    func stop() async { await server.stop() }

    /// As `X-Switchboard-Signature` is made (README).
    private static func isSigned(_ request: Request) -> Bool {
        let parts = (request.headers["x-switchboard-signature"] ?? "").split(separator: ",")
        guard parts.count == 2, parts[0].hasPrefix("t="), parts[1].hasPrefix("v1=") else { return false }
        let mac = HMAC.authenticate(
            .sha256, key: Array(secret.utf8), Array("\(parts[0].dropFirst(2)).".utf8) + request.body)
        return parts[1].dropFirst(3) == Hex.encode(mac)
    }
}

/// A recogniser that hears a word in each second of a track: `inbound 0`, `inbound 1` …; partial at the half.
final class RecogniserStandIn: Sendable {
    static let secret = "a recogniser's own"

    /// What happened to it so far.
    struct State: Sendable {
        var starts: [JSONValue] = []
        var authorization: String?
        var stops = 0
        /// Cuts the connection after so many finals, once.
        var cutAfter: Int?
    }

    let state: Lock<State>
    private let server: Server

    init(cutAfter: Int? = nil) throws {
        let state = Lock(State(cutAfter: cutAfter))
        self.state = state
        server = try Server([
            .socket("/audio", .anyone) { request in
                state.withLock { $0.authorization = request.headers["authorization"] }
                return Hearing(state)
            }
        ])
    }

    var url: String { "ws://127.0.0.1:\(server.port)/audio" }

    func stop() async { await server.stop() }

    private final class Hearing: SocketHandler {
        private let state: Lock<State>
        private var socket: (any Socket)?
        /// Milliseconds heard of each track, and what was said of it last.
        private var heard: [Int: Int] = [:]
        private var said: [Int: (sequence: Int, second: Int)] = [:]

        init(_ state: Lock<State>) { self.state = state }

        func opened(_ socket: any Socket) { self.socket = socket }

        func received(_ message: Message) {
            switch message {
            case .text(let bytes):
                let json = (try? JSONParser.parse(bytes)) ?? .null
                if !json["start"].isNull { state.withLock { $0.starts.append(json["start"]) } }
                if json["stop"].bool == true {
                    state.withLock { $0.stops += 1 }
                    socket?.close(1000, "")
                }
            case .binary(let bytes): hear(bytes)
            }
        }

        func closed(code: UInt16?) { socket = nil }

        private func hear(_ bytes: [UInt8]) {
            let track = Int(bytes[0])
            let at = bytes[1...4].reduce(0) { $0 << 8 | Int($1) }
            let end = at + (bytes.count - 5) / 8
            heard[track] = end
            while true {
                let last = said[track] ?? (0, at / 1000)
                let isWhole = end >= last.second * 1000 + 1000
                guard isWhole || end >= last.second * 1000 + 500 else { return }
                let name = track == 0 ? "inbound" : "outbound"
                let text: JSONValue = [
                    "track": .string(name), "sequence": .integer(Int64(last.sequence)), "final": .bool(isWhole),
                    "text": .string(isWhole ? "\(name) \(last.second)" : name),
                    "startMs": .integer(Int64(last.second * 1000)), "endMs": .integer(Int64(last.second * 1000 + 1000)),
                    "confidence": 0.5,
                ]
                socket?.sendText(text.jsonBytes)
                guard isWhole else { return }
                said[track] = (last.sequence + 1, last.second + 1)
                let cuts = state.withLock { state -> Bool in
                    guard let left = state.cutAfter else { return false }
                    state.cutAfter = left > 1 ? left - 1 : nil
                    return left == 1
                }
                if cuts {
                    socket?.close(1011, "cut")
                    socket = nil
                }
            }
        }
    }
}
