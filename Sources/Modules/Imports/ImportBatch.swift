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
        try announce(outcome.created, completed, in: tx)
        return outcome
    }

    private func announce(_ created: Int, _ completed: [ContactID], in tx: Transaction) throws {
        guard created > 0 || !completed.isEmpty else { return }
        var created = created
        var rest = completed[...]
        repeat {
            let contacts = Array(rest.prefix(Self.contactsPerEvent))
            rest = rest.dropFirst(contacts.count)
            try tx.publish(
                ContactsImported(created: created, updated: contacts.count, contacts: contacts),
                on: [.contacts] + contacts.map { .contact($0) })
            created = 0
        } while !rest.isEmpty
    }
}
