import ModuleKit

/// Every SQL statement on pairs that resemble each other.
enum DuplicateStore {
    private static let columns: SQL = "d.id, d.first_id, d.second_id, d.state, d.score, d.reasons, d.found_at"

    static func duplicate(_ id: DuplicateID, in tx: Transaction) throws -> Duplicate? {
        try tx.first("SELECT \(columns) FROM duplicates d WHERE d.company_id = \(tx.company) AND d.id = \(id)", read)
    }

    /// Open pairs of contacts that are both there, likeliest first.
    static func open(
        of contact: ContactID?, after place: (score: Int64, id: DuplicateID)?, limit: Int, in tx: Transaction
    ) throws -> [Duplicate] {
        let (score, id) = (place?.score ?? 101, place?.id ?? DuplicateID(.max))
        var sql: SQL = """
            SELECT \(columns) FROM duplicates d
            CROSS JOIN contacts a ON a.id = d.first_id CROSS JOIN contacts b ON b.id = d.second_id
            WHERE d.company_id = \(tx.company) AND d.state = 'open' AND d.score <= \(score)
              AND (d.score < \(score) OR d.id < \(id)) AND a.deleted_at IS NULL AND b.deleted_at IS NULL
            """
        if let contact {
            sql += """
                 AND d.id IN (\(pairs(of: contact, in: tx)))
                """
        }
        return try tx.rows(sql + " ORDER BY d.score DESC, d.id DESC LIMIT \(limit)", read)
    }

    /// The open pairs of a contact, whoever the other is.
    static func open(of contact: ContactID, limit: Int, in tx: Transaction) throws -> [Duplicate] {
        try tx.rows(
            """
            SELECT \(columns) FROM duplicates d
            WHERE d.company_id = \(tx.company) AND d.id IN (\(pairs(of: contact, in: tx))) AND d.state = 'open'
            LIMIT \(limit)
            """, read)
    }

    /// Notes that two resemble each other; what somebody has decided about them stands.
    static func note(
        _ pair: ResemblanceStore.Pair, _ resemblance: Resemblance, at now: Timestamp, in tx: Transaction
    ) throws {
        let id: DuplicateID = try tx.newID()
        try tx.execute(
            """
            INSERT INTO duplicates (company_id, id, first_id, second_id, state, score, reasons, found_at)
            VALUES (\(tx.company), \(id), \(pair.first), \(pair.second), 'open', \(resemblance.score),
                    \(resemblance.reasons.jsonText), \(now))
            ON CONFLICT (company_id, first_id, second_id) DO UPDATE SET score = excluded.score, reasons = excluded.reasons
            WHERE duplicates.score <> excluded.score OR duplicates.reasons <> excluded.reasons
            """)
    }

    static func set(_ state: Duplicate.State, of pair: ResemblanceStore.Pair, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE duplicates SET state = \(state)
            WHERE company_id = \(tx.company) AND first_id = \(pair.first) AND second_id = \(pair.second)
            """)
    }

    static func remove(_ id: DuplicateID, in tx: Transaction) throws {
        try tx.execute("DELETE FROM duplicates WHERE company_id = \(tx.company) AND id = \(id)")
    }

    private static func pairs(of contact: ContactID, in tx: Transaction) -> SQL {
        """
        SELECT id FROM duplicates WHERE company_id = \(tx.company) AND first_id = \(contact)
        UNION ALL SELECT id FROM duplicates WHERE company_id = \(tx.company) AND second_id = \(contact)
        """
    }

    private static func read(_ row: Row) throws -> Duplicate {
        Duplicate(
            id: DuplicateID(row.int64(0)),
            pair: ResemblanceStore.Pair(ContactID(row.int64(1)), ContactID(row.int64(2))), state: try row.value(3),
            score: row.int(4), reasonsJSON: row.string(5), foundAt: Timestamp(milliseconds: row.int64(6)))
    }

    // MARK: Contacts from files

    /// The newest contact up to which those that came from files were compared.
    static func progress(in tx: Transaction) throws -> ContactID {
        ContactID(
            try tx.first("SELECT through_id FROM duplicates_progress WHERE company_id = \(tx.company)") { $0.int64(0) }
                ?? 0)
    }

    static func note(progress: ContactID, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO duplicates_progress (company_id, through_id) VALUES (\(tx.company), \(progress))
            ON CONFLICT (company_id) DO UPDATE SET through_id = excluded.through_id
            """)
    }
}
