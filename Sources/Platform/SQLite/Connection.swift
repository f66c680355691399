import CSQLite

/// One connection to the file, with its prepared statements; one thread at a time uses it.
final class Connection: @unchecked Sendable {
    // Safe because a connection has one user at a time: its own thread (writer, reader, checkpointer), or whoever took
    // it out of a `Lock` that holds the spare ones. It is handed over before that thread starts, or through that lock.

    enum Role { case writer, reader, checkpointer }

    let handle: OpaquePointer
    private(set) var control = ControlStatements()
    private var cache = StatementCache()
    private var usualCacheKiB = 0
    private let lent: LentBytes
    /// Pages in the write-ahead log after the latest commit of this connection.
    private let walPages: UnsafeMutablePointer<CInt>

    /// The commits that had been counted when the read transaction began.
    private var readingAsOf: UInt64?

    /// Once per program, before the first connection.
    private static let configured = hub_sqlite_configure() == SQLITE_OK

    init(path: String, role: Role, options: DatabaseOptions) throws(DatabaseError) {
        guard Self.configured else { throw DatabaseError.misuse("SQLite does not start") }
        let access = role == .reader ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard let opened else { throw DatabaseError(code: code, message: "no memory for a connection") }
        guard code == SQLITE_OK else {
            let error = DatabaseError(code: code, message: String(cString: sqlite3_errmsg(opened)))
            sqlite3_close_v2(opened)
            throw error
        }
        handle = opened
        lent = LentBytes()
        walPages = .allocate(capacity: 1)
        walPages.initialize(to: 0)
        _ = hub_sqlite_lookaside(handle, 1_200, 256)
        // The checkpointer may hold the writer: it never waits for a reader meanwhile.
        sqlite3_busy_timeout(handle, role == .checkpointer ? 0 : CInt(clamping: options.busyMilliseconds))
        let added = SealFunctions.add(to: handle, options.seal)
        guard added == SQLITE_OK else { throw error(added) }
        try configure(role, options)
    }

    deinit {
        control.finalize()
        cache.removeAll()
        sqlite3_close_v2(handle)
        walPages.deallocate()
    }

    /// Keeps so many KiB of pages, until this is called again; nil: as many as usual.
    func setPageCache(_ kibibytes: Int?) throws(DatabaseError) {
        try runText("PRAGMA cache_size = -\(kibibytes ?? usualCacheKiB)")
    }

    private func configure(_ role: Role, _ options: DatabaseOptions) throws(DatabaseError) {
        try run("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY")
        usualCacheKiB = role == .writer ? options.writerCacheKiB : options.readerCacheKiB
        try setPageCache(nil)
        try runText("PRAGMA mmap_size = \(options.mmapBytes)")
        guard role == .writer else { return }
        try run("PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0")
        try runText("PRAGMA max_page_count = \(options.maximumPages)")
        // What is deleted is overwritten in pages that are written anyway.
        try run("PRAGMA secure_delete = FAST")
        // A log that had to grow long gives its room back when it begins again.
        try runText("PRAGMA journal_size_limit = \(options.checkpointPages * Checkpointer.holdAt * 4_096)")
        _ = sqlite3_wal_hook(
            handle,
            { pages, _, _, count in
                pages?.assumingMemoryBound(to: CInt.self).pointee = count
                return SQLITE_OK
            }, walPages)
    }

    /// Pages in the write-ahead log after the latest commit of this connection.
    var pagesInLog: Int { Int(walPages.pointee) }

    /// Whether pages that become free are overwritten too.
    private var overwritesFreed = false

    /// From now on pages that become free are overwritten too, which is dear.
    func beginOverwriting() throws(DatabaseError) {
        guard !overwritesFreed else { return }
        try run("PRAGMA secure_delete = ON")
        overwritesFreed = true
    }

    /// What is deleted from now on leaves nothing in pages that stay, and pages that become free are left as they are.
    func endOverwriting() throws(DatabaseError) {
        guard overwritesFreed else { return }
        try run("PRAGMA secure_delete = FAST")
        overwritesFreed = false
    }

    /// Waits until the system has written to the disk what was copied into the file.
    ///
    /// SQLite does so itself only when it has copied the log to its end.
    func syncFile() {
        var file: UnsafeMutablePointer<sqlite3_file>?
        guard sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK, let file else {
            return
        }
        // A failure shows at the end of the log, where SQLite syncs again before it trusts the file.
        _ = file.pointee.pMethods?.pointee.xSync(file, SQLITE_SYNC_NORMAL)
    }

