import Domain
import HTTP
import JSON
import Reactor
import Server
import Web
import WebSocket

/// A telephone system's REST interface on loopback: a socket for its events, and the list of its channels.
final class AsteriskStandIn: Sendable {
    private struct State {
        var channels: [JSONValue] = []
        var seen: [String] = []
        var authorizations: Set<String> = []
        var talk: Talk?
    }

    let origin: String
    private let group: EventLoopGroup
    private let server: HTTPServer
    private let state: Lock<State>
    private let opened: AsyncStream<Bool>

    init() throws {
        let group = try EventLoopGroup(count: 1)
        self.group = group
        let state = Lock(State())
        self.state = state
        let (opened, signal) = AsyncStream.makeStream(of: Bool.self)
        self.opened = opened
        let note: @Sendable (Request) -> Void = { request in
            state.withLock {
                $0.seen.append("\(request.method.rawValue) \(request.head.target)")
                $0.authorizations.insert(request.headers["authorization"] ?? "")
            }
        }
        let routes: [Route] = [
            .socket("/ari/events", .anyone) { request in
                note(request)
                let talk = Talk(signal)
                state.withLock { $0.talk = talk }
                return talk
            }.openQuery,
            .get("/ari/channels", .anyone) { request in
                note(request)
                return .document(JSONValue.array(state.withLock { $0.channels }).jsonBytes)
            },
        ]
        var options = ServerOptions()
        options.port = 0
        server = HTTPServer(group: group, router: try Router(routes), options: options)
        origin = "http://127.0.0.1:\(try server.start())"
    }

    /// Every request so far.
    var seen: [String] { state.withLock { $0.seen } }
    /// What they proved themselves by.
    var authorizations: Set<String> { state.withLock { $0.authorizations } }

    /// Waits until a socket is open, or is not any more.
    func next() async -> Bool? {
        var iterator = opened.makeAsyncIterator()
        return await iterator.next()
    }

    /// The channels from now on.
    func has(_ channels: JSONValue...) { state.withLock { $0.channels = channels } }

    /// Tells of an event.
    func say(_ event: JSONValue) {
        let talk = state.withLock { $0.talk }
        group.loops[0].execute { talk?.socket?.sendText(event.jsonBytes) }
    }

    /// Ends the socket.
    func hangUp() {
        let talk = state.withLock { $0.talk }
        group.loops[0].execute { talk?.socket?.close(1001, "restarting") }
    }

    func stop() async {
        await server.stop(within: .zero)
        await group.stop(within: .zero)
    }

    private final class Talk: SocketHandler, @unchecked Sendable {
        // Safe because the socket is touched on the server's one loop alone.
        var socket: (any Socket)?
        private let signal: AsyncStream<Bool>.Continuation

        init(_ signal: AsyncStream<Bool>.Continuation) { self.signal = signal }

        func opened(_ socket: any Socket) {
            self.socket = socket
            signal.yield(true)
        }

        func received(_ message: Message) {}

        func closed(code: UInt16?) {
            socket = nil
            signal.yield(false)
        }
    }
}

/// Events and channels as ARI writes them (reference §10.1).
enum ARI {
    static func channel(_ id: String, _ state: String = "Ring") -> JSONValue {
        [
            "id": .string(id), "name": .string("PJSIP/trunk-\(id)"), "state": .string(state),
            "caller": ["name": "Adaeze Obi", "number": "+12025550143"], "connected": ["name": "", "number": ""],
            "dialplan": ["context": "from-trunk", "exten": "+14155550119", "priority": 2],
            "creationtime": "2026-03-02T09:00:00.000+0000",
        ]
    }

    static func event(_ type: String, _ id: String, _ state: String = "Ring", cause: Int? = nil) -> JSONValue {
        var event: JSONObject = [
            "type": .string(type), "timestamp": "2026-03-02T09:00:01.130+0000", "channel": channel(id, state),
            "application": "switchboard",
        ]
        if let cause { event["cause"] = .integer(Int64(cause)) }
        return .object(event)
    }
}
