import Directory
import ModuleKit

/// Looks for the likes of each contact that is made or changed, in the same transaction; and of those from a file, when all
/// of its rows are in.
struct DuplicateFinder: Sendable {
    /// Contacts compared in one transaction.
    private static let chunk = 500
    /// Open pairs of a contact that are looked at again when it changes; others are when their other contact does.
    private static let mostKnown = 100

    /// States of an import after which no more rows come.
    private static let over: Set = ["done", "failed", "cancelled"]

    let database: Database
    let now: @Sendable () -> Timestamp

    var reactions: [Reaction] {
        [
            .within(ContactEvent.self) { event, tx in
                guard event.type == ContactEvent.created || event.type == ContactEvent.updated else { return }
                try compare(event.contact, isNew: event.type == ContactEvent.created, in: tx)
            },
            .on("duplicates.imported", [ImportUpdated.type]) { event in
                // Not beside the rows, which would come in a third more slowly.
                let state = try event.parsed()["data"]["state"].string
                guard let state, Self.over.contains(state) else { return nil }
                while try await compareNext(in: event.company) {}
                return nil
            },
        ]
    }

    /// Notes whom a contact resembles, and forgets whom it no longer does.
    func compare(_ contact: ContactID, isNew: Bool = false, in tx: Transaction) throws {
        var found = try ResemblanceStore.pairs(of: contact, in: tx)
        if !isNew {
            for known in try DuplicateStore.open(of: contact, limit: Self.mostKnown, in: tx)
            where found[known.pair] == nil {
                if let resemblance = try ResemblanceStore.resemblance(of: known.pair, in: tx) {
                    found[known.pair] = resemblance
                } else {
                    try DuplicateStore.remove(known.id, in: tx)
                }
            }
        }
        for (pair, resemblance) in found.sorted(by: { ($0.key.first, $0.key.second) < ($1.key.first, $1.key.second) }) {
            try DuplicateStore.note(pair, resemblance, at: now(), in: tx)
        }
    }

    /// Compares the next contacts that were not compared since they came from a file.
    ///
    /// - Returns: Whether there may be more.
    private func compareNext(in company: CompanyID) async throws -> Bool {
        guard let next = try await database.read(company, Self.next) else { return false }
        try await database.write(company) { tx in
            // Reading holds nobody up; the few that resemble others are looked at once more where that is written.
            for contact in next.likes { try compare(contact, isNew: true, in: tx) }
            try DuplicateStore.note(progress: next.last, in: tx)
        }
        return next.isMore
    }

    /// Contacts to compare next.
    private struct Chunk {
        let last: ContactID
        /// Those that resemble others.
        let likes: [ContactID]
        let isMore: Bool
    }

    @Sendable
    private static func next(in tx: Transaction) throws -> Chunk? {
        let newest = try ContactReading.newestContact(in: tx)
        let contacts = try ResemblanceStore.contacts(
            after: try DuplicateStore.progress(in: tx), through: newest, limit: chunk, in: tx)
        guard let last = contacts.last else { return nil }
        let likes = try contacts.filter { try !ResemblanceStore.pairs(of: $0, in: tx).isEmpty }
        return Chunk(last: last, likes: likes, isMore: last.rawValue < newest)
    }
}
