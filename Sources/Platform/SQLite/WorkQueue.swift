/// Jobs on their way to storage threads, bounded: the answer at the bound is ``StorageBusy``.
///
/// Bulk jobs come after all others. Many of them share a commit, which writes each page once for all of them; but none begins
/// while another job waits for its turn or its commit, so that nobody waits for more than the one that runs. Where others come
/// without end, one bulk job runs after each of their batches.
final class WorkQueue: Sendable {
    private struct State {
        var pending: [Job] = []
        /// How many of these are bulk.
        var bulk = 0
        /// Whether others have gone before a bulk job that was there.
        var isBulkDue = false
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
            if job.isBulk { state.bulk += 1 }
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
            if state.isBulkDue, let due = state.pending.firstIndex(where: \.isBulk) {
                state.isBulkDue = false
                state.bulk -= 1
                state.running += 1
                return .some([state.pending.remove(at: due)])
            }
            if state.bulk > 0 {
                state.pending = state.pending.filter { !$0.isBulk } + state.pending.filter(\.isBulk)
            }
            if state.pending.count <= limit {
                jobs = state.pending
                state.pending = []
                state.pending.reserveCapacity(limit)
            } else {
                jobs = Array(state.pending.prefix(limit))
                state.pending.removeFirst(limit)
            }
            if state.bulk > 0 { state.bulk = state.pending.count { $0.isBulk } }
            state.running += 1
            return .some(jobs)
        }
    }

    /// Whether a job waits that goes before bulk ones.
    var hasUrgent: Bool { state.read { $0.pending.count > $0.bulk } }

    /// Takes bulk jobs back that have not run, before what has come since.
    ///
    /// - Parameter arePassedOver: Whether others have run in their place.
    func putBack(_ jobs: ArraySlice<Job>, arePassedOver: Bool) {
        state.read { state in
            state.pending.insert(contentsOf: jobs, at: 0)
            state.bulk += jobs.count
            state.isBulkDue = arePassedOver
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
