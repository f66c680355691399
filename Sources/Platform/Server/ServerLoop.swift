import HTTP
import Reactor
import Synchronization
import Web

/// What all loops of a server share; nothing in it changes but what has a lock of its own.
final class ServerCore: Sendable {
    let router: Router
    let authenticator: any Authenticator
    let options: ServerOptions
    let metrics: Metrics
    let log: LogOutput
    let gate: ConnectionGate
    /// WebSockets open now.
    let sockets = Atomic<Int>(0)

    init(
        _ router: Router, _ authenticator: any Authenticator, _ options: ServerOptions, _ metrics: Metrics,
        _ log: LogOutput
    ) {
        (self.router, self.authenticator, self.options) = (router, authenticator, options)
        (self.metrics, self.log) = (metrics, log)
        gate = ConnectionGate(options)
    }
}

/// A server's part on one loop; owned by that loop's thread.
final class ServerLoop: @unchecked Sendable {
    // Safe because what changes is touched on the loop's thread alone.
    let loop: EventLoop
    let core: ServerCore
    private(set) var isStopping = false
    private(set) var heads: ResponseHeads
    private var ids: RequestIDs
    private var lines = LogLines()
    private var linesAreTimed = false
    private var meters: [RouteMeter?]
    private var openConnections = 0
    private var runningTasks = 0
    private var whenEmpty: [@Sendable () -> Void] = []

    init(_ loop: EventLoop, _ core: ServerCore) {
        self.loop = loop
        self.core = core
        heads = ResponseHeads(secure: core.options.transport != nil)
        ids = RequestIDs(loop: loop.index)
        meters = Array(repeating: nil, count: core.router.endpoints.count)
    }

    // MARK: Connections

    func accept(_ descriptor: consuming FileDescriptor, _ peer: SocketAddress) {
        let gate = core.gate
        guard !isStopping, gate.enter(peer) else { return gate.refuse(descriptor, peer) }
        do {
            // What comes through a socket file does not leave the machine.
            let transport = try peer == .local ? PlainTransport() : core.options.transport?() ?? PlainTransport()
            let connection = Connection(descriptor, peer: peer, on: loop, transport: transport)
            let http = HTTPConnection(connection, self)
            try connection.start(http)
            openConnections += 1
            http.begin()
        } catch {
            gate.leave(peer)
            report(error, id: "", route: nil)
        }
    }

    func left(_ connection: Connection) {
        core.gate.leave(connection.peer)
        openConnections -= 1
        tellWhenEmpty()
    }

    /// A handler has begun that may outlive its connection.
    func taskBegan() { runningTasks += 1 }

    /// It has returned.
    func taskEnded() {
        runningTasks -= 1
        tellWhenEmpty()
    }

    /// Finishes what is under way and closes what is not; `then` is called when no connection and no handler is left.
    func stop(_ then: @escaping @Sendable () -> Void) {
        isStopping = true
        whenEmpty.append(then)
        loop.forEachConnection { ($0.delegate as? any StopsGracefully)?.serverStops(self) }
        tellWhenEmpty()
    }

    /// Closes what is left, and waits no longer.
    func cut() {
        loop.forEachConnection { connection in
            if let delegate = connection.delegate as? any StopsGracefully, delegate.belongs(to: self) {
                connection.close()
            }
        }
        tellWhenEmpty(force: true)
    }

    private func tellWhenEmpty(force: Bool = false) {
        guard isStopping, force || openConnections == 0 && runningTasks == 0 else { return }
        let told = whenEmpty
        whenEmpty = []
        flushLog()
        for then in told { then() }
    }

    // MARK: Requests

    func nextID() -> String { ids.next() }

    func writeHead(
        _ response: Response, to exchange: Exchange, body: ResponseWriter.Body, connection: StaticString?,
        into bytes: inout [UInt8]
    ) {
        // Clocks of ours are for those who have proved who they are: what a wrong password took is nobody's business.
        let isTold = exchange.caller != nil || !response.timing.isEmpty
        let took = isTold ? MonotonicClock.nanoseconds() &- exchange.started : nil
        heads.write(
            response, id: exchange.id, body: body, connection: connection, took: took, now: loop.turnStarted,
            into: &bytes)
    }

