import Domain
import SQLite

/// Reads calls and transcripts in bulk: pages by key, as rows and not as values.
package enum CallExportReading {
    /// Columns of ``calls(after:through:limit:in:_:)``.
    package enum CallColumn {
        /// By name, as the statement lists them.
        package static let id = 0, providerCallID = 1, direction = 2, status = 3, reason = 4, from = 5, to = 6, line = 7
        /// By name, as the statement lists them.
        package static let lineName = 8, contact = 9, contactName = 10, contactStatus = 11, callerName = 12
        /// By name, as the statement lists them.
        package static let startedAt = 13, answeredAt = 14, endedAt = 15, durationSec = 16, answeredBy = 17, agent = 18
        /// By name, as the statement lists them.
        package static let disposition = 19, summary = 20, sentiment = 21, intent = 22, note = 23
    }

    /// Columns of ``segments(after:through:limit:in:_:)``.
    package enum SegmentColumn {
        /// By name, as the statement lists them.
        package static let call = 0, session = 1, track = 2, sequence = 3, id = 4, speaker = 5, text = 6, confidence = 7
        /// By name, as the statement lists them.
        package static let language = 8, startMs = 9, endMs = 10, at = 11, providerCallID = 12
        /// By name, as the statement lists them.
        package static let source = 13
    }

    /// A segment's place in the order of its table.
    package struct SegmentPlace: Sendable {
        package var call: Int64
        package var session: String
        package var track: String
        package var sequence: Int64

        package init(call: Int64, session: String = "", track: String = "", sequence: Int64 = .min) {
            self.call = call
            self.session = session
            self.track = track
            self.sequence = sequence
        }
    }

    /// The newest call's identifier; 0 where there is none.
    package static func newest(in tx: Transaction) throws -> Int64 {
        try tx.first("SELECT id FROM calls WHERE company_id = \(tx.company) ORDER BY id DESC LIMIT 1") { $0.int64(0) }
            ?? 0
    }

    /// How many calls have an id up to `through`: counts an index, for progress only.
    package static func callCount(through: Int64, in tx: Transaction) throws -> Int {
        try tx.first("SELECT count(*) FROM calls WHERE company_id = \(tx.company) AND id <= \(through)") {
            $0.int(0)
        } ?? 0
    }

    /// How many utterances have an id up to `through`: counts the table, for progress only.
    package static func segmentCount(through: Int64, in tx: Transaction) throws -> Int {
        try tx.first("SELECT count(*) FROM transcript_segments WHERE company_id = \(tx.company) AND id <= \(through)") {
            $0.int(0)
        } ?? 0
    }

    /// Calls with an id above `after` and up to `through`, in order, until `body` returns false.
    ///
    /// `from` and `to` are E.164 where they are numbers, else the provider's text. A removed contact is not named.
    package static func calls(
        after: Int64, through: Int64, limit: Int, in tx: Transaction, _ body: (Row) throws -> Bool
    ) throws {
        try tx.forEach(
            """
            SELECT k.id, k.provider_call_id, k.direction, k.status, k.reason,
                   COALESCE(CASE k.direction WHEN 'inbound' THEN k.remote_number ELSE k.local_number END, k.from_raw),
                   COALESCE(CASE k.direction WHEN 'inbound' THEN k.local_number ELSE k.remote_number END, k.to_raw),
                   k.line_id, l.name, c.id, c.name, c.status, k.caller_name, k.started_at, k.answered_at, k.ended_at,
                   k.duration_sec, k.answered_by, k.agent, k.disposition,
                   opened('calls.summary', k.company_id, k.id, k.summary), k.sentiment, k.intent,
                   opened('calls.note', k.company_id, k.id, k.note)
            FROM calls k
            LEFT JOIN lines l ON l.company_id = k.company_id AND l.id = k.line_id
            LEFT JOIN contacts c ON c.company_id = k.company_id AND c.id = k.contact_id AND c.deleted_at IS NULL
            WHERE k.company_id = \(tx.company) AND k.id > \(after) AND k.id <= \(through)
            ORDER BY k.id LIMIT \(limit)
            """, body)
    }

    /// Transcript segments after a place with an id up to `through`, by call and in order, until `body` returns false.
    ///
    /// What was said with contacts who are removed is left out, as the search leaves it out.
    package static func segments(
        after place: SegmentPlace, through: Int64, limit: Int, in tx: Transaction, _ body: (Row) throws -> Bool
    ) throws {
        try tx.forEach(
            """
            SELECT s.call_id, s.session, s.track, s.sequence, s.id, s.speaker,
                   opened('transcript_segments.text', s.company_id, s.id, s.text), s.confidence, s.language,
                   s.start_ms, s.end_ms, s.at, k.provider_call_id, s.source
            FROM transcript_segments s JOIN calls k ON k.company_id = s.company_id AND k.id = s.call_id
            LEFT JOIN contacts c ON c.company_id = k.company_id AND c.id = k.contact_id
            WHERE s.company_id = \(tx.company) AND s.id <= \(through) AND c.deleted_at IS NULL
              AND (s.call_id, s.session, s.track, s.sequence)
                > (\(place.call), \(place.session), \(place.track), \(place.sequence))
            ORDER BY s.call_id, s.session, s.track, s.sequence LIMIT \(limit)
            """, body)
    }
}
