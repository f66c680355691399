import Calls
import ModuleKit

/// Who called again: notes of each call that is over whether its caller had called shortly before, or did after.
///
/// Beside the calls and not with them, for numbers come in no order, and each costs the index a page of its own.
struct CallerService: Sendable {
    let database: Database

    /// A caller who calls within this time calls again.
    private static let window = Duration.seconds(7 * 86_400)
    private static let callsAtOnce = 500

    /// The companies that have calls nobody has looked at.
    func waiting() async throws -> [CompanyID] {
        try await database.read(tenant: 0) { try CallService.companiesToSettle(in: $0) }
    }

    /// Looks at all that wait.
    ///
    /// - Returns: The offset of the log at which that is done.
    func settle(in company: CompanyID) async throws -> Int64 {
        while true {
            let (isDone, offset) = try await database.write(company) { tx in
                for call in try CallService.toSettle(limit: Self.callsAtOnce, in: tx) { try settle(call, in: tx) }
                return (try CallService.toSettle(limit: 1, in: tx).isEmpty, try EventLog.extent(in: tx).last)
            }
            if isDone || Task.isCancelled { return offset }
        }
    }

    private func settle(_ call: CallService.Unsettled, in tx: Transaction) throws {
        guard let number = call.number else {
            try remove(call.id, in: tx)
            return try CallService.settle(call.id, repeated: false, followed: false, in: tx)
        }
        try remove(call.id, except: (number, call.startedAt), in: tx)
        try tx.execute(
            """
            INSERT INTO figure_callers (company_id, number, started_at, call_id)
            VALUES (\(tx.company), \(number), \(call.startedAt), \(call.id))
            ON CONFLICT (company_id, number, started_at, call_id) DO NOTHING
            """)
        let before = try tx.first(
            """
            SELECT call_id FROM figure_callers
            WHERE company_id = \(tx.company) AND number = \(number) AND started_at >= \(call.startedAt - Self.window)
              AND (started_at, call_id) < (\(call.startedAt), \(call.id))
            ORDER BY started_at DESC, call_id DESC LIMIT 1
            """
        ) { CallID($0.int64(0)) }
        let after = try tx.first(
            """
            SELECT call_id FROM figure_callers
            WHERE company_id = \(tx.company) AND number = \(number) AND started_at <= \(call.startedAt + Self.window)
              AND (started_at, call_id) > (\(call.startedAt), \(call.id))
            ORDER BY started_at, call_id LIMIT 1
            """
        ) { CallID($0.int64(0)) }
        try CallService.settle(call.id, repeated: before != nil, followed: after != nil, in: tx)
        if let before { try CallService.settle(before, followed: true, in: tx) }
        if let after { try CallService.settle(after, repeated: true, in: tx) }
    }

    /// Takes out what was noted of a call before it was known to be another's, or to have begun at another time.
    private func remove(_ call: CallID, except place: (PhoneNumber, Timestamp)? = nil, in tx: Transaction) throws {
        try tx.execute(
            """
            DELETE FROM figure_callers
            WHERE company_id = \(tx.company) AND call_id = \(call)
              AND (number <> \(place?.0.e164 ?? "") OR started_at <> \(place?.1.milliseconds ?? 0))
            """)
    }
}
