import Accounts
import Directory
import ModuleKit

/// Pairs and merges over HTTP.
struct DuplicatesRoutes: Sendable {
    let duplicates: DuplicateService
    let merges: MergeService
    let idempotency: Idempotency

    // swift-format-ignore
    var table: [Route] {[
        .get ("/api/crm/duplicates", .contactsRead, list).paged().returnsPage(of: Duplicate.schema)
            .query("contact", ContactID.schema).problems(.gone).summary("Contacts that may be one person, likeliest first"),
        .post("/api/crm/duplicates/:id/dismiss", .contactsWrite, dismiss).returnsNothing().problems(.notFound)
            .summary("Say that two contacts are two people"),
        .post("/api/crm/duplicates/merge", .contactsWrite, mergeAll).body(BulkMerge.self)
            .returns(.array(of: Self.result)).summary("Join the contacts of several pairs, the younger to the older",
                details: "Each pair is joined by itself; `problem` says why one was not."),
        .post("/api/crm/contacts/:id/merge", .contactsWrite, merge).body(MergeDraft.self).idempotent
            .returns(MergeService.Outcome.schema).problems(.notFound, .gone)
            .summary("Join another contact to this one", details: """
                The other leaves every list; its history, calls, messages and what else is its own go on here, and its \
                id answers 410 with this one's. `POST /api/crm/merges/:id/undo` parts them again.
                """),
        .get ("/api/crm/merges", .contactsRead, history).paged().returnsPage(of: Merge.schema)
            .query("contact", ContactID.schema, "On whichever side.").summary("Merges, newest first"),
        .post("/api/crm/merges/:id/undo", .contactsWrite, undo).returns(Merge.schema).problems(.notFound, .conflict)
            .summary("Part two contacts again, each with the history it had",
                details: "What came after the merge stays with the one that went on, and so does a field changed since."),
    ]}

    private static let result: Schema = .object([
        .required("id", DuplicateID.schema), .optional("merge", MergeID.schema),
        .optional("contact", ContactID.schema, "Who goes on."),
        .optional("problem", .object([.required("type", .string()), .required("detail", .string())])),
    ])

    private func list(_ request: Request) async throws -> Response {
        let page = try request.page()
        let after = try page.after.map { (score: try $0.int64(0), id: DuplicateID(try $0.int64(1))) }
        let found = try await duplicates.list(
            of: try request.query.value("contact"), after: after, limit: page.readLimit, in: request.company)
        let (items, next) = page.cut(found) { [.integer(Int64($0.score)), .integer($0.id.rawValue)] }
        return .page(items, next: next)
    }

    private func dismiss(_ request: Request) async throws -> Response {
        try await duplicates.dismiss(try request.path("id"), by: request)
        return .noContent
    }

    private func merge(_ request: Request) async throws -> Response {
        let draft = try request.json(MergeDraft.self)
        return try await merges.merge(
            into: try request.path("id"), draft, by: request, once: try idempotency.key(of: request)
        ) { .json($0) }
    }

    private func mergeAll(_ request: Request) async throws -> Response {
        var results: [JSONValue] = []
        for id in try request.json(BulkMerge.self).ids {
            var result: JSONObject = ["id": .string(id.wire)]
            do {
                let outcome = try await merges.merge(id, by: request)
                result["merge"] = .string(outcome.merge.wire)
                result["contact"] = .string(outcome.contact.id.wire)
            } catch let error as any ProblemConvertible {
                let problem = error.problem
                result["problem"] = ["type": .string(problem.type), "detail": .string(problem.detail ?? problem.title)]
            }
            results.append(.object(result))
        }
        return .json(results)
    }

    private func history(_ request: Request) async throws -> Response {
        let page = try request.page()
        let found = try await merges.merges(
            of: try request.query.value("contact"), before: try page.after.map { MergeID(try $0.int64(0)) },
            limit: page.readLimit, in: request.company)
        let (items, next) = page.cut(found) { [.integer($0.id.rawValue)] }
        return .page(items, next: next)
    }

    private func undo(_ request: Request) async throws -> Response {
        .json(try await merges.undo(try request.path("id"), by: request))
    }
}
