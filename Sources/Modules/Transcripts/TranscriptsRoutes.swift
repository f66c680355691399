import Calls
import ModuleKit

extension Permission {
    /// Mark what must be gone from a transcript.
    static let transcriptsRedact = Self("transcripts:redact", least: .manager)
}

/// Transcripts over HTTP: decodes, calls a service, encodes.
struct TranscriptsRoutes: Sendable {
    let service: TranscriptsService
    let search: TranscriptSearchService
    let redactions: RedactionService

    private static let mostSegments = 1_000
    private static let bodyLimitBytes = 4 * 1_048_576

    // swift-format-ignore
    var table: [Route] {[
        .get("/api/transcripts/search", .callsRead, find)
            .query("q", .string(min: 1, max: TranscriptQuery.mostCharacters),
                   "Words, all of which must be said in one segment; `\"a phrase\"`; `deliv*` for a beginning; `-van` for what must not be. "
                   + "Case and accents do not matter.", required: true)
            .query("speaker", .enumeration(Speaker.self))
            .query("from", .string(format: .dateTime), "Said at or after; RFC 3339.")
            .query("to", .string(format: .dateTime), "Said before; RFC 3339.")
            .query("line", LineID.schema).query("outcome", .string(min: 1, max: 100), "What the call came to.")
            .paged(usually: 20, most: 100).returnsPage(of: TranscriptHit.schema)
            .summary("Search in all transcripts, newest first",
                     details: "A page may hold fewer hits than its limit, or none, and name a next page all the same: where a filter lets "
                     + "few of the segments with these words through, a page ends after \(TranscriptSearchStore.mostCandidates) of them."),
        .post("/api/calls/:callSid/transcript/segments", .callsWrite, add)
            .path("callSid", .string(min: 1, max: 255)).body(Self.segmentsBody, maxBytes: Self.bodyLimitBytes)
            .returns(.array(of: SegmentOutcome.schema, min: 1, max: Self.mostSegments), "What became of each, in the order sent.")
            .problems(.notFound)
            .summary("Add one segment to a transcript, or up to \(Self.mostSegments) by `segments`",
                     details: "Each counts once by session, track and sequence. In a list one that is wrong is refused alone."),
        .get("/api/calls/:callSid/transcript/versions", .callsRead, versions)
            .path("callSid", .string(min: 1, max: 255)).returns(.array(of: TranscriptVersion.schema)).problems(.notFound)
            .summary("The versions of a call's transcript, the shown one first"),
        .post("/api/calls/:callSid/transcript/versions", .callsWrite, addVersion)
            .path("callSid", .string(min: 1, max: 255)).body(Self.versionBody, maxBytes: Self.bodyLimitBytes)
            .returns(PostedVersion.schema).returns(PostedVersion.schema, status: .created, "It is new.").problems(.notFound)
            .summary("Add a whole version of a transcript, such as a better one made after the call; all are kept"),
        .get("/api/calls/:callSid/transcript/redactions", .callsRead, redacted)
            .path("callSid", .string(min: 1, max: 255)).returns(.array(of: Redaction.schema)).problems(.notFound)
            .summary("What was marked to be gone from a transcript"),
        .post("/api/calls/:callSid/transcript/redactions", .transcriptsRedact, redact)
            .path("callSid", .string(min: 1, max: 255)).body(RedactionRequest.self)
            .returns(Redaction.schema).returns(Redaction.schema, status: .created, "It is new.").problems(.notFound)
            .summary("Mark words or a span of time; they are gone from all versions, search, events and exports",
                     details: "Marked words go wherever the call has them. What another version heard at the same time goes whole."),
    ]}

    private static let segmentsBody: Schema = .object(
        SegmentEntry.properties + [
            .optional("source", TranscriptSource.schema, "The version that they belong to; `posted`, unless told."),
            .optional("segments", list, "Instead of one: a list."),
        ]
    ).needing(oneOf: "text", "segments")

    private static let versionBody: Schema = .object([
        .required("source", TranscriptSource.schema, "Where it comes from, such as `whisper-large`: its name."),
        .optional(
            "quality", .integer(min: 0, max: 100),
            "The best version is shown, and of equally good ones the newest. 50, unless told; `live` has 40."),
        .optional("segments", list),
    ])

    /// Each is checked by itself, so that one that is wrong is refused alone.
    private static let list: Schema = .array(
        of: .anyOf([.reference("TranscriptSegment", to: SegmentEntry.schema), .any]), min: 1, max: mostSegments)

    private func find(_ request: Request) async throws -> Response {
        let query: TranscriptQuery
        do { query = try TranscriptQuery(request.query("q") ?? "") } catch { throw Problem.invalid(error) }
        let page = try request.page()
        var filter = TranscriptFilter()
        filter.speaker = request.query("speaker").flatMap(Speaker.init)
        filter.from = try request.query.value("from")
        filter.to = try request.query.value("to")
        filter.line = try request.query.value("line")
        filter.outcome = request.query("outcome")
        let found = try await search.search(
            query, filter, before: try page.after.map { SegmentID(try $0.int64(0)) }, limit: page.limit,
            in: request.company)
        let next = found.reached.map { KeysetToken(sort: page.sort, keys: [.integer($0.rawValue)]).text }
        return .page(found.hits, next: next)
    }

    private func add(_ request: Request) async throws -> Response {
        let body = try request.jsonValue(Self.segmentsBody)
        let source = body["source"].string.map { TranscriptSource(rawValue: $0) } ?? .posted
        var single = body.object ?? [:]
        single["source"] = nil
        let list = body["segments"].array
        let isBoth = list != nil && single.count > 1
        // One that stands alone is the request itself, which is refused as a whole; a call that is not there comes first.
        let entries = isBoth ? [] : (list ?? [.object(single)]).map { Self.entry($0, source: source) }
        let outcomes = try await service.add(
            entries, to: request.path("callSid"), in: request.company, by: request.author)
        if isBoth { throw Problem.invalid("segments", "Give one segment or `segments`, not both.") }
        if list == nil, let problems = outcomes.first?.problems, !problems.isEmpty { throw Problem.invalid(problems) }
        return .json(outcomes)
    }

    private func versions(_ request: Request) async throws -> Response {
        .json(try await service.versions(of: request.path("callSid"), in: request.company))
    }

    private func addVersion(_ request: Request) async throws -> Response {
        let body = try request.jsonValue(Self.versionBody)
        let source = TranscriptSource(rawValue: body["source"].string ?? TranscriptSource.posted.rawValue)
        let (isNew, posted) = try await service.addVersion(
            source, quality: body["quality"].int64,
            (body["segments"].array ?? []).map { Self.entry($0, source: source) }, to: request.path("callSid"),
            in: request.company, by: request.author)
        return .json(posted, status: isNew ? .created : .ok)
    }

    private func redacted(_ request: Request) async throws -> Response {
        .json(try await redactions.redactions(of: request.path("callSid"), in: request.company))
    }

    private func redact(_ request: Request) async throws -> Response {
        let (redaction, isNew) = try await redactions.redact(
            try request.json(RedactionRequest.self), of: request.path("callSid"), in: request.company, by: request)
        return .json(redaction, status: isNew ? .created : .ok)
    }

    private static func entry(
        _ value: JSONValue, source: TranscriptSource
    ) -> Result<SegmentEntry, TranscriptsService.Refused> {
        let problems = SegmentEntry.schema.problems(in: value)
        guard problems.isEmpty else { return .failure(.init(problems: problems)) }
        do { return .success(try SegmentEntry(value, source: source)) } catch {
            return .failure(.init(problems: [error]))
        }
    }
}
