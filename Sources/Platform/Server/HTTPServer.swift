import HTTP
import Reactor
import Synchronization
import Web

/// An HTTP/1.1 and WebSocket server on the loops of a group: joins routes, their handlers, and connections.
package final class HTTPServer: Sendable {
    private struct State {
        var listeners: [Listener] = []
    }

    private let group: EventLoopGroup
    private let core: ServerCore
    private let homes: [ServerLoop]
    private let state = Lock(State())

    /// A server that does nothing yet.
    ///
    /// - Parameter log: Takes access lines, if the options want them, and errors that no client may read.
    package init(
        group: EventLoopGroup, router: Router, authenticator: any Authenticator = NoAuthenticator(),
        options: ServerOptions = ServerOptions(), metrics: Metrics? = nil, log: LogOutput = LogOutput()
    ) {
        self.group = group
        let metrics = metrics ?? Metrics(loops: group.loops.count)
        let core = ServerCore(router, authenticator, options, metrics, log)
        self.core = core
        homes = group.loops.map { ServerLoop($0, core) }
        let gate = core.gate
        metrics.gauge("http_connections", "Connections open now, WebSockets included.") { Double(gate.open) }
        // Weak, for the core holds its metrics.
        metrics.gauge("websocket_connections", "WebSockets open now.") { [weak core] in
            Double(core?.sockets.load(ordering: .relaxed) ?? 0)
        }
        metrics.counter("http_connections_refused_total", "Connections refused by a limit.") { gate.refused }
    }

    /// What the server measures, and what others record beside it.
    package var metrics: Metrics { core.metrics }

    /// Listens from now on.
    ///
    /// - Returns: The port, the real one if 0 was asked for.
    /// - Throws: One sentence on why the port cannot be had.
    @discardableResult
    package func start() throws(ListenError) -> UInt16 {
        let homes = homes
        let listener = try Listener(
            host: core.options.host, port: core.options.port, group: group
        ) { descriptor, peer, loop in
            homes[loop.index].accept(descriptor, peer)
        }
        state.withLock { $0.listeners.append(listener) }
        return listener.address.port
    }

    /// Listens at a socket file from now on, for programs of the same user on the same machine.
    ///
    /// - Throws: One sentence on why it cannot be had.
    package func start(socketFile path: String) throws(ListenError) {
        let homes = homes
        let listener = try Listener(socketFile: path, group: group) { descriptor, peer, loop in
            homes[loop.index].accept(descriptor, peer)
        }
        state.withLock { $0.listeners.append(listener) }
    }

    /// Takes no more connections, finishes the requests under way, closes each WebSocket with 1001, and returns when
    /// the last connection is closed; what is still open at the deadline is cut.
    package func stop(within patience: Duration) async {
        let listeners = state.withLock { state in
            defer { state.listeners = [] }
            return state.listeners
        }
        for listener in listeners { listener.close() }
        await withTaskGroup(of: Void.self) { tasks in
            for home in homes { tasks.addTask { await Self.stop(home, within: patience) } }
        }
        core.log.flush()
    }

    private static func stop(_ home: ServerLoop, within patience: Duration) async {
        await withCheckedContinuation { continuation in
            let isRunning = home.loop.execute {
                let deadline = home.loop.schedule(after: patience) { home.cut() }
                home.stop {
                    deadline.cancel()
                    continuation.resume()
                }
            }
            if !isRunning { continuation.resume() }
        }
    }
}
