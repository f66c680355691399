import ModuleKit

/// Every SQL statement on imports themselves.
enum ImportStore {
    private static let columns: SQL = """
        id, name, state, format, encoding, delimiter, bytes, file, columns,
        opened('imports.sample', company_id, id, sample), plan, total, row_count, created, updated, unchanged, skipped,
        failed, faults, removed, restored, kept, kept_fields, error, author, created_at, started_at, ended_at, keep_until
        """

    static func insert(_ file: Import, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO imports (company_id, id, name, state, format, encoding, delimiter, bytes, file, columns, sample, plan,
                                 total, author, created_at, started_at)
            VALUES (\(tx.company), \(file.id), \(file.name), \(file.state.rawValue), \(file.source.rawValue),
                    \(file.encoding.rawValue), \(file.delimiter.map { String(UnicodeScalar($0)) }), \(file.bytes),
                    \(file.file), \(file.columns.jsonText),
                    sealed('imports.sample', \(tx.company), \(file.id), \(file.sample.jsonText)),
                    \(file.plan.jsonText), \(file.total), \(file.author), \(file.createdAt), \(file.startedAt))
            """)
    }

    static func find(_ id: ImportID, in tx: Transaction) throws -> Import? {
        try tx.first("SELECT \(columns) FROM imports WHERE company_id = \(tx.company) AND id = \(id)", read)
    }

    /// Newest first.
    static func page(before: ImportID?, limit: Int, in tx: Transaction) throws -> [Import] {
        try tx.rows(
            """
            SELECT \(columns) FROM imports WHERE company_id = \(tx.company) AND id < \(before?.rawValue ?? .max)
            ORDER BY id DESC LIMIT \(limit)
            """, read)
    }

    /// How many files of the company wait for somebody or something; counted up to `bound`.
    static func openFiles(bound: Int, in tx: Transaction) throws -> Int {
        try tx.rows(
            """
            SELECT 1 FROM imports WHERE company_id = \(tx.company) AND file IS NOT NULL LIMIT \(bound)
            """
        ) { _ in 0 }.count
    }

    static func setPlan(_ plan: ImportPlan, _ state: Import.State, of id: ImportID, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE imports SET plan = \(plan.jsonText), state = \(state.rawValue)
            WHERE company_id = \(tx.company) AND id = \(id)
            """)
    }

    static func setState(_ state: Import.State, of id: ImportID, startedAt: Timestamp? = nil, in tx: Transaction) throws
    {
        try tx.execute(
            """
            UPDATE imports SET state = \(state.rawValue), started_at = COALESCE(\(startedAt), started_at)
            WHERE company_id = \(tx.company) AND id = \(id)
            """)
    }

    /// Puts an import to its end: its file is needed no more.
    static func end(
        _ id: ImportID, _ state: Import.State, error: String? = nil, at now: Timestamp, in tx: Transaction
    ) throws {
        try tx.execute(
            """
            UPDATE imports SET state = \(state.rawValue), error = \(error), ended_at = \(now), file = NULL,
                keep_until = \(now + Import.recordLifetime)
            WHERE company_id = \(tx.company) AND id = \(id)
            """)
    }

    /// What is known of a file only when it has been read to its end.
    static func learn(_ encoding: TextDecoder.Encoding, _ bytes: Int64, of id: ImportID, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE imports SET encoding = \(encoding.rawValue), bytes = \(bytes)
            WHERE company_id = \(tx.company) AND id = \(id)
            """)
    }

    /// Adds what came of a batch, and what came of an undo's step.
    static func count(
        _ counts: ImportCounts, _ undo: Import.Undo = Import.Undo(), of id: ImportID, in tx: Transaction
    ) throws {
        try tx.execute(
            """
            UPDATE imports SET row_count = row_count + \(counts.rows), created = created + \(counts.created),
                updated = updated + \(counts.updated), unchanged = unchanged + \(counts.unchanged),
                skipped = skipped + \(counts.skipped), failed = failed + \(counts.failed),
                faults = faults + \(counts.faults), removed = removed + \(undo.removed),
                restored = restored + \(undo.restored), kept = kept + \(undo.kept),
                kept_fields = kept_fields + \(undo.keptFields)
            WHERE company_id = \(tx.company) AND id = \(id)
            """)
    }

    // MARK: Of all companies

    /// The oldest import that waits for its turn, or that another run of the program has left; of all companies.
    static func next(in tx: Transaction) throws -> (company: CompanyID, id: ImportID)? {
        try tx.first(
            """
            SELECT company_id, id FROM imports
            WHERE state IN ('waiting', 'running', 'undoing') AND (file IS NOT NULL OR state = 'undoing')
            ORDER BY id LIMIT 1
            """
        ) { (CompanyID($0.int64(0)), ImportID($0.int64(1))) }
    }

    /// Marks as failed what cannot go on: what was read while it came, as the program ended.
    static func failInterrupted(_ error: String, at now: Timestamp, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE imports SET state = 'failed', error = \(error), ended_at = \(now),
                keep_until = \(now + Import.recordLifetime)
            WHERE state = 'running' AND file IS NULL
            """)
    }

    /// The files that are needed.
    static func files(in tx: Transaction) throws -> [(company: CompanyID, id: ImportID, file: String)] {
        try tx.rows("SELECT company_id, id, file FROM imports WHERE file IS NOT NULL ORDER BY created_at LIMIT 100000")
        {
            (CompanyID($0.int64(0)), ImportID($0.int64(1)), $0.string(2))
        }
    }

    /// Imports that nobody has started since a time.
    static func abandoned(before: Timestamp, in tx: Transaction) throws -> [(company: CompanyID, id: ImportID)] {
        try tx.rows(
            """
            SELECT company_id, id FROM imports
            WHERE file IS NOT NULL AND created_at < \(before) AND state IN ('new', 'ready') ORDER BY created_at LIMIT 100
            """
        ) { (CompanyID($0.int64(0)), ImportID($0.int64(1))) }
    }

    /// Imports whose undo is no longer offered.
    static func outdated(at now: Timestamp, in tx: Transaction) throws -> [(company: CompanyID, id: ImportID)] {
        try tx.rows(
            """
            SELECT company_id, id FROM imports
            WHERE keep_until IS NOT NULL AND keep_until < \(now) AND state <> 'undoing' ORDER BY keep_until LIMIT 100
            """
        ) { (CompanyID($0.int64(0)), ImportID($0.int64(1))) }
    }

    /// Notes that what an undo needs is gone.
    static func noteForgotten(_ id: ImportID, in tx: Transaction) throws {
        try tx.execute("UPDATE imports SET keep_until = NULL WHERE company_id = \(tx.company) AND id = \(id)")
    }

    // MARK: Rows

    private static func read(_ row: Row) throws -> Import {
        var counts = ImportCounts()
        (counts.rows, counts.created, counts.updated) = (row.int(12), row.int(13), row.int(14))
        (counts.unchanged, counts.skipped) = (row.int(15), row.int(16))
        (counts.failed, counts.faults) = (row.int(17), row.int(18))
        let time = { (column: Int) in row.int64OrNil(column).map(Timestamp.init(milliseconds:)) }
        return Import(
            id: ImportID(row.int64(0)), name: row.string(1), state: try row.value(2), source: try row.value(3),
            encoding: try row.value(4), delimiter: row.stringOrNil(5)?.utf8.first, bytes: row.int64(6),
            file: row.stringOrNil(7), columns: try texts(row.string(8)),
            // One that was sealed with a key that is lost is no list any more.
            sample: (try? JSONParser.parse(Array(row.string(9).utf8)))?.array?
                .map { $0.array?.compactMap(\.string) ?? [] } ?? [],
            plan: try ImportPlan(kept: row.string(10)), total: row.intOrNil(11), counts: counts,
            undo: Import.Undo(
                removed: row.int(19), restored: row.int(20), kept: row.int(21), keptFields: row.int(22)),
            error: row.stringOrNil(23), author: row.string(24), createdAt: Timestamp(milliseconds: row.int64(25)),
            startedAt: time(26), endedAt: time(27), keepUntil: time(28))
    }

    private static func texts(_ json: String) throws -> [String] {
        try JSONParser.parse(Array(json.utf8)).array?.compactMap(\.string) ?? []
    }
}
