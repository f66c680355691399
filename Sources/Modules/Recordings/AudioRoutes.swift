import Calls
import ModuleKit

/// The sound of a call over HTTP: hear it, see it, send it, share it, silence it.
struct AudioRoutes: Sendable {
    let listening: ListeningService
    let peaks: PeaksService
    let upload: UploadService
    let redaction: RedactionService
    let links: AudioLinks
    let address: @Sendable () -> String
    let context: RecordingContext

    private static let name = Schema.string(min: 1, max: 255)

    // swift-format-ignore
    var table: [Route] {[
        .get("/api/crm/call-audio/:callSid", .recordingsListen, listen)
            .path("callSid", Self.name).query("recording", RecordingID.schema, "Which one; else the first that is stored.")
            .field("Range", .string(max: 200), "Such as `bytes=0-65535`.")
            .returns(document: .string(), type: "audio/*")
            .returns(document: .string(), type: "audio/*", status: .partialContent, "The part that `Range` asks for.")
            .problems(.notFound, .conflict, .gone, .preconditionFailed, .rangeNotSatisfiable, .badGateway)
            .summary("Hear a call, by our id or a leg's provider id", details: Self.details),
        .post("/api/crm/call-audio/:callSid", .recordingsWrite, receive)
            .path("callSid", Self.name)
            .body(.string, mediaType: "audio/wav", maxBytes: Int(RecordingContext.mostBytes))
            .body(.string, mediaType: "application/octet-stream", maxBytes: Int(RecordingContext.mostBytes)).streamed
            .query("track", .string(min: 1, max: 40), "Which side is heard: inbound, outbound or both.")
            .returns(AudioRecord.schema).returns(AudioRecord.schema, status: .created, "It is new.")
            .problems(.notFound, .gone, .contentTooLarge, .unsupportedMediaType, .insufficientStorage)
            .summary("Send the sound of a call: WAV, MP3, Ogg, FLAC, M4A or AMR; the same again changes nothing"),
        .get("/api/crm/call-audio/:callSid/peaks", .recordingsListen, outline)
            .path("callSid", Self.name).query("recording", RecordingID.schema, "Which one; else the first that is stored.")
            .returns(Waveform.schema).problems(.notFound, .conflict, .gone, .unprocessableContent)
            .summary("The waveform of a recording"),
        .post("/api/crm/call-audio/:callSid/link", .recordingsShare, link)
            .path("callSid", Self.name).body(LinkRequest.self)
            .returns(LinkRequest.answer, status: .created).problems(.notFound, .gone)
            .summary("A link to a recording that works without a sign-in for a while"),
        .get("/audio/:company/:recording", .anyone, shared)
            .path("company", CompanyID.schema).path("recording", RecordingID.schema)
            .query("expires", .integer(min: 0, max: 253_402_300_799), "Seconds since 1970.", required: true)
            .query("signature", .string(min: 43, max: 43), required: true)
            .field("Range", .string(max: 200))
            .returns(document: .string(), type: "audio/*")
            .returns(document: .string(), type: "audio/*", status: .partialContent)
            .problems(.forbidden, .notFound, .conflict, .gone, .preconditionFailed, .rangeNotSatisfiable, .badGateway)
            .summary("Hear a recording by a signed link"),
        .post("/api/calls/:call/redactions", .recordingsManage, redact)
            .path("call", Self.name).body(RedactionRequest.self)
            .returns(RedactionService.Outcome.schema).problems(.notFound, .conflict, .gone, .unprocessableContent)
            .summary("Silence a span of a call for good: in its recordings, their waveforms and its text"),
    ]}

    private static let details = """
        A stored recording is answered with its entity tag, by ranges too. One that is not stored yet is passed on from its \
        provider as it comes, with `Range` but without an entity tag.
        """

    private func listen(_ request: Request) async throws -> Response {
        let record = try await record(request)
        return try await listening.answer(record, range: Self.range(request), in: request.company)
    }

    /// The range to pass on; none under If-Range, for what a provider sends has no tag of ours that could match.
    private static func range(_ request: Request) -> String? {
        request.headers["if-range"] == nil ? request.headers["range"] : nil
    }

