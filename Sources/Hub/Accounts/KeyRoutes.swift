import HTTP
import ModuleKit

/// `/api/keys`: HTTP only; decodes, calls the service, encodes.
struct KeyRoutes: Sendable {
    let keys: KeyService
    let idempotency: Idempotency

    // swift-format-ignore
    var table: [Route] {[
        .get   ("/api/keys",      .keysRead,  list)  .summary("The company's API keys, newest first").paged().returnsPage(of: KeyInfo.schema),
        .post  ("/api/keys",      .keysWrite, create).summary("Make an API key; its secret is shown this once").body(NewKey.self).idempotent.returns(CreatedKey.schema, status: .created),
        .get   ("/api/keys/:key", .keysRead,  show)  .summary("An API key, without its secret").returns(KeyInfo.schema),
        .delete("/api/keys/:key", .keysWrite, revoke).summary("Revoke an API key; it is refused at once").returnsNothing().problems(.conflict),
    ]}

    private func list(_ request: Request) async throws -> Response {
        let page = try request.page()
        let before = try page.after.map { KeyID(try $0.int64(0)) }
        let found = try await keys.list(before: before, limit: page.readLimit, in: request.company)
        let (items, next) = page.cut(found) { [.integer($0.id.rawValue)] }
        return .page(items, next: next)
    }

    private func create(_ request: Request) async throws -> Response {
        try await keys.create(
            request.json(NewKey.self), in: request.company, by: Actor(request), once: idempotency.key(of: request)
        ) { made in .created(location: "/api/keys/\(made.key.id.wire)", data: made).uncached }
    }

    private func show(_ request: Request) async throws -> Response {
        .json(try await keys.find(request.path("key"), in: request.company))
    }

    private func revoke(_ request: Request) async throws -> Response {
        try await keys.revoke(request.path("key"), in: request.company, by: Actor(request))
        return .noContent
    }
}
