/// Jobs on their way to storage threads, bounded: the answer at the bound is ``StorageBusy``.
final class WorkQueue: Sendable {
    private struct State {
        var pending: [Job] = []
        /// Pending ones, those that run now, and those whose end nobody has heard of.
        var outstanding = 0
        var running = 0
        var isPaused = false
        var isClosed = false
    }

    private let bound: Int
    private let state = Monitor(State())

    init(bound: Int) { self.bound = bound }

    /// Jobs that are not done with.
    var outstanding: Int { state.read { $0.outstanding } }

    /// Adds a job, or completes it here and now when there is no room.
    func add(_ job: Job) {
        let refusal: (any Error)? = state.change { state in
            guard !state.isClosed else { return StorageUnavailable(reason: "the database is closed") }
            guard state.outstanding < bound else { return StorageBusy() }
            state.outstanding += 1
            state.pending.append(job)
            return nil
        }
        guard let refusal else { return }
        job.fail(refusal)
        job.complete()
    }

    /// Waits for work and takes at most `limit` jobs, oldest first; nil when the queue is closed and empty.
    func take(_ limit: Int) -> [Job]? {
        state.wait { state in
            guard !state.isPaused else { return nil }
            guard !state.pending.isEmpty else { return state.isClosed ? .some(nil) : nil }
            let jobs: [Job]
            if state.pending.count <= limit {
                jobs = state.pending
                state.pending = []
                state.pending.reserveCapacity(limit)
            } else {
                jobs = Array(state.pending.prefix(limit))
                state.pending.removeFirst(limit)
            }
            state.running += 1
            return .some(jobs)
        }
    }

    /// Says that what was taken has run.
    func rest() {
        let isAwaited = state.read { state in
            state.running -= 1
            return state.isPaused
        }
        if isAwaited { state.change { _ in } }
    }

    /// Says that `count` jobs that have run are done with.
    func finished(_ count: Int) { state.read { $0.outstanding -= count } }

    /// Runs `body` while no job runs: those that come wait.
    func whilePaused<Result>(_ body: () -> Result) -> Result {
        state.read { $0.isPaused = true }
        state.wait { $0.running == 0 ? () : nil }
        defer { state.change { $0.isPaused = false } }
        return body()
    }

    /// Takes no more jobs; those it has are still done.
    func close() { state.change { $0.isClosed = true } }
}
