import HTTP
import Reactor
import Web

/// A response body on its way from the handler to the client; owned by the connection's loop.
final class ResponseStream: BodyWriter, @unchecked Sendable {
    // Safe because everything but `loop` is touched on the loop's thread alone: `write` goes there first.

    /// How the client finds the end.
    enum Framing { case chunked, plain }

    let framing: Framing
    private let loop: EventLoop
    private let connection: Connection
    private let exchange: Exchange
    private var isOver = false
    private var waiting: [CheckedContinuation<Void, any Error>] = []
    private var task: Task<Void, Never>?

    init(_ exchange: Exchange, _ connection: Connection, _ framing: Framing) {
        (self.exchange, self.connection, self.framing) = (exchange, connection, framing)
        loop = connection.loop
    }

    /// Runs what writes the body; the exchange is complete when that returns, and cut when it throws.
    func run(_ body: @escaping @Sendable (ResponseStream) async throws -> Void) {
        let exchange = exchange
        task = Task(executorPreference: loop.taskExecutor) {
            do {
                try await body(self)
                self.onLoop { exchange.connection.streamEnded(exchange, nil) }
            } catch {
                self.onLoop { exchange.connection.streamEnded(exchange, error) }
            }
        }
    }

    func write(_ bytes: [UInt8]) async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // A loop that has ended closed its connections.
                if !onLoop({ self.put(bytes, continuation) }) { continuation.resume(throwing: ClientGone()) }
            }
        } onCancel: {
            loop.execute { self.wake(CancellationError()) }
        }
    }

    /// Wakes the writer: the queue has been sent, or the client is gone.
    func wake(_ error: (any Error)? = nil) {
        let woken = waiting
        waiting = []
        for continuation in woken {
            if let error = isOver ? ClientGone() : error {
                continuation.resume(throwing: error)
            } else {
                continuation.resume()
            }
        }
    }

    /// Nothing can be written any more; whoever writes hears of it.
    func cut() {
        isOver = true
        task?.cancel()
        wake()
    }

    /// The body is whole, or else cut: then it does not get the chunk that would end it.
    func end(cut: Bool) {
        if framing == .chunked, !isOver, !cut { connection.append { $0.append(contentsOf: ResponseWriter.lastChunk) } }
        isOver = true
    }

    private func put(_ bytes: [UInt8], _ continuation: CheckedContinuation<Void, any Error>) {
        guard !isOver, connection.isOpen else { return continuation.resume(throwing: ClientGone()) }
        guard !bytes.isEmpty else { return continuation.resume() }
        exchange.bytesSent += UInt64(bytes.count)
        switch framing {
        case .plain: connection.write(bytes)
        case .chunked where bytes.count < 4_096:
            connection.append { ResponseWriter.chunk(bytes, into: &$0) }
        case .chunked:
            connection.append { ResponseWriter.chunkHead(bytes.count, into: &$0) }
            connection.write(bytes)
            connection.append { $0.append(contentsOf: ResponseWriter.chunkEnd) }
        }
        if connection.queuedBytes < Connection.highWater {
            continuation.resume()
        } else {
            waiting.append(continuation)
        }
    }

    /// - Returns: false when the loop has ended, and `body` will never run.
    @discardableResult
    private func onLoop(_ body: @escaping @Sendable () -> Void) -> Bool {
        guard loop.isCurrent else { return loop.execute(body) }
        body()
        return true
    }
}
