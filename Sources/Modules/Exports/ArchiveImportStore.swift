import ModuleKit

/// Every SQL statement on which archives were read.
enum ArchiveImportStore {
    /// Whether the company of an archive is here itself, or was brought here before.
    static func isHere(_ source: CompanyID, in tx: Transaction) throws -> Bool {
        try tx.exists(
            """
            SELECT 1 FROM companies WHERE id = \(source)
            UNION ALL SELECT 1 FROM archive_imports WHERE source_company_id = \(source)
            """)
    }

    static func begin(from source: CompanyID, _ shift: Int64, at: Timestamp, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO archive_imports (company_id, source_company_id, shift, began_at)
            VALUES (\(tx.company), \(source), \(shift), \(at))
            ON CONFLICT (company_id) DO UPDATE SET source_company_id = excluded.source_company_id,
              shift = excluded.shift, began_at = excluded.began_at, ended_at = NULL
            """)
    }

    static func end(at: Timestamp, in tx: Transaction) throws {
        try tx.execute("UPDATE archive_imports SET ended_at = \(at) WHERE company_id = \(tx.company)")
    }

    /// Whether an archive was begun here and not read to its end.
    static func isUnfinished(in tx: Transaction) throws -> Bool {
        try tx.exists("SELECT 1 FROM archive_imports WHERE company_id = \(tx.company) AND ended_at IS NULL")
    }
}
