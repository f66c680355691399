import CSQLite
import Reactor
import Glibc

extension Database {
    /// Copies what is committed now into a new file, mode 0600; writers go on meanwhile.
    ///
    /// - Throws: ``DatabaseStartError``, one sentence; then there is no such file.
    package func backup(to file: String) async throws { try await Self.copy(path, to: file) }

    /// Copies a database, whether a program has it open or not, into a new file, mode 0600.
    ///
    /// The copy is one file without a write-ahead log. It gets its name when it is whole and on disk, so that a file of
    /// that name is always a whole one.
    ///
    /// - Throws: ``DatabaseStartError``, one sentence; then there is no such file.
    package static func copy(_ source: String, to file: String) async throws {
        try await onThreadOfItsOwn("sql-copy") { try DatabaseCopy(source: source, file: file).run() }
    }

    /// Reads this very database as it is now, in one read transaction on a connection and a thread of its own.
    ///
    /// For long reading that is to hold up nobody; until it ends the write-ahead log is not emptied.
    package func snapshot<Value: Sendable>(
        tenant: Int64, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        let (path, seal) = (path, seal)
        return try await onThreadOfItsOwn("sql-inspect") {
            let connection = try Opening(path: path, options: .aside(seal)).reading()
            try connection.run(.begin)
            defer { connection.rollBack() }
            let transaction = Transaction(tenant: tenant, connection: connection)
            defer { transaction.end() }
            return try body(transaction)
        }
    }

    /// Reads a file, whether a program has it open or not, in one read transaction on a connection and a thread of its
    /// own: for long reading that is to hold up nobody.
    ///
    /// - Parameter migrations: What the program knows; the file has seen no others.
    /// - Throws: ``DatabaseStartError``, one sentence, when the file is no database, damaged, another program's or newer.
    package static func inspect<Value: Sendable>(
        _ path: String, migrations: [Migration], seal: (any CellSeal)? = nil,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await onThreadOfItsOwn("sql-inspect") {
            let opening = Opening(path: path, options: .aside(seal))
            let connection = try opening.inspection(migrations)
            defer { connection.rollBack() }
            let transaction = Transaction(tenant: 0, connection: connection)
            defer { transaction.end() }
            return try body(transaction)
        }
    }
}

extension DatabaseOptions {
    /// For a connection beside those of a running program: what it reads is read once, and not kept.
    static func aside(_ seal: (any CellSeal)? = nil) -> DatabaseOptions {
        var options = DatabaseOptions()
        options.seal = seal
        options.writerCacheKiB = 8_192
        options.readerCacheKiB = 8_192
        return options
    }
}

/// One copy of a database, page by page and as of one moment.
private struct DatabaseCopy {
    let source: String
    let file: String

    func run() throws(DatabaseStartError) {
        guard access(file, F_OK) != 0 else { throw DatabaseStartError(description: "There is a file \(file) already.") }
        let draft = "\(file).part"
        unlink(draft)
        defer {
            for name in [draft, "\(draft)-journal", "\(draft)-wal", "\(draft)-shm"] { unlink(name) }
        }
        try fill(draft)
        try place(draft)
    }

    private func fill(_ draft: String) throws(DatabaseStartError) {
        let from = try Opening(path: source, options: .aside()).reading()
        try Opening(path: draft, options: .aside()).explained {
            let raw = open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard raw >= 0 else { throw refusal(errno) }
            close(raw)
            let to = try Connection(path: draft, role: .writer, options: .aside())
            guard let backup = sqlite3_backup_init(to.handle, "main", from.handle, "main") else {
                throw to.error(sqlite3_errcode(to.handle))
            }
            // All pages in one step, within one read transaction: in several, every commit would begin it anew.
            var code = sqlite3_backup_step(backup, -1)
            while code == SQLITE_BUSY || code == SQLITE_LOCKED {
                usleep(10_000)
                code = sqlite3_backup_step(backup, -1)
            }
            let end = sqlite3_backup_finish(backup)
            guard code == SQLITE_DONE, end == SQLITE_OK else { throw to.error(code == SQLITE_DONE ? end : code) }
            // One file that is all there is: without this its header would ask for a log beside it.
            try to.run("PRAGMA journal_mode = DELETE")
        }
    }

    private func place(_ draft: String) throws(DatabaseStartError) {
        guard link(draft, file) == 0 else { throw refusal(errno) }
        let slash = file.lastIndex(of: "/")
        let folder = open(slash.map { String(file[...$0]) } ?? ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    private func refusal(_ code: CInt) -> DatabaseStartError {
        DatabaseStartError(description: "The copy \(file) cannot be written: \(String(cString: strerror(code))).")
    }
}

extension Opening {
    /// A connection that changes nothing, to a file that is a database.
    func reading() throws(DatabaseStartError) -> Connection {
        try explained {
            let connection = try Connection(path: path, role: .reader, options: options)
            try connection.run("SELECT count(*) FROM sqlite_schema")
            return connection
        }
    }

    /// A connection within a read transaction, to a file of this program with nothing in it that the program is too old for.
    func inspection(_ migrations: [Migration]) throws(DatabaseStartError) -> Connection {
        let connection = try reading()
        try explained {
            try connection.run("BEGIN")
            try Migrator(path: path, connection: connection, clock: options.clock).checkFit(migrations)
        }
        return connection
    }
}

extension Database {
    /// Copies the write-ahead log of a file that no program has open into the file, and removes it.
    package static func foldLog(_ path: String) async throws {
        try await onThreadOfItsOwn("sql-fold") {
            try Opening(path: path, options: .aside()).explained {
                let connection = try Connection(path: path, role: .writer, options: .aside())
                let code = sqlite3_wal_checkpoint_v2(connection.handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
                guard code == SQLITE_OK else { throw connection.error(code) }
            }
        }
    }
}
