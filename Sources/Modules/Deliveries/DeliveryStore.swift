import ModuleKit

/// Every SQL statement on deliveries.
enum DeliveryStore {
    private static let columns: SQL = """
        id, endpoint_id, log_offset, message_id, type, state, due_at, begun_at, tries, attempts, created_at, settled_at
        """

    static func delivery(_ id: WebhookDeliveryID, in tx: Transaction) throws -> Delivery? {
        try tx.first(
            "SELECT \(columns) FROM webhook_deliveries WHERE company_id = \(tx.company) AND id = \(id)", read)
    }

    /// What is due first at an endpoint, now or later.
    static func next(at endpoint: WebhookEndpointID, in tx: Transaction) throws -> Delivery? {
        try tx.first(
            """
            SELECT \(columns) FROM webhook_deliveries
            WHERE company_id = \(tx.company) AND endpoint_id = \(endpoint) AND state = 'waiting'
            ORDER BY due_at, id LIMIT 1
            """, read)
    }

    /// How many wait at an endpoint, counted up to a bound.
    static func waiting(at endpoint: WebhookEndpointID, upTo bound: Int, in tx: Transaction) throws -> Int {
        try tx.first(
            """
            SELECT count(*) FROM (SELECT 1 FROM webhook_deliveries
            WHERE company_id = \(tx.company) AND endpoint_id = \(endpoint) AND state = 'waiting' LIMIT \(bound))
            """
        ) { $0.int(0) } ?? 0
    }

    /// The newest first.
    static func list(
        of endpoint: WebhookEndpointID, state: Delivery.State?, before: WebhookDeliveryID?, limit: Int,
        in tx: Transaction
    ) throws -> [Delivery] {
        let only: SQL = state.map { "AND state = \($0.rawValue)" } ?? ""
        return try tx.rows(
            """
            SELECT \(columns) FROM webhook_deliveries
            WHERE company_id = \(tx.company) AND endpoint_id = \(endpoint) \(only)
              AND id < \(before?.rawValue ?? Int64.max)
            ORDER BY id DESC LIMIT \(limit)
            """, read)
    }

    /// Once for each event of an endpoint.
    static func insert(_ delivery: Delivery, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO webhook_deliveries (company_id, id, endpoint_id, log_offset, message_id, type, state, due_at,
                begun_at, tries, attempts, created_at, settled_at)
            VALUES (\(tx.company), \(delivery.id), \(delivery.endpoint), \(delivery.offset), \(delivery.messageID),
                \(delivery.type), \(delivery.state.rawValue), \(delivery.dueAt), \(delivery.begunAt),
                \(delivery.tries), \(JSONValue.array(delivery.attempts).jsonText), \(delivery.createdAt),
                \(delivery.settledAt))
            ON CONFLICT (company_id, endpoint_id, log_offset) DO NOTHING
            """)
    }

    static func update(_ delivery: Delivery, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE webhook_deliveries SET state = \(delivery.state.rawValue), due_at = \(delivery.dueAt),
                begun_at = \(delivery.begunAt), tries = \(delivery.tries),
                attempts = \(JSONValue.array(delivery.attempts).jsonText), settled_at = \(delivery.settledAt)
            WHERE company_id = \(tx.company) AND id = \(delivery.id)
            """)
    }

    /// Removes what ended so before a moment, of all companies, at most `limit` rows at once.
    ///
    /// - Returns: How many were removed.
    static func trim(_ end: Delivery.State, before oldest: Timestamp, limit: Int, in tx: Transaction) throws -> Int {
        try tx.execute(
            """
            DELETE FROM webhook_deliveries WHERE (company_id, id) IN (
              SELECT company_id, id FROM webhook_deliveries
              WHERE state = \(end.rawValue) AND settled_at IS NOT NULL AND settled_at < \(oldest)
              ORDER BY settled_at LIMIT \(limit))
            """)
    }

    private static func read(_ row: Row) throws -> Delivery {
        Delivery(
            id: WebhookDeliveryID(row.int64(0)), endpoint: WebhookEndpointID(row.int64(1)), offset: row.int64OrNil(2),
            messageID: row.string(3), type: row.string(4), state: try row.value(5),
            dueAt: Timestamp(milliseconds: row.int64(6)), begunAt: Timestamp(milliseconds: row.int64(7)),
            tries: row.int(8), attempts: try JSONParser.parse(Array(row.string(9).utf8)).array ?? [],
            createdAt: Timestamp(milliseconds: row.int64(10)),
            settledAt: row.int64OrNil(11).map { Timestamp(milliseconds: $0) })
    }
}
