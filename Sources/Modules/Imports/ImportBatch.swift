import Directory
import ModuleKit

/// Rows that are written in one closure of the writer.
struct ImportBatch: Sendable {
    /// Contacts that one event names at most; there is one event a batch, more only where many were completed.
    private static let contactsPerEvent = 100

    let rows: [ImportRow]
    let source: String
    let at: Timestamp

    /// What a batch has come to, once it is on disk.
    struct Outcome: Sendable {
        var created = 0
        var updated = 0
        var unchanged = 0
        var faults: [ImportFault] = []
    }

    /// Brings the rows into the directory and tells whoever listens; may run again, so it keeps nothing.
    func write(in tx: Transaction) throws -> Outcome {
        var merge = ContactMerge(source: source, at: at)
        var outcome = Outcome()
        var completed: [ContactID] = []
        // Ids of one transaction are nobody else's, so two of them say which contacts it made.
        let first: ContactID = try tx.newID()
        for row in rows {
            switch try merge.take(row, in: tx) {
            case .created: outcome.created += 1
            case .unchanged: outcome.unchanged += 1
            case .updated(let contact):
                outcome.updated += 1
                completed.append(contact)
            }
        }
        outcome.faults = merge.faults
        let made = outcome.created > 0 ? first...(try tx.newID()) : nil
        try announce(outcome.created, made, completed, in: tx)
        return outcome
    }

    private func announce(
        _ created: Int, _ made: ClosedRange<ContactID>?, _ completed: [ContactID], in tx: Transaction
    ) throws {
        guard created > 0 || !completed.isEmpty else { return }
        var (created, made) = (created, made)
        var rest = completed[...]
        repeat {
            let contacts = Array(rest.prefix(Self.contactsPerEvent))
            rest = rest.dropFirst(contacts.count)
            try tx.publish(
                ContactsImported(created: created, updated: contacts.count, contacts: contacts, made: made),
                on: [.contacts] + contacts.map { .contact($0) })
            (created, made) = (0, nil)
        } while !rest.isEmpty
    }
}