    private func record(_ request: Request) async throws -> AudioRecord {
        try await listening.record(
            of: request.path("callSid"), try request.query.value("recording"), in: request.company)
    }

    private func receive(_ request: Request) async throws -> Response {
        let body: any BodyReader = request.bodyStream ?? WholeBody(request.body)
        let name = request.path("callSid") as String
        let said = UploadService.Description(
            track: request.query("track"), leg: CallID(wire: name) == nil ? name : nil)
        let (record, isNew) = try await upload.receive(
            body, of: name, said, in: request.company, by: request)
        return .json(record, status: isNew ? .created : .ok)
    }

    private func outline(_ request: Request) async throws -> Response {
        let record = try await record(request)
        let outline = try await peaks.peaks(of: record, in: request.company)
        return Response.json { $0.raw(outline) }.etag("peaks-\(record.hash ?? "")")
    }

    private func link(_ request: Request) async throws -> Response {
        let asked = try request.json(LinkRequest.self)
        let record = try await listening.record(
            of: request.path("callSid"), asked.recording, in: request.company)
        guard record.state != .deleted else {
            throw RecordingsError.deleted(record.id, at: record.deletedAt, reason: record.reason)
        }
        let seconds = context.now().milliseconds / 1000 + (asked.expiresInSec ?? LinkRequest.usualSeconds)
        let end = Timestamp(milliseconds: seconds * 1000)
        try await context.database.write(request.company) { [context] tx in
            try context.audit("recording.shared", record.id.wire, ["until": .string(end.rfc3339)], request, tx)
        }
        let url = address() + links.target(record.id, of: request.company, until: end)
        return Response.json(status: .created) { json in
            json.object {
                $0.member("url", url)
                $0.member("recording", record.id)
                $0.member("expiresAt", end)
            }
        }.uncached
    }

    private func shared(_ request: Request) async throws -> Response {
        let (company, recording): (CompanyID, RecordingID) = (
            try request.path("company"), try request.path("recording")
        )
        try links.check(
            recording, of: company, expires: request.query("expires").flatMap { Int64($0) } ?? 0,
            signature: request.query("signature") ?? "", at: context.now())
        let record = try await context.database.read(company) { try KeepingService.find(recording, in: $0) }
        return try await listening.answer(record, range: Self.range(request), in: company)
    }

    private func redact(_ request: Request) async throws -> Response {
        let asked = try request.json(RedactionRequest.self)
        return .json(
            try await redaction.redact(
                request.path("call"), RedactedSpan(fromMs: asked.fromMs, toMs: asked.toMs), recording: asked.recording,
                in: request.company, by: request))
    }
}

/// A body that has come already.
private actor WholeBody: BodyReader {
    private var bytes: [UInt8]?

    init(_ bytes: [UInt8]) { self.bytes = bytes.isEmpty ? nil : bytes }

    func next() -> [UInt8]? {
        defer { bytes = nil }
        return bytes
    }
}

/// How long a link is to last, and to what.
private struct LinkRequest: JSONBody {
    var recording: RecordingID?
    var expiresInSec: Int64?

    static let usualSeconds: Int64 = 3_600

    static let schema: Schema = .object([
        .optional("recording", RecordingID.schema, "Which one; else the first that is stored."),
        .optional("expiresInSec", .integer(min: 1, max: 604_800), "An hour, unless told; a week at most."),
    ])

    static let answer: Schema = .object([
        .required("url", .string()), .required("recording", .string()),
        .required("expiresAt", .string(format: .dateTime)),
    ])
}

/// What nobody is to hear or read again.
private struct RedactionRequest: JSONBody {
    var fromMs: Int64
    var toMs: Int64
    var recording: RecordingID?

    static let schema: Schema = .object([
        .required(
            "fromMs", .integer(min: 0, max: 604_800_000),
            "Milliseconds from the call's beginning, or from the recording's where one is named."),
        .required("toMs", .integer(min: 1, max: 604_800_000), "Where it ends; greater than `fromMs`."),
        .optional("recording", RecordingID.schema, "Only in this one; else in all recordings of the call."),
    ])
}
