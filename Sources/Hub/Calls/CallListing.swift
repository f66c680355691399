import Accounts
import Domain
import Reactor
import SQLite

/// Walks calls newest first by whichever index narrows them most, and stops when it has taken long enough.
package enum CallListing {
    /// Where a page ends.
    package struct Place: Sendable {
        package let startedAt: Timestamp
        package let id: CallID

        package init(startedAt: Timestamp, id: CallID) {
            self.startedAt = startedAt
            self.id = id
        }
    }

    /// What was found.
    package struct Page: Sendable {
        package var calls: [Call]
        /// How far it looked when its time was over; nil: to the end of the page.
        package var stoppedAt: Place?
    }

    /// So long one page may take.
    package static let budget = Duration.milliseconds(200)
    private static let rowsPerLookAtClock = 64

    /// The next calls that pass a filter, newest first; fewer, with a place to go on from, when `budget` is over.
    package static func page(
        _ filter: CallFilter, after: Place?, limit: Int, budget: Duration = budget, in tx: Transaction
    ) throws -> Page {
        let deadline = MonotonicClock.nanoseconds() + budget.clampedNanoseconds
        let clock = filter.weekHour == nil ? nil : try Company.zone(in: tx)
        var found: [CallID] = []
        var rows = 0
        var stoppedAt: Place?
        try tx.forEach(statement(filter, after: after, in: tx)) { row in
            let place = Place(startedAt: Timestamp(milliseconds: row.int64(0)), id: CallID(row.int64(1)))
            if row.bool(2), clock.map({ filter.weekHour?.contains(place.startedAt, on: $0) ?? true }) ?? true {
                found.append(place.id)
                if found.count == limit { return false }
            }
            rows += 1
            guard rows % rowsPerLookAtClock == 0, MonotonicClock.nanoseconds() >= deadline else { return true }
            stoppedAt = place
            return false
        }
        return Page(calls: try found.compactMap { try CallStore.call($0, in: tx) }, stoppedAt: stoppedAt)
    }

    /// The statement of a page; for tests that look at its plan.
    package static func statement(_ filter: CallFilter, after: Place?, in tx: Transaction) -> SQL {
        var sql: SQL = "SELECT k.started_at, k.id, ("
        sql += filter.looked(tx)
        sql += ") FROM calls k"
        if filter.text != nil {
            sql += " LEFT JOIN contacts c ON c.company_id = k.company_id AND c.id = k.contact_id"
        }
        sql += " WHERE k.company_id = \(tx.company)"
        sql += filter.indexed(tx)
        if let after { sql += " AND (k.started_at, k.id) < (\(after.startedAt), \(after.id))" }
        return sql + " ORDER BY k.started_at DESC, k.id DESC"
    }
}

extension CallFilter.WeekHour {
    /// Whether a moment lies in it on a clock.
    func contains(_ at: Timestamp, on clock: WallZone) -> Bool {
        let wall = clock.wall(at)
        return weekday.map { $0 == wall.weekday } ?? true && hour.map { $0 == wall.hour } ?? true
    }
}
