import ModuleKit

/// Finds contacts that resemble others by an index of each rule, for a range of them at a time.
enum ResemblanceStore {
    /// More of one rule are not looked at, of one contact and of many at once: a number that hundreds have is nobody's.
    private static let (mostOfOne, mostOfMany) = (100, 5_000)

    /// Two contacts, the older one first.
    struct Pair: Hashable {
        let first: ContactID
        let second: ContactID

        init(_ one: ContactID, _ other: ContactID) { (first, second) = (min(one, other), max(one, other)) }
    }

    /// What speaks for each pair of which one lies between these identifiers, both included.
    static func pairs(from first: ContactID, through last: ContactID, in tx: Transaction) throws -> [Pair: Resemblance]
    {
        let most = first == last ? mostOfOne : mostOfMany
        var found: [Pair: Resemblance] = [:]
        try tx.forEach(numbers(first, last, in: tx) + " LIMIT \(most)") { row in
            found[pair(row), default: Resemblance()].add(.number, "Both have \(row.string(2)).")
            return true
        }
        try tx.forEach(emails(first, last, in: tx) + " LIMIT \(most)") { row in
            found[pair(row), default: Resemblance()].add(.email, "Both have \(row.string(2)).")
            return true
        }
        try tx.forEach(names(first, last, in: tx) + " LIMIT \(most)") { row in
            found[pair(row), default: Resemblance()]
                .add(.nameAndBusiness, "Both are called \(row.string(2)) and work for \(row.string(3)).")
            return true
        }
        for pair in found.keys {
            found[pair]?.compare(try name(of: pair.first, in: tx), try name(of: pair.second, in: tx))
        }
        return found
    }

    private static func pair(_ row: Row) -> Pair { Pair(ContactID(row.int64(0)), ContactID(row.int64(1))) }

    private static func name(of id: ContactID, in tx: Transaction) throws -> String? {
        try tx.first("SELECT name FROM contacts WHERE company_id = \(tx.company) AND id = \(id)") { $0.stringOrNil(0) }
            ?? nil
    }

    private static func numbers(_ first: ContactID, _ last: ContactID, in tx: Transaction) -> SQL {
        """
        SELECT m.contact_id, n.contact_id, n.number FROM contact_numbers m
        CROSS JOIN contact_numbers n ON n.company_id = m.company_id AND n.number = m.number
          AND n.contact_id <> m.contact_id
        CROSS JOIN contacts c ON c.id = n.contact_id AND c.deleted_at IS NULL
        CROSS JOIN contacts d ON d.id = m.contact_id AND d.deleted_at IS NULL
        WHERE m.company_id = \(tx.company) AND m.contact_id >= \(first) AND m.contact_id <= \(last)
        """
    }

    private static func emails(_ first: ContactID, _ last: ContactID, in tx: Transaction) -> SQL {
        // A range of one address: for an equality SQLite 3.40 leaves the index.
        """
        SELECT c.id, o.id, o.email FROM contacts c
        CROSS JOIN contacts o ON o.company_id = c.company_id AND o.email IS NOT NULL
          AND lower(o.email) >= lower(c.email) AND lower(o.email) <= lower(c.email) AND o.id <> c.id
        WHERE c.company_id = \(tx.company) AND c.id >= \(first) AND c.id <= \(last) AND c.email IS NOT NULL
          AND c.deleted_at IS NULL AND o.deleted_at IS NULL
        """
    }

    private static func names(_ first: ContactID, _ last: ContactID, in tx: Transaction) -> SQL {
        // The range of ids is what is short; every index of businesses spans the company.
        """
        SELECT c.id, o.id, o.name, b.name FROM contacts c NOT INDEXED
        CROSS JOIN contacts o ON o.company_id = c.company_id AND o.business_id = c.business_id
          AND o.business_id IS NOT NULL AND o.name IS NOT NULL
          AND lower(o.name) >= lower(c.name) AND lower(o.name) <= lower(c.name) AND o.id <> c.id
        CROSS JOIN businesses b ON b.company_id = c.company_id AND b.id = c.business_id
        WHERE c.company_id = \(tx.company) AND c.id >= \(first) AND c.id <= \(last) AND c.name IS NOT NULL
          AND c.business_id IS NOT NULL AND c.deleted_at IS NULL AND o.deleted_at IS NULL
        """
    }
}
