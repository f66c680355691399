import ModuleKit

/// A call that somebody asked for, and what became of it.
struct Order: Sendable {
    enum State: String, Sendable { case placing, placed, failed, unknown }

    let id: Int64
    let request: [UInt8]
    let state: State
    let providerCallID: String?
    let call: CallID?
    let createdAt: Timestamp
}

/// Every SQL statement of the module.
enum OutboundStore {
    static func order(key: String, actor: String, in tx: Transaction) throws -> Order? {
        try tx.first(
            """
            SELECT id, request, state, provider_call_id, call_id, created_at FROM outbound_orders
            WHERE company_id = \(tx.company) AND actor = \(actor) AND key = \(key)
            """, read)
    }

    /// The newest order to a number.
    static func newest(to number: PhoneNumber, in tx: Transaction) throws -> Order? {
        try tx.first(
            """
            SELECT id, request, state, provider_call_id, call_id, created_at FROM outbound_orders
            WHERE company_id = \(tx.company) AND number = \(number) ORDER BY id DESC LIMIT 1
            """, read)
    }

    static func insert(_ order: OrderDraft, id: Int64, at now: Timestamp, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO outbound_orders (company_id, id, account_id, number, agent, actor, key, request, state, created_at)
            VALUES (\(tx.company), \(id), \(order.account), \(order.number), \(order.agent), \(order.actor), \(order.key),
                    \(order.request), 'placing', \(now))
            """)
    }

    static func settle(
        _ id: Int64, _ state: Order.State, providerCallID: String? = nil, call: CallID? = nil, in tx: Transaction
    ) throws {
        // An order that failed has done nothing, and its key may be used again.
        try tx.execute(
            """
            UPDATE outbound_orders SET state = \(state.rawValue), provider_call_id = \(providerCallID),
                call_id = \(call), key = CASE WHEN \(state.rawValue) = 'failed' THEN NULL ELSE key END
            WHERE company_id = \(tx.company) AND id = \(id)
            """)
    }

    private static func read(_ row: Row) throws -> Order {
        Order(
            id: row.int64(0), request: row.blob(1), state: Order.State(rawValue: row.string(2)) ?? .unknown,
            providerCallID: row.stringOrNil(3), call: row.int64OrNil(4).map { CallID($0) },
            createdAt: Timestamp(milliseconds: row.int64(5)))
    }
}

/// An order before it has a number of its own.
struct OrderDraft: Sendable {
    let account: AccountID
    let number: PhoneNumber
    let agent: PhoneNumber
    let actor: String
    let key: String?
    let request: [UInt8]
}
