import ModuleKit

/// Every SQL statement on logins, in `outbound_logins`.
struct LoginStore: Sendable {
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

    /// The logins of a company after an account, in the order of accounts.
    func logins(after: AccountID?, limit: Int, in tx: Transaction) throws -> [AccountLogin] {
        try tx.rows(
            """
            SELECT account_id, user, base, application, updated_at FROM outbound_logins
            WHERE company_id = \(tx.company) AND account_id > \(after ?? AccountID(0)) ORDER BY account_id LIMIT \(limit)
            """
        ) { row in
            AccountLogin(
                account: AccountID(row.int64(0)), user: row.string(1), base: row.stringOrNil(2),
                application: row.stringOrNil(3), updatedAt: Timestamp(milliseconds: row.int64(4)))
        }
    }

    /// The accounts of all companies that have a login, and since when it is as it is.
    func accounts(in tx: Transaction) throws -> [(company: CompanyID, account: AccountID, updatedAt: Timestamp)] {
        try tx.rows("SELECT company_id, account_id, updated_at FROM outbound_logins ORDER BY company_id, account_id") {
            (CompanyID($0.int64(0)), AccountID($0.int64(1)), Timestamp(milliseconds: $0.int64(2)))
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
    func remove(of account: AccountID, in tx: Transaction) throws -> Bool {
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
}
