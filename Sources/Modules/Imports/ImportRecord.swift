import Directory
import ModuleKit

/// Every SQL statement on what an import has done: the contacts it made and changed, and what was wrong.
enum ImportRecord {
    /// Faults of an import that are kept; all are counted.
    static let faultBound = 10_000

    // MARK: Contacts that were made

    /// Notes the contacts that a batch has made, in the order of their ids.
    static func note(_ contacts: [ContactID], after row: Int, of id: ImportID, in tx: Transaction) throws {
        guard !contacts.isEmpty else { return }
        try tx.execute(
            """
            INSERT INTO import_batches (company_id, import_id, number, contacts)
            VALUES (\(tx.company), \(id), \(row), \(packed(contacts)))
            """)
    }

    /// The contacts of the last batch up to a number; nil when there is none.
    static func lastBatch(
        of id: ImportID, through number: Int = .max, in tx: Transaction
    ) throws -> (number: Int, contacts: [ContactID])? {
        try tx.first(
            """
            SELECT number, contacts FROM import_batches
            WHERE company_id = \(tx.company) AND import_id = \(id) AND number <= \(number) ORDER BY number DESC LIMIT 1
            """
        ) { ($0.int(0), unpacked($0.blob(1))) }
    }

    /// Keeps the contacts of a batch that are still to be looked at; forgets the batch when there are none.
    static func setBatch(_ number: Int, _ contacts: [ContactID], of id: ImportID, in tx: Transaction) throws {
        if contacts.isEmpty {
            try tx.execute(
                "DELETE FROM import_batches WHERE company_id = \(tx.company) AND import_id = \(id) AND number = \(number)"
            )
        } else {
            try tx.execute(
                """
                UPDATE import_batches SET contacts = \(packed(contacts))
                WHERE company_id = \(tx.company) AND import_id = \(id) AND number = \(number)
                """)
        }
    }

    /// Ids as LEB128 of their distances, some two bytes each.
    private static func packed(_ contacts: [ContactID]) -> [UInt8] {
        var bytes: [UInt8] = []
        var last: UInt64 = 0
        for contact in contacts {
            let id = UInt64(bitPattern: contact.rawValue)
            var rest = id &- last
            last = id
            while rest > 0x7F {
                bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
                rest >>= 7
            }
            bytes.append(UInt8(rest))
        }
        return bytes
    }

    private static func unpacked(_ bytes: [UInt8]) -> [ContactID] {
        var contacts: [ContactID] = []
        var (last, rest, shift): (UInt64, UInt64, UInt64) = (0, 0, 0)
        for byte in bytes {
            rest |= UInt64(byte & 0x7F) << shift
            shift += 7
            guard byte < 0x80 else { continue }
            last &+= rest
            contacts.append(ContactID(Int64(bitPattern: last)))
            (rest, shift) = (0, 0)
        }
        return contacts
    }

    // MARK: Contacts that were changed

    /// What an import has changed of a contact, and how often; nil when nothing.
    static func change(
        of contact: ContactID, by id: ImportID, in tx: Transaction
    ) throws -> (change: ContactChange, times: Int)? {
        try tx.first(
            """
            SELECT \(states), times FROM import_changes
            WHERE company_id = \(tx.company) AND import_id = \(id) AND contact_id = \(contact)
            """
        ) { (try change($0, 0), $0.int(2)) }
    }

    /// Notes a change beside those of the same import before it.
    static func note(_ change: ContactChange, of contact: ContactID, by id: ImportID, in tx: Transaction) throws {
        let earlier = try self.change(of: contact, by: id, in: tx)
        let whole = earlier?.change.followed(by: change) ?? change
        let row = "\(id.rawValue)/\(contact.rawValue)"
        try tx.execute(
            """
            INSERT INTO import_changes (company_id, import_id, contact_id, before, after)
            VALUES (\(tx.company), \(id), \(contact),
                    sealed('import_changes.before', \(tx.company), \(row), \(whole.before.jsonText)),
                    sealed('import_changes.after', \(tx.company), \(row), \(whole.after.jsonText)))
            ON CONFLICT (company_id, import_id, contact_id) DO UPDATE SET before = excluded.before, after = excluded.after,
                times = times + 1
            """)
    }

