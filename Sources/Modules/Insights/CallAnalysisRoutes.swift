import Analysis
import Calls
import ModuleKit

/// What calls say, over HTTP: decodes, calls the service, encodes.
struct CallAnalysisRoutes: Sendable {
    let service: CallAnalysisService

    // swift-format-ignore
    var table: [Route] {[
        .get   ("/api/crm/calls/:callSid/analysis", .callsRead, show).named
            .query("run", .integer(min: 1), "An earlier analysis; the newest, unless told.").paged()
            .returns(document: Self.pageSchema).problems(.notFound)
            .summary("What a call says, and each of its utterances in the order they were spoken",
                details: "A person's word counts before a machine's, and a language model's before the rules'."),
        .put   ("/api/crm/calls/:callSid/analysis", .callsWrite) { try await give($0, replacing: true) }.named.ofSegment
            .body(Self.given(nullable: false)).returnsNothing().problems(.notFound)
            .summary("Say what a call or an utterance is about; what is not named is taken back"),
        .patch ("/api/crm/calls/:callSid/analysis", .callsWrite) { try await give($0, replacing: false) }.named.ofSegment
            .body(Self.given(nullable: true)).returnsNothing().problems(.notFound)
            .summary("Say what a call or an utterance is about; null takes a word back"),
        .delete("/api/crm/calls/:callSid/analysis", .callsWrite, takeBack).named.ofSegment
            .returnsNothing().problems(.notFound)
            .summary("Take back what people say of a call or an utterance; the machine's word counts again"),
        .post  ("/api/crm/calls/:callSid/analysis", .callsWrite, rerun).named
            .returns(VerdictStore.Run.schema, status: .created).problems(.notFound)
            .summary("Analyse a call again with the rules that count now; earlier analyses are kept"),
        .get   ("/api/crm/promises", .callsRead, promises).paged()
            .query("from", .string(format: .dateTime), "Due at or after this moment.")
            .query("to", .string(format: .dateTime), "Due before this moment; those without a time are left out.")
            .query("call", CallID.schema).query("contact", ContactID.schema).problems(.gone)
            .query("speaker", .enumeration(Speaker.self), "Who promised it.")
            .returnsPage(of: SpokenPromise.schema)
            .summary("What was promised in calls, by when it is due; what has no time comes last"),
    ]}

    private static let pageSchema: Schema = .object([
        .required("success", .boolean), .required("data", CallAnalysisPage.schema),
        .optional("next", .string, "The next page's `after`; absent on the last."),
    ])

    private static func given(nullable: Bool) -> Schema {
        let kinds: [(String, Schema)] = [
            ("sentiment", .enumeration(Mood.self)), ("intent", .string(min: 1, max: 100)),
            (
                "language",
                .string(pattern: "^[a-z]{2,3}$", saying: "a language code of ISO 639, such as `en`")
            ),
        ]
        return .object(kinds.map { .optional($0.0, nullable ? $0.1.nullable : $0.1) })
    }

    private func show(_ request: Request) async throws -> Response {
        let page = try request.page()
        let after = try page.after.map {
            TranscriptStore.Place(
                at: Timestamp(milliseconds: try $0.int64(0)), sequence: try $0.int64(1),
                id: SegmentID(try $0.int64(2)))
        }
        let found = try await service.page(
            request.path("callSid"), run: request.query.int("run").map { Int64($0) }, after: after,
            limit: page.readLimit, in: request.company)
        let (items, next) = page.cut(found.segments) {
            [.integer($0.segment.at.milliseconds), .integer($0.segment.sequence), .integer($0.segment.id.rawValue)]
        }
        var json = JSONWriter(capacity: 8192)
        json.object {
            $0.member("success", true)
            $0.key("data")
            found.encode(items, to: &$0)
            $0.member("next", next)
        }
        return .document(json.bytes)
    }

    private func give(_ request: Request, replacing: Bool) async throws -> Response {
        let body = try request.jsonValue(Self.given(nullable: !replacing)).object ?? [:]
        var labels: [VerdictKind: String?] = [:]
        for kind in VerdictKind.allCases where replacing || body[kind.rawValue] != nil {
            labels.updateValue(body[kind.rawValue]?.string, forKey: kind)
        }
        try await service.give(
            labels, on: request.path("callSid"), segment: try request.query.value("segment"), by: request)
        return .noContent
    }

    private func takeBack(_ request: Request) async throws -> Response {
        var labels: [VerdictKind: String?] = [:]
        for kind in VerdictKind.allCases { labels.updateValue(nil, forKey: kind) }
        try await service.give(
            labels, on: request.path("callSid"), segment: try request.query.value("segment"), by: request)
        return .noContent
    }

    private func rerun(_ request: Request) async throws -> Response {
        let run = try await service.rerun(request.path("callSid"), by: request)
        return .created(location: "/api/crm/calls/\(request.path("callSid") as String)/analysis", data: run)
    }

    private func promises(_ request: Request) async throws -> Response {
        let page = try request.page()
        var filter = PromiseFilter()
        filter.call = try request.query.value("call")
        filter.contact = try request.query.value("contact")
        filter.speaker = request.query("speaker").flatMap(Speaker.init)
        filter.from = try request.query.value("from")
        filter.to = try request.query.value("to")
        let after = try page.after.map {
            (due: Timestamp(milliseconds: try $0.int64(0)), id: PromiseID(try $0.int64(1)))
        }
        let found = try await service.promises(filter, after: after, limit: page.readLimit, in: request.company)
        let (items, next) = page.cut(found) {
            [.integer(($0.dueAt ?? SpokenPromise.never).milliseconds), .integer($0.id.rawValue)]
        }
        return .page(items, next: next)
    }
}

extension Route {
    fileprivate var named: Route { path("callSid", .string(min: 1, max: 255)) }

    fileprivate var ofSegment: Route {
        query("segment", SegmentID.schema, "Of one utterance; of the whole call, unless told.")
    }
}
