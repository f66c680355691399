import HTTP
import Reactor
import Web

/// The client is gone, so that there is nobody to read from or write to.
struct ClientGone: ProblemConvertible {
    var problem: Problem { .unreadable("The connection ended before the body was complete.") }
}

/// A streamed request body on its way from the connection to the handler; owned by the connection's loop.
final class BodyPipe: BodyReader, @unchecked Sendable {
    // Safe because everything but `loop` is touched on the loop's thread alone: `next` goes there first.
    private static let capacity = 65_536

    private let loop: EventLoop
    private weak var connection: HTTPConnection?
    private var buffer: [UInt8] = []
    private var isAtEnd = false
    private var failure: (any Error)?
    private var waiting: CheckedContinuation<[UInt8]?, any Error>?

    init(_ connection: HTTPConnection) {
        loop = connection.loop
        self.connection = connection
    }

    /// Whether the connection is to read on.
    var wantsMore: Bool { buffer.count < Self.capacity && failure == nil }

    func next() async throws -> [UInt8]? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                if loop.isCurrent { return take(continuation) }
                // A loop that has ended closed its connections.
                if !loop.execute({ self.take(continuation) }) { continuation.resume(throwing: ClientGone()) }
            }
        } onCancel: {
            loop.execute { self.fail(CancellationError()) }
        }
    }

    func push(_ bytes: [UInt8]) {
        if let waiting {
            self.waiting = nil
            waiting.resume(returning: bytes)
        } else if buffer.isEmpty {
            buffer = bytes
        } else {
            buffer += bytes
        }
    }

    func end() {
        isAtEnd = true
        guard let waiting else { return }
        self.waiting = nil
        waiting.resume(returning: nil)
    }

    func fail(_ error: any Error) {
        guard failure == nil, !isAtEnd else { return }
        failure = error
        guard let waiting else { return }
        self.waiting = nil
        waiting.resume(throwing: error)
    }

    private func take(_ continuation: CheckedContinuation<[UInt8]?, any Error>) {
        if !buffer.isEmpty {
            let bytes = buffer
            buffer = []
            continuation.resume(returning: bytes)
            connection?.pipeHasRoom()
        } else if isAtEnd {
            continuation.resume(returning: nil)
        } else if let failure {
            continuation.resume(throwing: failure)
        } else if waiting != nil {
            continuation.resume(throwing: TwoReaders())
        } else {
            waiting = continuation
            connection?.pipeIsWaiting()
        }
    }

    /// A body has one reader; this is a mistake in a handler.
    private struct TwoReaders: Error {}
}
