import Broadcast
import Domain
import SQLite

/// Every SQL statement on what was said: each utterance once, by its session, track and sequence.
package enum TranscriptStore {
    /// What became of an utterance that was reported.
    package enum Noted: Sendable, Equatable {
        /// It is kept.
        case added(SegmentID)
        /// It stood there already, word for word.
        case repeated(SegmentID)
        /// Other words stand at its place, and stay there.
        case differs(SegmentID)
        /// It is partial: pushed, and not kept.
        case pushed
        /// It is partial, and its track is past it.
        case outdated
    }

    /// When something was said, as far as anybody knows.
    package struct Moment: Sendable {
        /// By the clock of whoever heard it.
        package var occurredAt: Timestamp?
        package var receivedAt: Timestamp

        package init(occurredAt: Timestamp? = nil, receivedAt: Timestamp) {
            self.occurredAt = occurredAt
            self.receivedAt = receivedAt
        }
    }

    /// Longest text that is kept, in Unicode scalars; the rest is cut off.
    package static let mostCharacters = 20_000

    /// Keeps a final utterance once and tells of it; pushes a partial one, unless its track has a final at or after it.
    ///
    /// - Parameter author: Who reports it: `usr_…` or `key_…`; nil for a provider.
    package static func note(
        _ report: ProviderEvent.TranscriptReport, of call: Call, at moment: Moment, by author: String? = nil,
        in tx: Transaction
    ) throws -> Noted {
        guard report.final else { return try push(report, of: call, in: tx) }
        let text =
            report.text.unicodeScalars.count <= mostCharacters
            ? report.text : String(String.UnicodeScalarView(report.text.unicodeScalars.prefix(mostCharacters)))
        if let there = try standing(report, of: call.id, in: tx) {
            return there.text == text || there.text.contains(Segment.redacted)
                ? .repeated(there.id) : .differs(there.id)
        }
        var shown = try TranscriptVersionStore.isShown(report.source, of: call.id, in: tx)
        if shown == nil {
            shown = try begin(report.source, of: call, at: moment.receivedAt, by: author, in: tx)
        }
        let at = try place(report, of: call, at: moment, in: tx)
        let span = Segment.span(startMs: report.startMs, endMs: report.endMs, at: at, in: call)
        var kept = report
        kept.text = try RedactionStore.covers(span, of: call.id, in: tx) ? Segment.redacted : text
        let id: SegmentID = try tx.newID()
        let isShown = shown ?? false
        var told = event(kept, of: call, segment: id, shown: isShown)
        told.spokenAt = at
        let offset = try tx.publish(told, on: call.topics + [.conversations])
        try insert(
            kept, of: call.id, id: id, at: at,
            indexed: isShown && TranscriptVersionStore.isSearchable(call, in: tx), offset: offset, in: tx)
        return .added(id)
    }

    /// The utterances of one version of a call, in the order they were spoken.
    ///
    /// - Parameter source: nil for the version that is shown.
    package static func segments(
        of call: CallID, source: TranscriptSource?, after: Place?, limit: Int, in tx: Transaction
    ) throws -> [Segment] {
        let place = after ?? Place(at: Timestamp(milliseconds: .min), sequence: .min, id: SegmentID(0))
        let source = try source ?? TranscriptVersionStore.versions(of: call, in: tx).first { $0.shown }?.source ?? .live
        return try tx.rows(
            select + """
                WHERE company_id = \(tx.company) AND call_id = \(call) AND source = \(source)
                  AND (at, sequence, id) > (\(place.at), \(place.sequence), \(place.id))
                ORDER BY at, sequence, id LIMIT \(limit)
                """, read)
    }

    /// An utterance's place in the order of its transcript.
    package struct Place: Sendable {
        package var at: Timestamp
        package var sequence: Int64
        package var id: SegmentID

        package init(at: Timestamp, sequence: Int64, id: SegmentID) {
            self.at = at
            self.sequence = sequence
            self.id = id
        }
    }

    /// Every utterance of a call in all its versions.
    package static func everything(of call: CallID, in tx: Transaction) throws -> [Segment] {
        try tx.rows(
            select + "WHERE company_id = \(tx.company) AND call_id = \(call) ORDER BY session, track, sequence", read)
    }

    /// Puts other words in the place of an utterance's, in its row, in the log and thereby in the search.
    package static func rewrite(_ segment: Segment, of call: CallID, in tx: Transaction) throws {
        let offset = try tx.first(
            """
            UPDATE transcript_segments SET text = sealed('transcript_segments.text', company_id, id, \(segment.text))
            WHERE company_id = \(tx.company) AND call_id = \(call) AND session = \(segment.session)
              AND track = \(segment.track ?? "") AND sequence = \(segment.sequence)
            RETURNING log_offset
            """
        ) { $0.int64OrNil(0) }
        guard let offset = offset ?? nil else { return }
        try tx.rewriteEvent(at: offset) { $0["text"] = .string(segment.text) }
    }

    // MARK: Within

    /// Makes the version of a source at its first word; tells of it where the call has others.
    ///
    /// - Returns: Whether it is shown.
    private static func begin(
        _ source: TranscriptSource, of call: Call, at: Timestamp, by author: String?, in tx: Transaction
    ) throws -> Bool {
        try TranscriptVersionStore.settle(source, quality: nil, of: call, at: at, by: author, in: tx)
        let versions = try TranscriptVersionStore.versions(of: call.id, in: tx)
        let shown = versions.first { $0.shown }?.source ?? source
        if versions.count > 1 {
            try tx.publish(
                TranscriptVersionChanged(
                    call: call.id, source: source.rawValue, quality: source.usualQuality, shown: shown.rawValue),
                on: call.topics)
        }
        return shown == source
    }

    private static func push(
        _ report: ProviderEvent.TranscriptReport, of call: Call, in tx: Transaction
    ) throws -> Noted {
        let isOutdated = try tx.exists(
            """
            SELECT 1 FROM transcript_segments
            WHERE company_id = \(tx.company) AND call_id = \(call.id) AND session = \(report.session)
              AND track = \(report.track ?? "") AND sequence >= \(report.sequence) LIMIT 1
            """)
        if isOutdated { return .outdated }
        let shown = try TranscriptVersionStore.wouldShow(report.source, of: call.id, in: tx)
        try tx.push(event(report, of: call, segment: nil, shown: shown), on: call.topics)
        return .pushed
    }

    private static func standing(
        _ report: ProviderEvent.TranscriptReport, of call: CallID, in tx: Transaction
    ) throws -> (id: SegmentID, text: String)? {
        try tx.first(
            """
            SELECT id, opened('transcript_segments.text', company_id, id, text) FROM transcript_segments
            WHERE company_id = \(tx.company) AND call_id = \(call) AND session = \(report.session)
              AND track = \(report.track ?? "") AND sequence = \(report.sequence)
            """
        ) { (SegmentID($0.int64(0)), $0.string(1)) }
    }

    /// When it was said; one that comes late and says nothing of time stands before what followed it on its track.
    private static func place(
        _ report: ProviderEvent.TranscriptReport, of call: Call, at moment: Moment, in tx: Transaction
    ) throws -> Timestamp {
        if let told = moment.occurredAt { return told }
        if let start = report.startMs { return call.startedAt + .milliseconds(start) }
        let next = try tx.first(
            """
            SELECT at FROM transcript_segments
            WHERE company_id = \(tx.company) AND call_id = \(call.id) AND session = \(report.session)
              AND track = \(report.track ?? "") AND sequence > \(report.sequence) ORDER BY sequence LIMIT 1
            """
        ) { Timestamp(milliseconds: $0.int64(0)) }
        return min(moment.receivedAt, next ?? moment.receivedAt)
    }

    private static func event(
        _ report: ProviderEvent.TranscriptReport, of call: Call, segment: SegmentID?, shown: Bool
    ) -> TranscriptEvent {
        var event = TranscriptEvent(
            call: call.id, segment: segment, session: report.session, sequence: report.sequence,
            speaker: report.speaker, text: report.text, final: report.final, startMs: report.startMs,
            endMs: report.endMs)
        event.source = report.source.rawValue
        event.shown = shown
        event.track = report.track
        event.confidence = report.confidence
        event.language = report.language
        return event
    }

    private static func insert(
        _ report: ProviderEvent.TranscriptReport, of call: CallID, id: SegmentID, at: Timestamp, indexed: Bool,
        offset: Int64, in tx: Transaction
    ) throws {
        try tx.execute(
            """
            INSERT INTO transcript_segments (company_id, call_id, session, track, sequence, id, speaker, text, confidence,
                                             language, start_ms, end_ms, at, source, indexed, log_offset)
            VALUES (\(tx.company), \(call), \(report.session), \(report.track ?? ""), \(report.sequence), \(id),
                    \(report.speaker), sealed('transcript_segments.text', \(tx.company), \(id), \(report.text)),
                    \(report.confidence), \(report.language), \(report.startMs),
                    \(report.endMs), \(at), \(report.source), \(indexed), \(offset))
            """)
    }

    private static let select: SQL = """
        SELECT id, source, session, track, sequence, speaker, opened('transcript_segments.text', company_id, id, text),
               confidence, language, start_ms, end_ms, at
        FROM transcript_segments \u{20}
        """

    private static func read(_ row: Row) -> Segment {
        Segment(
            id: SegmentID(row.int64(0)), source: TranscriptSource(rawValue: row.string(1)), session: row.string(2),
            track: row.string(3).isEmpty ? nil : row.string(3), sequence: row.int64(4),
            speaker: Speaker(rawValue: row.string(5)) ?? .unknown, text: row.string(6),
            confidence: row.doubleOrNil(7), language: row.stringOrNil(8), startMs: row.int64OrNil(9),
            endMs: row.int64OrNil(10), at: Timestamp(milliseconds: row.int64(11)))
    }
}
