import CSQLite
import Reactor

/// The writer thread's work: takes what is in its queue, commits it together, and leaves it to ``LogSync``.
///
/// The usual batch has no savepoints, for a savepoint makes SQLite copy each page that the closure touches. When a closure
/// throws after it has changed something, the batch is rolled back and runs again with a savepoint around each closure, so
/// that failures harm nobody else; as failures come in flocks, the next few batches have savepoints from the start. A
/// closure that throws before it has changed anything, the usual refusal, costs nothing.
final class Writer {
    /// Batches with savepoints after one that needed them.
    private static let cautiousBatches = 16
    /// Closures that lose a batch its transaction (full disk) before all that is left of it runs one by one.
    private static let lossBound = 8

    private let connection: Connection
    private let context: BatchContext
    private let sync: LogSync
    private let counters: Lock<DatabaseStatistics>
    private let commits: CommitCount
    private var cautious = 0
    /// What the commits of the jobs at hand are to be known by.
    private var told: [any Sendable] = []
    /// Whether the disk has refused something since the checkpointer was last told.
    private var wasRefused = false

    init(
        connection: Connection, ids: IDSource, companion: (any AnyObject & Sendable)?, sync: LogSync,
        counters: Lock<DatabaseStatistics>, commits: CommitCount
    ) {
        self.connection = connection
        context = BatchContext(ids: ids, companion: companion)
        self.sync = sync
        self.counters = counters
        self.commits = commits
    }

    /// Works until the queue is closed and empty.
    func work(_ queue: WorkQueue, batchBound: Int, checkpointer: Checkpointer) {
        while let jobs = queue.take(batchBound) {
            let done = commit(jobs, from: queue)
            if done < jobs.count { queue.putBack(jobs[done...], arePassedOver: !jobs[0].isBulk) }
            queue.rest()
            checkpointer.note(pagesInLog: connection.pagesInLog, wasRefused: wasRefused)
            wasRefused = false
            sync.add(LogSync.Batch(jobs: done < jobs.count ? Array(jobs[..<done]) : jobs, told: told))
            told.removeAll(keepingCapacity: true)
        }
    }

    /// Runs and commits the jobs; afterwards each has its result, but for bulk ones at the end that let others go before.
    ///
    /// - Returns: How many were run.
    private func commit(_ jobs: [Job], from queue: WorkQueue) -> Int {
        var remaining = jobs
        var losses = 0
        var withSavepoints = cautious > 0
        if withSavepoints { cautious -= 1 }
        while !remaining.isEmpty {
            switch attempt(remaining, withSavepoints: withSavepoints, before: losses == 0 ? queue : nil) {
            case .committed(let count):
                // With a loss among them all others are run.
                return losses == 0 ? count : jobs.count
            case .abandoned:
                return jobs.count
            case .needsSavepoints:
                withSavepoints = true
                cautious = Self.cautiousBatches
            case .lost(let culprit):
                remaining.remove(at: culprit)
                losses += 1
                guard losses < Self.lossBound else { return commitSingly(remaining, of: jobs, from: queue) }
            case .refused(let error) where error is StorageUnavailable || remaining.count == 1:
                wasRefused = wasRefused || error is StorageUnavailable
                fail(remaining, error)
                return jobs.count
            case .refused:
                // A rule that is checked at the end only, or a `beforeCommit`: alone, each one's failure is its own.
                return commitSingly(remaining, of: jobs, from: queue)
            }
        }
        return jobs.count
    }

    private func commitSingly(_ rest: [Job], of jobs: [Job], from queue: WorkQueue) -> Int {
        for job in rest { _ = commit([job], from: queue) }
        return jobs.count
    }

    private enum Outcome {
        /// So many of the jobs were run.
        case committed(Int)
        /// The only job failed, and nothing is left of it.
        case abandoned
        /// A closure failed after a change, and there was no savepoint to go back to.
        case needsSavepoints
        /// SQLite rolled the whole transaction back while this job ran.
        case lost(culprit: Int)
        /// The batch as a whole could not begin, be completed or be committed.
        case refused(any Error)
    }

    /// Runs the jobs in one transaction; when that is not committed, nothing of it is left.
    ///
    /// - Parameter queue: Where a job that waits goes before bulk ones; nil: all are run.
    private func attempt(_ jobs: [Job], withSavepoints: Bool, before queue: WorkQueue?) -> Outcome {
        do {
            try connection.endOverwriting()
            try connection.run(.beginImmediate)
        } catch { return .refused(error.forCallers) }
        context.begin()
        for (index, job) in jobs.enumerated() {
            if job.isBulk, index > 0, let queue, !jobs[index - 1].isBulk || queue.hasUrgent { return finish(index) }
            let transaction = Transaction(tenant: job.tenant, connection: connection, batch: context)
            context.storage.beginClosure()
            let afterCommitCount = context.afterCommit.count
            let hasReturned: Bool
            do {
                hasReturned = try withSavepoints ? runInSavepoint(job, transaction) : job.run(transaction)
            } catch {
                connection.rollBack()
                return .refused(error)
            }
            transaction.end()
            guard !connection.isOutsideTransaction else {
                job.fail(StorageUnavailable(reason: transaction.lossReason ?? "the disk refused the change"))
                return .lost(culprit: index)
            }
            guard !hasReturned, !withSavepoints else { continue }
            if transaction.hasWritten || context.storage.wasUsed {
                connection.rollBack()
                return jobs.count == 1 ? .abandoned : .needsSavepoints
            }
            context.dropAfterCommit(from: afterCommitCount)
        }
        return finish(jobs.count)
    }

    private func runInSavepoint(_ job: Job, _ transaction: Transaction) throws -> Bool {
        let mark = try context.openSavepoint(on: connection)
        if job.run(transaction) {
            if !connection.isOutsideTransaction { try connection.run(.release) }
            return true
        }
        if !connection.isOutsideTransaction { try context.rollBack(to: mark, on: connection) }
        return false
    }

    private func finish(_ count: Int) -> Outcome {
        do {
            let transaction = Transaction(tenant: 0, connection: connection, batch: context)
            try context.storage.commit(transaction)
            transaction.end()
            let started = Counters.now()
            do { try connection.run(.commit) } catch { throw error.forCallers }
            let nanoseconds = Counters.now() - started
            let pages = connection.pagesInLog
            counters.withLock { $0.add(closures: count, commitNanoseconds: nanoseconds, pagesInLog: pages) }
        } catch {
            connection.rollBack()
            return .refused(error)
        }
        commits.add()
        context.committed()
        told += context.afterCommit
        return .committed(count)
    }

    private func fail(_ jobs: [Job], _ error: any Error) {
        for job in jobs { job.fail(error) }
    }
}

/// Who hears of commits.
///
/// A struct around the function, for a function that is itself the state of a generic lock is wrapped in one more thunk at
/// every access, for ever.
struct CommitListener: Sendable {
    let call: @Sendable ([any Sendable]) -> Void
}
