import Domain
import JSON
import SQLite

/// A span of a call that was marked: its words are gone from text, search, log and exports.
package struct Redaction: Sendable, JSONEncodable {
    package var id: RedactionID
    /// In which the words were marked, with the first character and how many (UTF-16); nil for a span of time.
    package var words: Words?
    /// Milliseconds of the call, both ends included; nil where nobody knows when the words were spoken.
    package var time: ClosedRange<Int64>?
    /// How many utterances it changed.
    package var segments: Int64
    package var reason: String?
    package var at: Timestamp
    /// Who marked it: `usr_…` or `key_…`.
    package var by: String

    /// Characters of one utterance.
    package struct Words: Sendable, Hashable {
        package var segment: SegmentID
        package var start: Int64
        package var length: Int64

        package init(segment: SegmentID, start: Int64, length: Int64) {
            self.segment = segment
            self.start = start
            self.length = length
        }
    }

    package init(
        id: RedactionID, words: Words?, time: ClosedRange<Int64>?, segments: Int64, reason: String?, at: Timestamp,
        by: String
    ) {
        self.id = id
        self.words = words
        self.time = time
        self.segments = segments
        self.reason = reason
        self.at = at
        self.by = by
    }

    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("id", id)
            $0.member("segment", words?.segment)
            $0.member("start", words?.start)
            $0.member("length", words?.length)
            $0.member("fromMs", time?.lowerBound)
            $0.member("toMs", time?.upperBound)
            $0.member("segments", segments)
            $0.member("reason", reason)
            $0.member("at", at)
            $0.member("by", by)
        }
    }

    /// The shape of a redaction on the wire.
    package static let schema: Schema = .object([
        .required("id", RedactionID.schema), .optional("segment", SegmentID.schema),
        .optional("start", .integer(min: 0)), .optional("length", .integer(min: 1)),
        .optional("fromMs", .integer(min: 0)), .optional("toMs", .integer(min: 0)),
        .required("segments", .integer(min: 0), "How many utterances it changed."), .optional("reason", .string()),
        .required("at", .string()), .required("by", .string()),
    ])
}

/// Every SQL statement on redactions.
package enum RedactionStore {
    /// The redactions of a call, oldest first; whoever silences the sound needs their times.
    package static func redactions(of call: CallID, in tx: Transaction) throws -> [Redaction] {
        try tx.rows(
            """
            SELECT id, segment_id, start, length, from_ms, to_ms, segments, reason, at, by FROM transcript_redactions
            WHERE company_id = \(tx.company) AND call_id = \(call) ORDER BY id
            """
        ) { row in
            Redaction(
                id: RedactionID(row.int64(0)),
                words: row.int64OrNil(1).map {
                    Redaction.Words(segment: SegmentID($0), start: row.int64(2), length: row.int64(3))
                },
                time: row.int64OrNil(4).map { $0...max($0, row.int64(5)) }, segments: row.int64(6),
                reason: row.stringOrNil(7), at: Timestamp(milliseconds: row.int64(8)), by: row.string(9))
        }
    }

    /// Adds a redaction.
    package static func insert(_ redaction: Redaction, of call: CallID, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO transcript_redactions (company_id, call_id, id, segment_id, start, length, from_ms, to_ms, segments,
                                               reason, at, by)
            VALUES (\(tx.company), \(call), \(redaction.id), \(redaction.words?.segment), \(redaction.words?.start),
                    \(redaction.words?.length), \(redaction.time?.lowerBound), \(redaction.time?.upperBound),
                    \(redaction.segments), \(redaction.reason), \(redaction.at), \(redaction.by))
            """)
    }

    /// Whether a span of the call's time touches one that was marked: what comes late must not bring it back.
    static func covers(_ span: ClosedRange<Int64>, of call: CallID, in tx: Transaction) throws -> Bool {
        try tx.exists(
            """
            SELECT 1 FROM transcript_redactions WHERE company_id = \(tx.company) AND call_id = \(call)
              AND from_ms <= \(span.upperBound) AND to_ms >= \(span.lowerBound) LIMIT 1
            """)
    }
}
