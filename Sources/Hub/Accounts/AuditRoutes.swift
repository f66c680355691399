import ModuleKit

/// `/api/audit`: the audit log as its company reads it.
struct AuditRoutes: Sendable {
    let database: Database

    // swift-format-ignore
    var table: [Route] {[
        .get("/api/audit", .auditRead, list).summary("Who changed what, when and from where, newest first").paged().returnsPage(of: AuditEntry.schema),
    ]}

    private func list(_ request: Request) async throws -> Response {
        let page = try request.page()
        let before = try page.after?.int64(0) ?? .max
        let found = try await database.read(request.company) { tx in
            try Audit.entries(before: before, limit: page.readLimit, in: tx)
        }
        let (items, next) = page.cut(found) { [.integer($0.sequence)] }
        return .page(items, next: next)
    }
}
