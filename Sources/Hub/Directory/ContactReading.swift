import Domain
import SQLite

/// Reads contacts and their history in bulk: pages by key and points by number or address, as rows and not as values.
package enum ContactReading {
    /// Columns of ``contacts(after:through:limit:in:_:)``.
    package enum ContactColumn {
        /// By name, as the statement lists them.
        package static let id = 0, name = 1, email = 2, business = 3, status = 4, source = 5, tags = 6
        /// By name, as the statement lists them.
        package static let estimatedValue = 7, actualValue = 8, currency = 9, notes = 10, createdAt = 11, updatedAt = 12
        /// By name, as the statement lists them.
        package static let businessID = 13, owner = 14, externalID = 15, fields = 16
    }

    /// Columns of ``interactions(after:through:limit:in:_:)``.
    package enum InteractionColumn {
        /// By name, as the statement lists them.
        package static let id = 0, contact = 1, contactName = 2, contactStatus = 3, call = 4, kind = 5, at = 6
        /// By name, as the statement lists them.
        package static let summary = 7, outcome = 8, sentiment = 9, keywords = 10, author = 11
    }

    /// The newest contact's identifier; 0 where there is none.
    package static func newestContact(in tx: Transaction) throws -> Int64 {
        try tx.first("SELECT id FROM contacts WHERE company_id = \(tx.company) ORDER BY id DESC LIMIT 1") {
            $0.int64(0)
        } ?? 0
    }

    /// The newest interaction's identifier; 0 where there is none.
    package static func newestInteraction(in tx: Transaction) throws -> Int64 {
        try tx.first("SELECT id FROM interactions WHERE company_id = \(tx.company) ORDER BY id DESC LIMIT 1") {
            $0.int64(0)
        } ?? 0
    }

    /// The newest business's identifier; 0 where there is none.
    package static func newestBusiness(in tx: Transaction) throws -> Int64 {
        try tx.first("SELECT id FROM businesses WHERE company_id = \(tx.company) ORDER BY id DESC LIMIT 1") {
            $0.int64(0)
        } ?? 0
    }

    /// The contacts with ids within a range, removed ones included, in order.
    package static func contacts(within range: ClosedRange<ContactID>, limit: Int, in tx: Transaction) throws -> [Int64]
    {
        try tx.rows(
            """
            SELECT id FROM contacts WHERE company_id = \(tx.company) AND id >= \(range.lowerBound)
              AND id <= \(range.upperBound) ORDER BY id LIMIT \(limit)
            """
        ) { $0.int64(0) }
    }

    /// How many contacts have an id up to `through`, removed ones included: counts an index, for progress only.
    package static func contactCount(through: Int64, in tx: Transaction) throws -> Int {
        try tx.first("SELECT count(*) FROM contacts WHERE company_id = \(tx.company) AND id <= \(through)") {
            $0.int(0)
        } ?? 0
    }

    /// How many interactions have an id up to `through`: counts an index, for progress only.
    package static func interactionCount(through: Int64, in tx: Transaction) throws -> Int {
        try tx.first("SELECT count(*) FROM interactions WHERE company_id = \(tx.company) AND id <= \(through)") {
            $0.int(0)
        } ?? 0
    }

    /// How many businesses have an id up to `through`: counts the table, for progress only.
    package static func businessCount(through: Int64, in tx: Transaction) throws -> Int {
        try tx.first("SELECT count(*) FROM businesses WHERE company_id = \(tx.company) AND id <= \(through)") {
            $0.int(0)
        } ?? 0
    }

    /// The last of the next `limit` contacts after a place, removed ones included; nil at the end.
    package static func end(after: Int64, through: Int64, limit: Int, in tx: Transaction) throws -> Int64? {
        try tx.first(
            """
            SELECT MAX(id) FROM (SELECT id FROM contacts
              WHERE company_id = \(tx.company) AND id > \(after) AND id <= \(through) ORDER BY id LIMIT \(limit)) AS page
            """
        ) { $0.int64OrNil(0) } ?? nil
    }

    /// Contacts with an id above `after` and up to `through`, in order, until `body` returns false.
    package static func contacts(after: Int64, through: Int64, in tx: Transaction, _ body: (Row) throws -> Bool) throws
    {
        try tx.forEach(
            """
            SELECT c.id, c.name, c.email, b.name, c.status, c.source, c.tags, c.estimated_value, c.actual_value, c.currency,
                   opened('contacts.notes', c.company_id, c.id, c.notes), c.created_at, c.updated_at,
                   c.business_id, c.owner_id, c.external_id, c.fields
            FROM contacts c LEFT JOIN businesses b ON b.company_id = c.company_id AND b.id = c.business_id
            WHERE c.company_id = \(tx.company) AND c.id > \(after) AND c.id <= \(through) AND c.deleted_at IS NULL
            ORDER BY c.id
            """, body)
    }

    /// The numbers of those contacts, by contact and then by position.
    package static func numbers(
        after: Int64, through: Int64, in tx: Transaction
    ) throws -> [(contact: Int64, number: String)] {
        try tx.rows(
            """
            SELECT contact_id, number FROM contact_numbers
            WHERE company_id = \(tx.company) AND contact_id > \(after) AND contact_id <= \(through)
            ORDER BY contact_id, position
            """
        ) { ($0.int64(0), $0.string(1)) }
    }

    /// When the company last had to do with each of those contacts, in milliseconds; others are left out.
    package static func lastContacts(
        after: Int64, through: Int64, in tx: Transaction
    ) throws -> [(contact: Int64, at: Int64)] {
        try tx.rows(
            """
            SELECT contact_id, MAX(at) FROM interactions
            WHERE company_id = \(tx.company) AND contact_id > \(after) AND contact_id <= \(through)
            GROUP BY contact_id ORDER BY contact_id
            """
        ) { ($0.int64(0), $0.int64(1)) }
    }

    /// Interactions with an id above `after` and up to `through`, in order, until `body` returns false.
    ///
    /// What passed with contacts that are removed is left out.
    package static func interactions(
        after: Int64, through: Int64, limit: Int, in tx: Transaction, _ body: (Row) throws -> Bool
    ) throws {
        try tx.forEach(
            """
            SELECT i.id, i.contact_id, c.name, c.status, i.call_id, i.kind, i.at,
                   opened('interactions.summary', i.company_id, i.id, i.summary), i.outcome, i.sentiment,
                   opened('interactions.keywords', i.company_id, i.id, i.keywords), i.author
            FROM interactions i JOIN contacts c ON c.company_id = i.company_id AND c.id = i.contact_id
            WHERE i.company_id = \(tx.company) AND i.id > \(after) AND i.id <= \(through)
              AND c.deleted_at IS NULL
            ORDER BY i.id LIMIT \(limit)
            """, body)
    }

    /// Columns of ``businesses(after:through:limit:in:_:)``.
    package enum BusinessColumn {
        /// By name, as the statement lists them.
        package static let id = 0, name = 1, website = 2, phone = 3, email = 4, address = 5, notes = 6, owner = 7
        package static let tags = 8, fields = 9
    }

    /// Businesses with an id above `after` and up to `through`, in order.
    package static func businesses(
        after: Int64, through: Int64, limit: Int, in tx: Transaction, _ body: (Row) throws -> Bool
    ) throws {
        try tx.forEach(
            """
            SELECT id, name, website, phone, email, address, notes, owner_id, tags, fields FROM businesses
            WHERE company_id = \(tx.company) AND id > \(after) AND id <= \(through)
            ORDER BY id LIMIT \(limit)
            """, body)
    }
}

