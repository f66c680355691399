import ModuleKit
import Webhooks

/// How far an account has been compared, as it is kept.
struct ReconcileRow: Sendable {
    var completeUntil: Timestamp
    var dueAt: Timestamp
    /// What somebody has asked for.
    var wanted: Range<Timestamp>?
    var lastRunAt: Timestamp?
    var failures: Int64 = 0
    var fault: String?
    var totals = ReconcileCounts()

    /// For the account's page.
    var state: ReconcileState {
        var state = ReconcileState(nextAt: dueAt, totals: totals)
        state.lastRunAt = lastRunAt
        state.completeUntil = lastRunAt == nil ? nil : completeUntil
        state.fault = fault
        return state
    }
}

/// Every SQL statement of the module.
enum ReconcileStore {
    static func row(_ account: AccountID, in tx: Transaction) throws -> ReconcileRow? {
        try tx.first(
            """
            SELECT account_id, complete_until, due_at, wanted_from, wanted_to, last_run_at, failures, fault, seen, known,
                   filled, began, unreadable, recovered
            FROM reconcile_accounts WHERE company_id = \(tx.company) AND account_id = \(account)
            """
        ) { read($0).row }
    }

    /// Of all companies.
    static func all(in tx: Transaction) throws -> [AccountID: ReconcileRow] {
        let rows = try tx.rows(
            """
            SELECT account_id, complete_until, due_at, wanted_from, wanted_to, last_run_at, failures, fault, seen, known,
                   filled, began, unreadable, recovered
            FROM reconcile_accounts ORDER BY company_id, account_id
            """, read)
        return Dictionary(rows.map { ($0.account, $0.row) }) { first, _ in first }
    }

    static func set(_ row: ReconcileRow, of account: AccountID, in tx: Transaction) throws {
        let totals = row.totals
        try tx.execute(
            """
            INSERT INTO reconcile_accounts (company_id, account_id, complete_until, due_at, wanted_from, wanted_to,
                last_run_at, failures, fault, seen, known, filled, began, unreadable, recovered)
            VALUES (\(tx.company), \(account), \(row.completeUntil), \(row.dueAt), \(row.wanted?.lowerBound),
                \(row.wanted?.upperBound), \(row.lastRunAt), \(row.failures), \(row.fault), \(totals.seen),
                \(totals.known), \(totals.filled), \(totals.new), \(totals.unreadable), \(totals.recovered))
            ON CONFLICT (company_id, account_id) DO UPDATE SET complete_until = excluded.complete_until,
                due_at = excluded.due_at, wanted_from = excluded.wanted_from, wanted_to = excluded.wanted_to,
                last_run_at = excluded.last_run_at, failures = excluded.failures, fault = excluded.fault,
                seen = excluded.seen, known = excluded.known, filled = excluded.filled, began = excluded.began,
                unreadable = excluded.unreadable, recovered = excluded.recovered
            """)
    }

    private static func read(_ row: Row) -> (account: AccountID, row: ReconcileRow) {
        let time = { (column: Int) in row.int64OrNil(column).map(Timestamp.init(milliseconds:)) }
        var read = ReconcileRow(
            completeUntil: Timestamp(milliseconds: row.int64(1)), dueAt: Timestamp(milliseconds: row.int64(2)))
        if let from = time(3), let to = time(4), from < to { read.wanted = from..<to }
        read.lastRunAt = time(5)
        read.failures = row.int64(6)
        read.fault = row.stringOrNil(7)
        read.totals.seen = row.int64(8)
        read.totals.known = row.int64(9)
        read.totals.filled = row.int64(10)
        read.totals.new = row.int64(11)
        read.totals.unreadable = row.int64(12)
        read.totals.recovered = row.int64(13)
        return (AccountID(row.int64(0)), read)
    }
}
