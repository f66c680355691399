import Domain
import JSON
import SQLite

/// Every SQL statement on contacts and their numbers.
package enum ContactStore {
    /// The columns of a whole contact in the order that ``read(_:)`` takes them.
    package static let columns: SQL = """
        c.id, c.name, c.email, c.business_id, b.name, c.status, c.source, c.tags,
        opened('contacts.notes', c.company_id, c.id, c.notes), c.estimated_value, c.actual_value, c.currency,
        c.created_at, c.updated_at, c.deleted_at, c.version, c.owner_id, c.external_id, c.fields
        """

    /// The contacts that have a number, oldest first, as far as whoever is called must know them.
    static func contacts(with number: PhoneNumber, limit: Int, in tx: Transaction) throws -> [Contact] {
        try tx.rows(
            """
            SELECT c.id, c.name, c.email, c.business_id, b.name, c.status, c.source, c.tags,
                   opened('contacts.notes', c.company_id, c.id, c.notes), c.estimated_value, c.actual_value,
                   c.currency, c.created_at, c.updated_at, c.deleted_at, c.version
            FROM contact_numbers n
            JOIN contacts c ON c.company_id = n.company_id AND c.id = n.contact_id
            LEFT JOIN businesses b ON b.company_id = c.company_id AND b.id = c.business_id
            WHERE n.company_id = \(tx.company) AND n.number = \(number) AND c.deleted_at IS NULL
            ORDER BY n.contact_id LIMIT \(limit)
            """, readSummary)
    }

    /// A contact that was not removed.
    static func contact(_ id: ContactID, in tx: Transaction) throws -> Contact? {
        try tx.first(
            """
            SELECT \(columns) FROM contacts c LEFT JOIN businesses b ON b.company_id = c.company_id AND b.id = c.business_id
            WHERE c.company_id = \(tx.company) AND c.id = \(id) AND c.deleted_at IS NULL
            """, read)
    }

    static func insert(
        _ id: ContactID, _ draft: ContactDirectory.Draft, business: BusinessID?, at now: Timestamp,
        isOneOfMany: Bool, in tx: Transaction
    ) throws {
        _ = try tx.execute(
            """
            INSERT INTO contacts (company_id, id, name, email, business_id, status, source, tags, notes, estimated_value,
                                  actual_value, currency, created_at, updated_at, owner_id, external_id, fields, unsearched)
            VALUES (\(tx.company), \(id), \(draft.name), \(draft.email), \(business), \(draft.status.rawValue),
                    \(draft.source), \(tagsText(draft.tags)), \(sealed(draft.notes, of: id, in: tx)),
                    \(draft.estimatedValue?.amount),
                    \(draft.actualValue?.amount), \((draft.estimatedValue ?? draft.actualValue)?.currency), \(now), \(now),
                    \(draft.owner), \(draft.externalID), \(fieldsText(draft.fields)), \(isOneOfMany ? 1 : nil as Int64?))
            """)
    }

    /// Has those of many be found by their names.
    static func makeFindable(_ contacts: ClosedRange<ContactID>, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE contacts SET unsearched = NULL
            WHERE company_id = \(tx.company) AND id >= \(contacts.lowerBound) AND id <= \(contacts.upperBound)
              AND unsearched = 1
            """)
    }

    static func update(
        _ before: Contact, _ draft: ContactDirectory.Draft, business: BusinessID?, at now: Timestamp, in tx: Transaction
    ) throws -> Bool {
        try tx.execute(
            """
            UPDATE contacts SET name = \(draft.name), email = \(draft.email), business_id = \(business),
                status = \(draft.status.rawValue), source = \(draft.source), tags = \(tagsText(draft.tags)),
                notes = \(sealed(draft.notes, of: before.id, in: tx)),
                estimated_value = \(draft.estimatedValue?.amount), actual_value = \(draft.actualValue?.amount),
                currency = \((draft.estimatedValue ?? draft.actualValue)?.currency), owner_id = \(draft.owner),
                external_id = \(draft.externalID), fields = \(fieldsText(draft.fields)), updated_at = \(now),
                version = version + 1
            WHERE company_id = \(tx.company) AND id = \(before.id) AND version = \(before.version) AND deleted_at IS NULL
            """) == 1
    }

    static func delete(_ id: ContactID, at now: Timestamp, in tx: Transaction) throws -> Bool {
        try tx.execute(
            """
            UPDATE contacts SET deleted_at = \(now), version = version + 1
            WHERE company_id = \(tx.company) AND id = \(id) AND deleted_at IS NULL
            """) == 1
    }

    /// Puts a removed contact back.
    ///
    /// - Returns: false when it was not removed, or is not there.
    package static func restore(_ id: ContactID, at now: Timestamp, in tx: Transaction) throws -> Bool {
        try tx.execute(
            """
            UPDATE contacts SET deleted_at = NULL, updated_at = \(now), version = version + 1
            WHERE company_id = \(tx.company) AND id = \(id) AND deleted_at IS NOT NULL
            """) == 1
    }

    /// A contact that was removed, and goes on as no other; nil when there is none.
    package static func removed(_ id: ContactID, in tx: Transaction) throws -> Contact? {
        try tx.first(
            """
            SELECT \(columns) FROM contacts c LEFT JOIN businesses b ON b.company_id = c.company_id AND b.id = c.business_id
            WHERE c.company_id = \(tx.company) AND c.id = \(id) AND c.deleted_at IS NOT NULL AND c.merged_into IS NULL
            """, read)
    }

    /// The oldest contact with an id in another system.
    package static func contact(withExternalID id: String, in tx: Transaction) throws -> ContactID? {
        try tx.first(
            """
            SELECT id FROM contacts
            WHERE company_id = \(tx.company) AND external_id = \(id) AND deleted_at IS NULL ORDER BY id LIMIT 1
            """
        ) { ContactID($0.int64(0)) }
    }

    static func numbers(of id: ContactID, in tx: Transaction) throws -> [Contact.Number] {
        try tx.rows(
            """
            SELECT number, label FROM contact_numbers
            WHERE company_id = \(tx.company) AND contact_id = \(id) ORDER BY position LIMIT 50
            """
        ) { Contact.Number(number: PhoneNumber(e164: $0.string(0)), label: $0.stringOrNil(1)) }
    }

    static func setNumbers(_ numbers: [Contact.Number], of id: ContactID, in tx: Transaction) throws {
        for (position, entry) in numbers.enumerated() {
            _ = try tx.execute(
                """
                INSERT INTO contact_numbers (company_id, number, contact_id, label, position)
                VALUES (\(tx.company), \(entry.number), \(id), \(entry.label), \(position))
                ON CONFLICT (company_id, number, contact_id) DO NOTHING
                """)
        }
    }

    static func removeNumbers(of id: ContactID, in tx: Transaction) throws {
        _ = try tx.execute("DELETE FROM contact_numbers WHERE company_id = \(tx.company) AND contact_id = \(id)")
    }

    /// Makes a contact of a row with ``columns``.
    package static func read(_ row: Row) throws -> Contact {
        var contact = try readSummary(row)
        contact.owner = row.int64OrNil(16).map { UserID($0) }
        contact.externalID = row.stringOrNil(17)
        contact.fieldsJSON = row.string(18)
        return contact
    }

    /// Makes a contact of a row with the first sixteen of ``columns``.
    private static func readSummary(_ row: Row) throws -> Contact {
        let currency = row.stringOrNil(11)
        let money = { (column: Int) in
            row.int64OrNil(column).flatMap { amount in currency.map { Money(amount: amount, currency: $0) } }
        }
        return Contact(
            id: ContactID(row.int64(0)), name: row.stringOrNil(1), email: row.stringOrNil(2),
            business: row.int64OrNil(3).map { Contact.Business(id: BusinessID($0), name: row.stringOrNil(4) ?? "") },
            status: Contact.Status(rawValue: row.string(5)) ?? .new, source: row.string(6), tagsJSON: row.string(7),
            notes: row.stringOrNil(8), estimatedValue: money(9), actualValue: money(10),
            createdAt: Timestamp(milliseconds: row.int64(12)), updatedAt: Timestamp(milliseconds: row.int64(13)),
            deletedAt: row.int64OrNil(14).map(Timestamp.init(milliseconds:)), version: row.int64(15))
    }

    private static func fieldsText(_ fields: JSONObject) -> String { fields.isEmpty ? "{}" : fields.jsonText }

    private static func sealed(_ notes: String?, of id: ContactID, in tx: Transaction) -> SQL {
        "sealed('contacts.notes', \(tx.company), \(id), \(notes))"
    }

    private static func tagsText(_ tags: [String]) -> String { tags.isEmpty ? "[]" : tags.jsonText }
}
