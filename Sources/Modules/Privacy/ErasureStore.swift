import ModuleKit

/// Every SQL statement on erasures.
enum ErasureStore {
    private static let columns: SQL = "id, contact_id, marks, calls, at, by, log_offset, log_end, done"

    static func insert(_ erasure: Erasure, in tx: Transaction) throws {
        let calls = JSONValue.array(erasure.calls.map { .string($0.wire) }).jsonText
        try tx.execute(
            """
            INSERT INTO privacy_erasures (company_id, id, contact_id, marks, calls, at, by, log_offset, log_end, done)
            VALUES (\(tx.company), \(erasure.id), \(erasure.contact),
                    \(JSONValue.array(erasure.marks.map { .string($0) }).jsonText), \(calls), \(erasure.at),
                    \(erasure.by), \(erasure.offset), \(erasure.end), \(erasure.isDone))
            """)
    }

    static func erasure(_ id: ErasureID, in tx: Transaction) throws -> Erasure? {
        try tx.first("SELECT \(columns) FROM privacy_erasures WHERE company_id = \(tx.company) AND id = \(id)") {
            try read($0, in: tx)
        }
    }

    /// The newest first.
    static func list(before: ErasureID?, limit: Int, in tx: Transaction) throws -> [Erasure] {
        try tx.rows(
            """
            SELECT \(columns) FROM privacy_erasures
            WHERE company_id = \(tx.company) AND id < \(before?.rawValue ?? .max) ORDER BY id DESC LIMIT \(limit)
            """
        ) { try read($0, in: tx) }
    }

    /// Those of all companies, for the ledger's file.
    static func all(in tx: Transaction) throws -> [(company: CompanyID, id: ErasureID)] {
        try tx.rows("SELECT company_id, id FROM privacy_erasures ORDER BY company_id, id") {
            (CompanyID($0.int64(0)), ErasureID($0.int64(1)))
        }
    }

    /// Those whose events are not all rewritten, of all companies.
    static func begun(in tx: Transaction) throws -> [(company: CompanyID, id: ErasureID)] {
        try tx.rows("SELECT company_id, id FROM privacy_erasures WHERE done = 0 ORDER BY company_id, id") {
            (CompanyID($0.int64(0)), ErasureID($0.int64(1)))
        }
    }

    static func advance(_ id: ErasureID, to offset: Int64, isDone: Bool, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE privacy_erasures SET log_offset = \(offset), done = \(isDone)
            WHERE company_id = \(tx.company) AND id = \(id)
            """)
    }

    private static func read(_ row: Row, in tx: Transaction) throws -> Erasure {
        let list = { (column: Int) in try JSONParser.parse(Array(row.string(column).utf8)).array ?? [] }
        return Erasure(
            id: ErasureID(row.int64(0)), company: tx.company, contact: row.int64OrNil(1).map { ContactID($0) },
            marks: try list(2).compactMap(\.string),
            calls: try list(3).compactMap { $0.string.flatMap { CallID(wire: $0) } },
            at: Timestamp(milliseconds: row.int64(4)), by: row.string(5), offset: row.int64(6), end: row.int64(7),
            isDone: row.bool(8))
    }
}
