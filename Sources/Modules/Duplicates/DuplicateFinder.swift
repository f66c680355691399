import Directory
import ModuleKit

/// Looks for the likes of each contact that is made or changed, in the same transaction; and of those from files, after it.
struct DuplicateFinder: Sendable {
    /// Contacts compared in one transaction.
    private static let chunk = 500

    let database: Database
    let now: @Sendable () -> Timestamp

    var reactions: [Reaction] {
        [
            .within(ContactEvent.self) { event, tx in
                guard event.type == ContactEvent.created || event.type == ContactEvent.updated else { return }
                try compare(event.contact, isNew: event.type == ContactEvent.created, in: tx)
            },
            .on("duplicates.imported", [ContactsImported.type]) { event in
                while try await compareNext(in: event.company) {}
                return nil
            },
        ]
    }

    /// Notes whom a contact resembles, and forgets whom it no longer does.
    func compare(_ contact: ContactID, isNew: Bool = false, in tx: Transaction) throws {
        let found = try ResemblanceStore.pairs(from: contact, through: contact, in: tx)
        if !isNew {
            for known in try DuplicateStore.open(of: contact, in: tx) where found[known.pair] == nil {
                try DuplicateStore.remove(known.id, in: tx)
            }
        }
        try note(found, in: tx)
    }

    /// Compares the next contacts that were not compared since they came from a file.
    ///
    /// - Returns: Whether there may be more.
    private func compareNext(in company: CompanyID) async throws -> Bool {
        guard let next = try await database.read(company, Self.next) else { return false }
        try await database.write(company) { tx in
            // Reading holds nobody up; the few that resemble others are looked at once more where that is written.
            if next.haveLikes {
                try note(try ResemblanceStore.pairs(from: next.first, through: next.last, in: tx), in: tx)
            }
            try DuplicateStore.note(progress: next.last, in: tx)
        }
        return next.isMore
    }

    /// Contacts to compare next.
    private struct Chunk {
        let first: ContactID
        let last: ContactID
        /// Some of them resemble others.
        let haveLikes: Bool
        let isMore: Bool
    }

    @Sendable
    private static func next(in tx: Transaction) throws -> Chunk? {
        let before = try DuplicateStore.progress(in: tx)
        let newest = try ContactReading.newestContact(in: tx)
        guard let last = try ContactReading.end(after: before.rawValue, through: newest, limit: chunk, in: tx) else {
            return nil
        }
        let first = ContactID(before.rawValue + 1)
        let found = try ResemblanceStore.pairs(from: first, through: ContactID(last), in: tx)
        return Chunk(first: first, last: ContactID(last), haveLikes: !found.isEmpty, isMore: last < newest)
    }

    private func note(_ found: [ResemblanceStore.Pair: Resemblance], in tx: Transaction) throws {
        for (pair, resemblance) in found.sorted(by: { ($0.key.first, $0.key.second) < ($1.key.first, $1.key.second) }) {
            try DuplicateStore.note(pair, resemblance, at: now(), in: tx)
        }
    }
}
