import Directory
import ModuleKit

extension Permission {
    /// Bring many contacts in at once.
    package static let importsWrite = Self("imports:write", least: .manager)
}

/// Imports over HTTP: the body is read while its rows are written.
struct ImportsRoutes: Sendable {
    let service: ImportService
    let audit: AuditWriter?

    // swift-format-ignore
    var table: [Route] {[
        .post("/api/crm/imports/contacts", .importsWrite, contacts)
            .body(.string, mediaType: "text/csv", maxBytes: 1 << 30).streamed
            .query("region", .string(min: 2, max: 2, pattern: "^[A-Z]{2}$"), "How national numbers are read; as the company's, unless told.")
            .query("source", .string(min: 1, max: 60), "What the new contacts' `source` says; `import`, unless told.")
            .returns(ImportResult.schema)
            .problems(.unsupportedMediaType, .unprocessableContent, .contentTooLarge)
            .summary("Bring contacts in from CSV", details: Self.details),
    ]}

    private func contacts(_ request: Request) async throws -> Response {
        guard request.essence == "text/csv" else { throw Problem.unsupportedMediaType("text/csv") }
        // Two batches ahead keep the writer busy; calls that come in meanwhile wait for no more than these.
        var terms = ImportService.Terms(company: request.company, batchesAhead: 2)
        terms.region = request.query("region")
        terms.source = request.query("source") ?? terms.source
        // Reading a million lines is work for the task pool: the loop has others to answer.
        let result = try await withTaskExecutorPreference(globalConcurrentExecutor) {
            try await service.run(terms, chunk: Self.chunks(of: request), progress: { _ in })
        }
        if let audit {
            let detail: JSONValue = [
                "rows": .integer(Int64(result.counts.rows)), "created": .integer(Int64(result.counts.created)),
                "updated": .integer(Int64(result.counts.updated)),
            ]
            try await service.database.write(request.company) { tx in
                try audit("contacts.imported", request.company.wire, detail, request, tx)
            }
        }
        return .json(result)
    }

    private static func chunks(of request: Request) -> () async throws -> [UInt8]? {
        if let stream = request.bodyStream { return { try await stream.next() } }
        var body: [UInt8]? = request.body
        return {
            defer { body = nil }
            return body
        }
    }

    private static let details = """
        The first line names the columns, in any order and case: `name` (or `first name` and `last name`), `phone` (one or more), \
        `email`, `business`; others are not read. Commas, semicolons or TABs stand between fields. A row with a number or an \
        address that a contact has already fills what is empty there and overwrites nothing, so the same file may be sent \
        again. A row with a bad number is told with its line and imported without it.
        """
}
