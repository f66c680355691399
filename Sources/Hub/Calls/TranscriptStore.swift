import Broadcast
import Domain
import JSON
import SQLite

/// One utterance of a call, final.
package struct Segment: Sendable, JSONEncodable {
    package var id: SegmentID
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
        .required("id", .string()), .required("session", .string()), .optional("track", .string()),
        .required("sequence", .integer), .required("speaker", .enumeration(Speaker.self)), .required("text", .string()),
        .optional("confidence", .number), .optional("language", .string()), .optional("startMs", .integer(min: 0)),
        .optional("endMs", .integer(min: 0)), .required("at", .string()),
    ])
}

/// Every SQL statement on transcripts.
enum TranscriptStore {
    /// Keeps a final utterance once; a partial one is only pushed.
    ///
    /// - Returns: Whether the utterance was new.
    static func note(
        _ report: ProviderEvent.TranscriptReport, call: Call, at: Timestamp, in tx: Transaction
    ) throws -> Bool {
        let segment: SegmentID? = report.final ? try tx.newID() : nil
        let event = TranscriptEvent(
            call: call.id, segment: segment, session: report.session, sequence: report.sequence,
            speaker: report.speaker,
            text: report.text, final: report.final, startMs: report.startMs, endMs: report.endMs)
        guard let segment else {
            tx.push(event, on: call.topics)
            return false
        }
        let isNew =
            try tx.execute(
                """
                INSERT INTO transcript_segments (company_id, call_id, session, track, sequence, id, speaker, text, confidence,
                                                 language, start_ms, end_ms, at)
                VALUES (\(tx.company), \(call.id), \(report.session), \(report.track ?? ""), \(report.sequence), \(segment),
                        \(report.speaker), \(String(report.text.prefix(20_000))), \(report.confidence), \(report.language),
                        \(report.startMs), \(report.endMs), \(at))
                ON CONFLICT (company_id, call_id, session, track, sequence) DO NOTHING
                """) == 1
        if isNew { try tx.publish(event, on: call.topics + [.conversations]) }
        return isNew
    }

    /// The utterances of a call in the order they were spoken.
    static func segments(of call: CallID, after: (at: Timestamp, id: SegmentID)?, limit: Int, in tx: Transaction) throws
        -> [Segment]
    {
        let (at, id) = (after?.at ?? Timestamp(milliseconds: .min), after?.id ?? SegmentID(0))
        return try tx.rows(
            """
            SELECT id, session, track, sequence, speaker, text, confidence, language, start_ms, end_ms, at
            FROM transcript_segments
            WHERE company_id = \(tx.company) AND call_id = \(call) AND (at > \(at) OR (at = \(at) AND id > \(id)))
            ORDER BY at, id LIMIT \(limit)
            """
        ) { row in
            Segment(
                id: SegmentID(row.int64(0)), session: row.string(1), track: row.string(2).isEmpty ? nil : row.string(2),
                sequence: row.int64(3), speaker: Speaker(rawValue: row.string(4)) ?? .unknown, text: row.string(5),
                confidence: row.doubleOrNil(6), language: row.stringOrNil(7), startMs: row.int64OrNil(8),
                endMs: row.int64OrNil(9), at: Timestamp(milliseconds: row.int64(10)))
        }
    }
}
