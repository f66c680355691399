import Accounts
import Broadcast
import Domain
import SQLite

/// Every SQL statement on what calls cost, and on the sums by day and line that are kept with it.
package enum CostStore {
    /// Notes what a part of a call cost; the same once more changes nothing, another amount takes the place of the first.
    ///
    /// - Parameters:
    ///   - amountMillionths: Millionths of the currency's unit: $0.0085 is 8500.
    ///   - currency: ISO 4217, three letters.
    ///   - reference: What was charged, 1…255 characters: the leg or recording at its provider, a model's reply.
    /// - Returns: Whether anything was learned; never for a call that is not there.
    @discardableResult
    package static func note(
        call id: CallID, kind: CostKind, amountMillionths: Int64, currency: String, reference: String,
        in tx: Transaction
    ) throws -> Bool {
        guard let call = try CallStore.call(id, in: tx) else { return false }
        let currency = currency.uppercased()
        let before = try cost(of: id, kind, reference, in: tx)
        // What is free is no cost, unless a price was known before.
        guard before != nil || amountMillionths != 0,
            before?.amount != amountMillionths || before?.currency != currency
        else { return false }
        if let before {
            // On the day and line that it was counted on, whatever has been learned of the call since.
            try add(-before.amount, items: -1, to: before.place, kind, before.currency, in: tx)
        }
        let place = try before?.place ?? Place(day: day(of: call.startedAt, in: tx), line: call.line?.rawValue ?? 0)
        try add(amountMillionths, items: 1, to: place, kind, currency, in: tx)
        try tx.execute(
            """
            INSERT INTO call_costs (company_id, call_id, kind, reference, amount_millionths, currency, day, line_id, at)
            VALUES (\(tx.company), \(id), \(kind.rawValue), \(reference), \(amountMillionths), \(currency),
                    \(place.day), \(place.line), \(call.startedAt))
            ON CONFLICT (company_id, call_id, kind, reference) DO UPDATE
            SET amount_millionths = excluded.amount_millionths, currency = excluded.currency
            """)
        try tx.publish(
            CallCosted(
                call: id, line: call.line, kind: kind, reference: reference, amountMillionths: amountMillionths,
                currency: currency),
            on: call.topics)
        return true
    }

    /// Notes the price that a provider's report carries.
    ///
    /// - Returns: Whether anything was learned.
    static func note(_ event: ProviderEvent, of call: CallID, in tx: Transaction) throws -> Bool {
        guard let cost = event.cost else { return false }
        let recording = event.status == nil ? event.recording?.id : nil
        return try note(
            call: call, kind: recording == nil ? .telephony : .recording, amountMillionths: cost.amountMillionths,
            currency: cost.currency, reference: recording ?? event.providerCallID, in: tx)
    }

    /// What a call cost; at most 200 parts.
    static func costs(of call: CallID, in tx: Transaction) throws -> [CallCost] {
        try tx.rows(
            """
            SELECT kind, reference, amount_millionths, currency FROM call_costs
            WHERE company_id = \(tx.company) AND call_id = \(call) ORDER BY kind, reference LIMIT 200
            """
        ) {
            CallCost(
                kind: CostKind(rawValue: $0.string(0)) ?? .telephony, reference: $0.string(1),
                amountMillionths: $0.int64(2), currency: $0.string(3))
        }
    }

    /// The sums after a place, oldest first.
    static func sums(_ filter: CostFilter, after: CostPlace?, limit: Int, in tx: Transaction) throws -> [CostSum] {
        var sql: SQL = """
            SELECT day, line_id, kind, currency, amount_millionths, items FROM cost_days
            WHERE company_id = \(tx.company) AND day BETWEEN \(filter.days.lowerBound) AND \(filter.days.upperBound)
              AND items > 0
            """
        if let line = filter.line { sql = sql + " AND line_id = \(line)" }
        if let kind = filter.kind { sql = sql + " AND kind = \(kind.rawValue)" }
        if let after {
            sql =
                sql
                + " AND (day, line_id, kind, currency) > (\(after.day), \(after.line), \(after.kind), \(after.currency))"
        }
        return try tx.rows(sql + " ORDER BY day, line_id, kind, currency LIMIT \(limit)") {
            CostSum(
                day: $0.int64(0), line: $0.int64(1) == 0 ? nil : LineID($0.int64(1)),
                kind: CostKind(rawValue: $0.string(2)) ?? .telephony, currency: $0.string(3),
                amountMillionths: $0.int64(4), items: $0.int64(5))
        }
    }

    /// What the calls that began on those days cost, by currency; days since 1970 on the company's clock.
    package static func total(
        _ days: ClosedRange<Int>, line: LineID?, in tx: Transaction
    ) throws -> [(currency: String, amountMillionths: Int64)] {
        var sql: SQL = "SELECT currency, SUM(amount_millionths) FROM cost_days"
        sql += " WHERE company_id = \(tx.company) AND day BETWEEN \(days.lowerBound) AND \(days.upperBound)"
        if let line { sql += " AND line_id = \(line)" }
        return try tx.rows(sql + " AND items > 0 GROUP BY currency ORDER BY currency") { ($0.string(0), $0.int64(1)) }
    }

    /// Sums that are not what the prices come to, of all companies.
    static func faults(in tx: Transaction) throws -> [String] {
        try tx.rows(
            """
            SELECT company_id, day, line_id, kind, currency, sum(amount_millionths), sum(items) FROM (
              SELECT company_id, day, line_id, kind, currency, amount_millionths, items FROM cost_days
              UNION ALL
              SELECT company_id, day, line_id, kind, currency, -amount_millionths, -1 FROM call_costs) both
            GROUP BY company_id, day, line_id, kind, currency
            HAVING sum(amount_millionths) <> 0 OR sum(items) <> 0
            ORDER BY company_id, day, line_id, kind, currency LIMIT \(SelfCheck.limit)
            """
        ) { row in
            let day = Timestamp(milliseconds: row.int64(1) * 86_400_000).rfc3339.prefix(10)
            return "costs: the sum of \(row.string(3)) in \(row.string(4)) on \(day) is \(row.int64(5)) millionths off."
        }
    }

    /// Where a cost is counted.
    private struct Place {
        /// Days since 1970, on the company's clock.
        let day: Int64
        /// 0: none.
        let line: Int64
    }

    private static func cost(
        of call: CallID, _ kind: CostKind, _ reference: String, in tx: Transaction
    ) throws -> (amount: Int64, currency: String, place: Place)? {
        try tx.first(
            """
            SELECT amount_millionths, currency, day, line_id FROM call_costs
            WHERE company_id = \(tx.company) AND call_id = \(call) AND kind = \(kind.rawValue)
              AND reference = \(reference)
            """
        ) { ($0.int64(0), $0.string(1), Place(day: $0.int64(2), line: $0.int64(3))) }
    }

    private static func add(
        _ amount: Int64, items: Int64, to place: Place, _ kind: CostKind, _ currency: String, in tx: Transaction
    ) throws {
        try tx.execute(
            """
            INSERT INTO cost_days (company_id, day, line_id, kind, currency, amount_millionths, items)
            VALUES (\(tx.company), \(place.day), \(place.line), \(kind.rawValue), \(currency), \(amount), \(items))
            ON CONFLICT (company_id, day, line_id, kind, currency) DO UPDATE
            SET amount_millionths = cost_days.amount_millionths + excluded.amount_millionths,
                items = cost_days.items + excluded.items
            """)
    }

    private static func day(of at: Timestamp, in tx: Transaction) throws -> Int64 {
        Int64(try Company.zone(in: tx).wall(at).day)
    }
}
