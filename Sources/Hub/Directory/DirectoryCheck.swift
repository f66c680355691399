import Domain
import SQLite

extension ContactDirectory {
    /// What is wrong with the indexes that contacts of all companies are found by, a line each.
    package static func faults(in tx: Transaction) throws -> [String] {
        try unfindable(in: tx) + strays(in: tx) + tags(in: tx)
    }

    /// Contacts that are not found by their own names.
    private static func unfindable(in tx: Transaction) throws -> [String] {
        var faults: [String] = []
        try tx.forEach("SELECT id, company_id, name FROM contacts WHERE name IS NOT NULL ORDER BY id") { row in
            let words = ContactQuery.words(of: row.string(2))
            guard !words.isEmpty else { return true }
            let match = NameMatch.whole(words, company: CompanyID(row.int64(1)))
            let isFound = try tx.exists(
                """
                SELECT 1 FROM contact_search f WHERE f.contact_search MATCH \(match) AND f.rowid = \(row.int64(0))
                """)
            if !isFound { faults.append("contacts: \(ContactID(row.int64(0))) is not found by its name.") }
            return faults.count < SelfCheck.limit
        }
        return faults
    }

    /// Names in the index whose contact is gone, or has none.
    private static func strays(in tx: Transaction) throws -> [String] {
        let companies = try tx.rows("SELECT DISTINCT company_id FROM contacts") { CompanyID($0.int64(0)) }
        return try companies.flatMap { company in
            try tx.rows(
                """
                SELECT f.rowid FROM contact_search f WHERE f.contact_search MATCH \(NameMatch.whole([], company: company))
                  AND NOT EXISTS (SELECT 1 FROM contacts c WHERE c.id = f.rowid AND c.name IS NOT NULL)
                LIMIT \(SelfCheck.limit)
                """
            ) { "contacts: the index has a name for \(ContactID($0.int64(0))), which has none." }
        }
    }

    private static func tags(in tx: Transaction) throws -> [String] {
        let given: SQL = """
            SELECT c.company_id, lower(t.value), c.id FROM contacts c, json_each(c.tags) t WHERE c.tags <> '[]'
            """
        let kept: SQL = "SELECT company_id, tag, contact_id FROM contact_tags"
        return try [(given + " EXCEPT " + kept, "lacks"), (kept + " EXCEPT " + given, "has too much:")].flatMap {
            sql, what in
            try tx.rows(sql + " LIMIT \(SelfCheck.limit)") {
                "contacts: the index of tags \(what) `\($0.string(1))` of \(ContactID($0.int64(2)))."
            }
        }
    }
}
