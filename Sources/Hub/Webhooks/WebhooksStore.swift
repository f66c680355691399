import ModuleKit

/// Every SQL statement on provider accounts.
struct WebhooksStore: Sendable {
    let box: SecretBox

    func all(in tx: Transaction) throws -> [ProviderAccount] {
        try tx.rows(
            """
            SELECT company_id, id, provider, title, public_url, provider_account, sealed, version, created_at,
                   updated_at
            FROM provider_accounts ORDER BY company_id, id
            """, read)
    }

    func accounts(after: AccountID?, limit: Int, in tx: Transaction) throws -> [ProviderAccount] {
        try tx.rows(
            """
            SELECT company_id, id, provider, title, public_url, provider_account, sealed, version, created_at,
                   updated_at
            FROM provider_accounts WHERE company_id = \(tx.company) AND id > \(after?.rawValue ?? 0)
            ORDER BY id LIMIT \(limit)
            """, read)
    }

    func account(_ id: AccountID, in tx: Transaction) throws -> ProviderAccount? {
        try tx.first(
            """
            SELECT company_id, id, provider, title, public_url, provider_account, sealed, version, created_at,
                   updated_at
            FROM provider_accounts WHERE company_id = \(tx.company) AND id = \(id)
            """, read)
    }

    func insert(_ account: ProviderAccount, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO provider_accounts (company_id, id, provider, title, public_url, provider_account, sealed,
                                           version, created_at, updated_at)
            VALUES (\(tx.company), \(account.id), \(account.provider), \(account.title), \(account.publicURL),
                    \(account.providerAccount), \(box.seal(account.stored, of: account.id)), \(account.version),
                    \(account.createdAt), \(account.updatedAt))
            """)
    }

    /// - Parameter withSecrets: Otherwise they stay as they are written, also where they cannot be read at present.
    func update(_ account: ProviderAccount, withSecrets: Bool, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE provider_accounts SET title = \(account.title), public_url = \(account.publicURL),
                provider_account = \(account.providerAccount), version = \(account.version),
                updated_at = \(account.updatedAt)
            WHERE company_id = \(tx.company) AND id = \(account.id)
            """)
        guard withSecrets else { return }
        try tx.execute(
            """
            UPDATE provider_accounts SET sealed = \(box.seal(account.stored, of: account.id))
            WHERE company_id = \(tx.company) AND id = \(account.id)
            """)
    }

    /// Records what the provider calls the account, the first time it says so.
    ///
    /// - Returns: The account as it is then; nil when it was known already.
    func learn(_ providerAccount: String, of id: AccountID, in tx: Transaction) throws -> ProviderAccount? {
        let changed = try tx.execute(
            """
            UPDATE provider_accounts SET provider_account = \(providerAccount), version = version + 1
            WHERE company_id = \(tx.company) AND id = \(id) AND provider_account IS NULL
            """)
        return changed == 1 ? try account(id, in: tx) : nil
    }

    /// - Returns: false when there is no such account.
    func delete(_ id: AccountID, in tx: Transaction) throws -> Bool {
        try tx.execute("DELETE FROM provider_accounts WHERE company_id = \(tx.company) AND id = \(id)") == 1
    }

    /// Seals what another box has sealed with this one's key, in all companies.
    ///
    /// - Returns: How many accounts there were to seal.
    func reseal(from other: SecretBox, in tx: Transaction) throws -> Int {
        let accounts = try tx.rows("SELECT id, sealed FROM provider_accounts ORDER BY company_id, id") {
            (id: AccountID($0.int64(0)), sealed: $0.blob(1))
        }
        var count = 0
        for account in accounts {
            // Sealed with a key that was lost before: whoever sets the secret anew seals it anew.
            guard let secrets = try? other.open(account.sealed, of: account.id) else { continue }
            count += try tx.execute(
                "UPDATE provider_accounts SET sealed = \(box.seal(secrets, of: account.id)) WHERE id = \(account.id)")
        }
        return count
    }

    private func read(_ row: Row) throws -> ProviderAccount {
        let id = AccountID(row.int64(1))
        // Under another key than they were sealed with they are as good as none: the hub starts, and each webhook of
        // the account is refused with that reason until somebody sets a secret.
        let stored = (try? box.open(row.blob(6), of: id)) ?? []
        return ProviderAccount(
            id: id, company: CompanyID(row.int64(0)), provider: row.string(2), title: row.string(3),
            publicURL: row.stringOrNil(4), providerAccount: row.stringOrNil(5), stored: stored,
            version: row.int64(7), createdAt: Timestamp(milliseconds: row.int64(8)),
            updatedAt: Timestamp(milliseconds: row.int64(9)))
    }
}
