import ModuleKit

/// Opening hours as they are kept.
struct StoredHours: Sendable {
    /// JSON; nil: what is wider counts.
    var text: String?
    var author: String
    var changedAt: Timestamp
    /// Counts changes; 0 before the first.
    var version: Int64
}

/// Every SQL statement on opening hours; without a line they are the company's.
enum HoursStore {
    static func hours(of line: LineID?, in tx: Transaction) throws -> StoredHours? {
        try tx.first(
            """
            SELECT document, author, changed_at, version FROM opening_hours
            WHERE company_id = \(tx.company) AND line_id = \(line?.rawValue ?? 0)
            """
        ) { row in
            StoredHours(
                text: row.stringOrNil(0), author: row.string(1), changedAt: Timestamp(milliseconds: row.int64(2)),
                version: row.int64(3))
        }
    }

    static func set(_ hours: StoredHours, of line: LineID?, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO opening_hours (company_id, line_id, document, author, changed_at, version)
            VALUES (\(tx.company), \(line?.rawValue ?? 0), \(hours.text), \(hours.author), \(hours.changedAt),
                    \(hours.version))
            ON CONFLICT (company_id, line_id) DO UPDATE SET document = excluded.document, author = excluded.author,
                changed_at = excluded.changed_at, version = excluded.version
            """)
    }
}
