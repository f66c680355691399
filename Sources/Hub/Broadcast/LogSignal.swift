import Domain
import Reactor

/// Wakes those who read the log page by page when it grows.
final class LogSignal: Sendable {
    private struct State {
        var heads: [CompanyID: Int64]
        var waiters: [CompanyID: [UInt64: CheckedContinuation<Void, Never>]] = [:]
        var next: UInt64 = 0
        var isClosed = false
    }

    private let state: Lock<State>

    init(heads: [CompanyID: Int64]) { state = Lock(State(heads: heads)) }

    /// Called after a commit, with the newest offset.
    func advance(_ company: CompanyID, to offset: Int64) {
        let woken = state.withLock { state in
            state.heads[company] = offset
            return state.waiters.removeValue(forKey: company) ?? [:]
        }
        for waiter in woken.values { waiter.resume() }
    }

    /// Wakes everybody for the last time: the program stops.
    func close() {
        let woken = state.withLock { state in
            state.isClosed = true
            defer { state.waiters = [:] }
            return state.waiters
        }
        for waiter in woken.values.flatMap(\.values) { waiter.resume() }
    }

    /// Returns when the log is longer than `offset`, or after `patience`.
    ///
    /// - Returns: Whether it is worth while to wait again; false when the program stops.
    func wait(for company: CompanyID, beyond offset: Int64, atMost patience: Duration) async -> Bool {
        let ticket = state.withLock { state in
            state.next += 1
            return state.next
        }
        let timer = Task {
            try? await Task.sleep(for: patience)  // Woken early means the wait is over already.
            self.wake(ticket, of: company)
        }
        await withCheckedContinuation { continuation in
            let isLonger = state.withLock { state in
                if state.isClosed || state.heads[company, default: 0] > offset { return true }
                state.waiters[company, default: [:]][ticket] = continuation
                return false
            }
            if isLonger { continuation.resume() }
        }
        timer.cancel()
        await timer.value
        return state.withLock { !$0.isClosed }
    }

    private func wake(_ ticket: UInt64, of company: CompanyID) {
        let waiter = state.withLock { $0.waiters[company]?.removeValue(forKey: ticket) }
        waiter?.resume()
    }
}
