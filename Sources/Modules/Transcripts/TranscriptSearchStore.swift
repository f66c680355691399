import Accounts
import Calls
import ModuleKit

/// What a search is narrowed to; absent means all.
struct TranscriptFilter: Sendable {
    var speaker: Speaker?
    var from: Timestamp?
    var to: Timestamp?
    var line: LineID?
    var outcome: String?
}

/// Every SQL statement on the search index.
enum TranscriptSearchStore {
    /// How many utterances with the words one page looks at, when most of them do not pass the filter.
    static let mostCandidates = 5_000
    private static let snippetWords = 24

    /// What one page found.
    struct Found: Sendable {
        var hits: [TranscriptHit] = []
        /// The last utterance that was looked at, when there may be more before it.
        var reached: SegmentID?
    }

    /// The newest utterances before one that have the words and pass the filter.
    ///
    /// The index is read from the newest row back and left as soon as the page is full, so a word that everybody says costs
    /// no more than a rare one. Where the filter lets few through, the page ends early and says how far it got.
    static func hits(
        _ query: TranscriptQuery, _ filter: TranscriptFilter, before: SegmentID?, limit: Int, in tx: Transaction
    ) throws -> Found {
        let fence = Snippet.Fence()
        var found = Found()
        var candidates = 0
        var last: SegmentID?
        try tx.forEach(statement(query, filter, before: before, fence: fence, in: tx)) { row in
            // One more than the page has shows that another follows.
            guard found.hits.count < limit, candidates < mostCandidates else {
                found.reached = last
                return false
            }
            candidates += 1
            last = SegmentID(row.int64(0))
            if !row.isNull(1) { found.hits.append(hit(row, fence)) }
            return true
        }
        return found
    }

    private static func statement(
        _ query: TranscriptQuery, _ filter: TranscriptFilter, before: SegmentID?, fence: Snippet.Fence,
        in tx: Transaction
    ) -> SQL {
        // The snippet is made for what passes alone: it is the dear part.
        """
        SELECT s.id,
               CASE WHEN \(condition(filter)) THEN
                 snippet(transcript_search, 1, \(fence.open), \(fence.close), \(fence.cut), \(snippetWords)) END,
               s.call_id, k.provider_call_id, s.speaker, s.at, s.start_ms, s.end_ms, s.source, k.direction, k.started_at,
               k.line_id, k.disposition, c.id, c.name
        FROM transcript_search
        CROSS JOIN transcript_segments s ON s.id = transcript_search.rowid
        CROSS JOIN calls k ON k.company_id = s.company_id AND k.id = s.call_id
        LEFT JOIN contacts c ON c.company_id = k.company_id AND c.id = k.contact_id
        WHERE transcript_search MATCH \(query.match(in: tx.company))
          AND transcript_search.rowid < \(before?.rawValue ?? .max) AND s.company_id = \(tx.company)
        ORDER BY transcript_search.rowid DESC
        """
    }

    private static func condition(_ filter: TranscriptFilter) -> SQL {
        var sql: SQL = "c.deleted_at IS NULL"
        if let speaker = filter.speaker { sql += " AND s.speaker = \(speaker)" }
        if let from = filter.from { sql += " AND s.at >= \(from)" }
        if let to = filter.to { sql += " AND s.at < \(to)" }
        if let line = filter.line { sql += " AND k.line_id = \(line)" }
        if let outcome = filter.outcome { sql += " AND k.disposition = \(outcome)" }
        return sql
    }

    private static func hit(_ row: Row, _ fence: Snippet.Fence) -> TranscriptHit {
        let source = TranscriptSource(rawValue: row.string(8))
        // The text of a recording comes long after it was said.
        let byClock = source == .recording ? 0 : max(0, row.int64(5) - row.int64(10))
        return TranscriptHit(
            segment: SegmentID(row.int64(0)), call: CallID(row.int64(2)), providerCallID: row.string(3),
            speaker: Speaker(rawValue: row.string(4)) ?? .unknown, at: Timestamp(milliseconds: row.int64(5)),
            offsetMs: row.int64OrNil(6) ?? byClock, endMs: row.int64OrNil(7),
            snippet: Snippet(row.string(1), fence), source: source,
            direction: CallDirection(rawValue: row.string(9)) ?? .inbound,
            startedAt: Timestamp(milliseconds: row.int64(10)), line: row.int64OrNil(11).map { LineID($0) },
            outcome: row.stringOrNil(12), contact: row.int64OrNil(13).map { ContactID($0) },
            contactName: row.stringOrNil(14))
    }
}

/// Searching: one read transaction a page.
struct TranscriptSearchService: Sendable {
    let database: Database

    /// One page of what was said, newest first.
    func search(
        _ query: TranscriptQuery, _ filter: TranscriptFilter, before: SegmentID?, limit: Int, in company: CompanyID
    ) async throws -> TranscriptSearchStore.Found {
        try await database.read(company) { tx in
            // Until all are open again, the index lacks some.
            guard try CompanySeal.seal(in: tx) == nil else { throw WordsAreSealed("The search in transcripts") }
            return try TranscriptSearchStore.hits(query, filter, before: before, limit: limit, in: tx)
        }
    }
}