    /// Measures and logs a request whose answer is written.
    func finished(_ exchange: Exchange) {
        let nanoseconds = MonotonicClock.nanoseconds() &- exchange.started
        if let endpoint = exchange.endpoint {
            meter(endpoint).record(nanoseconds: nanoseconds, status: exchange.status, loop: loop.index)
        }
        guard core.options.accessLog else { return }
        lines.access(exchange, status: exchange.status, bytes: exchange.bytesSent, nanoseconds: nanoseconds)
        linesAdded()
    }

    /// Logs an error that its client is told nothing of.
    func report(_ error: any Error, id: String, route: String?) {
        lines.error(error, id: id, route: route)
        linesAdded()
    }

    private func meter(_ endpoint: Endpoint) -> RouteMeter {
        if let meter = meters[endpoint.index] { return meter }
        let meter = core.metrics.route(endpoint)
        meters[endpoint.index] = meter
        return meter
    }

    private func linesAdded() {
        if lines.isFull { return flushLog() }
        guard !linesAreTimed else { return }
        linesAreTimed = true
        loop.schedule(after: .milliseconds(200)) {
            self.linesAreTimed = false
            self.flushLog()
        }
    }

    private func flushLog() {
        if !lines.isEmpty { core.log.write(lines.take()) }
    }
}

/// What a server has to tell when it stops: requests and sockets under way.
protocol StopsGracefully: AnyObject {
    func belongs(to home: ServerLoop) -> Bool
    func serverStops(_ home: ServerLoop)
}

/// Counts connections, in all and by address; from any thread.
final class ConnectionGate: Sendable {
    private struct State {
        var all = 0
        var byAddress: [SocketAddress: Int] = [:]
    }

    private let state = Lock(State())
    private let most: Int
    private let mostByAddress: Int
    private let exempt: [AddressRange]
    private let isPlain: Bool
    private let refusals = Atomic<UInt64>(0)

    init(_ options: ServerOptions) {
        most = options.maxConnections
        mostByAddress = options.maxConnectionsPerAddress
        exempt = options.trustedProxies
        isPlain = options.transport == nil
    }

    /// Connections open now.
    var open: Int { state.withLock { $0.all } }
    /// Connections refused so far.
    var refused: UInt64 { refusals.load(ordering: .relaxed) }

    /// - Returns: false when there are too many already; else ``leave(_:)`` must follow.
    func enter(_ peer: SocketAddress) -> Bool {
        let counted = isCounted(peer)
        let key = peer.withoutPort
        let entered = state.withLock { state in
            guard state.all < most else { return false }
            if counted {
                guard state.byAddress[key, default: 0] < mostByAddress else { return false }
                state.byAddress[key, default: 0] += 1
            }
            state.all += 1
            return true
        }
        if !entered { refusals.wrappingAdd(1, ordering: .relaxed) }
        return entered
    }

    func leave(_ peer: SocketAddress) {
        let counted = isCounted(peer)
        let key = peer.withoutPort
        state.withLock { state in
            state.all -= 1
            guard counted, let count = state.byAddress[key] else { return }
            state.byAddress[key] = count > 1 ? count - 1 : nil
        }
    }

    /// Says why, if that takes no handshake and the socket takes it at once, and closes.
    func refuse(_ descriptor: consuming FileDescriptor, _ peer: SocketAddress) {
        guard isPlain || peer == .local else { return }
        let transport = PlainTransport()
        let raw = descriptor.raw
        Self.refusal.withUnsafeBytes { bytes in
            withUnsafePointer(to: bytes) { _ = transport.write(raw, UnsafeBufferPointer(start: $0, count: 1)) }
        }
        transport.finish(raw)
    }

    private static let refusal = Array(
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)

    private func isCounted(_ peer: SocketAddress) -> Bool {
        !peer.isLoopback && !exempt.contains { $0.contains(peer) }
    }
}
