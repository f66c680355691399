import CSQLite

/// The open transaction of one closure; used on the closure's thread, and of no use after it.
package final class Transaction {
    /// The company whose data this is about; 0 is the whole hub.
    package let tenant: Int64

    let connection: Connection
    private let batchContext: BatchContext?
    private var isOver = false
    /// Set when SQLite has rolled the transaction back by itself: nothing more may run in it.
    private(set) var isLost = false
    /// What SQLite said as it did so, such as that the disk is full.
    private(set) var lossReason: String?
    /// Whether a statement that changes the file has started.
    private(set) var hasWritten = false

    init(tenant: Int64, connection: Connection, batch: BatchContext? = nil) {
        self.tenant = tenant
        self.connection = connection
        batchContext = batch
    }

    /// Whether it may change the database.
    package var isWriter: Bool { batchContext != nil }

    /// The database's clock: milliseconds since 1970, UTC.
    package var now: Int64 { batchContext?.ids.clock() ?? DatabaseOptions.systemClock() }

    /// Runs a statement to its end.
    ///
    /// - Returns: The number of rows that it inserted, updated or deleted itself.
    @discardableResult
    package func execute(_ sql: SQL) throws -> Int {
        try run(sql) { statement in
            while try step(statement, sql) {}
            return statement.isReadOnly ? 0 : Int(sqlite3_changes64(connection.handle))
        }
    }

    /// All rows, each as `map` makes it.
    package func rows<Value>(_ sql: SQL, _ map: (Row) throws -> Value) throws -> [Value] {
        try run(sql) { statement in
            var values: [Value] = []
            while try step(statement, sql) { values.append(try map(Row(statement: statement.handle))) }
            return values
        }
    }

    /// The first row as `map` makes it, or nil when there is none.
    package func first<Value>(_ sql: SQL, _ map: (Row) throws -> Value) throws -> Value? {
        try run(sql) { statement in
            guard try step(statement, sql) else { return nil }
            let value = try map(Row(statement: statement.handle))
            // A query may stop here; a change with RETURNING runs to its end.
            if !statement.isReadOnly { while try step(statement, sql) {} }
            return value
        }
    }

    /// Whether there is a row.
    package func exists(_ sql: SQL) throws -> Bool {
        try first(sql) { _ in true } ?? false
    }

    /// Gives each row to `body` until it returns false.
    package func forEach(_ sql: SQL, _ body: (Row) throws -> Bool) throws {
        try run(sql) { statement in
            while try step(statement, sql) {
                guard try body(Row(statement: statement.handle)) else { return }
            }
        }
    }

    /// A new id: above every id made before in this file, and ordered by time.
    package func newID() throws -> Int64 {
        guard let batchContext else { throw readOnly }
        try checkUsable()
        return try batchContext.ids.next { reserved in
            try execute("UPDATE hub_ids SET reserved = \(reserved) WHERE id = 1")
        }
    }

    /// Has what is deleted from here to the commit be overwritten in the file wherever it stood, for words that must be gone.
    package func overwriteDeleted() throws {
        guard isWriter else { throw readOnly }
        do { try connection.beginOverwriting() } catch { throw error.forCallers }
    }

    /// Gives the writer room for so many KiB of pages, until this is called again; nil: the usual room.
    ///
    /// Many rows in a row change pages everywhere, and a page that finds no room is written more than once a commit. The usual
    /// room is small, for a commit of few rows looks through all of it.
    package func setPageCache(_ kibibytes: Int?) throws {
        guard isWriter else { throw readOnly }
        do { try connection.setPageCache(kibibytes) } catch { throw error.forCallers }
    }

    /// Hands `value` to the database's `onCommit` once this is on disk; dropped when the closure's work is rolled back.
    ///
    /// A reading closure has nothing to commit: there it does nothing.
    package func afterCommit(_ value: any Sendable) {
        batchContext?.afterCommit.append(value)
    }

    /// What was given to the database at its opening for the layers above; nil in a reading closure.
    package var companion: (any AnyObject & Sendable)? { batchContext?.companion }

    /// What parts of the program keep in memory for the length of the batch: see ``BatchState``.
    package var batch: BatchStorage { batchContext?.storage ?? BatchStorage() }

    /// Runs `body`, and undoes all it did here (rows, batch states, `afterCommit`) when it throws; the rest stays.
    @discardableResult
    package func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
        guard let batchContext else { throw readOnly }
        try checkUsable()
        let mark = try batchContext.openSavepoint(on: connection)
        do {
            let value = try body()
            try checkUsable()
            try connection.run(.release)
            return value
        } catch {
            noteWhetherLost()
            if !isLost { try batchContext.rollBack(to: mark, on: connection) }
            throw error
        }
    }

    // MARK: Within

    @inline(__always)
    private func run<Result>(_ sql: SQL, _ body: (Statement) throws -> Result) throws -> Result {
        try checkUsable()
        return try connection.withStatement(sql) { statement in
            if !statement.isReadOnly {
                guard isWriter else { throw readOnly }
                hasWritten = true
            }
            return try body(statement)
        }
    }

    /// - Returns: Whether there is a row.
    @inline(__always)
    private func step(_ statement: Statement, _ sql: SQL) throws -> Bool {
        let code = sqlite3_step(statement.handle)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        let error = connection.error(code, in: sql)
        noteWhetherLost()
        if isLost { lossReason = lossReason ?? error.message }
        throw error.forCallers
    }

    private func noteWhetherLost() {
        if connection.isOutsideTransaction { isLost = true }
    }

    @inline(__always)
    private func checkUsable() throws {
        guard !isOver, !isLost else {
            throw isLost
                ? StorageUnavailable(reason: "the transaction was rolled back")
                : DatabaseError.misuse("a transaction is used after its closure")
        }
    }

    private var readOnly: DatabaseError {
        DatabaseError(code: SQLITE_READONLY, message: "a reading closure cannot change the database")
    }

    /// Called when the closure has returned.
    func end() { isOver = true }
}
