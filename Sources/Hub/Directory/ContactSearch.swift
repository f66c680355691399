import Domain
import SQLite

/// Finds contacts for a list: by number, by e-mail, or by the beginning of a name; a page at a time by key.
package enum ContactSearch {
    /// What is looked for.
    package enum Query: Sendable {
        /// All contacts, newest first.
        case all
        case number(PhoneNumber)
        /// The beginning of an e-mail address, in any case.
        case email(String)
        /// The beginning of a name, in any case.
        case name(String)
    }

    /// Where a page begins: after a contact, and for names after its name.
    package struct Place: Sendable {
        package var name: String
        package var id: ContactID

        package init(name: String, id: ContactID) {
            self.name = name
            self.id = id
        }
    }

    /// One page of contacts that match, without their numbers.
    package static func contacts(
        _ query: Query, status: Contact.Status?, after: Place?, limit: Int, in tx: Transaction
    ) throws -> [Contact] {
        var sql = statement(query, after: after, in: tx)
        if let status { sql = sql + " AND c.status = \(status.rawValue)" }
        switch query {
        case .all, .number: sql = sql + " ORDER BY c.id DESC LIMIT \(limit)"
        case .email: sql = sql + " ORDER BY lower(c.email), c.id LIMIT \(limit)"
        case .name: sql = sql + " ORDER BY lower(c.name), c.id LIMIT \(limit)"
        }
        return try tx.rows(sql, ContactStore.read)
    }

    /// The contacts with their numbers, for a page of them.
    package static func withNumbers(_ contacts: [Contact], in tx: Transaction) throws -> [Contact] {
        try contacts.map { contact in
            var whole = contact
            whole.numbers = try ContactStore.numbers(of: contact.id, in: tx)
            whole.lastContactAt = try InteractionStore.lastContact(of: contact.id, in: tx)
            return whole
        }
    }

    private static func statement(_ query: Query, after: Place?, in tx: Transaction) -> SQL {
        let id = after?.id
        switch query {
        case .all:
            return select
                + "WHERE c.company_id = \(tx.company) AND c.deleted_at IS NULL AND c.id < \(id?.rawValue ?? .max)"
        case .number(let number):
            return select
                + """
                JOIN contact_numbers n ON n.company_id = c.company_id AND n.contact_id = c.id
                WHERE n.company_id = \(tx.company) AND n.number = \(number) AND c.deleted_at IS NULL
                AND c.id < \(id?.rawValue ?? .max)
                """
        case .email(let beginning):
            let (low, high) = bounds(beginning)
            let (from, last) = (after?.name ?? low, id?.rawValue ?? 0)
            return select
                + """
                WHERE c.company_id = \(tx.company) AND c.email IS NOT NULL AND c.deleted_at IS NULL
                AND lower(c.email) >= \(from) AND lower(c.email) < \(high) AND (lower(c.email) > \(from) OR c.id > \(last))
                """
        case .name(let beginning):
            let (low, high) = bounds(beginning)
            let (from, last) = (after?.name ?? low, id?.rawValue ?? 0)
            return select
                + """
                WHERE c.company_id = \(tx.company) AND c.name IS NOT NULL AND c.deleted_at IS NULL
                AND lower(c.name) >= \(from) AND lower(c.name) < \(high) AND (lower(c.name) > \(from) OR c.id > \(last))
                """
        }
    }

    /// All texts with that beginning lie between these; SQLite's `lower` folds ASCII only, and so does this.
    private static func bounds(_ beginning: String) -> (low: String, high: String) {
        let low = folded(beginning)
        return (low, low + "\u{10FFFF}")
    }

    /// As SQLite's `lower` folds.
    package static func folded(_ text: String) -> String {
        String(decoding: text.utf8.map { (65...90).contains($0) ? $0 | 32 : $0 }, as: UTF8.self)
    }

    private static let select: SQL = """
        SELECT \(ContactStore.columns)
        FROM contacts c LEFT JOIN businesses b ON b.company_id = c.company_id AND b.id = c.business_id \u{20}
        """
}
