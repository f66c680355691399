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
struct OutboundStore: Sendable {
    let box: LoginBox

    func login(of account: AccountID, in tx: Transaction) throws -> ProviderLogin? {
        try tx.first(
            """
            SELECT user, base, application, sealed, updated_at FROM outbound_logins
            WHERE company_id = \(tx.company) AND account_id = \(account)
            """
        ) { row in
            ProviderLogin(
                user: row.string(0), secret: try box.open(row.blob(3), of: account), base: row.stringOrNil(1),
                application: row.stringOrNil(2), updatedAt: Timestamp(milliseconds: row.int64(4)))
        }
    }

    func set(_ login: ProviderLogin, of account: AccountID, in tx: Transaction) throws {
        let sealed = try box.seal(login.secret, of: account)
        try tx.execute(
            """
            INSERT INTO outbound_logins (company_id, account_id, user, base, application, sealed, updated_at)
            VALUES (\(tx.company), \(account), \(login.user), \(login.base), \(login.application), \(sealed),
                    \(login.updatedAt))
            ON CONFLICT (company_id, account_id) DO UPDATE SET user = excluded.user, base = excluded.base,
                application = excluded.application, sealed = excluded.sealed, updated_at = excluded.updated_at
            """)
    }

    /// - Returns: false when there was none.
    func removeLogin(of account: AccountID, in tx: Transaction) throws -> Bool {
        try tx.execute(
            "DELETE FROM outbound_logins WHERE company_id = \(tx.company) AND account_id = \(account)") == 1
    }

    /// Seals every login with another key; one that cannot be opened stays as it is.
    ///
    /// - Returns: How many were sealed again.
    func reseal(from other: LoginBox, in tx: Transaction) throws -> Int {
        let logins = try tx.rows("SELECT company_id, account_id, sealed FROM outbound_logins") {
            (company: CompanyID($0.int64(0)), account: AccountID($0.int64(1)), sealed: $0.blob(2))
        }
        var count = 0
        for login in logins {
            // Sealed with a key that was lost before: whoever sets the login anew seals it anew.
            guard let secret = try? other.open(login.sealed, of: login.account) else { continue }
            let sealed = try box.seal(secret, of: login.account)
            count += try tx.execute(
                """
                UPDATE outbound_logins SET sealed = \(sealed)
                WHERE company_id = \(login.company) AND account_id = \(login.account)
                """)
        }
        return count
    }

    func order(key: String, actor: String, in tx: Transaction) throws -> Order? {
        try tx.first(
            """
            SELECT id, request, state, provider_call_id, call_id, created_at FROM outbound_orders
            WHERE company_id = \(tx.company) AND actor = \(actor) AND key = \(key)
            """, read)
    }

    /// The newest order to a number.
    func newest(to number: PhoneNumber, in tx: Transaction) throws -> Order? {
        try tx.first(
            """
            SELECT id, request, state, provider_call_id, call_id, created_at FROM outbound_orders
            WHERE company_id = \(tx.company) AND number = \(number) ORDER BY id DESC LIMIT 1
            """, read)
    }

    func insert(_ order: OrderDraft, id: Int64, at now: Timestamp, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO outbound_orders (company_id, id, account_id, number, agent, actor, key, request, state, created_at)
            VALUES (\(tx.company), \(id), \(order.account), \(order.number), \(order.agent), \(order.actor), \(order.key),
                    \(order.request), 'placing', \(now))
            """)
    }

    func settle(
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

    private func read(_ row: Row) throws -> Order {
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
