import HTTP
import Reactor

/// One connection of a client, one exchange at a time; owned by its loop's thread.
final class HTTPConnection: ConnectionDelegate, @unchecked Sendable {
    // Safe because all that changes is touched on the loop's thread alone.
    private let connection: Connection
    private let pool: ConnectionPool
    private let options: ClientOptions
    private var parser: ResponseParser
    private var exchange: Exchange?
    private var patience: Timer?
    private var idle: Timer?
    private var isPaused = false
    private var begun: UInt64 = 0
    private var bodyBytes = 0

    init(_ connection: Connection, _ pool: ConnectionPool, _ options: ClientOptions) {
        self.connection = connection
        self.pool = pool
        self.options = options
        parser = ResponseParser(limits: options.limits)
    }

    // MARK: From any thread

    func perform(_ exchange: Exchange, _ sink: sending Exchange.Sink) {
        exchange.begin(sink)
        connection.loop.execute { self.begin(exchange) }
    }

    func abandon(_ exchange: Exchange) {
        connection.loop.execute {
            exchange.isAbandoned = true
            guard self.exchange === exchange else { return }
            self.fail(CancellationError())
        }
    }

    func resumeReading() {
        connection.loop.execute {
            guard self.connection.isOpen else { return }
            self.isPaused = false
            self.connection.resumeReading()
        }
    }

    func close() { connection.loop.execute { self.connection.close() } }

    // MARK: On the loop

    private func begin(_ exchange: Exchange) {
        guard !exchange.isAbandoned else {
            pool.give(self)
            return exchange.fail(CancellationError())
        }
        guard connection.isOpen, self.exchange == nil else {
            return exchange.fail(NotSent())
        }
        self.exchange = exchange
        parser.expect(exchange.method)
        (bodyBytes, isPaused, begun) = (0, false, MonotonicClock.nanoseconds())
        let patience = Timer(on: connection.loop) { [weak self] in self?.fail(ClientError.timedOut) }
        patience.start(after: options.requestPatience)
        self.patience = patience
        watchIdling()
        for bytes in exchange.bytes { connection.write(bytes) }
    }

    private func watchIdling() {
        guard let span = options.idlePatience else { return }
        let idle = idle ?? Timer(on: connection.loop) { [weak self] in self?.idled() }
        self.idle = idle
        idle.start(after: span)
    }

    private func idled() {
        guard exchange != nil else { return }
        if isPaused { watchIdling() } else { fail(ClientError.timedOut) }
    }

    func received(_ bytes: UnsafeRawBufferPointer, on connection: Connection) {
        parser.append(bytes)
        if exchange != nil { watchIdling() }
        do throws(HTTPError) {
            while let part = try parser.next() {
                // Nobody asked: an answer to a connection that idles is the server's good-bye.
                guard let exchange else { return connection.close() }
                switch part {
                case .informational: continue
                case .head(let head, let framing):
                    if case .length(let length) = framing, let bound = options.bodyBytes, length > bound {
                        return fail(ClientError.tooLarge(bound))
                    }
                    exchange.took(head, on: self, options)
                    if exchange.isStreaming { watchStream() }
                case .body(let bytes):
                    bodyBytes += bytes.count
                    if let bound = options.bodyBytes, bodyBytes > bound { return fail(ClientError.tooLarge(bound)) }
                    if exchange.took(bytes) {
                        isPaused = true
                        connection.pauseReading()
                    }
                case .end: complete(exchange)
                }
            }
        } catch {
            fail(ClientError.malformed(error))
        }
    }

    private func endWatching() {
        patience?.cancel()
        idle?.cancel()
    }

    private func watchStream() {
        patience?.cancel()
        guard let span = options.streamPatience else { return }
        patience?.start(at: begun &+ span.clampedNanoseconds)
    }

    private func complete(_ exchange: Exchange) {
        self.exchange = nil
        endWatching()
        if exchange.keepsAlive, parser.buffered == 0, connection.isOpen {
            connection.resumeReading()
            // Before the answer is handed out, so that the next request finds the connection.
            pool.give(self)
        } else {
            connection.close()
        }
        exchange.complete()
    }

    private func fail(_ error: any Error) {
        let exchange = exchange
        self.exchange = nil
        endWatching()
        connection.close()
        exchange?.fail(error)
    }

    func inputEnded(on connection: Connection) {
        do throws(HTTPError) {
            if case .end? = try parser.finish(), let exchange { complete(exchange) }
        } catch {
            // Bytes were missing, and that is what whoever waits is told below.
        }
        connection.close()
    }

    func drained(_ connection: Connection) {}

    func closed(_ connection: Connection, _ reason: Connection.End) {
        pool.remove(self)
        endWatching()
        guard let exchange else { return }
        self.exchange = nil
        if let fault = connection.transportFault { return exchange.fail(ClientError.insecure(fault)) }
        exchange.fail(ClientError.connectionLost(beforeAnswer: !exchange.hasBegun && parser.buffered == 0))
    }
}

/// The connection had ended before the request was sent on it: any request may be sent again.
struct NotSent: Error {}

/// Connections to one origin that wait for the next request; owned by its lock.
final class ConnectionPool: Sendable {
    private struct State {
        var idle: [HTTPConnection] = []
        var isClosed = false
    }

    private let state = Lock(State())
    private let bound: Int

    init(bound: Int) { self.bound = bound }

    /// The connection used last, which is the likeliest to be alive.
    func take() -> HTTPConnection? { state.withLock { $0.idle.popLast() } }

    func give(_ connection: HTTPConnection) {
        let isKept = state.withLock { state in
            guard !state.isClosed, state.idle.count < bound else { return false }
            state.idle.append(connection)
            return true
        }
        if !isKept { connection.close() }
    }

    func remove(_ connection: HTTPConnection) { state.withLock { $0.idle.removeAll { $0 === connection } } }

    func close() {
        let idle = state.withLock { state in
            state.isClosed = true
            defer { state.idle = [] }
            return state.idle
        }
        for connection in idle { connection.close() }
    }
}
