import Domain
import JSON
import ModuleKit
import SQLite
import Web

/// What joining two contacts does to their own rows; whoever joins them keeps what is needed to part them again.
package enum ContactMerging {
    /// A column of a contact that one of two may give to both.
    package enum Field: String, Sendable, CaseIterable {
        case name, email, business, status, source, tags, notes, estimatedValue, actualValue, currency
        case owner, externalId, fields
    }

    /// What a contact has in each column; what is absent is null.
    package typealias Values = [Field: SQLValue]

    /// The columns of a contact that was not removed.
    package static func values(of id: ContactID, in tx: Transaction) throws -> Values? {
        try tx.first(
            """
            SELECT name, email, business_id, status, source, tags, opened('contacts.notes', company_id, id, notes),
                   estimated_value, actual_value, currency, owner_id, external_id, fields
            FROM contacts WHERE company_id = \(tx.company) AND id = \(id)
            """
        ) { row in
            var values: Values = [:]
            for (column, field) in Field.allCases.enumerated() where !row.isNull(column) {
                values[field] = field.isWhole ? .integer(row.int64(column)) : .text(row.string(column))
            }
            return values
        }
    }

    /// Writes all columns of a contact, and counts its version up.
    package static func write(_ values: Values, to id: ContactID, at now: Timestamp, in tx: Transaction) throws {
        let value = { (field: Field) in values[field] ?? .null }
        try tx.execute(
            """
            UPDATE contacts SET name = \(value(.name)), email = \(value(.email)), business_id = \(value(.business)),
                status = \(value(.status)), source = \(value(.source)), tags = \(value(.tags)),
                notes = sealed('contacts.notes', \(tx.company), \(id), \(value(.notes))),
                estimated_value = \(value(.estimatedValue)), actual_value = \(value(.actualValue)),
                currency = \(value(.currency)), owner_id = \(value(.owner)), external_id = \(value(.externalId)),
                fields = \(value(.fields)), updated_at = \(now), version = version + 1
            WHERE company_id = \(tx.company) AND id = \(id)
            """)
        guard case .text(let fields) = value(.fields) else { return }
        try ContactFieldStore.unindex(id, in: tx)
        try ContactFieldStore.index(try JSONParser.parse(Array(fields.utf8)).object ?? [:], of: id, in: tx)
    }

    /// Gives a contact the numbers of another that it does not have; both keep theirs.
    ///
    /// - Returns: Those that are new to it.
    package static func copyNumbers(
        from other: ContactID, to id: ContactID, in tx: Transaction
    ) throws -> [PhoneNumber] {
        try tx.rows(
            """
            INSERT INTO contact_numbers (company_id, number, contact_id, label, position)
            SELECT n.company_id, n.number, \(id), n.label, n.position + 1 + COALESCE(
              (SELECT MAX(m.position) FROM contact_numbers m
               WHERE m.company_id = n.company_id AND m.contact_id = \(id)), -1)
            FROM contact_numbers n WHERE n.company_id = \(tx.company) AND n.contact_id = \(other)
            ORDER BY n.position
            ON CONFLICT (company_id, number, contact_id) DO NOTHING RETURNING number
            """
        ) { PhoneNumber(e164: $0.string(0)) }
    }

    /// Takes numbers from a contact again.
    package static func takeNumbers(_ numbers: [PhoneNumber], from id: ContactID, in tx: Transaction) throws {
        for number in numbers {
            try tx.execute(
                """
                DELETE FROM contact_numbers
                WHERE company_id = \(tx.company) AND number = \(number) AND contact_id = \(id)
                """)
        }
    }

    /// Takes a contact out of every list and lookup, and notes as whom it goes on.
    package static func close(_ id: ContactID, into other: ContactID, at now: Timestamp, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE contacts SET deleted_at = \(now), merged_into = \(other), version = version + 1
            WHERE company_id = \(tx.company) AND id = \(id)
            """)
    }

    /// Has a contact be itself again.
    package static func reopen(_ id: ContactID, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE contacts SET deleted_at = NULL, merged_into = NULL, version = version + 1
            WHERE company_id = \(tx.company) AND id = \(id)
            """)
    }

    /// The contacts that go on as another, and those that went on as them.
    package static func merged(into id: ContactID, in tx: Transaction) throws -> [ContactID] {
        try tx.rows(
            """
            WITH RECURSIVE way (id) AS (
              SELECT id FROM contacts WHERE company_id = \(tx.company) AND merged_into = \(id)
              UNION SELECT c.id FROM way w JOIN contacts c ON c.company_id = \(tx.company) AND c.merged_into = w.id)
            SELECT id FROM way
            """
        ) { ContactID($0.int64(0)) }
    }

    /// As whom a contact goes on that was joined to another, which may have been joined to a third; nil for others.
    package static func survivor(of id: ContactID, in tx: Transaction) throws -> ContactID? {
        try tx.first(
            """
            WITH RECURSIVE way (id, step) AS (
              SELECT merged_into, 1 FROM contacts WHERE company_id = \(tx.company) AND id = \(id)
              UNION ALL
              SELECT c.merged_into, w.step + 1 FROM way w
              JOIN contacts c ON c.company_id = \(tx.company) AND c.id = w.id AND c.merged_into IS NOT NULL)
            SELECT id FROM way WHERE id IS NOT NULL ORDER BY step DESC LIMIT 1
            """
        ) { ContactID($0.int64(0)) }
    }

    /// What follows a contact of the directory's own tables.
    package static let rows = [ContactRows("interactions", table: "interactions")]
}

extension ContactMerging.Field {
    fileprivate var isWhole: Bool { [.business, .estimatedValue, .actualValue, .owner].contains(self) }
}

extension ContactDirectory {
    /// A contact with its numbers and its last interaction.
    ///
    /// - Throws: ``MissingContact``
    @discardableResult
    package static func existing(_ id: ContactID, in tx: Transaction) throws -> Contact {
        guard let contact = try contact(id, in: tx) else { throw try MissingContact(id, in: tx) }
        return contact
    }

    /// Refuses a contact that goes on as another, so that nobody takes an empty list for the truth; whoever else is named
    /// passes, be it nobody.
    ///
    /// - Throws: ``MissingContact``
    package static func refuseMerged(_ id: ContactID?, in tx: Transaction) throws {
        if let id, try ContactMerging.survivor(of: id, in: tx) != nil { throw try MissingContact(id, in: tx) }
    }
}

/// There is no such contact, or it goes on as another.
package struct MissingContact: ProblemConvertible {
    let id: ContactID
    let survivor: ContactID?

    /// - Throws: What reading throws.
    package init(_ id: ContactID, in tx: Transaction) throws {
        self.id = id
        survivor = try ContactMerging.survivor(of: id, in: tx)
    }

    package var problem: Problem {
        guard let survivor else {
            return Problem(
                .notFound, "/problems/unknown-contact", "No such contact", detail: "There is no contact \(id).")
        }
        return Problem(
            .gone, "/problems/merged-contact", "Contact merged",
            detail: "The contact \(id) goes on as \(survivor); undo the newest of its `merges` to part them again.",
            extra: ["contact": survivor, "merges": "/api/crm/merges?contact=\(id)"],
            headers: [("Location", "/api/crm/contacts/\(survivor)")])
    }
}
