import ModuleKit

/// Every SQL statement on merges and on the rows that changed hands.
enum MergeStore {
    private static let columns: SQL = """
        id, survivor_id, other_id, opened('contact_merges.changes', company_id, id, changes), numbers, author, at,
        undone_at, undone_by
        """

    static func merge(_ id: MergeID, in tx: Transaction) throws -> Merge? {
        try tx.first("SELECT \(columns) FROM contact_merges WHERE company_id = \(tx.company) AND id = \(id)", read)
    }

    /// Newest first; of one contact, on whichever side.
    static func merges(of contact: ContactID?, before: MergeID?, limit: Int, in tx: Transaction) throws -> [Merge] {
        var sql: SQL = """
            SELECT \(columns) FROM contact_merges WHERE company_id = \(tx.company) AND id < \(before?.rawValue ?? .max)
            """
        if let contact { sql += " AND id IN (\(ids(of: contact, in: tx)))" }
        return try tx.rows(sql + " ORDER BY id DESC LIMIT \(limit)", read)
    }

    /// Those that a timeline asks for, each with the other's name.
    static func merges(_ query: TimelineQuery, in tx: Transaction) throws -> [(merge: Merge, name: String?)] {
        try tx.rows(
            """
            SELECT \(columns), (SELECT c.name FROM contacts c WHERE c.company_id = contact_merges.company_id
              AND c.id = CASE survivor_id WHEN \(query.contact) THEN other_id ELSE survivor_id END)
            FROM contact_merges WHERE company_id = \(tx.company) AND id IN (\(ids(of: query.contact, in: tx)))
              AND at >= \(query.from) AND (at, id) < (\(query.before.at), \(query.before.key))
            ORDER BY at DESC, id DESC LIMIT \(query.limit)
            """
        ) { (try read($0), $0.stringOrNil(9)) }
    }

    private static func ids(of contact: ContactID, in tx: Transaction) -> SQL {
        """
        SELECT id FROM contact_merges WHERE company_id = \(tx.company) AND survivor_id = \(contact)
        UNION ALL SELECT id FROM contact_merges WHERE company_id = \(tx.company) AND other_id = \(contact)
        """
    }

    /// The newest that stands of those by which a contact got rows, or gave all of its own.
    static func newestStanding(of contact: ContactID, in tx: Transaction) throws -> MergeID? {
        try tx.first(
            """
            SELECT MAX(id) FROM (
              SELECT id FROM contact_merges
              WHERE company_id = \(tx.company) AND survivor_id = \(contact) AND undone_at IS NULL
              UNION ALL
              SELECT id FROM contact_merges
              WHERE company_id = \(tx.company) AND other_id = \(contact) AND undone_at IS NULL) AS standing
            """
        ) { $0.int64OrNil(0).map { MergeID($0) } } ?? nil
    }

    static func insert(_ merge: Merge, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO contact_merges (company_id, id, survivor_id, other_id, changes, numbers, author, at)
            VALUES (\(tx.company), \(merge.id), \(merge.contact), \(merge.other),
                    sealed('contact_merges.changes', \(tx.company), \(merge.id), \(merge.changesJSON)),
                    \(merge.numbers.map(\.e164).jsonText), \(merge.author), \(merge.at))
            """)
    }

    static func undo(_ id: MergeID, by author: String, at now: Timestamp, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE contact_merges SET undone_at = \(now), undone_by = \(author)
            WHERE company_id = \(tx.company) AND id = \(id)
            """)
    }

    // MARK: Rows

    static func note(_ rows: [Int64], of part: String, by merge: MergeID, in tx: Transaction) throws {
        for row in rows {
            try tx.execute(
                """
                INSERT INTO contact_merge_rows (company_id, merge_id, part, row_id)
                VALUES (\(tx.company), \(merge), \(part), \(row))
                """)
        }
    }

    static func rows(of part: String, by merge: MergeID, in tx: Transaction) throws -> [Int64] {
        try tx.rows(
            """
            SELECT row_id FROM contact_merge_rows
            WHERE company_id = \(tx.company) AND merge_id = \(merge) AND part = \(part) ORDER BY row_id
            """
        ) { $0.int64(0) }
    }

    private static func read(_ row: Row) throws -> Merge {
        let json = { (column: Int) in try JSONParser.parse(Array(row.string(column).utf8)) }
        return Merge(
            id: MergeID(row.int64(0)), contact: ContactID(row.int64(1)), other: ContactID(row.int64(2)),
            changes: Merge.changes(try json(3)),
            numbers: try json(4).array?.compactMap { $0.string.map(PhoneNumber.init(e164:)) } ?? [],
            author: row.string(5), at: Timestamp(milliseconds: row.int64(6)),
            undoneAt: row.int64OrNil(7).map(Timestamp.init(milliseconds:)), undoneBy: row.stringOrNil(8))
    }
}
