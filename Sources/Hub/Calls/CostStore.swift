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
        let seconds = Int(at.milliseconds / 1000)
        let wall = seconds + (try Company.zone(in: tx)).offset(at: seconds)
        return Int64((wall - (wall < 0 ? 86_399 : 0)) / 86_400)
    }
}