extension ContactReading {
    /// Whom a number or an address belongs to, as much as deciding about an import takes.
    package struct Owner: Sendable {
        package var id: ContactID
        package var name: String?
        package var email: String?
        package var business: BusinessID?
        /// Its id in another system.
        package var externalID: String?
    }

    /// Everybody who has a number, oldest first; at most ten.
    package static func owners(of number: PhoneNumber, in tx: Transaction) throws -> [Owner] {
        try tx.rows(
            """
            SELECT c.id, c.name, c.email, c.business_id, c.external_id FROM contact_numbers n
            JOIN contacts c ON c.company_id = n.company_id AND c.id = n.contact_id
            WHERE n.company_id = \(tx.company) AND n.number = \(number) AND c.deleted_at IS NULL
            ORDER BY n.contact_id LIMIT 10
            """, owner)
    }

    /// The oldest contact with an e-mail address, in any case of ASCII letters.
    package static func owner(ofEmail email: String, in tx: Transaction) throws -> Owner? {
        let folded = ContactSearch.folded(email)
        // A range of one address: for an equality SQLite 3.40 leaves the index, and reads all contacts of the company.
        return try tx.first(
            """
            SELECT id, name, email, business_id, external_id FROM contacts
            WHERE company_id = \(tx.company) AND email IS NOT NULL AND lower(email) >= \(folded)
              AND lower(email) <= \(folded) AND deleted_at IS NULL
            ORDER BY lower(email), id LIMIT 1
            """, owner)
    }

    /// The oldest contact with an id of another system.
    package static func owner(ofExternalID id: String, in tx: Transaction) throws -> Owner? {
        // A range of one id, as above.
        try tx.first(
            """
            SELECT id, name, email, business_id, external_id FROM contacts
            WHERE company_id = \(tx.company) AND external_id IS NOT NULL AND external_id >= \(id) AND external_id <= \(id)
              AND deleted_at IS NULL
            ORDER BY external_id, id LIMIT 1
            """, owner)
    }

    private static func owner(_ row: Row) throws -> Owner {
        Owner(
            id: ContactID(row.int64(0)), name: row.stringOrNil(1), email: row.stringOrNil(2),
            business: row.int64OrNil(3).map { BusinessID($0) }, externalID: row.stringOrNil(4))
    }
}
