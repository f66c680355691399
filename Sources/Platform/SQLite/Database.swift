import CSQLite
import Reactor

/// An SQLite file with one writing thread, reading threads, and a connection for each loop; safe to use from any thread.
///
/// Writes are committed in groups: while one commit runs, closures gather, and the next commit takes them all. A closure
/// may run more than once until its batch is committed, so it has no effect outside its transaction; nothing completes
/// before the disk has the COMMIT that holds it.
package final class Database: Sendable {
    /// Where the file is.
    package let path: String
    let seal: (any CellSeal)?
    private let writing: WorkQueue
    private let reading: WorkQueue
    private let pool: ReadPool
    private let checkpointer: Checkpointer
    private let commitListener: Lock<CommitListener?>
    private let counters: Lock<DatabaseStatistics>
    private let open: Lock<Open?>

    /// What `close` ends, in its order.
    private struct Open: Sendable {
        let writer: SystemThread
        let syncing: SystemThread
        let readers: [SystemThread]
        let checkpointing: SystemThread
        let connection: Connection
    }

    /// Opens or creates the file, brings its schema up to date, and starts the threads.
    ///
    /// - Throws: ``DatabaseStartError``, one sentence.
    package init(
        path: String, options: DatabaseOptions = DatabaseOptions(), migrations: [Migration]
    ) throws(DatabaseStartError) {
        self.path = path
        seal = options.seal
        let opening = Opening(path: path, options: options)
        let (connection, reserved) = try opening.prepare(migrations)
        let connections = try opening.readers()
        let commits = CommitCount()
        pool = try opening.pool(commits)
        let checkpointing = try opening.checkpointing()
        let writing = WorkQueue(bound: options.queueBound)
        let reading = WorkQueue(bound: options.queueBound)
        let checkpointer = Checkpointer(options: options)
        let listener = Lock<CommitListener?>(nil)
        let counters = Lock(DatabaseStatistics())
        let sync = try LogSync(path: path)
        let ids = IDSource(above: reserved, clock: options.clock)
        let bound = max(1, options.batchBound)
        let writer = try Self.thread("sql-write") {
            let writer = Writer(
                connection: connection, ids: ids, companion: options.companion, sync: sync, counters: counters,
                commits: commits)
            writer.work(writing, batchBound: bound, checkpointer: checkpointer)
            sync.close()
        }
        let syncing = try Self.thread("sql-sync") {
            sync.work { Self.tell($0, listener, writing) }
        }
        var readers: [SystemThread] = []
        for connection in connections {
            readers.append(try Self.thread("sql-read") { ReadPool.work(reading, on: connection) })
        }
        let checkpoints = try Self.thread("sql-checkpoint") { checkpointer.work(checkpointing, writing: writing) }
        self.writing = writing
        self.reading = reading
        self.checkpointer = checkpointer
        commitListener = listener
        self.counters = counters
        open = Lock(
            Open(
                writer: writer, syncing: syncing, readers: readers, checkpointing: checkpoints, connection: connection))
    }

    /// Says what is on disk: first to who hears of commits, then to who asked for them.
    private static func tell(_ batches: [LogSync.Batch], _ listener: Lock<CommitListener?>, _ queue: WorkQueue) {
        let told = batches.flatMap(\.told)
        if !told.isEmpty, let listener = listener.withLock({ $0 }) { listener.call(told) }
        let jobs = batches.flatMap(\.jobs)
        queue.finished(jobs.count)
        jobs.completeOnTheirLoops()
    }

    deinit { close() }

    private static func thread(
        _ name: String, _ body: @escaping @Sendable () -> Void
    ) throws(DatabaseStartError) -> SystemThread {
        do { return try SystemThread(name, body) } catch {
            throw DatabaseStartError(description: "The system gives no thread for the database (\(error)).")
        }
    }

    /// Called on the syncing thread when commits are on disk, before their completions are posted, with what their
    /// closures gave to `afterCommit`, in order; set it once, before the first write.
    package var onCommit: (@Sendable ([any Sendable]) -> Void)? {
        get { commitListener.withLock { $0 }?.call }
        set { commitListener.withLock { $0 = newValue.map(CommitListener.init) } }
    }

    /// Runs `body` on the writer thread; returns its value when that is on disk.
    ///
    /// - Throws: What `body` throws (then nothing of it is stored), ``StorageUnavailable``, or ``StorageBusy``.
    @discardableResult
    package func write<Value: Sendable>(
        tenant: Int64, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        let meter = StorageMeter.current
        let began = meter == nil ? 0 : MonotonicClock.nanoseconds()
        defer { meter?.addCommit(MonotonicClock.nanoseconds() &- began) }
        return try await withUnsafeThrowingContinuation { continuation in
            writing.add(TypedJob(tenant: tenant, loop: nil, body) { continuation.resume(with: $0) })
        }
    }

    /// Runs `body` on the writer thread; when that is on disk, or has failed, `then` runs on the calling loop.
    ///
    /// Called elsewhere than on a loop, `then` runs on the syncing thread and must be short. At the queue's bound it is
    /// called before this returns, with ``StorageBusy``.
    ///
    /// - Parameter isBulk: It is one of many in a row, such as an import's, and whoever else writes goes before it.
    package func submit<Value: Sendable>(
        tenant: Int64, isBulk: Bool = false, _ body: @escaping @Sendable (Transaction) throws -> Value,
        then: @escaping @Sendable (Result<Value, any Error>) -> Void
    ) {
        writing.add(TypedJob(tenant: tenant, loop: EventLoop.current, isBulk: isBulk, body, then: then))
    }

    /// Runs `body` on a reading thread, in one read transaction.
    ///
    /// - Throws: What `body` throws, ``StorageUnavailable``, or ``StorageBusy``.
    package func read<Value: Sendable>(
        tenant: Int64, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        let meter = StorageMeter.current
        let began = meter == nil ? 0 : MonotonicClock.nanoseconds()
        defer { meter?.addRead(MonotonicClock.nanoseconds() &- began) }
        return try await withUnsafeThrowingContinuation { continuation in
            reading.add(TypedJob(tenant: tenant, loop: nil, body) { continuation.resume(with: $0) })
        }
    }

    /// Runs `body` here and now, in one read transaction on the loop's own connection; for indexed point reads only.
    package func readHere<Value>(tenant: Int64, _ body: (Transaction) throws -> Value) throws -> Value {
        try pool.readHere(tenant: tenant, body)
    }

    /// What the writer has done, and what waits.
    package var statistics: DatabaseStatistics {
        var statistics = counters.withLock { $0 }
        statistics.waitingToWrite = writing.outstanding
        statistics.waitingToRead = reading.outstanding
        return statistics
    }

    /// Finishes the work that waits, and ends the threads; what comes later gets ``StorageUnavailable``.
    package func close() {
        guard
            let open = open.withLock({ open in
                defer { open = nil }
                return open
            })
        else { return }
        writing.close()
        reading.close()
        checkpointer.close()
        open.writer.join()
        open.syncing.join()
        for reader in open.readers { reader.join() }
        open.checkpointing.join()
        // Who hears of commits holds this database too, as a rule.
        commitListener.withLock { $0 = nil }
        pool.close()
        checkpointer.truncate(open.connection)
    }
}
