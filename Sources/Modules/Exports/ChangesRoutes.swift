import ModuleKit

/// What has changed since an offset, over HTTP.
struct ChangesRoutes: Sendable {
    let database: Database
    let epoch: String
    let changes: Changes

    // swift-format-ignore
    var table: [Route] {[
        .get("/api/crm/changes", .exportsRead, page)
            .query("after", .integer(min: 0).standard(0), "The `offset` of the page before, or of an export's `Switchboard-Offset`.")
            .query("epoch", .string(min: 1, max: 60), "The `epoch` of the page before; when it is another now, all is to be read anew.")
            .query("limit", .integer(min: 1, max: Int64(Changes.mostRecords)).standard(.integer(Int64(Changes.mostRecords))), "The most records to tell.")
            .returns(document: schema).problems(.gone, .unprocessableContent)
            .summary("What has changed since an offset: each record once, as it stands now", details: Self.details),
    ]}

    private func page(_ request: Request) async throws -> Response {
        let after = Int64(request.query.int("after") ?? 0)
        let limit = request.query.int("limit") ?? Changes.mostRecords
        if let known = request.query("epoch"), known != epoch {
            let last = try await database.read(request.company) { try EventLog.extent(in: $0).last }
            throw gone(Changes.Lost(reason: .epoch, last: last), after)
        }
        let page: Changes.Page
        do {
            page = try await database.read(request.company) { [changes] tx in
                try changes.page(after: after, limit: limit, in: tx)
            }
        } catch let lost as Changes.Lost {
            throw gone(lost, after)
        }
        var json = JSONWriter(capacity: 4_096)
        json.object {
            $0.member("success", true)
            $0.key("data")
            $0.elements(page.changes)
            $0.member("epoch", epoch)
            $0.member("offset", page.reached)
            $0.member("upToDate", page.reached >= page.last)
        }
        return Response.document(json.bytes).offset(epoch: epoch, page.reached).uncached
    }

    private func gone(_ lost: Changes.Lost, _ after: Int64) -> Problem {
        Problem(
            .gone, "/problems/cannot-continue", "Cannot continue",
            detail: "The log cannot be continued after \(after) (\(lost.reason.rawValue)): take a whole export.",
            extra: [
                "reason": lost.reason.rawValue, "export": "/api/crm/export/ndjson", "epoch": epoch, "offset": lost.last,
            ])
    }

    private var schema: Schema {
        .object([
            .required("success", .boolean), .required("data", .array(of: changes.schema)),
            .required("epoch", .string, "The log's life."),
            .required("offset", .integer(min: 0), "The next page's `after`."),
            .required("upToDate", .boolean, "Whether there is nothing after it."),
        ])
    }

    private static let details = """
        Records are businesses, contacts, interactions, calls (also when their disposition or transcript changes), messages, tasks, \
        obligations and places in the pipeline (by their contact), in the order of the log; `record` is the line that NDJSON has. \
        A record that changed often is told once a page, and one that is gone with \
        `deleted`: what belonged to a contact that is gone is gone too. Read on with `after` = `offset` until `upToDate`, and \
        later from there. 410 says that the log does not go back so far.
        """
}
