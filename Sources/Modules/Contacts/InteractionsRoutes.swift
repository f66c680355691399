import Accounts
import Directory
import ModuleKit

/// What people note of contacts, over HTTP.
struct InteractionsRoutes: Sendable {
    let service: InteractionsService
    let idempotency: Idempotency

    // swift-format-ignore
    var table: [Route] {[
        .get   ("/api/crm/contacts/:id/interactions", .contactsRead, list)
            .paged().returnsPage(of: Interaction.schema).problems(.notFound, .gone).summary("A contact's history, newest first"),
        .post  ("/api/crm/contacts/:id/interactions", .contactsWrite, add).body(HistoryEntry.self).idempotent
            .returns(Interaction.schema, status: .created).problems(.notFound, .gone).summary("Add to a contact's history"),
        .patch ("/api/crm/interactions/:id", .contactsWrite, patch).body(InteractionPatch.self)
            .returns(Interaction.schema).problems(.notFound, .conflict)
            .summary("Rewrite what somebody noted", details: "What calls and messages left is 409."),
        .delete("/api/crm/interactions/:id", .contactsWrite, delete).returnsNothing().problems(.notFound, .conflict)
            .summary("Take away what somebody noted", details: "What calls and messages left is 409."),
    ]}

    private func list(_ request: Request) async throws -> Response {
        let page = try request.page()
        let before = try page.after.map {
            (at: Timestamp(milliseconds: try $0.int64(0)), id: InteractionID(try $0.int64(1)))
        }
        let found = try await service.interactions(
            of: try request.path("id"), before: before, limit: page.readLimit, in: request.company)
        let (items, next) = page.cut(found) { [.integer($0.at.milliseconds), .integer($0.id.rawValue)] }
        return .page(items, next: next)
    }

    private func add(_ request: Request) async throws -> Response {
        let entry = try request.json(HistoryEntry.self)
        return try await service.add(
            entry, to: try request.path("id"), in: request.company, by: request, once: try idempotency.key(of: request)
        ) { .json($0, status: .created) }
    }

    private func patch(_ request: Request) async throws -> Response {
        .json(try await service.patch(try request.path("id"), try request.json(InteractionPatch.self), by: request))
    }

    private func delete(_ request: Request) async throws -> Response {
        try await service.delete(try request.path("id"), by: request)
        return .noContent
    }
}
