import Domain
import JSON
import SQLite

/// One utterance of a call, final.
package struct Segment: Sendable, JSONEncodable {
    package var id: SegmentID
    package var source: TranscriptSource
    package var session: String
    package var track: String?
    package var sequence: Int64
    package var speaker: Speaker
    package var text: String
    package var confidence: Double?
    package var language: String?
    package var startMs: Int64?
    package var endMs: Int64?
    package var at: Timestamp

    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("id", id)
            $0.member("source", source)
            $0.member("session", session)
            $0.member("track", track)
            $0.member("sequence", sequence)
            $0.member("speaker", speaker)
            $0.member("text", text)
            $0.member("confidence", confidence)
            $0.member("language", language)
            $0.member("startMs", startMs)
            $0.member("endMs", endMs)
            $0.member("at", at)
        }
    }

    /// The shape of a segment on the wire.
    package static let schema: Schema = .object([
        .required("id", .string()), .required("source", TranscriptSource.schema), .required("session", .string()),
        .optional("track", .string()), .required("sequence", .integer),
        .required("speaker", .enumeration(Speaker.self)),
        .required("text", .string()), .optional("confidence", .number), .optional("language", .string()),
        .optional("startMs", .integer(min: 0)), .optional("endMs", .integer(min: 0)), .required("at", .string()),
    ])

    /// What a span that was marked reads as ever after.
    package static let redacted = "[redacted]"

    /// Where it lies in the call's time, in milliseconds: as its source says, else by the clock from the call's start.
    package func span(in call: Call) -> ClosedRange<Int64> {
        Self.span(startMs: startMs, endMs: endMs, at: at, in: call)
    }

    static func span(startMs: Int64?, endMs: Int64?, at: Timestamp, in call: Call) -> ClosedRange<Int64> {
        let start = startMs ?? max(0, at.milliseconds - call.startedAt.milliseconds)
        return start...max(start, endMs ?? start)
    }
}

/// One whole transcript of a call, by the source it comes from.
package struct TranscriptVersion: Sendable, JSONEncodable {
    package var source: TranscriptSource
    /// 0…100; of several versions the best is shown, and of equally good ones the newest.
    package var quality: Int64
    /// Whether it is what a reader gets who asks for no other, and what the search finds.
    package var shown: Bool
    package var createdAt: Timestamp
    /// Who posted it: `usr_…` or `key_…`; nil for what a provider sent.
    package var createdBy: String?

    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("source", source)
            $0.member("quality", quality)
            $0.member("shown", shown)
            $0.member("createdAt", createdAt)
            $0.member("createdBy", createdBy)
        }
    }

    /// The shape of a version on the wire.
    package static let schema: Schema = .object([
        .required("source", TranscriptSource.schema), .required("quality", .integer(min: 0, max: 100)),
        .required("shown", .boolean, "Whether it is what one reads who asks for no other, and what the search finds."),
        .required("createdAt", .string()), .optional("createdBy", .string()),
    ])
}
