import Domain
import JSON
import Web

/// Calls and lines over HTTP: decodes, calls the service, encodes.
struct CallsRoutes: Sendable {
    let calls: CallService
    let lines: LineService
    let epoch: String

    // swift-format-ignore
    var table: [Route] {[
        .get("/api/calls/live", .callsRead, live)
            .returns(.array(of: CallView.schema)).summary("The calls that go on, newest first; names its offset"),
        .get("/api/calls/:callSid", .callsRead, call)
            .path("callSid", .string(min: 1, max: 255)).returns(CallPage.schema).problems(.notFound)
            .summary("A call with its legs and recordings, by our id or a leg's provider id"),
        .get("/api/crm/call-transcript/:conversationId", .callsRead, transcript)
            .path("conversationId", .string(min: 1, max: 255)).paged(usually: 500, most: 500)
            .query("source", TranscriptSource.schema, "Which version; unless told, the one that is shown: the best, and of equally good ones the newest.")
            .returns(document: Self.transcriptDocument).problems(.notFound)
            .summary("What was said in a call, in order"),
        .get   ("/api/lines",     .callsRead,  listLines).paged().returnsPage(of: Line.schema).summary("The company's lines"),
        .post  ("/api/lines",     .linesWrite, createLine).body(LineDraft.self)
            .returns(LineService.LinePage.schema, status: .created).problems(.conflict).summary("Make a line"),
        .get   ("/api/lines/:id", .callsRead,  showLine).returns(LineService.LinePage.schema).problems(.notFound)
            .summary("A line with its call plan"),
        .patch ("/api/lines/:id", .linesWrite, updateLine).body(LineDraft.changeSchema)
            .field("If-Match", .string(max: 100)).returns(LineService.LinePage.schema)
            .problems(.notFound, .preconditionFailed).summary("Change a line"),
        .delete("/api/lines/:id", .linesWrite, deleteLine).returnsNothing().problems(.notFound).summary("Remove a line"),
    ]}

    private static let transcriptDocument: Schema = .object([
        .required("success", .boolean),
        .required(
            "data",
            .object([
                .required("call", CallView.schema), .required("segments", .array(of: Segment.schema)),
                .required("versions", .array(of: TranscriptVersion.schema), "The best first."),
            ])),
        .optional("next", .string()),
    ])

    private func live(_ request: Request) async throws -> Response {
        let (live, offset) = try await calls.live(in: request.company)
        return Response.json(live.map { $0.view() }).offset(epoch: epoch, offset)
    }

    private func call(_ request: Request) async throws -> Response {
        .json(try await calls.page(request.path("callSid"), in: request.company))
    }

    private func transcript(_ request: Request) async throws -> Response {
        let page = try request.page()
        let after = try page.after.map {
            TranscriptStore.Place(
                at: Timestamp(milliseconds: try $0.int64(0)), sequence: try $0.int64(1),
                id: SegmentID(try $0.int64(2)))
        }
        let (call, versions, found) = try await calls.transcript(
            request.path("conversationId"), source: request.query("source").map { TranscriptSource(rawValue: $0) },
            after: after, limit: page.readLimit, in: request.company)
        let (segments, next) = page.cut(found) {
            [.integer($0.at.milliseconds), .integer($0.sequence), .integer($0.id.rawValue)]
        }
        var json = JSONWriter(capacity: 4096)
        json.object {
            $0.member("success", true)
            $0.object("data") {
                $0.member("call", call.view())
                $0.key("segments")
                $0.elements(segments)
                $0.member("versions", versions)
            }
            $0.member("next", next)
        }
        return .document(json.bytes)
    }

    private func listLines(_ request: Request) async throws -> Response {
        let page = try request.page()
        let found = try await lines.lines(
            after: try page.after.map { LineID(try $0.int64(0)) }, limit: page.readLimit, in: request.company)
        let (items, next) = page.cut(found) { [.integer($0.id.rawValue)] }
        return .page(items, next: next)
    }

    private func createLine(_ request: Request) async throws -> Response {
        let page = try await lines.create(try request.json(LineDraft.self), in: request.company, by: request)
        return .created(location: "/api/lines/\(page.line.id)", data: page)
    }

    private func showLine(_ request: Request) async throws -> Response {
        let page = try await lines.page(try request.path("id"), in: request.company)
        return Response.json(page).etag("\(page.line.version)")
    }

    private func updateLine(_ request: Request) async throws -> Response {
        let change = try request.json(LineChange.self).draft
        let page = try await lines.update(try request.path("id"), change, in: request.company, by: request)
        return Response.json(page).etag("\(page.line.version)")
    }

    private func deleteLine(_ request: Request) async throws -> Response {
        try await lines.delete(try request.path("id"), in: request.company, by: request)
        return .noContent
    }
}

/// The same fields, none of them required.
private struct LineChange: JSONBody {
    let draft: LineDraft
    static var schema: Schema { LineDraft.changeSchema }

    init(from decoder: any Decoder) throws { draft = try LineDraft(from: decoder) }
}
