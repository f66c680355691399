import ModuleKit

/// Finds contacts that resemble another by an index of each rule.
enum ResemblanceStore {
    /// Likes of one contact by one rule that are looked at, the oldest ones.
    ///
    /// Where a crowd has one number, or a file was brought in forty times, each is paired with the same few, so that nobody is
    /// left out and the pairs do not grow with the square of the crowd.
    private static let most = 5

    /// Two contacts, the older one first.
    struct Pair: Hashable {
        let first: ContactID
        let second: ContactID

        init(_ one: ContactID, _ other: ContactID) { (first, second) = (min(one, other), max(one, other)) }
    }

    /// What speaks for each pair of a contact and the oldest that resemble it.
    static func pairs(of contact: ContactID, in tx: Transaction) throws -> [Pair: Resemblance] {
        try pairs(of: contact, with: nil, in: tx)
    }

    /// What speaks for one pair; nil where nothing does.
    static func resemblance(of pair: Pair, in tx: Transaction) throws -> Resemblance? {
        try pairs(of: pair.second, with: pair.first, in: tx)[pair]
    }

    /// The next contacts after one, removed ones included.
    static func contacts(
        after: ContactID, through: Int64, limit: Int, in tx: Transaction
    ) throws -> [ContactID] {
        try tx.rows(
            """
            SELECT id FROM contacts WHERE company_id = \(tx.company) AND id > \(after) AND id <= \(through)
            ORDER BY id LIMIT \(limit)
            """
        ) { ContactID($0.int64(0)) }
    }

    /// - Parameter other: Whom alone to look at; nil looks at all.
    private static func pairs(
        of contact: ContactID, with other: ContactID?, in tx: Transaction
    ) throws -> [Pair: Resemblance] {
        var found: [Pair: Resemblance] = [:]
        func add(_ rule: Resemblance.Rule, _ sql: SQL, why: (Row) -> String) throws {
            let only: SQL = other.map { " AND o.id = \($0)" } ?? ""
            try tx.forEach(sql + only + " LIMIT \(most)") { row in
                found[Pair(contact, ContactID(row.int64(0))), default: Resemblance()].add(rule, why(row))
                return true
            }
        }
        try add(.number, numbers(contact, in: tx)) { "Both have \($0.string(2))." }
        try add(.email, emails(contact, in: tx)) { "Both have \($0.string(2))." }
        try add(.nameAndBusiness, names(contact, in: tx)) {
            "Both are called \($0.string(1)) and work for \($0.string(2))."
        }
        guard !found.isEmpty else { return found }
        let name = try name(of: contact, in: tx)
        for pair in found.keys {
            found[pair]?.compare(name, try self.name(of: pair.first == contact ? pair.second : pair.first, in: tx))
        }
        return found
    }

    private static func name(of id: ContactID, in tx: Transaction) throws -> String? {
        try tx.first("SELECT name FROM contacts WHERE company_id = \(tx.company) AND id = \(id)") { $0.stringOrNil(0) }
            ?? nil
    }

    private static func numbers(_ contact: ContactID, in tx: Transaction) -> SQL {
        """
        SELECT o.id, o.name, n.number FROM contact_numbers m
        CROSS JOIN contact_numbers n ON n.company_id = m.company_id AND n.number = m.number
          AND n.contact_id <> m.contact_id
        CROSS JOIN contacts o ON o.id = n.contact_id AND o.deleted_at IS NULL
        CROSS JOIN contacts c ON c.id = m.contact_id AND c.deleted_at IS NULL
        WHERE m.company_id = \(tx.company) AND m.contact_id = \(contact)
        """
    }

    private static func emails(_ contact: ContactID, in tx: Transaction) -> SQL {
        // A range of one address: for an equality SQLite 3.40 leaves the index.
        """
        SELECT o.id, o.name, o.email FROM contacts c
        CROSS JOIN contacts o ON o.company_id = c.company_id AND o.email IS NOT NULL
          AND lower(o.email) >= lower(c.email) AND lower(o.email) <= lower(c.email) AND o.id <> c.id
        WHERE c.company_id = \(tx.company) AND c.id = \(contact) AND c.email IS NOT NULL
          AND c.deleted_at IS NULL AND o.deleted_at IS NULL
        """
    }

    private static func names(_ contact: ContactID, in tx: Transaction) -> SQL {
        """
        SELECT o.id, o.name, b.name FROM contacts c
        CROSS JOIN contacts o ON o.company_id = c.company_id AND o.business_id = c.business_id
          AND o.business_id IS NOT NULL AND o.name IS NOT NULL
          AND lower(o.name) >= lower(c.name) AND lower(o.name) <= lower(c.name) AND o.id <> c.id
        CROSS JOIN businesses b ON b.company_id = c.company_id AND b.id = c.business_id
        WHERE c.company_id = \(tx.company) AND c.id = \(contact) AND c.name IS NOT NULL
          AND c.business_id IS NOT NULL AND c.deleted_at IS NULL AND o.deleted_at IS NULL
        """
    }
}
