import Domain
import SQLite

extension EventLog {
    /// What is wrong with the logs of all companies, a line each: gaps, and heads that are not the newest event's.
    package static func faults(in tx: Transaction) throws -> [String] {
        var faults: [String] = []
        if try !tx.exists("SELECT 1 FROM event_epoch WHERE id = 1") { faults.append("events: the log has no epoch.") }
        try tx.forEach(
            """
            SELECT h.company_id, h.first_offset, h.last_offset, count(e.log_offset), min(e.log_offset),
                   max(e.log_offset)
            FROM event_heads h LEFT JOIN events e ON e.company_id = h.company_id
            GROUP BY h.company_id, h.first_offset, h.last_offset ORDER BY h.company_id
            """
        ) { row in
            let head = Extent(last: row.int64(2), first: row.int64(1))
            let events = row.int64(3) == 0 ? nil : (row.int64(4), row.int64(5))
            faults += Self.faults(of: CompanyID(row.int64(0)), head, count: row.int64(3), events: events)
            return true
        }
        faults += try tx.rows(
            """
            SELECT DISTINCT company_id FROM events WHERE company_id NOT IN (SELECT company_id FROM event_heads)
            ORDER BY company_id LIMIT \(SelfCheck.limit)
            """
        ) { "events: \(CompanyID($0.int64(0))) has events and no head." }
        return faults
    }

    private static func faults(
        of company: CompanyID, _ head: Extent, count: Int64, events: (first: Int64, last: Int64)?
    ) -> [String] {
        guard let events else {
            return head.first == head.last + 1 || head.last == 0
                ? [] : ["events: \(company) has none of the offsets \(head.first) to \(head.last)."]
        }
        var faults: [String] = []
        if events.first != head.first {
            faults.append("events: \(company) begins at offset \(events.first), and its head says \(head.first).")
        }
        if events.last != head.last {
            faults.append("events: \(company) ends at offset \(events.last), and its head says \(head.last).")
        }
        let missing = events.last - events.first + 1 - count
        if missing != 0 {
            faults.append("events: \(company) lacks \(missing) offsets between \(events.first) and \(events.last).")
        }
        return faults
    }

    /// Begins another life of the log: whoever resumes after an offset of the old one is told to start afresh.
    ///
    /// - Returns: The new epoch.
    @discardableResult
    package static func renewEpoch(in tx: Transaction) throws -> String {
        _ = try tx.execute("DELETE FROM event_epoch")
        return try epoch(in: tx)
    }
}
