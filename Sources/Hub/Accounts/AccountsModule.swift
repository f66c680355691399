import ModuleKit

/// Companies, people, sessions, API keys and the audit log; knows every caller, and publishes ``AccessChanged``.
package struct AccountsModule: Module {
    /// Its tables.
    package static let migrations = AccountsSchema.migrations
    /// `/api/auth`, `/api/companies`, `/api/users`, `/api/keys`, `/api/audit`, `/api/ws-ticket`.
    package let routes: [Route]
    /// Knows who sends each request.
    package let gatekeeper: Gatekeeper
    /// For `Idempotency-Key` on other modules' POST rows.
    package let idempotency: Idempotency
    /// The rules about companies.
    package let companies: CompanyService
    /// The rules about members.
    package let users: UserService
    /// The rules about API keys.
    package let keys: KeyService
    /// The rules about signing in.
    package let sessions: SessionService
    let context: AccountsContext

    /// Puts the parts together; ``load()`` before the first request.
    ///
    /// - Parameters:
    ///   - origins: Where our own pages come from besides the host they are asked from, such as `https://hub.example`.
    ///   - isPermission: Whether the route table has a permission of that name: what keys can be scoped to.
    ///   - passwordCost: Logarithm of scrypt's cost, 2^n blocks of memory; 15 takes a tenth of a second.
    package init(
        _ platform: Platform, secrets: HubSecrets, origins: [String] = [],
        isPermission: @escaping @Sendable (String) -> Bool = { _ in true }, passwordCost: Int = 15
    ) {
        gatekeeper = Gatekeeper(secrets, origins: origins, now: platform.now)
        idempotency = Idempotency(secrets, now: platform.now)
        context = AccountsContext(
            database: platform.database, gatekeeper: gatekeeper,
            booth: PasswordBooth(cost: .init(logN: passwordCost, r: 8, p: 1)), now: platform.now)
        users = UserService(context: context)
        companies = CompanyService(context: context, users: users)
        keys = KeyService(context: context, isPermission: isPermission)
        sessions = SessionService(context: context, limits: SignInLimits())
        routes =
            AuthRoutes(sessions: sessions, companies: companies, users: users, keys: keys, gatekeeper: gatekeeper).table
            + CompanyRoutes(companies: companies, idempotency: idempotency).table
            + UserRoutes(users: users, idempotency: idempotency).table
            + KeyRoutes(keys: keys, idempotency: idempotency).table + AuditRoutes(database: platform.database).table
    }

    /// Reads who may do what: once, before the first request and before the first change.
    package func load() async throws {
        let past = context.now() - AccessToken.lifetime - AccessTokenSigner.leeway
        gatekeeper.load(
            try await context.database.read(tenant: 0) { tx in try SessionStore.snapshot(endedAfter: past, in: tx) })
    }

    /// Takes what a batch committed; call it first in `Database.onCommit`, so that nobody hears of a change before it counts.
    package func committed(_ values: [any Sendable]) {
        let changes = values.compactMap { $0 as? AccessChange }
        guard !changes.isEmpty else { return }
        gatekeeper.apply(changes)
    }
}

extension Permission {
    /// See the company's settings.
    package static let companyRead = Self("company:read", least: .viewer)
    /// Change the company's settings.
    package static let companyWrite = Self("company:write", least: .admin)
    /// See who is in the company.
    package static let usersRead = Self("users:read", least: .viewer)
    /// Invite, change and remove members.
    package static let usersWrite = Self("users:write", least: .admin)
    /// See the company's API keys, without their secrets.
    package static let keysRead = Self("keys:read", least: .admin)
    /// Make and revoke API keys.
    package static let keysWrite = Self("keys:write", least: .admin)
    /// Read the audit log.
    package static let auditRead = Self("audit:read", least: .admin)
}
