import Domain
import SQLite

extension ContactWalk {
    /// Those that somebody typed for, by the index of numbers, of addresses or of names.
    ///
    /// - Parameter isLoose: Whether words may have a slip in them.
    /// - Returns: nil when nothing can be found so.
    static func found(_ query: ContactQuery, isLoose: Bool, in tx: Transaction) throws -> ContactWalk? {
        switch query {
        case .number(let number): return numbers("n.number = \(number)", in: tx)
        case .ending(let digits):
            let (ending, count) = (String(digits.suffix(4)), digits.utf8.count)
            return numbers("substr(n.number, -4) = \(ending) AND substr(n.number, -\(count)) = \(digits)", in: tx)
        case .beginning(let digits):
            var walk = numbers("n.number >= \(digits) AND n.number < \(digits + ":")", in: tx)
            (walk.key, walk.keyIsText, walk.isDescending) = ("n.number", true, false)
            // Each contact stands where the first of its numbers does.
            walk.condition += """
                 AND NOT EXISTS (SELECT 1 FROM contact_numbers l WHERE l.company_id = n.company_id
                  AND l.contact_id = n.contact_id AND l.number >= \(digits) AND l.number < n.number)
                """
            return walk
        case .email(let beginning): return emails(from: beginning, to: beginning + "\u{10FFFF}", in: tx)
        case .words(let words):
            guard !words.isEmpty else { return nil }
            guard let match = isLoose ? try NameMatch.loose(words, in: tx) : try NameMatch.exact(words, in: tx) else {
                return nil
            }
            return contacts(in: "contact_search f", as: "f.rowid", where: "f.contact_search MATCH \(match)", in: tx)
        }
    }

    /// Those that pass one test and were not removed, by an index that has them by age; nil for a test that has none.
    static func passing(
        _ field: ContactFilter.Field, _ test: ContactFilter.Test, in tx: Transaction
    ) throws -> ContactWalk? {
        // Of several values an index would have those of each together, and not all by age.
        guard case .isOne(let values) = test, values.count == 1, let value = values.first else { return nil }
        switch field {
        case .own(let key): return try own(key, value, in: tx)
        case .column(let column): return passing(column, value, in: tx)
        case .stage(let stages):
            return contacts(
                in: stages.table, as: stages.contact,
                where: "\(stages.company) = \(tx.company) AND \(stages.value) = \(value)", in: tx)
        }
    }

    private static func passing(
        _ column: ContactFilter.Column, _ value: SQLValue, in tx: Transaction
    ) -> ContactWalk? {
        switch (column, value) {
        case (.status, .text(let text)) where text != Contact.Status.new.rawValue:
            return contacts("c.status = \(value) AND c.status <> 'new'", in: tx)
        case (.owner, _): return contacts("c.owner_id = \(value)", in: tx)
        case (.externalId, _): return contacts("c.external_id = \(value)", in: tx)
        case (.business, .integer): return contacts("c.business_id = \(value) AND c.deleted_at IS NULL", in: tx)
        case (.business, .text):
            return contacts(
                """
                c.business_id = (SELECT b.id FROM businesses b
                  WHERE b.company_id = \(tx.company) AND b.name = \(value)) AND c.deleted_at IS NULL
                """, in: tx)
        case (.number, .text): return numbers("n.number = \(value)", in: tx)
        case (.email, .text(let address)):
            var walk = emails(from: address, to: address, in: tx)
            walk.isDescending = true
            return walk
        case (.tag, .text):
            return contacts(
                in: "contact_tags t", as: "t.contact_id",
                where: "t.company_id = \(tx.company) AND t.tag = \(value)", in: tx)
        default: return nil
        }
    }

    /// By the index of a field of the company's own, where it has one.
    private static func own(_ key: String, _ value: SQLValue, in tx: Transaction) throws -> ContactWalk? {
        guard let field = try ContactFieldStore.field(key, in: tx), field.isIndexed, field.state == .ready,
            let text = ContactFieldText.text(of: value, as: field.type)
        else { return nil }
        return contacts(
            in: "contact_field_values v", as: "v.contact_id",
            where: "v.company_id = \(tx.company) AND v.key = \(key) AND v.value = \(text)", in: tx)
    }

    /// Those that have what an order is by, in that order.
    static func ordered(by order: ContactOrder, in tx: Transaction) -> ContactWalk {
        var walk = contacts(order.hasKey, in: tx)
        (walk.key, walk.keyIsText, walk.isDescending) = (order.key, order.keyIsText, order.isDescending)
        guard order == .lastContact || order == .longestAgo else { return walk }
        walk.from = """
            FROM interactions i CROSS JOIN contacts c ON c.company_id = i.company_id AND c.id = i.contact_id
            WHERE i.company_id = \(tx.company)
            """
        (walk.key, walk.id) = ("i.at", "i.contact_id")
        // Each contact stands where its newest interaction does.
        walk.condition = """
            NOT EXISTS (SELECT 1 FROM interactions l WHERE l.company_id = i.company_id
              AND l.contact_id = i.contact_id AND l.at > i.at)
            """
        return walk
    }

    private static func numbers(_ condition: SQL, in tx: Transaction) -> ContactWalk {
        contacts(
            in: "contact_numbers n", as: "n.contact_id", where: "n.company_id = \(tx.company) AND \(condition)", in: tx)
    }

    private static func emails(from first: String, to last: String, in tx: Transaction) -> ContactWalk {
        // A range even for one address: for an equality SQLite 3.40 leaves the index.
        var walk = contacts(
            """
            c.email IS NOT NULL AND lower(c.email) >= \(ContactSearch.folded(first))
            AND lower(c.email) <= \(ContactSearch.folded(last))
            """, in: tx)
        (walk.key, walk.keyIsText, walk.isDescending) = ("lower(c.email)", true, false)
        return walk
    }
}

extension ContactFieldText {
    /// The text under which a field's index has what a filter asks for.
    fileprivate static func text(of value: SQLValue, as type: ContactField.Kind) -> String? {
        switch value {
        case .text(let value): text(of: .string(value))
        case .integer(let value): text(of: type == .boolean ? .bool(value == 1) : .integer(value))
        case .real(let value): text(of: .number(value))
        default: nil
        }
    }
}