    /// Whether no transaction is open: after a failure, that SQLite has rolled it back by itself.
    @inline(__always)
    var isOutsideTransaction: Bool { sqlite3_get_autocommit(handle) != 0 }

    /// What went wrong just now.
    func error(_ code: CInt, in sql: SQL? = nil) -> DatabaseError {
        let text = sql.map { sql in
            sql.text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
        }
        return DatabaseError(code: code, message: String(cString: sqlite3_errmsg(handle)), statement: text)
    }

    // MARK: Statements with values

    /// Finds or prepares the statement, binds its values and lends it; afterwards it is reset.
    @inline(__always)
    func withStatement<Result>(_ sql: SQL, _ body: (Statement) throws -> Result) throws -> Result {
        let statement = try prepared(sql)
        let mark = lent.mark
        statement.isRunning = true
        defer {
            sqlite3_reset(statement.handle)
            statement.isRunning = false
            lent.release(to: mark)
        }
        try bind(sql, to: statement.handle)
        return try body(statement)
    }

    private func prepared(_ sql: SQL) throws -> Statement {
        let known = cache.find(sql)
        if let known, !known.isRunning { return known }
        let statement = Statement(handle: try prepare(sql), key: sql.withoutValues)
        // A statement that runs again while its own rows are being read gets a twin that is not kept.
        if known == nil { cache.insert(statement) }
        return statement
    }

    private func prepare(_ sql: SQL) throws -> OpaquePointer {
        let text = sql.text
        return try text.withUnsafeBufferPointer { text in
            guard !ControlStatements.isControl(text) else {
                throw DatabaseError.misuse("a closure neither begins nor ends transactions")
            }
            var statement: OpaquePointer?
            var rest: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v3(
                handle, text.baseAddress, CInt(text.count), UInt32(SQLITE_PREPARE_PERSISTENT), &statement, &rest)
            guard code == SQLITE_OK else { throw error(code, in: sql).forCallers }
            guard let statement else { throw DatabaseError.misuse("an empty statement") }
            if let rest, !ControlStatements.isBlank(rest) {
                sqlite3_finalize(statement)
                throw DatabaseError.misuse("two statements in one", in: String(cString: rest))
            }
            return statement
        }
    }

    private func bind(_ sql: SQL, to statement: OpaquePointer) throws {
        var index: CInt = 0
        for part in sql.parts {
            guard case .value(let value) = part else { continue }
            index += 1
            let code =
                switch value {
                case .integer(let number): sqlite3_bind_int64(statement, index, number)
                case .text(let text): lent.bind(text, to: statement, index)
                case .utf8(let bytes): lent.bind(utf8: bytes, to: statement, index)
                case .blob(let bytes): lent.bind(blob: bytes, to: statement, index)
                case .real(let number): sqlite3_bind_double(statement, index, number)
                case .null: sqlite3_bind_null(statement, index)
                }
            guard code == SQLITE_OK else { throw error(code, in: sql).forCallers }
        }
    }

    // MARK: Statements of this target's own

    /// Runs statements without values, whatever rows they give.
    func run(_ sql: StaticString) throws(DatabaseError) {
        try runText(sql.description)
    }

    /// Runs statements that this target made itself, of numbers only.
    func runText(_ sql: String) throws(DatabaseError) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(code) }
    }

    /// Begins, ends or divides a transaction.
    @inline(__always)
    func run(_ statement: ControlStatements.Kind) throws(DatabaseError) {
        let prepared = try control.prepared(statement, on: handle)
        let code = sqlite3_step(prepared)
        guard code == SQLITE_DONE else {
            let error = error(code)
            sqlite3_reset(prepared)
            throw error
        }
        sqlite3_reset(prepared)
    }

    /// Begins a read transaction, or goes on with the open one when nothing has been committed since it began.
    ///
    /// - Parameter commits: The commits counted before this call.
    func beginReading(asOf commits: UInt64) throws(DatabaseError) {
        if commits == readingAsOf, !isOutsideTransaction { return }
        rollBack()
        try run(.begin)
        readingAsOf = commits
    }

    /// Ends the open transaction, if one is left, without keeping anything of it.
    func rollBack() {
        guard !isOutsideTransaction else { return }
        // When even this fails the next BEGIN says so, and nothing of this transaction was acknowledged.
        try? run(.rollback)
    }
}
