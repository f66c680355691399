import Reactor

/// What a loop hands to one waiting task, in order and bounded; owned by its lock.
final class Channel<Element: Sendable>: Sendable {
    private struct State {
        var items: [(element: Element, weight: Int)] = []
        var first = 0
        var weight = 0
        var isPaused = false
        var waiter: CheckedContinuation<Element?, any Error>?
        var end: Result<Void, any Error>?
    }

    private enum Outcome {
        case wait
        case give(Element?, resume: Bool)
        case fail(any Error)
    }

    private let state = Lock(State())
    private let bound: Int
    private let resume: @Sendable () -> Void

    /// - Parameter resume: Called when the channel, having been full, has room again.
    init(bound: Int, resume: @escaping @Sendable () -> Void) {
        self.bound = bound
        self.resume = resume
    }

    /// Adds an element; returns whether the channel is full now, and the producer shall pause until `resume`.
    func push(_ element: Element, weight: Int) -> Bool {
        let (waiter, isFull) = state.withLock { state -> (CheckedContinuation<Element?, any Error>?, Bool) in
            guard state.end == nil else { return (nil, false) }
            if let waiter = state.waiter {
                state.waiter = nil
                return (waiter, false)
            }
            state.items.append((element, weight))
            state.weight += weight
            if state.weight > bound { state.isPaused = true }
            return (nil, state.isPaused)
        }
        waiter?.resume(returning: element)
        return isFull
    }

    /// Says that nothing more comes, and why; only the first call counts.
    func finish(_ end: Result<Void, any Error> = .success(())) {
        let waiter = state.withLock { state -> CheckedContinuation<Element?, any Error>? in
            guard state.end == nil else { return nil }
            state.end = end
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(with: end.map { nil })
    }

    /// The next element; nil when all has come.
    func next() async throws -> Element? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                switch take(for: continuation) {
                case .wait:
                    // The handler may have run before there was anyone to tell.
                    if Task.isCancelled { cancelWaiter() }
                case .give(let element, let resumes):
                    continuation.resume(returning: element)
                    if resumes { resume() }
                case .fail(let error):
                    continuation.resume(throwing: error)
                }
            }
        } onCancel: {
            cancelWaiter()
        }
    }

    private func take(for continuation: CheckedContinuation<Element?, any Error>) -> Outcome {
        state.withLock { state in
            guard state.first < state.items.count else {
                switch state.end {
                case .success?: return .give(nil, resume: false)
                case .failure(let error)?: return .fail(error)
                case nil: break
                }
                guard state.waiter == nil else {
                    return .fail(ClientError.misused("two tasks receive from one connection"))
                }
                state.waiter = continuation
                return .wait
            }
            let (element, weight) = state.items[state.first]
            state.first += 1
            state.weight -= weight
            if state.first > 32, state.first * 2 > state.items.count {
                state.items.removeFirst(state.first)
                state.first = 0
            }
            let resumes = state.isPaused && state.weight <= bound / 2
            if resumes { state.isPaused = false }
            return .give(element, resume: resumes)
        }
    }

    private func cancelWaiter() {
        let waiter = state.withLock { state -> CheckedContinuation<Element?, any Error>? in
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(throwing: CancellationError())
    }
}
