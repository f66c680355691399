import Domain
import SQLite

extension EventLog {
    /// What is wrong with the logs of all companies, a line each: gaps, and logs that begin elsewhere than they say.
    package static func faults(in tx: Transaction) throws -> [String] {
        var faults: [String] = []
        if try !tx.exists("SELECT 1 FROM event_epoch WHERE id = 1") { faults.append("events: the log has no epoch.") }
        try tx.forEach(
            """
            SELECT h.company_id, h.first_offset, count(*), min(e.log_offset), max(e.log_offset)
            FROM event_heads h JOIN events e ON e.company_id = h.company_id
            GROUP BY h.company_id, h.first_offset ORDER BY h.company_id
            """
        ) { row in
            let held = Extent(last: row.int64(4), first: row.int64(3))
            faults += Self.faults(
                of: CompanyID(row.int64(0)), begins: row.int64(1), held: held, count: row.int64(2))
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

    private static func faults(of company: CompanyID, begins: Int64, held: Extent, count: Int64) -> [String] {
        var faults: [String] = []
        if held.first != begins {
            faults.append("events: \(company) begins at offset \(held.first), and its head says \(begins).")
        }
        let missing = held.last - held.first + 1 - count
        if missing != 0 {
            faults.append("events: \(company) lacks \(missing) offsets between \(held.first) and \(held.last).")
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
