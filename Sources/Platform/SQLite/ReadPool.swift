import Reactor

/// The reading side: threads for `read`, and spare connections for whoever reads on its own thread.
final class ReadPool: Sendable {
    private struct Drawer {
        var spare: [Connection] = []
        var isClosed = false
        /// Whether the end of the loop's turn will end the read transactions of `spare`.
        var waitsForTheEnd = false
    }

    /// One drawer for all other threads, then one a loop: no loop waits for another.
    private let drawers: [Lock<Drawer>]
    private let path: String
    private let options: DatabaseOptions
    private let commits: CommitCount

    /// Opens a connection for each loop.
    init(path: String, options: DatabaseOptions, commits: CommitCount) throws(DatabaseError) {
        self.path = path
        self.commits = commits
        self.options = options
        var drawers = [Lock(Drawer())]
        for _ in 0..<max(0, options.loops) {
            drawers.append(Lock(Drawer(spare: [try Connection(path: path, role: .reader, options: options)])))
        }
        self.drawers = drawers
    }

    /// Works until the queue is closed and empty: the body of one reading thread.
    static func work(_ queue: WorkQueue, on connection: Connection) {
        while let jobs = queue.take(1) {
            for job in jobs { run(job, on: connection) }
            queue.rest()
            queue.finished(jobs.count)
            jobs.completeOnTheirLoops()
        }
    }

    private static func run(_ job: Job, on connection: Connection) {
        do {
            try withTransaction(on: connection, tenant: job.tenant) { transaction in
                _ = job.run(transaction)
            }
        } catch {
            job.fail(error)
        }
    }

    /// Reads here and now, on a connection that belongs to this loop.
    ///
    /// A loop's read transaction is kept until the loop's turn ends, for all reads of the turn, unless a commit comes
    /// between two of them: so whoever has seen a commit acknowledged reads it, and beginning and ending cost once.
    func readHere<Value>(tenant: Int64, _ body: (Transaction) throws -> Value) throws -> Value {
        let loop = EventLoop.current
        let drawer = drawer(of: loop)
        let (spare, isClosed) = drawer.withLock { ($0.spare.popLast(), $0.isClosed) }
        guard !isClosed else { throw StorageUnavailable(reason: "the database is closed") }
        let connection = try spare ?? open()
        defer { put(connection, back: drawer, loop) }
        do { try connection.beginReading(asOf: commits.value) } catch { throw error.forCallers }
        let transaction = Transaction(tenant: tenant, connection: connection)
        defer { transaction.end() }
        return try body(transaction)
    }

    private func put(_ connection: Connection, back drawer: Lock<Drawer>, _ loop: EventLoop?) {
        if loop == nil { connection.rollBack() }
        let mustWaitForTheEnd = drawer.withLock { drawer in
            guard !drawer.isClosed else { return false }
            drawer.spare.append(connection)
            guard loop != nil, !drawer.waitsForTheEnd else { return false }
            drawer.waitsForTheEnd = true
            return true
        }
        guard mustWaitForTheEnd, let loop else { return }
        if !loop.execute({ Self.endReading(drawer) }) { Self.endReading(drawer) }
    }

    private static func endReading(_ drawer: Lock<Drawer>) {
        drawer.withLock { drawer in
            for connection in drawer.spare { connection.rollBack() }
            drawer.waitsForTheEnd = false
        }
    }

    private func drawer(of loop: EventLoop?) -> Lock<Drawer> {
        guard let loop, loop.index + 1 < drawers.count else { return drawers[0] }
        return drawers[loop.index + 1]
    }

    private func open() throws -> Connection {
        do { return try Connection(path: path, role: .reader, options: options) } catch { throw error.forCallers }
    }

    @inline(__always)
    private static func withTransaction<Value>(
        on connection: Connection, tenant: Int64, _ body: (Transaction) throws -> Value
    ) throws -> Value {
        do { try connection.run(.begin) } catch { throw error.forCallers }
        let transaction = Transaction(tenant: tenant, connection: connection)
        defer {
            transaction.end()
            connection.rollBack()
        }
        return try body(transaction)
    }

    /// Drops the spare connections; one that is in use now is dropped after its use.
    func close() {
        for drawer in drawers { drawer.withLock { $0 = Drawer(isClosed: true) } }
    }
}
