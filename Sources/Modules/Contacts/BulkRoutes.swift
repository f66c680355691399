import Accounts
import ModuleKit

/// Changes of many contacts over HTTP.
struct BulkRoutes: Sendable {
    let service: BulkService
    let idempotency: Idempotency

    // swift-format-ignore
    var table: [Route] {[
        .post("/api/crm/contacts/bulk", .contactsWrite, run).body(BulkDraft.self).idempotent
            .returns(BulkOutcome.schema).problems(.forbidden)
            .summary("Change, tag, remove or take back many contacts: those named, or all that a filter finds", details: """
                A request works through 5,000 contacts, or for ten seconds, in small steps between which others write; \
                `next` says that there are more. Each contact that changes has its event, and one that cannot be changed \
                is `skipped` with the reason. A request that was cut off is simply sent again: what is done stays done, \
                and is not done twice. `"delete":true` is taken back by `"restore":true` with the same `q` and `filter` \
                and `{"field":"deletedAt","from":at}`.
                """),
    ]}

    private func run(_ request: Request) async throws -> Response {
        let draft = try request.json(BulkDraft.self)
        let action = try draft.action()
        switch action {
        case .delete, .restore:
            guard request.caller?.may(.contactsDelete) ?? false else {
                throw Problem.forbidden(needs: .contactsDelete)
            }
        case .set, .addTags, .removeTags: break
        }
        return try await service.run(action, draft, by: request, once: try idempotency.key(of: request))
    }
}
