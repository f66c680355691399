import Calls
import ModuleKit

/// One utterance as a client posts it.
struct SegmentEntry: Sendable {
    let report: ProviderEvent.TranscriptReport
    let occurredAt: Timestamp?

    /// The members beside a list, which may stand instead of them.
    static let properties = needed(Schema.Property.optional) + others

    /// One of a list.
    static let schema: Schema = .object(needed(Schema.Property.required) + others)

    private static func needed(_ member: (String, Schema, String?) -> Schema.Property) -> [Schema.Property] {
        [
            member("speaker", .enumeration(Speaker.self), nil),
            member("text", .string(min: 1, max: 20_000), "What was said; needed in each segment."),
            member(
                "sequence", .integer(min: 0),
                "Its place among its session's and track's utterances, each of which counts once."),
        ]
    }

    private static let others: [Schema.Property] = [
        .optional(
            "session", .string(min: 1, max: 255), "Whoever hears several streams names them; the source, unless told."),
        .optional("track", .string(min: 1, max: 60), "Such as `inbound` and `outbound`, where there are several."),
        .optional(
            "final", .boolean.standard(true), "False while it is still being heard: pushed at once, and not kept."),
        .optional("confidence", .number(min: 0, max: 1)), .optional("language", .string(min: 2, max: 35), "BCP 47."),
        .optional("startMs", .integer(min: 0, max: 604_800_000), "Milliseconds from the beginning of the sound."),
        .optional("endMs", .integer(min: 0, max: 604_800_000)),
        .optional("at", .string(format: .dateTime), "When it was said, by the clock; RFC 3339."),
    ]

    /// Reads one, once the schema has passed it.
    ///
    /// - Throws: What is wrong that a schema cannot say.
    init(_ value: JSONValue, source: TranscriptSource) throws(FieldProblem) {
        var report = ProviderEvent.TranscriptReport(
            session: value["session"].string ?? source.rawValue, sequence: value["sequence"].int64 ?? 0,
            speaker: value["speaker"].string.flatMap(Speaker.init) ?? .unknown, text: value["text"].string ?? "",
            final: value["final"].bool ?? true)
        report.source = source
        report.track = value["track"].string
        report.confidence = value["confidence"].double
        report.language = value["language"].string
        report.startMs = value["startMs"].int64
        report.endMs = value["endMs"].int64
        if let start = report.startMs, let end = report.endMs, end < start {
            throw FieldProblem(field: "endMs", detail: "`endMs` is \(end), before `startMs`, which is \(start).")
        }
        self.report = report
        occurredAt = value["at"].string.flatMap { Timestamp(wire: $0) }
    }
}

/// What became of one utterance of a list.
struct SegmentOutcome: Sendable, JSONEncodable {
    /// As on the wire.
    enum Outcome: String, Sendable, CaseIterable, JSONEncodable {
        /// It is new and kept.
        case added
        /// It stood there already.
        case unchanged
        /// Other words stand at its place and stay.
        case differs
        /// It is partial: pushed and not kept.
        case pushed
        /// It is partial, and its track is past it.
        case outdated
        /// It is wrong; see `problems`.
        case refused
    }

    let outcome: Outcome
    var segment: SegmentID?
    var problems: [FieldProblem] = []

    init(_ noted: TranscriptStore.Noted) {
        switch noted {
        case .added(let id): (outcome, segment) = (.added, id)
        case .repeated(let id): (outcome, segment) = (.unchanged, id)
        case .differs(let id): (outcome, segment) = (.differs, id)
        case .pushed: outcome = .pushed
        case .outdated: outcome = .outdated
        }
    }

    init(refusedFor problems: [FieldProblem]) {
        outcome = .refused
        self.problems = problems
    }

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("outcome", outcome)
            $0.member("segment", segment)
            if !problems.isEmpty { $0.member("problems", problems) }
        }
    }

    static let schema: Schema = .object([
        .required("outcome", .enumeration(Outcome.self)), .optional("segment", SegmentID.schema),
        .optional("problems", .array(of: .object([.required("field", .string()), .required("detail", .string())]))),
    ])
}
