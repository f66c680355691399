import Directory
import ModuleKit

/// Takes a whole import back, a little at a time, so that it can go on where it was when the program ended.
struct ImportUndo: Sendable {
    /// Contacts that are looked at in one closure of the writer.
    private static let contactsPerStep = 500

    let database: Database
    let now: @Sendable () -> Timestamp

    /// Goes on with an undo to its end.
    func run(_ id: ImportID, in company: CompanyID) async throws {
        while true {
            let at = now()
            let isDone = try await database.write(company) { tx in try Self.step(id, at: at, in: tx) }
            if isDone { return }
        }
    }

    /// - Returns: Whether there is nothing left to take back.
    private static func step(_ id: ImportID, at: Timestamp, in tx: Transaction) throws -> Bool {
        guard try ImportStore.find(id, in: tx)?.state == .undoing else { return true }
        var undo = Import.Undo()
        var (restored, removed): ([ContactID], [ContactID]) = ([], [])
        if let (number, contacts) = try ImportRecord.lastBatch(of: id, in: tx) {
            for contact in contacts.suffix(contactsPerStep).reversed() {
                if try remove(contact, madeBy: id, at: at, in: tx) { removed.append(contact) } else { undo.kept += 1 }
            }
            undo.removed = removed.count
            try ImportRecord.setBatch(number, contacts.dropLast(contactsPerStep), of: id, in: tx)
        } else {
            let changes = try ImportRecord.changes(of: id, limit: contactsPerStep, in: tx)
            for (contact, change) in changes {
                let (back, kept) = try restore(contact, change, at: at, in: tx)
                if back { restored.append(contact) }
                undo.keptFields += kept
                try ImportRecord.forgetChange(of: contact, by: id, in: tx)
            }
            undo.restored = restored.count
            if changes.isEmpty {
                try ImportStore.end(id, .undone, at: at, in: tx)
                try ImportNews.publish(id, in: tx)
                return true
            }
        }
        try ImportStore.count(ImportCounts(), undo, of: id, in: tx)
        try ImportBatch.announce(removed: removed, restored: restored, in: tx)
        return false
    }

    /// Removes a contact that the import has made, unless somebody has touched it since: changed it, or passed anything
    /// with it.
    ///
    /// - Returns: Whether it is gone.
    private static func remove(_ id: ContactID, madeBy file: ImportID, at: Timestamp, in tx: Transaction) throws -> Bool
    {
        let own = try ImportRecord.change(of: id, by: file, in: tx)
        // What becomes of the contact becomes of all of it.
        if own != nil { try ImportRecord.forgetChange(of: id, by: file, in: tx) }
        guard let contact = try ContactDirectory.contact(id, in: tx) else { return true }
        guard contact.version == 1 + Int64(own?.times ?? 0), contact.lastContactAt == nil else { return false }
        return try ContactDirectory.delete(id, at: at, in: tx)
    }

    private static func restore(
        _ id: ContactID, _ change: ContactChange, at: Timestamp, in tx: Transaction
    ) throws -> (isRestored: Bool, keptFields: Int) {
        guard let contact = try ContactDirectory.contact(id, in: tx) else { return (false, 0) }
        var draft = ContactDirectory.Draft(contact)
        let (restored, kept) = change.takeBack(from: &draft)
        guard restored > 0 else { return (false, kept) }
        return (try ContactDirectory.update(contact, draft, at: at, in: tx), kept)
    }
}
