import Directory
import ModuleKit

/// Moves contacts between stages and keeps the stages' sums, within a transaction somebody else opened.
enum PipelineLedger {
    /// Room between two neighbours, so that most moves change one row.
    private static let step: Int64 = 1 << 20

    /// Puts a contact into a stage: at its end, or directly before another contact of it.
    ///
    /// - Returns: Where it is, and whether its stage is another one than before.
    static func put(
        _ contact: ContactID, in stage: String, before other: ContactID?, at: Timestamp, _ tx: Transaction
    ) throws -> (place: Place, was: Place?) {
        let was = try PipelineStore.place(of: contact, in: tx)
        let worth = try worth(of: contact, in: tx)
        if was != nil { try PipelineStore.remove(contact, in: tx) }
        var place = Place(
            contact: contact, name: nil, stage: stage, rank: 0, since: was?.stage == stage ? was?.since ?? at : at,
            isCounted: worth != nil, amount: worth?.amount ?? 0, currency: worth?.currency ?? "")
        place.rank = try rank(in: stage, before: other, tx)
        try PipelineStore.save(place, in: tx)
        return (try PipelineStore.place(of: contact, in: tx) ?? place, was)
    }

    /// Counts a contact as what it is worth now, and not at all while it is removed.
    static func refresh(_ contact: ContactID, in tx: Transaction) throws {
        guard var place = try PipelineStore.place(of: contact, in: tx) else { return }
        let worth = try worth(of: contact, in: tx)
        let before = place
        place.isCounted = worth != nil
        if let worth { (place.amount, place.currency) = worth }
        guard (place.isCounted, place.amount, place.currency) != (before.isCounted, before.amount, before.currency)
        else { return }
        try PipelineStore.remove(contact, in: tx)
        try PipelineStore.save(place, in: tx)
        try tx.publish(PipelineChanged(stages: [place.stage]), on: .figures)
    }

    /// Puts a contact without a place into the stage of another.
    ///
    /// - Returns: Whether it had none, and the other had one.
    static func lend(_ from: ContactID, to other: ContactID, in tx: Transaction) throws -> Bool {
        guard let place = try PipelineStore.place(of: from, in: tx),
            try PipelineStore.place(of: other, in: tx) == nil
        else { return false }
        _ = try put(other, in: place.stage, before: nil, at: Timestamp(milliseconds: tx.now), tx)
        try tx.publish(PipelineChanged(stages: [place.stage]), on: .figures)
        return true
    }

    /// Takes a contact out of the stage that it shares with another.
    static func takeBack(_ contact: ContactID, as other: ContactID, in tx: Transaction) throws {
        guard let place = try PipelineStore.place(of: contact, in: tx),
            try PipelineStore.place(of: other, in: tx)?.stage == place.stage
        else { return }
        try PipelineStore.remove(contact, in: tx)
        try tx.publish(PipelineChanged(stages: [place.stage]), on: .figures)
    }

    /// What a contact is worth: what it brought where that is known, else what is hoped for; nil for one that is removed.
    private static func worth(of contact: ContactID, in tx: Transaction) throws -> (amount: Int64, currency: String)? {
        guard let contact = try ContactDirectory.contact(contact, in: tx) else { return nil }
        let value = contact.actualValue ?? contact.estimatedValue
        return (value?.amount ?? 0, value?.currency ?? "")
    }

    private static func rank(in stage: String, before other: ContactID?, _ tx: Transaction) throws -> Int64 {
        guard let other else { return try PipelineStore.lastRank(in: stage, tx) + step }
        guard let next = try PipelineStore.place(of: other, in: tx), next.stage == stage else {
            throw Problem.invalid("before", "\(other) is not in the stage `\(stage)`.")
        }
        let previous = try PipelineStore.rank(before: next.rank, in: stage, tx)
        if next.rank - previous > 1 { return previous + (next.rank - previous) / 2 }
        try PipelineStore.push(from: next.rank, by: step, in: stage, tx)
        return previous + step / 2
    }
}