    /// The next changes, by contact.
    static func changes(of id: ImportID, limit: Int, in tx: Transaction) throws -> [(ContactID, ContactChange)] {
        try tx.rows(
            """
            SELECT \(states), contact_id FROM import_changes
            WHERE company_id = \(tx.company) AND import_id = \(id) ORDER BY contact_id LIMIT \(limit)
            """
        ) { (ContactID($0.int64(2)), try change($0, 0)) }
    }

    static func forgetChange(of contact: ContactID, by id: ImportID, in tx: Transaction) throws {
        try tx.execute(
            """
            DELETE FROM import_changes
            WHERE company_id = \(tx.company) AND import_id = \(id) AND contact_id = \(contact)
            """)
    }

    /// How the contact was before and is after.
    private static let states: SQL = """
        opened('import_changes.before', company_id, import_id || '/' || contact_id, before),
        opened('import_changes.after', company_id, import_id || '/' || contact_id, after)
        """

    private static func change(_ row: Row, _ column: Int) throws -> ContactChange {
        let object = { (text: String) in try JSONParser.parse(Array(text.utf8)).object ?? [:] }
        return ContactChange(before: try object(row.string(column)), after: try object(row.string(column + 1)))
    }

    // MARK: Faults

    /// Keeps faults, as long as there is room.
    ///
    /// - Parameter number: How many the import has had before.
    static func note(_ faults: [ImportFault], after number: Int, of id: ImportID, in tx: Transaction) throws {
        for (index, fault) in faults.prefix(max(0, faultBound - number)).enumerated() {
            let row = "\(id.rawValue)/\(number + index)"
            try tx.execute(
                """
                INSERT INTO import_errors (company_id, import_id, number, row_number, field, value, detail)
                VALUES (\(tx.company), \(id), \(number + index), \(fault.row), \(fault.field),
                        sealed('import_errors.value', \(tx.company), \(row), \(fault.value)),
                        sealed('import_errors.detail', \(tx.company), \(row), \(fault.detail)))
                """)
        }
    }

    /// The faults that are kept, in the order of their rows, each with its number.
    static func faults(
        of id: ImportID, after number: Int, limit: Int, in tx: Transaction
    ) throws -> [(number: Int, fault: ImportFault)] {
        try tx.rows(
            """
            SELECT number, row_number, field,
                   opened('import_errors.value', company_id, import_id || '/' || number, value),
                   opened('import_errors.detail', company_id, import_id || '/' || number, detail)
            FROM import_errors
            WHERE company_id = \(tx.company) AND import_id = \(id) AND number > \(number) ORDER BY number LIMIT \(limit)
            """
        ) { row in
            (
                row.int(0),
                ImportFault(
                    row: row.int(1), field: row.stringOrNil(2), value: row.stringOrNil(3), detail: row.string(4))
            )
        }
    }

    /// Forgets, a little at a time, what an undo needs and what was wrong.
    ///
    /// - Returns: Whether anything is left.
    static func forget(_ id: ImportID, limit: Int, in tx: Transaction) throws -> Bool {
        let numbers = "SELECT number FROM import_errors WHERE company_id = \(tx.company) AND import_id = \(id)" as SQL
        var count = try tx.execute(
            """
            DELETE FROM import_errors WHERE company_id = \(tx.company) AND import_id = \(id)
              AND number IN (\(numbers) LIMIT \(limit))
            """)
        count += try tx.execute(
            """
            DELETE FROM import_changes WHERE company_id = \(tx.company) AND import_id = \(id) AND contact_id IN
              (SELECT contact_id FROM import_changes WHERE company_id = \(tx.company) AND import_id = \(id) LIMIT \(limit))
            """)
        try tx.execute("DELETE FROM import_batches WHERE company_id = \(tx.company) AND import_id = \(id)")
        if count == 0 { try ImportStore.noteForgotten(id, in: tx) }
        return count > 0
    }
}
