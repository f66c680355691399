import ModuleKit

/// Exports that are made in the background, over HTTP.
struct ExportJobRoutes: Sendable {
    let jobs: ExportJobService

    // swift-format-ignore
    var table: [Route] {[
        .get   ("/api/crm/exports",            .exportsRead, list)
            .paged().returnsPage(of: ExportJob.schema)
            .summary("The files that were ordered, newest first"),
        .post  ("/api/crm/exports",            .exportsRead, order)
            .body(ExportRequest.schema).returns(ExportJob.schema, status: .created)
            .problems(.unprocessableContent, .tooManyRequests)
            .summary("Have a file made in the background",
                details: "It is kept for seven days; `export.updated` on `admin` and `agents/<by>` tells how far it is. One that "
                + "is under way when the program ends is made anew by the next start."),
        .get   ("/api/crm/exports/:id",        .exportsRead, show)
            .returns(ExportJob.schema).problems(.notFound)
            .summary("How far a file is"),
        .get   ("/api/crm/exports/:id/file",   .exportsRead, file)
            .returns(document: .string, type: ExportPlan.csvType, status: .ok, "A table.")
            .returns(document: .string, type: "text/vcard; charset=utf-8", status: .ok, "Cards.")
            .returns(document: .string, type: "application/x-ndjson", status: .ok, "Records, a line each.")
            .returns(document: .any, type: "application/json", status: .ok, "Records for Salesforce.")
            .returns(document: .string, type: "application/x-tar", status: .ok, "An archive, or a set of tables.")
            .problems(.notFound, .conflict)
            .summary("The file, whole or by Range, under the media type of what it is"),
        .post  ("/api/crm/exports/:id/cancel", .exportsRead, cancel)
            .returns(ExportJob.schema).problems(.notFound, .conflict)
            .summary("Give a file up that is not made yet"),
        .delete("/api/crm/exports/:id",        .exportsRead, remove)
            .returnsNothing().problems(.notFound)
            .summary("Remove a file"),
    ]}

    private func list(_ request: Request) async throws -> Response {
        let page = try request.page()
        let before = try page.after.map { ExportID(try $0.int64(0)) }
        let found = try await jobs.database.read(request.company) {
            try ExportJobStore.list(before: before, limit: page.readLimit, in: $0)
        }
        let (items, next) = page.cut(found) { [.integer($0.id.rawValue)] }
        return .page(items, next: next)
    }

    private func order(_ request: Request) async throws -> Response {
        let job = try await jobs.order(request.json(ExportRequest.self).order, by: request)
        return .created(location: "/api/crm/exports/\(job.id)", data: job)
    }

    private func show(_ request: Request) async throws -> Response {
        .json(try await jobs.find(request.path("id"), in: request.company))
    }

    private func file(_ request: Request) async throws -> Response {
        let job = try await jobs.find(request.path("id"), in: request.company)
        guard job.state == .done else {
            throw Problem.conflict(
                "The file is not there: the export is \(job.state.rawValue).", extra: ["state": job.state])
        }
        try await jobs.database.write(request.company) { [jobs] tx in
            try jobs.audit("export.taken", job.id.wire, job.order.audited, request, tx)
        }
        return Response.file(path: jobs.folder.file(job.id, of: request.company), type: job.type).download(as: job.name)
            .uncached
    }

    private func cancel(_ request: Request) async throws -> Response {
        .json(try await jobs.cancel(request.path("id"), by: request))
    }

    private func remove(_ request: Request) async throws -> Response {
        try await jobs.delete(request.path("id"), by: request)
        return .noContent
    }
}
