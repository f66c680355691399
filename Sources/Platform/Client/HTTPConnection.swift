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
        connection.loop.execute { if self.connection.isOpen { self.connection.resumeReading() } }
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
        patience = connection.loop.schedule(after: options.requestPatience) { [weak self] in
            self?.fail(ClientError.timedOut)
        }
        for bytes in exchange.bytes { connection.write(bytes) }
    }

    func received(_ bytes: UnsafeRawBufferPointer, on connection: Connection) {
        parser.append(bytes)
        do throws(HTTPError) {
            while let part = try parser.next() {
                // Nobody asked: an answer to a connection that idles is the server's good-bye.
                guard let exchange else { return connection.close() }
                switch part {
                case .informational: continue
                case .head(let head, _):
                    exchange.took(head, on: self, options)
                    if exchange.isStreaming { patience?.cancel() }
                case .body(let bytes):
                    if exchange.took(bytes) { connection.pauseReading() }
                case .end: complete(exchange)
                }
            }
        } catch {
            fail(ClientError.malformed(error))
        }
    }

    private func complete(_ exchange: Exchange) {
        self.exchange = nil
        patience?.cancel()
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
        patience?.cancel()
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
        patience?.cancel()
        guard let exchange else { return }
        self.exchange = nil
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
