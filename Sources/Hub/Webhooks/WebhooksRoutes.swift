import HTTP
import ModuleKit

extension Permission {
    /// See provider accounts and refused webhooks.
    package static let providersRead = Self("providers:read", least: .admin)
    /// Make and change provider accounts, and their secrets.
    package static let providersWrite = Self("providers:write", least: .admin)
}

/// Provider accounts and refusals over HTTP: decodes, calls the service, encodes.
struct WebhooksRoutes: Sendable {
    let service: WebhooksService
    let refusals: RefusalLog
    let health: AccountHealth
    let address: PublicAddress

    // swift-format-ignore
    var table: [Route] {[
        .get   ("/api/provider-accounts", .providersRead, list)
            .paged().returnsPage(of: AccountView.schema).summary("The accounts at providers, and their addresses"),
        .post  ("/api/provider-accounts", .providersWrite, create).body(AccountDraft.self)
            .returns(AccountView.schema, status: .created).problems(.conflict).summary("Add an account at a provider"),
        .get   ("/api/provider-accounts/:id", .providersRead, show)
            .returns(AccountView.schema).problems(.notFound).summary("A provider account and its addresses"),
        .patch ("/api/provider-accounts/:id", .providersWrite, update).body(AccountChange.schema)
            .field("If-Match", .string(max: 100)).returns(AccountView.schema).problems(.notFound, .preconditionFailed)
            .summary("Change a provider account"),
        .delete("/api/provider-accounts/:id", .providersWrite, delete)
            .returnsNothing().problems(.notFound)
            .summary("Remove a provider account: its webhooks are refused from now on"),
        .post  ("/api/provider-accounts/:id/rotate-secret", .providersWrite, rotate).body(SecretRotation.self)
            .returns(AccountView.schema).problems(.notFound)
            .summary("Replace a secret; the old one stays valid for a while"),
        .get   ("/api/webhook-refusals", .providersRead, listRefusals)
            .paged().returns(document: Self.refusalDocument)
            .summary("Webhooks that were not believed, newest first, and why; kept in memory, at most 200 to 400"),
    ]}

    private static let refusalDocument = Schema.object([
        .required("success", .boolean),
        .required(
            "data",
            .array(
                of: .object([
                    .required("at", .string(format: .dateTime)), .required("account", .string),
                    .required("provider", .string), .required("hook", .string),
                    .required("reason", .enumeration(Refusal.Reason.self)), .required("detail", .string),
                    .required("remoteAddress", .string),
                ]))),
        .optional("next", .string, "The next page's `after`; absent on the last."),
        .required("counts", .map(of: .integer), "How many of each reason since the start of the program."),
        .required("notKept", .integer, "Refused so fast that they were only counted."),
    ])

    private func list(_ request: Request) async throws -> Response {
        let page = try request.page()
        let after = try page.after.map { AccountID(try $0.int64(0)) }
        let accounts = try await service.list(after: after, limit: page.readLimit, in: request.company)
        let (items, next) = page.cut(accounts) { [.integer($0.id.rawValue)] }
        let lost = try await service.lost(in: request.company)
        return .page(items.map { view($0, request, lost[$0.id] ?? 0) }, next: next)
    }

    private func create(_ request: Request) async throws -> Response {
        let draft = try request.json(AccountDraft.self)
        let account = try await service.create(draft, in: request.company, by: request)
        return .created(location: "/api/provider-accounts/\(account.id.wire)", data: view(account, request, 0))
            .etag("v\(account.version)")
    }

    private func show(_ request: Request) async throws -> Response {
        let account = try await service.account(request.path("id"), in: request.company)
        return try await answer(account, request)
    }

    private func update(_ request: Request) async throws -> Response {
        let change = try AccountChange(request.jsonValue(AccountChange.schema))
        let id: AccountID = try request.path("id")
        return try await answer(service.update(id, change, in: request.company, by: request), request)
    }

    private func delete(_ request: Request) async throws -> Response {
        try await service.delete(request.path("id"), in: request.company, by: request)
        return .noContent
    }

    private func rotate(_ request: Request) async throws -> Response {
        let rotation = try request.json(SecretRotation.self)
        let id: AccountID = try request.path("id")
        return try await answer(service.rotate(id, rotation, in: request.company, by: request), request)
    }

    private func listRefusals(_ request: Request) async throws -> Response {
        let page = try request.page()
        let before = try page.after.map { try $0.int64(0) }
        let found = refusals.page(of: request.company, before: before, limit: page.readLimit)
        let (items, next) = page.cut(found.entries) { [.integer($0.number)] }
        var json = JSONWriter(capacity: 1_024)
        json.object { json in
            json.member("success", true)
            json.key("data" as StaticString)
            json.elements(items)
            json.member("next", next)
            json.object("counts") { json in
                for (reason, count) in found.counts {
                    json.key(reason.rawValue)
                    json.value(count)
                }
            }
            json.member("notKept", found.notKept)
        }
        return .document(json.bytes)
    }

    private func answer(_ account: ProviderAccount, _ request: Request) async throws -> Response {
        let lost = try await service.lost(in: request.company)[account.id] ?? 0
        return .json(view(account, request, lost)).etag("v\(account.version)")
    }

    private func view(_ account: ProviderAccount, _ request: Request, _ lost: Int64) -> AccountView {
        let profile = service.profiles.byName[account.provider]
        return AccountView(
            account: account, profile: profile,
            // The secret itself is never shown: whoever knows it puts it there.
            hooks: address.hooks(account, request, secret: profile?.scheme == .pathSecret ? "{secret}" : nil),
            health: health.state(of: account.id), lost: lost)
    }
}
