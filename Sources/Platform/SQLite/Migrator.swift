import CSQLite

/// Brings a file's schema up to the program's, in one transaction, or says in a sentence why that cannot be.
struct Migrator {
    let path: String
    let connection: Connection
    let clock: @Sendable () -> Int64

    /// Runs the migrations that the file has not seen, in order.
    ///
    /// - Returns: The highest id that the file has reserved.
    func run(_ migrations: [Migration]) throws -> Int64 {
        // Foreign keys are checked once at the end, so that a migration may rebuild a table that others point at.
        try connection.run("PRAGMA foreign_keys = OFF")
        try connection.run("BEGIN EXCLUSIVE")
        do {
            let reserved = try apply(migrations)
            try connection.run("COMMIT")
            try connection.run("PRAGMA foreign_keys = ON")
            return reserved
        } catch {
            connection.rollBack()
            throw error
        }
    }

    /// Throws the sentence why a file is not one of this program, or is newer; changes nothing.
    func checkFit(_ migrations: [Migration]) throws {
        let query: SQL = "SELECT 1 FROM sqlite_schema WHERE name = 'hub_migrations'"
        guard try connection.withStatement(query, { sqlite3_step($0.handle) == SQLITE_ROW }) else {
            throw DatabaseStartError(description: "The file \(path) is no database of this program.")
        }
        let transaction = Transaction(tenant: 0, connection: connection)
        defer { transaction.end() }
        _ = try pending(migrations, applied: Self.applied(in: transaction))
    }

    private static func applied(in transaction: Transaction) throws -> [String: Int64] {
        let rows = try transaction.rows("SELECT name, fingerprint FROM hub_migrations") { row in
            (row.string(0), row.int64(1))
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    private func apply(_ migrations: [Migration]) throws -> Int64 {
        guard try isOurs() else {
            throw DatabaseStartError(description: "The file \(path) is a database of another program.")
        }
        try connection.run(
            """
            CREATE TABLE IF NOT EXISTS hub_migrations (
              name TEXT PRIMARY KEY, fingerprint INTEGER NOT NULL, applied_at INTEGER NOT NULL) STRICT;
            CREATE TABLE IF NOT EXISTS hub_ids (
              id INTEGER PRIMARY KEY CHECK (id = 1), reserved INTEGER NOT NULL) STRICT;
            INSERT INTO hub_ids (id, reserved) VALUES (1, 0) ON CONFLICT DO NOTHING;
            """)
        let transaction = Transaction(
            tenant: 0, connection: connection, batch: BatchContext(ids: IDSource(above: 0, clock: clock)))
        defer { transaction.end() }
        let pending = try pending(migrations, applied: Self.applied(in: transaction))
        for migration in pending {
            try run(migration)
            try transaction.execute(
                """
                INSERT INTO hub_migrations (name, fingerprint, applied_at)
                VALUES (\(migration.name), \(migration.fingerprint), \(clock()))
                """)
        }
        if !pending.isEmpty { try checkForeignKeys() }
        return try transaction.first("SELECT reserved FROM hub_ids WHERE id = 1") { $0.int64(0) } ?? 0
    }

    private func run(_ migration: Migration) throws {
        do {
            try connection.run(migration.sql)
        } catch {
            guard !error.isStorageFailure else { throw error }
            throw DatabaseStartError(description: "The migration \(migration.name) failed: \(error.message).")
        }
    }

    private func isOurs() throws -> Bool {
        let query: SQL = "SELECT count(*), coalesce(sum(name = 'hub_migrations'), 0) FROM sqlite_schema"
        return try connection.withStatement(query) { statement in
            guard sqlite3_step(statement.handle) == SQLITE_ROW else { return false }
            let row = Row(statement: statement.handle)
            return row.int(0) == 0 || row.int(1) > 0
        }
    }

    private func pending(_ migrations: [Migration], applied: [String: Int64]) throws -> [Migration] {
        var known: Set<String> = []
        var pending: [Migration] = []
        for migration in migrations {
            guard known.insert(migration.name).inserted else {
                throw DatabaseStartError(description: "Two migrations are named \(migration.name).")
            }
            guard let fingerprint = applied[migration.name] else {
                pending.append(migration)
                continue
            }
            guard fingerprint == migration.fingerprint else {
                throw DatabaseStartError(
                    description: "The migration \(migration.name) was edited after \(path) had been migrated by it.")
            }
        }
        if let foreign = applied.keys.filter({ !known.contains($0) }).min() {
            throw DatabaseStartError(
                description: "The file \(path) is newer than this program: it has seen the migration \(foreign).")
        }
        return pending
    }

    private func checkForeignKeys() throws {
        let query: SQL = "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1"
        try connection.withStatement(query) { statement in
            guard sqlite3_step(statement.handle) == SQLITE_ROW else { return }
            let table = Row(statement: statement.handle).string(0)
            throw DatabaseStartError(description: "A migration left rows in \(table) that point at nothing.")
        }
    }
}
