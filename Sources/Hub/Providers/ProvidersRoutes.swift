import ModuleKit

extension Permission {
    /// See and set how the hub signs in at providers.
    static let loginsWrite = Self("logins:write", least: .admin)
}

/// Logins over HTTP: decodes, calls the service, encodes.
struct ProvidersRoutes: Sendable {
    let logins: ProviderLogins

    // swift-format-ignore
    var table: [Route] {[
        .get   ("/api/provider-logins", .loginsWrite, list).paged().returnsPage(of: AccountLogin.schema)
            .summary("How the hub signs in at the company's providers, without the secrets"),
        .get   ("/api/provider-accounts/:id/login", .loginsWrite, show)
            .returns(ProviderLogin.view).problems(.notFound).summary("How the hub signs in at a provider, without the secret"),
        .put   ("/api/provider-accounts/:id/login", .loginsWrite, set).body(LoginDraft.self)
            .returns(ProviderLogin.view).problems(.notFound, .conflict)
            .summary("Set how the hub signs in at a provider's API"),
        .delete("/api/provider-accounts/:id/login", .loginsWrite, remove)
            .returnsNothing().problems(.notFound).summary("Forget how the hub signs in at a provider"),
    ]}

    private func list(_ request: Request) async throws -> Response {
        let page = try request.page()
        let found = try await logins.shown(
            after: try page.after.map { AccountID(try $0.int64(0)) }, limit: page.readLimit, in: request.company)
        let (items, next) = page.cut(found) { [.integer($0.account.rawValue)] }
        return .page(items, next: next)
    }

    private func show(_ request: Request) async throws -> Response {
        .json(try await logins.shown(of: try request.path("id"), in: request.company))
    }

    private func set(_ request: Request) async throws -> Response {
        .json(try await logins.set(try request.json(LoginDraft.self), of: try request.path("id"), by: request))
    }

    private func remove(_ request: Request) async throws -> Response {
        try await logins.remove(of: try request.path("id"), by: request)
        return .noContent
    }
}
