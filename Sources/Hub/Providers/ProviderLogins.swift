import Client
import ModuleKit

/// How the hub signs in at the APIs of providers: one login for each account, for all that ask there.
package struct ProviderLogins: Sendable {
    let database: Database
    let store: LoginStore
    let clients: ProviderClients
    /// Which provider an account of a company is at; nil for another company's.
    let provider: @Sendable (AccountID, CompanyID) -> String?
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter

    /// The login of an account, with its secret; nil: nobody has set one.
    package func login(of account: AccountID, in tx: Transaction) throws -> ProviderLogin? {
        try store.login(of: account, in: tx)
    }

    /// The accounts of all companies that have a login, and since when it is as it is.
    package func accounts(
        in tx: Transaction
    ) throws -> [(company: CompanyID, account: AccountID, updatedAt: Timestamp)] {
        try store.accounts(in: tx)
    }

    /// A login's way to its provider's API, for the next five minutes.
    ///
    /// - Throws: ``ProviderFault/login(_:)`` when the secret is of no use.
    package func api(_ kind: ProviderKind, _ login: ProviderLogin) throws(ProviderFault) -> ProviderAPI {
        let base = login.base ?? kind.base ?? ""
        return ProviderAPI(
            client: clients.client(base), base: base, authorization: try kind.authorization(login, at: now()))
    }

    /// Opens a WebSocket at a provider's API.
    ///
    /// - Parameter path: Path and query after the API's base.
    /// - Throws: `ClientError`
    package func socket(_ api: ProviderAPI, _ path: String) async throws -> WebSocketClient {
        try await clients.socket(
            api.base + path, headers: [("Authorization", api.authorization), ("User-Agent", "Switchboard")])
    }

    /// Sets how the hub signs in at the provider of an account.
    func set(_ draft: LoginDraft, of account: AccountID, by request: Request) async throws -> ProviderLogin {
        guard let name = provider(account, request.company) else { throw ProvidersError.unknownAccount }
        guard let kind = ProviderKind(rawValue: name) else { throw ProvidersError.notOffered(provider: name) }
        var base = draft.base
        while base?.hasSuffix("/") == true { base?.removeLast() }
        let login = ProviderLogin(
            user: draft.user, secret: draft.secret, base: base, application: draft.application, updatedAt: now())
        let faults = kind.faults(of: login)
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        return try await database.write(request.company) { tx in
            try store.set(login, of: account, in: tx)
            try audit("provider_account.login_set", account.wire, ["user": .string(login.user)], request, tx)
            tx.afterCommit(LoginChanged(account: account, company: tx.company))
            return login
        }
    }

    /// The login as people see it: without the secret.
    func shown(of account: AccountID, in company: CompanyID) async throws -> ProviderLogin {
        guard provider(account, company) != nil else { throw ProvidersError.unknownAccount }
        guard let login = try await database.read(company, { try store.login(of: account, in: $0) }) else {
            throw ProvidersError.noLogin
        }
        return login
    }

    /// The company's logins in the order of their accounts, as people see them.
    func shown(after: AccountID?, limit: Int, in company: CompanyID) async throws -> [AccountLogin] {
        try await database.read(company) { try store.logins(after: after, limit: limit, in: $0) }
    }

    func remove(of account: AccountID, by request: Request) async throws {
        try await database.write(request.company) { tx in
            guard try store.remove(of: account, in: tx) else { throw ProvidersError.noLogin }
            try audit("provider_account.login_removed", account.wire, [:], request, tx)
            tx.afterCommit(LoginChanged(account: account, company: tx.company))
        }
    }
}

/// A login was set, replaced or removed; handed on after the commit, for whoever keeps a connection by it.
package struct LoginChanged: Sendable {
    /// Whose login it is.
    package let account: AccountID
    /// Whose account it is.
    package let company: CompanyID
}
