import Domain
import OpenSSL
import SQLite

/// The company's events in order: every change that a dashboard can show, at its gap-free offset.
package struct EventLog: Sendable {
    /// The tables of the log, and of how far its consumers have come.
    package static let migrations = EventLogSchema.migrations + ReactionStore.migrations

    /// One page of a log, in order.
    package struct Page: Sendable {
        /// The events that match, with their offsets.
        package var events: [(offset: Int64, frame: EventFrame)]
        /// The last offset that was looked at; the next page goes on after it.
        package var reached: Int64
        /// The newest offset at the moment of reading.
        package var last: Int64
    }

    /// What the log holds of a company.
    package struct Extent: Sendable {
        /// The newest offset; 0 when nothing has happened yet.
        package var last: Int64
        /// The oldest offset that is kept; `last + 1` when nothing is.
        package var first: Int64
    }

    /// The bounds of one page: it ends at whichever comes first.
    package struct PageLimit: Sendable {
        package var events = 500
        package var bytes = 256 * 1024
        package var scanned = 20_000
        package init() {}
        package init(events: Int) { self.events = events }
    }

    /// The log's life: made when the file is new.
    package static func epoch(in tx: Transaction) throws -> String {
        if let known = try tx.first("SELECT epoch FROM event_epoch WHERE id = 1", { $0.string(0) }) { return known }
        let epoch = Hex.encode(Random.bytes(4))
        _ = try tx.execute("INSERT INTO event_epoch (id, epoch) VALUES (1, \(epoch))")
        return epoch
    }

    /// All companies' newest offsets, for the start.
    package static func heads(in tx: Transaction) throws -> [CompanyID: Int64] {
        let rows = try tx.rows(
            """
            SELECT h.company_id,
                   COALESCE((SELECT max(e.log_offset) FROM events e WHERE e.company_id = h.company_id), h.first_offset - 1)
            FROM event_heads h ORDER BY h.company_id
            """
        ) { (CompanyID($0.int64(0)), $0.int64(1)) }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// What is kept of the transaction's company.
    package static func extent(in tx: Transaction) throws -> Extent {
        try tx.first(
            """
            SELECT h.first_offset,
                   COALESCE((SELECT max(e.log_offset) FROM events e WHERE e.company_id = h.company_id), h.first_offset - 1)
            FROM event_heads h WHERE h.company_id = \(tx.company)
            """
        ) { Extent(last: $0.int64(1), first: $0.int64(0)) } ?? Extent(last: 0, first: 1)
    }

    /// The matching events after an offset, at most one page of them.
    ///
    /// - Parameters:
    ///   - wanted: Topics of which an event has at least one; nil for all events.
    ///   - known: Topics whose events are left out.
    package static func page(
        after offset: Int64, wanted: Set<Topic>?, except known: Set<Topic> = [], limit: PageLimit = PageLimit(),
        in tx: Transaction
    ) throws -> Page {
        let last = try extent(in: tx).last
        var page = Page(events: [], reached: offset, last: last)
        var bytes = 0
        var scanned = 0
        try tx.forEach(
            """
            SELECT log_offset, topics, opened('events.body', company_id, log_offset, body) FROM events
            WHERE company_id = \(tx.company) AND log_offset > \(offset)
            ORDER BY log_offset LIMIT \(limit.scanned)
            """
        ) { row in
            page.reached = row.int64(0)
            scanned += 1
            if matches(row.blob(1), wanted, except: known) {
                let frame = EventFrame(json: row.blob(2))
                page.events.append((page.reached, frame))
                bytes += frame.bytes.count
            }
            return page.events.count < limit.events && bytes < limit.bytes
        }
        if scanned == 0 { page.reached = last }
        return page
    }

    /// How many events after an offset match.
    static func count(after offset: Int64, wanted: Set<Topic>, except known: Set<Topic>, in tx: Transaction) throws
        -> Int
    {
        var count = 0
        try tx.forEach(
            """
            SELECT topics FROM events WHERE company_id = \(tx.company) AND log_offset > \(offset)
            ORDER BY log_offset
            """
        ) { row in
            if matches(row.blob(0), wanted, except: known) { count += 1 }
            return true
        }
        return count
    }

    /// Removes what is older than `oldest` or beyond the newest `keep` events, at most `limit` rows at once.
    ///
    /// - Returns: How many events were removed; call again while it is `limit`.
    package static func trim(before oldest: Timestamp, keep: Int64, limit: Int64, in tx: Transaction) throws -> Int {
        let extent = try extent(in: tx)
        let beyond = extent.last - keep
        let removed = try tx.execute(
            """
            DELETE FROM events WHERE company_id = \(tx.company)
            AND log_offset < \(extent.first + limit) AND (at < \(oldest) OR log_offset <= \(beyond))
            """)
        let first = try tx.first(
            "SELECT log_offset FROM events WHERE company_id = \(tx.company) ORDER BY log_offset LIMIT 1",
            { $0.int64(0) })
        _ = try tx.execute(
            "UPDATE event_heads SET first_offset = \(first ?? extent.last + 1) WHERE company_id = \(tx.company)")
        return removed
    }

    private static func matches(_ topics: [UInt8], _ wanted: Set<Topic>?, except known: Set<Topic>) -> Bool {
        guard let wanted else { return true }
        guard TopicCoding.contains(topics, anyOf: wanted) else { return false }
        return known.isEmpty || !TopicCoding.contains(topics, anyOf: known)
    }
}
