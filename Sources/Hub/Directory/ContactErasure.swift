import Domain
import ModuleKit
import SQLite

/// Who a person is in the directory, and how they are made to be gone from it.
package enum ContactErasure {
    /// A contact, removed ones too, with what they alone are reached by; nil when there is none.
    ///
    /// Its calls are those of its history; whoever keeps calls knows of others.
    package static func person(_ id: ContactID, in tx: Transaction) throws -> Person? {
        let emails = try tx.rows("SELECT email FROM contacts WHERE company_id = \(tx.company) AND id = \(id)") {
            $0.stringOrNil(0)?.lowercased()
        }
        guard let email = emails.first else { return nil }
        let numbers = try tx.rows(
            "SELECT number FROM contact_numbers WHERE company_id = \(tx.company) AND contact_id = \(id) ORDER BY position"
        ) { $0.string(0) }
        let calls = try tx.rows(
            """
            SELECT DISTINCT call_id FROM interactions
            WHERE company_id = \(tx.company) AND contact_id = \(id) AND call_id IS NOT NULL
            """
        ) { CallID($0.int64(0)) }
        return Person(
            contact: id, numbers: try numbers.filter { try !isShared($0, with: id, in: tx) },
            emails: try [email].compactMap(\.self).filter { try !isSharedEmail($0, with: id, in: tx) }, calls: calls)
    }

    /// Whether somebody else has the number too: then what is kept by it alone may be theirs.
    package static func isShared(_ number: String, with id: ContactID?, in tx: Transaction) throws -> Bool {
        try tx.exists(
            """
            SELECT 1 FROM contact_numbers
            WHERE company_id = \(tx.company) AND number = \(number) AND contact_id <> \(id?.rawValue ?? 0) LIMIT 1
            """)
    }

    private static func isSharedEmail(_ email: String, with id: ContactID, in tx: Transaction) throws -> Bool {
        try tx.exists(
            """
            SELECT 1 FROM contacts
            WHERE company_id = \(tx.company) AND lower(email) = \(email) AND email IS NOT NULL AND id <> \(id) LIMIT 1
            """)
    }

    /// The contact with its numbers, history and fields, and what was noted of its wishes.
    package static func erase(_ person: Person, in tx: Transaction) throws {
        for address in person.addresses {
            try tx.execute("DELETE FROM consent_changes WHERE company_id = \(tx.company) AND address = \(address)")
        }
        guard let contact = person.contact else { return }
        try tx.execute("DELETE FROM contacts WHERE company_id = \(tx.company) AND id = \(contact)")
    }

    /// Contacts of which a number or an address passes, for who knows them by no id.
    package static func contacts(
        in tx: Transaction, where passes: (_ address: String) -> Bool
    ) throws -> Set<ContactID> {
        var found: Set<ContactID> = []
        try tx.forEach("SELECT contact_id, number FROM contact_numbers WHERE company_id = \(tx.company)") { row in
            if passes(row.string(1)) { found.insert(ContactID(row.int64(0))) }
            return true
        }
        try tx.forEach(
            "SELECT id, lower(email) FROM contacts WHERE company_id = \(tx.company) AND email IS NOT NULL"
        ) { row in
            if passes(row.string(1)) { found.insert(ContactID(row.int64(0))) }
            return true
        }
        return found
    }

    /// Removes what passed between people and the company before a moment: notes wholly, of calls the words.
    ///
    /// - Parameters:
    ///   - start: Interactions made before are gone already; `end`: those from here on stay.
    /// - Returns: How many it was, and the place to go on after; nil at the end.
    package static func forget(
        after start: Int64, before end: Int64, limit: Int, in tx: Transaction
    ) throws -> (count: Int, reached: Int64?) {
        let ids = try tx.rows(
            """
            SELECT id FROM interactions WHERE company_id = \(tx.company) AND id > \(start) AND id < \(end)
            ORDER BY id LIMIT \(limit)
            """
        ) { $0.int64(0) }
        guard let last = ids.last else { return (0, nil) }
        let removed = try tx.execute(
            """
            DELETE FROM interactions WHERE company_id = \(tx.company) AND id > \(start) AND id <= \(last)
              AND call_id IS NULL
            """)
        let silenced = try tx.execute(
            """
            UPDATE interactions SET summary = NULL, keywords = NULL
            WHERE company_id = \(tx.company) AND id > \(start) AND id <= \(last)
              AND (summary IS NOT NULL OR keywords IS NOT NULL)
            """)
        return (removed + silenced, ids.count < limit ? nil : last)
    }
}
