import Domain
import JSON
import SQLite

/// Every SQL statement on a company's own fields and on the index of their values.
package enum ContactFieldStore {
    private static let columns: SQL = "key, label, type, choices, required, indexed, position, state, version, subject"

    /// The fields of the company's contacts or businesses in their order; at most a hundred.
    package static func all(_ subject: ContactField.Subject = .contact, in tx: Transaction) throws -> [ContactField] {
        try tx.rows(
            """
            SELECT \(columns) FROM contact_fields WHERE company_id = \(tx.company) AND subject = \(subject.rawValue)
            ORDER BY position, key LIMIT 1000
            """, read)
    }

    /// One field; nil where there is none of that key.
    package static func field(_ key: String, in tx: Transaction) throws -> ContactField? {
        try tx.first(
            "SELECT \(columns) FROM contact_fields WHERE company_id = \(tx.company) AND key = \(key)", read)
    }

    /// Writes a field, in place of the one of its key.
    package static func put(_ field: ContactField, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO contact_fields (company_id, key, label, type, choices, required, indexed, position, state, version,
                                        subject)
            VALUES (\(tx.company), \(field.key), \(field.label), \(field.type.rawValue),
                    \(field.choices.isEmpty ? nil : field.choices.jsonText), \(field.isRequired), \(field.isIndexed),
                    \(field.position), \(field.state.rawValue), \(field.version), \(field.subject.rawValue))
            ON CONFLICT (company_id, key) DO UPDATE SET label = excluded.label, choices = excluded.choices,
                required = excluded.required, indexed = excluded.indexed, position = excluded.position,
                state = excluded.state, version = excluded.version
            """)
    }

    /// Forgets a field's definition.
    package static func remove(_ key: String, in tx: Transaction) throws {
        try tx.execute("DELETE FROM contact_fields WHERE company_id = \(tx.company) AND key = \(key)")
    }

    // MARK: The index

    /// Adds a contact's values of indexed fields to the index.
    static func index(_ fields: JSONObject, of contact: ContactID, in tx: Transaction) throws {
        guard !fields.isEmpty else { return }
        let indexed = try tx.rows(
            """
            SELECT key FROM contact_fields
            WHERE company_id = \(tx.company) AND (indexed = 1 OR state = 'indexing') LIMIT 1000
            """
        ) { $0.string(0) }
        for key in indexed {
            guard let text = fields[key].flatMap(ContactFieldText.text) else { continue }
            try tx.execute(
                """
                INSERT INTO contact_field_values (company_id, key, value, contact_id)
                VALUES (\(tx.company), \(key), \(text), \(contact)) ON CONFLICT DO NOTHING
                """)
        }
    }

    /// Takes a contact's values out of the index.
    static func unindex(_ contact: ContactID, in tx: Transaction) throws {
        try tx.execute(
            "DELETE FROM contact_field_values WHERE company_id = \(tx.company) AND contact_id = \(contact)")
    }

    /// The ids of the next contacts or businesses after one that have fields of the company's own, removed ones too.
    package static func bearers(
        _ subject: ContactField.Subject, after: Int64, limit: Int, in tx: Transaction
    ) throws -> [Int64] {
        try tx.rows(
            """
            SELECT id FROM \(table(of: subject))
            WHERE company_id = \(tx.company) AND id > \(after) AND fields <> '{}' ORDER BY id LIMIT \(limit)
            """
        ) { $0.int64(0) }
    }

    /// Puts a contact's values into the index again, as they are now.
    package static func reindex(_ contact: ContactID, in tx: Transaction) throws {
        guard let fields = try fields(of: contact, in: tx) else { return }
        try unindex(contact, in: tx)
        try index(fields, of: contact, in: tx)
    }

    /// Takes the value of a field from whoever has that id.
    package static func removeValue(_ field: ContactField, of id: Int64, in tx: Transaction) throws {
        let table = table(of: field.subject)
        let text = try tx.first("SELECT fields FROM \(table) WHERE company_id = \(tx.company) AND id = \(id)") {
            $0.blob(0)
        }
        guard var fields = try text.flatMap({ try JSONParser.parse($0).object }), fields[field.key] != nil else {
            return
        }
        fields[field.key] = nil
        try tx.execute(
            """
            UPDATE \(table) SET fields = \(fields.jsonText), version = version + 1
            WHERE company_id = \(tx.company) AND id = \(id)
            """)
    }

    private static func table(of subject: ContactField.Subject) -> SQL {
        switch subject {
        case .contact: "contacts"
        case .business: "businesses"
        }
    }

    /// Takes up to `limit` values of a field out of the index.
    ///
    /// - Returns: How many there were.
    package static func unindex(_ key: String, limit: Int, in tx: Transaction) throws -> Int {
        try tx.execute(
            """
            DELETE FROM contact_field_values WHERE (company_id, key, value, contact_id) IN (
              SELECT company_id, key, value, contact_id FROM contact_field_values
              WHERE company_id = \(tx.company) AND key = \(key) LIMIT \(limit))
            """)
    }

    private static func fields(of contact: ContactID, in tx: Transaction) throws -> JSONObject? {
        try tx.first("SELECT fields FROM contacts WHERE company_id = \(tx.company) AND id = \(contact)") { row in
            try JSONParser.parse(row.blob(0)).object
        } ?? nil
    }

    private static func read(_ row: Row) throws -> ContactField {
        // Written by us as a list.
        let choices = row.stringOrNil(3).flatMap { try? JSONParser.parse(Array($0.utf8)).array }
        return ContactField(
            key: row.string(0), label: row.string(1), type: try row.value(2), of: try row.value(9),
            choices: choices?.compactMap(\.string) ?? [], isRequired: row.bool(4), isIndexed: row.bool(5),
            position: row.int64(6), state: try row.value(7), version: row.int64(8))
    }
}
