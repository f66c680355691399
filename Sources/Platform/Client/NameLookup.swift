import Foundation
import Reactor

/// Looks host names up on threads of its own, a few at a time, for the system's resolver blocks.
final class NameLookup: Sendable {
    private let queue: OperationQueue
    private let clock = DispatchQueue(label: "names-clock")
    private let patience: Duration

    init(patience: Duration) {
        self.patience = patience
        queue = OperationQueue()
        queue.name = "names"
        queue.maxConcurrentOperationCount = 4
    }

    /// Every address of the name; none when there is none, or when none was found in time.
    func addresses(of host: String, port: UInt16) async -> [SocketAddress] {
        if let literal = SocketAddress(literal: host, port: port) { return [literal] }
        return await withCheckedContinuation { continuation in
            let answer = Answer(continuation)
            let milliseconds = Int(patience.clampedNanoseconds / 1_000_000)
            clock.asyncAfter(deadline: .now() + .milliseconds(milliseconds)) { answer.give([]) }
            queue.addOperation {
                guard answer.isAwaited else { return }
                answer.give(SocketAddress.resolve(host, port: port))
            }
        }
    }

    /// Answers once: with what was found, or by the clock; owned by its lock.
    private final class Answer: Sendable {
        private struct State {
            var continuation: CheckedContinuation<[SocketAddress], Never>?
        }

        private let state: Lock<State>

        init(_ continuation: CheckedContinuation<[SocketAddress], Never>) {
            state = Lock(State(continuation: continuation))
        }

        var isAwaited: Bool { state.withLock { $0.continuation != nil } }

        func give(_ addresses: [SocketAddress]) {
            let continuation = state.withLock { state in
                defer { state.continuation = nil }
                return state.continuation
            }
            continuation?.resume(returning: addresses)
        }
    }
}
