import Accounts
import ModuleKit

/// Saved lists over HTTP.
struct ViewRoutes: Sendable {
    let service: ViewService
    let idempotency: Idempotency

    // swift-format-ignore
    var table: [Route] {[
        .get   ("/api/crm/views",     .contactsRead,  list).paged().returnsPage(of: ContactView.schema)
            .summary("Saved lists of contacts: one's own, and those that are shared"),
        .post  ("/api/crm/views",     .contactsWrite, create).body(ViewDraft.self).idempotent
            .returns(ContactView.schema, status: .created).problems(.conflict).summary("Save a list of contacts"),
        .get   ("/api/crm/views/:id", .contactsRead,  show).returns(ContactView.schema).problems(.notFound)
            .summary("A saved list"),
        .put   ("/api/crm/views/:id", .contactsWrite, replace).body(ViewDraft.self)
            .field("If-Match", .string(max: 100)).returns(ContactView.schema).problems(.notFound, .preconditionFailed)
            .summary("Replace a saved list; one's own, or as an admin any that is shared"),
        .delete("/api/crm/views/:id", .contactsWrite, delete).returnsNothing().problems(.notFound)
            .summary("Forget a saved list; one's own, or as an admin any that is shared"),
    ]}

    private func list(_ request: Request) async throws -> Response {
        let page = try request.page()
        let after = try page.after.map { ViewID(try $0.int64(0)) }
        let (items, next) = page.cut(try await service.list(for: request, after: after, limit: page.readLimit)) {
            [.integer($0.id.rawValue)]
        }
        return .page(items, next: next)
    }

    private func create(_ request: Request) async throws -> Response {
        let draft = try request.json(ViewDraft.self)
        return try await service.create(draft, by: request, once: try idempotency.key(of: request)) {
            Response.created(location: "/api/crm/views/\($0.id)", data: $0).etag("\($0.version)")
        }
    }

    private func show(_ request: Request) async throws -> Response {
        let view = try await service.view(try request.path("id"), for: request)
        return Response.json(view).etag("\(view.version)")
    }

    private func replace(_ request: Request) async throws -> Response {
        let view = try await service.replace(
            try request.path("id"), try request.json(ViewDraft.self), by: request)
        return Response.json(view).etag("\(view.version)")
    }

    private func delete(_ request: Request) async throws -> Response {
        try await service.delete(try request.path("id"), by: request)
        return .noContent
    }
}
