import Accounts
import Calls
import ModuleKit

/// Who waits to be called back or answered, until when, and what became of it; owns the tables `obligation*` and
/// `opening_hours`, and publishes ``ObligationEvent``.
package struct ObligationsModule: Module {
    package static let migrations = ObligationsSchema.migrations
    package let routes: [Route]
    package let reactions: [Reaction]
    /// For whoever keeps house.
    package let upkeep: ObligationUpkeep

    /// - Parameters:
    ///   - zone: A company's time zone, as an IANA name.
    ///   - textBack: nil: nobody writes messages.
    package init(
        _ platform: Platform, zone: @escaping @Sendable (CompanyID) -> String, callBack: @escaping CallBack,
        textBack: TextBack? = nil, audit: @escaping AuditWriter
    ) {
        let book = HoursBook(zone: zone)
        let service = ObligationService(database: platform.database, now: platform.now, audit: audit)
        let hours = HoursService(database: platform.database, book: book, now: platform.now, audit: audit)
        routes =
            ObligationsRoutes(service: service, epoch: platform.epoch, callBack: callBack, textBack: textBack).table
            + HoursRoutes(service: hours).table
        reactions = ObligationLedger(book: book).reactions
        upkeep = ObligationUpkeep(database: platform.database, now: platform.now)
    }

    /// Obligations in the feed of changes.
    package static let records = RecordSource("obligation", ObligationID.self) { id, tx in
        try ObligationStore.obligation(id, in: tx).map { obligation in
            { json in
                json.member("id", id)
                obligation.encodeMembers(to: &json)
            }
        }
    }

    /// What the topic `tasks` shows of obligations: the thousand that are due first.
    package static func snapshot(in tx: Transaction) throws -> [UInt8] {
        try ObligationStore.list(ObligationFilter(), by: .due, after: nil, limit: 1000, in: tx).jsonBytes
    }

    /// How many missed calls of a number, or of the contact it stands for, nobody has returned.
    package static func missedCalls(
        of number: PhoneNumber, _ contact: ContactID?, in tx: Transaction
    ) throws -> Int64 {
        try ObligationStore.missedCalls(of: number, contact, in: tx)
    }

    /// What a call brought about, as its page shows it.
    package static let part = CallPart("obligations", .array(of: Obligation.schema)) { call, tx in
        let cause = try ObligationStore.cause(call.rawValue, in: tx)
        let found = try cause.flatMap { try ObligationStore.obligation($0.obligation, in: tx) }
        return [found].compactMap(\.self).jsonBytes
    }

    /// The missed calls that brought an obligation about or added to it; at most a thousand.
    package static func missedCalls(of obligation: ObligationID, in tx: Transaction) throws -> [CallID] {
        try ObligationStore.missedCalls(of: obligation, in: tx)
    }
}
