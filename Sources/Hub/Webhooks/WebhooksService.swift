import Calls
import ModuleKit

/// The rules of provider accounts: each change is one transaction, and the loops hear of it after its commit.
package struct WebhooksService: Sendable {
    /// A company has at most so many accounts.
    static let maximumAccounts = 100
    /// So long an old secret stays valid where nobody says otherwise: providers go on signing with it for a while.
    static let usualOverlap = Duration.seconds(24 * 3600)

    let database: Database
    let store: WebhooksStore
    let accounts: AccountBook
    let profiles: Profiles
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter

    /// Reads all accounts of the hub into memory; before the first webhook.
    func load() async throws {
        for account in try await database.read(tenant: 0, { [store] in try store.all(in: $0) }) {
            accounts.set(account)
        }
    }

    func list(after: AccountID?, limit: Int, in company: CompanyID) async throws -> [ProviderAccount] {
        try await database.read(company) { [store] in try store.accounts(after: after, limit: limit, in: $0) }
    }

    func account(_ id: AccountID, in company: CompanyID) async throws -> ProviderAccount {
        guard let account = try await database.read(company, { [store] in try store.account(id, in: $0) }) else {
            throw WebhooksError.noSuchAccount(id)
        }
        return account
    }

    /// How many legs of each account never ended, as far as their providers said.
    func lost(in company: CompanyID) async throws -> [AccountID: Int64] {
        try await database.read(company) { try LostCalls.byAccount(in: $0) }
    }

    /// Makes an account at a provider that has a profile.
    ///
    /// - Parameter request: Who asks, for the audit log; nil: the program itself.
    package func create(
        _ draft: AccountDraft, in company: CompanyID, by request: Request?
    ) async throws -> ProviderAccount {
        guard let profile = profiles.byName[draft.provider] else {
            throw WebhooksError.unknownProvider(draft.provider, known: profiles.byName.keys.sorted())
        }
        try profile.scheme.check(draft.secret)
        let publicURL = try draft.publicUrl.map { try PublicAddress.checked($0) }
        let at = now()
        let secrets = [StoredSecret(value: draft.secret)]
        return try await committed(in: company) { [store, audit] tx in
            guard try store.accounts(after: nil, limit: Self.maximumAccounts, in: tx).count < Self.maximumAccounts
            else {
                throw WebhooksError.tooManyAccounts(Self.maximumAccounts)
            }
            let account = ProviderAccount(
                id: try tx.newID(), company: company, provider: profile.provider, title: draft.title ?? profile.title,
                publicURL: publicURL, providerAccount: draft.providerAccount, stored: secrets, version: 1,
                createdAt: at,
                updatedAt: at)
            try store.insert(account, in: tx)
            try request.map { try audit("provider_account.created", account.id.wire, account.audited, $0, tx) }
            return account
        }
    }

    /// Changes the title, the public address or the provider's own id.
    func update(
        _ id: AccountID, _ change: AccountChange, in company: CompanyID, by request: Request
    ) async throws -> ProviderAccount {
        try await self.change(id, in: company, "provider_account.updated", by: request) { account, at in
            account.with(
                title: change.title ?? account.title, publicURL: change.publicURL ?? account.publicURL,
                providerAccount: change.providerAccount ?? account.providerAccount, at: at)
        }
    }

    /// Puts a new secret in the place of the present one, which stays valid until `previousUntil`.
    ///
    /// - Parameter rotation: Names a shared key, or nothing: the account's own secret.
    package func rotate(
        _ id: AccountID, _ rotation: SecretRotation, in company: CompanyID, by request: Request
    ) async throws -> ProviderAccount {
        if let provider = accounts.account(id)?.provider {
            try profiles.byName[provider]?.scheme.check(rotation.secret)
        }
        return try await change(id, in: company, "provider_account.secret_rotated", by: request) { account, at in
            let end = rotation.previousUntil ?? at + Self.usualOverlap
            var secrets = account.stored.filter { $0.validUntil.map { at < $0 } ?? true }
            for index in secrets.indices where secrets[index].name == rotation.name {
                secrets[index].validUntil = min(secrets[index].validUntil ?? end, end)
            }
            secrets.removeAll { $0.validUntil.map { $0 <= at } ?? false }
            secrets.insert(StoredSecret(value: rotation.secret, name: rotation.name), at: 0)
            return account.with(secrets: Array(secrets.prefix(Self.maximumSecrets)), at: at)
        }
    }

    /// Each one costs every forged webhook a computation.
    private static let maximumSecrets = 8

    func delete(_ id: AccountID, in company: CompanyID, by request: Request) async throws {
        try await database.write(company) { [store, audit] tx in
            guard try store.delete(id, in: tx) else { throw WebhooksError.noSuchAccount(id) }
            try audit("provider_account.deleted", id.wire, [:], request, tx)
        }
        accounts.remove(id)
    }

    private func change(
        _ id: AccountID, in company: CompanyID, _ action: String, by request: Request,
        _ change: @escaping @Sendable (ProviderAccount, Timestamp) -> ProviderAccount
    ) async throws -> ProviderAccount {
        let at = now()
        return try await committed(in: company) { [store, audit] tx in
            guard let before = try store.account(id, in: tx) else { throw WebhooksError.noSuchAccount(id) }
            try request.requireMatch("v\(before.version)", required: false)
            let after = change(before, at)
            try store.update(after, withSecrets: after.stored != before.stored, in: tx)
            try audit(action, id.wire, after.audited, request, tx)
            return after
        }
    }

    /// Writes, and shows the loops what was written.
    private func committed(
        in company: CompanyID, _ body: @escaping @Sendable (Transaction) throws -> ProviderAccount
    ) async throws -> ProviderAccount {
        let account = try await database.write(company, body)
        accounts.set(account)
        return account
    }
}

extension ProviderAccount {
    /// A later version of the account.
    func with(
        title: String? = nil, publicURL: String?? = nil, providerAccount: String?? = nil,
        secrets: [StoredSecret]? = nil,
        at: Timestamp
    ) -> ProviderAccount {
        ProviderAccount(
            id: id, company: company, provider: provider, title: title ?? self.title,
            publicURL: publicURL ?? self.publicURL, providerAccount: providerAccount ?? self.providerAccount,
            stored: secrets ?? stored, version: version + 1, createdAt: createdAt, updatedAt: at)
    }

    /// What the audit log keeps: never a secret.
    var audited: JSONValue {
        [
            "provider": .string(provider), "title": .string(title), "publicUrl": publicURL.map { .string($0) } ?? .null,
            "secrets": .integer(Int64(stored.count)),
        ]
    }
}
