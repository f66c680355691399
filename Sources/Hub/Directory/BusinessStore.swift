import Domain
import JSON
import SQLite

/// Every SQL statement on businesses: the firms that contacts work for.
package enum BusinessStore {
    /// The business of that name, made when there is none.
    static func business(named name: String, at now: Timestamp, in tx: Transaction) throws -> Contact.Business {
        if let known = try id(ofName: name, in: tx) { return Contact.Business(id: known, name: name) }
        let id: BusinessID = try tx.newID()
        try insert(Business(id: id, name: name, createdAt: now), in: tx)
        return Contact.Business(id: id, name: name)
    }

    /// The name of a business; nil where there is none.
    package static func name(of id: BusinessID, in tx: Transaction) throws -> String? {
        try tx.first("SELECT name FROM businesses WHERE company_id = \(tx.company) AND id = \(id)") { $0.string(0) }
    }

    /// The business of exactly that name.
    package static func id(ofName name: String, in tx: Transaction) throws -> BusinessID? {
        try tx.first("SELECT id FROM businesses WHERE company_id = \(tx.company) AND name = \(name)") {
            BusinessID($0.int64(0))
        }
    }

    /// One with its record.
    package static func business(_ id: BusinessID, in tx: Transaction) throws -> Business? {
        try tx.first("SELECT \(columns) FROM businesses b WHERE b.company_id = \(tx.company) AND b.id = \(id)", read)
    }

    /// Those whose names begin so, of one owner where that is given, by name, after a place in that order.
    package static func businesses(
        _ beginning: String, of owner: UserID?, after: (name: String, id: BusinessID)?, limit: Int, in tx: Transaction
    ) throws -> [Business] {
        let low = ContactSearch.folded(beginning)
        let (from, last) = (after.map { ContactSearch.folded($0.name) } ?? low, after?.id ?? BusinessID(0))
        let owned: SQL = owner.map { "AND b.owner_id = \($0)" } ?? ""
        return try tx.rows(
            """
            SELECT \(columns) FROM businesses b
            WHERE b.company_id = \(tx.company) \(owned) AND lower(b.name) >= \(from) AND lower(b.name) < \(low + "\u{10FFFF}")
              AND (lower(b.name) > \(from) OR b.id > \(last))
            ORDER BY lower(b.name), b.id LIMIT \(limit)
            """, read)
    }

    /// Writes a new one.
    package static func insert(_ business: Business, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO businesses (company_id, id, name, website, phone, email, address, notes, owner_id, tags, fields,
                                    created_at)
            VALUES (\(tx.company), \(business.id), \(business.name), \(business.website), \(business.phone),
                    \(business.email), \(business.address), \(business.notes), \(business.owner),
                    \(business.tags.jsonText), \(business.fields.jsonText), \(business.createdAt))
            """)
    }

    /// Writes what may change of one.
    package static func update(_ business: Business, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE businesses SET name = \(business.name), website = \(business.website), phone = \(business.phone),
                email = \(business.email), address = \(business.address), notes = \(business.notes),
                owner_id = \(business.owner), tags = \(business.tags.jsonText), fields = \(business.fields.jsonText),
                updated_at = \(business.updatedAt), version = \(business.version)
            WHERE company_id = \(tx.company) AND id = \(business.id)
            """)
    }

    /// Removes one that nobody works for.
    package static func delete(_ id: BusinessID, in tx: Transaction) throws {
        try tx.execute("DELETE FROM businesses WHERE company_id = \(tx.company) AND id = \(id)")
    }

    // MARK: Who works for it

    /// Those who work for it, oldest first, after a contact.
    package static func contacts(
        of id: BusinessID, after: ContactID?, limit: Int, in tx: Transaction
    ) throws -> [Contact] {
        let contacts = try tx.rows(
            """
            SELECT \(ContactStore.columns)
            FROM contacts c LEFT JOIN businesses b ON b.company_id = c.company_id AND b.id = c.business_id
            WHERE c.company_id = \(tx.company) AND c.business_id = \(id) AND c.deleted_at IS NULL
              AND c.id > \(after?.rawValue ?? 0)
            ORDER BY c.id LIMIT \(limit)
            """, ContactStore.read)
        return try contacts.map { try ContactDirectory.whole($0, in: tx) }
    }

    /// Lets contacts that are removed work for nobody, so that an undo finds no firm that is gone.
    package static func releaseRemoved(of id: BusinessID, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE contacts SET business_id = NULL
            WHERE company_id = \(tx.company) AND business_id = \(id) AND deleted_at IS NOT NULL
            """)
    }

    private static let columns: SQL = """
        b.id, b.name, b.website, b.phone, b.email, b.address, b.notes, b.created_at, b.updated_at, b.version,
        (SELECT count(*) FROM (SELECT 1 FROM contacts c WHERE c.company_id = b.company_id AND c.business_id = b.id
           AND c.deleted_at IS NULL LIMIT \(Business.countedContacts)) AS counted),
        b.owner_id, b.tags, b.fields
        """

    private static func read(_ row: Row) throws -> Business {
        var business = Business(
            id: BusinessID(row.int64(0)), name: row.string(1), createdAt: Timestamp(milliseconds: row.int64(7)))
        (business.website, business.email) = (row.stringOrNil(2), row.stringOrNil(4))
        business.phone = row.stringOrNil(3).map { PhoneNumber(e164: $0) }
        (business.address, business.notes) = (row.stringOrNil(5), row.stringOrNil(6))
        business.updatedAt = row.int64OrNil(8).map(Timestamp.init(milliseconds:)) ?? business.createdAt
        (business.version, business.contacts) = (row.int64(9), row.int64(10))
        business.owner = row.int64OrNil(11).map { UserID($0) }
        business.tags = try JSONParser.parse(row.blob(12)).array?.compactMap(\.string) ?? []
        business.fields = try JSONParser.parse(row.blob(13)).object ?? [:]
        return business
    }
}
