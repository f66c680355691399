import Directory
import ModuleKit

/// Rows that are written in one closure of the writer, together with how far the import is then.
struct ImportBatch: Sendable {
    /// Contacts that one event names at most; there is one event a batch, more only where many were completed.
    private static let contactsPerEvent = 100
    /// Rows after which listeners are told how far the import is.
    private static let rowsPerNews = 10_000

    /// The import is no longer under way, or is not where it should be: somebody has cancelled it, or a batch was lost.
    struct OutOfTurn: Error {}

    let id: ImportID
    /// Rows of the import before these.
    let place: Int
    let rows: [ImportRow]
    let merge: ContactMerge
    let at: Timestamp

    /// What a batch has come to, once it is on disk.
    struct Outcome: Sendable {
        var counts = ImportCounts()
        var faults: [ImportFault] = []
    }

    /// Brings the rows into the directory and tells whoever listens; may run again, so it keeps nothing.
    func write(in tx: Transaction) throws -> Outcome {
        guard let before = try ImportStore.find(id, in: tx), before.state == .running, before.counts.rows == place
        else {
            throw OutOfTurn()
        }
        var outcome = Outcome()
        var (created, updated): ([ContactID], [ContactID]) = ([], [])
        for row in rows {
            outcome.faults += row.faults
            switch try merge.verdict(on: row, faults: &outcome.faults, in: tx) {
            case .create(let draft):
                created.append(
                    try ContactDirectory.create(draft, at: row.createdAt ?? at, isOneOfMany: true, in: tx).id)
            case .update(let contact, let draft, let change):
                guard try ContactDirectory.update(contact, draft, at: at, in: tx) else {
                    outcome.counts.skipped += 1
                    continue
                }
                try ImportRecord.note(change, of: contact.id, by: id, in: tx)
                updated.append(contact.id)
            case .unchanged: outcome.counts.unchanged += 1
            case .skip: outcome.counts.skipped += 1
            case .fail: outcome.counts.failed += 1
            }
        }
        if let first = created.first, let last = created.last {
            try ContactDirectory.makeFindable(first...last, in: tx)
        }
        outcome.counts.rows = rows.count
        (outcome.counts.created, outcome.counts.updated) = (created.count, updated.count)
        outcome.counts.faults = outcome.faults.count
        try ImportRecord.note(created, after: place, of: id, in: tx)
        try ImportRecord.note(outcome.faults, after: before.counts.faults, of: id, in: tx)
        try ImportStore.count(outcome.counts, of: id, in: tx)
        try Self.announce(made: created, updated: updated, in: tx)
        if place / Self.rowsPerNews != (place + rows.count) / Self.rowsPerNews {
            try ImportNews.publish(id, in: tx)
        }
        return outcome
    }

    /// Tells whoever lists contacts that many were made, have changed or are removed.
    private static func announce(made: [ContactID], updated: [ContactID], in tx: Transaction) throws {
        var (created, range) = (made.count, made.first.flatMap { first in made.last.map { first...$0 } })
        var rest = updated[...]
        while created > 0 || !rest.isEmpty {
            let contacts = Array(rest.prefix(contactsPerEvent))
            rest = rest.dropFirst(contacts.count)
            let event = ContactsImported(
                created: created, made: range, updated: contacts.count, contacts: contacts)
            try tx.publish(event, on: [.contacts] + contacts.map { .contact($0) })
            (created, range) = (0, nil)
        }
    }

    /// Tells whoever lists contacts which an undo has removed or put back.
    static func announce(removed: [ContactID], restored: [ContactID], in tx: Transaction) throws {
        for (contacts, areGone) in [(removed, true), (restored, false)] {
            var rest = contacts[...]
            while !rest.isEmpty {
                let some = Array(rest.prefix(contactsPerEvent))
                rest = rest.dropFirst(some.count)
                let event = ContactsImported(
                    updated: areGone ? 0 : some.count, removed: areGone ? some.count : 0, contacts: some)
                try tx.publish(event, on: [.contacts] + some.map { .contact($0) })
            }
        }
    }
}

/// Tells whoever listens how far an import is.
enum ImportNews {
    static func publish(_ id: ImportID, in tx: Transaction) throws {
        guard let file = try ImportStore.find(id, in: tx) else { return }
        try tx.publish(
            ImportUpdated(
                importing: id, state: file.state.rawValue, done: file.counts.rows, total: file.total,
                created: file.counts.created, updated: file.counts.updated, faults: file.counts.faults),
            on: .contacts, .admin)
    }
}
