import ModuleKit

/// A stream as the database knows it.
struct StreamRow: Sendable, Hashable {
    let company: CompanyID
    let id: Int64
    let account: AccountID
    /// The provider's name of it.
    let stream: String
    let call: CallID
    /// The leg that is heard, by its provider's id.
    let leg: String
    let startedAt: Timestamp
}

/// Every SQL statement on streams.
enum StreamStore {
    /// The stream of that name which is not over yet.
    static func open(_ stream: String, account: AccountID, in tx: Transaction) throws -> StreamRow? {
        try tx.first(
            """
            SELECT company_id, id, account_id, provider_stream, call_id, provider_call_id, started_at
            FROM media_streams
            WHERE company_id = \(tx.company) AND account_id = \(account) AND provider_stream = \(stream)
              AND ended_at IS NULL
            """, read)
    }

    /// Every company's streams that are not over.
    static func open(in tx: Transaction) throws -> [StreamRow] {
        try tx.rows(
            """
            SELECT company_id, id, account_id, provider_stream, call_id, provider_call_id, started_at
            FROM media_streams WHERE ended_at IS NULL ORDER BY company_id, account_id, provider_stream
            """, read)
    }

    static func isOpen(_ row: StreamRow, in tx: Transaction) throws -> Bool {
        try tx.exists(
            """
            SELECT 1 FROM media_streams WHERE company_id = \(row.company) AND id = \(row.id) AND ended_at IS NULL
            """)
    }

    static func insert(_ row: StreamRow, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO media_streams (company_id, id, account_id, provider_stream, call_id, provider_call_id, started_at)
            VALUES (\(row.company), \(row.id), \(row.account), \(row.stream), \(row.call), \(row.leg), \(row.startedAt))
            """)
    }

    /// - Returns: false when it was over already.
    static func end(_ row: StreamRow, at now: Timestamp, in tx: Transaction) throws -> Bool {
        try tx.execute(
            """
            UPDATE media_streams SET ended_at = \(now)
            WHERE company_id = \(row.company) AND id = \(row.id) AND ended_at IS NULL
            """) == 1
    }

    private static func read(_ row: Row) -> StreamRow {
        StreamRow(
            company: CompanyID(row.int64(0)), id: row.int64(1), account: AccountID(row.int64(2)), stream: row.string(3),
            call: CallID(row.int64(4)), leg: row.string(5), startedAt: Timestamp(milliseconds: row.int64(6)))
    }
}
