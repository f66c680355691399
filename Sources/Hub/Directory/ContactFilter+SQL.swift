import Domain
import SQLite

extension ContactFilter {
    /// True or false for each contact `c`, never null.
    var condition: SQL {
        switch self {
        case .and(let parts): Self.joined(parts, by: " AND ")
        case .or(let parts): Self.joined(parts, by: " OR ")
        case .not(let part): "NOT \(part.condition)"
        case .test(let field, let test): "((\(field.condition(test))) IS TRUE)"
        }
    }

    private static func joined(_ parts: [ContactFilter], by word: SQL) -> SQL {
        var sql: SQL = "("
        for (index, part) in parts.enumerated() {
            if index > 0 { sql += word }
            sql += part.condition
        }
        return sql + ")"
    }
}

extension ContactFilter.Field {
    func condition(_ test: ContactFilter.Test) -> SQL {
        switch self {
        case .name: Self.text("lower(c.name)", test)
        case .email: Self.text("lower(c.email)", test)
        case .source: Self.text("lower(c.source)", test)
        case .currency: Self.text("lower(c.currency)", test)
        case .status: Self.text("c.status", test)
        case .business: Self.business(test)
        case .number: Self.number(test)
        case .tag: Self.tag(test)
        case .createdAt: Self.amount("c.created_at", test)
        case .updatedAt: Self.amount("c.updated_at", test)
        case .lastContactAt: Self.amount(ContactOrder.newestInteraction, test)
        case .estimatedValue: Self.amount("c.estimated_value", test)
        case .actualValue: Self.amount("c.actual_value", test)
        }
    }

    private static func text(_ column: SQL, _ test: ContactFilter.Test) -> SQL {
        switch test {
        case .isOne(let values): "\(column) IN (\(SQL.list(values)))"
        case .contains(let text): "instr(\(column), \(text)) > 0"
        case .startsWith(let text): "substr(\(column), 1, \(text.unicodeScalars.count)) = \(text)"
        case .isEmpty: "\(column) IS NULL"
        case .atLeast, .atMost: "0"
        }
    }

    private static func amount(_ column: SQL, _ test: ContactFilter.Test) -> SQL {
        switch test {
        case .isOne(let values): "\(column) IN (\(SQL.list(values)))"
        case .atLeast(let least): "\(column) >= \(least)"
        case .atMost(let most): "\(column) <= \(most)"
        case .isEmpty: "\(column) IS NULL"
        case .contains, .startsWith: "0"
        }
    }

    private static func business(_ test: ContactFilter.Test) -> SQL {
        if case .isEmpty = test { return "c.business_id IS NULL" }
        if case .isOne(let values) = test {
            return "c.business_id IN (\(SQL.list(values))) OR c.business_id IN (\(businesses(named: values)))"
        }
        let name: SQL =
            "(SELECT lower(b.name) FROM businesses b WHERE b.company_id = c.company_id AND b.id = c.business_id)"
        return text(name, test)
    }

    /// Those of the names among the values; the others are identifiers.
    static func businesses(named values: [SQLValue]) -> SQL {
        "SELECT b.id FROM businesses b WHERE b.company_id = c.company_id AND b.name IN (\(SQL.list(values)))"
    }

    private static func number(_ test: ContactFilter.Test) -> SQL {
        let theirs: SQL = "SELECT 1 FROM contact_numbers n WHERE n.company_id = c.company_id AND n.contact_id = c.id"
        return switch test {
        case .isEmpty: "NOT EXISTS (\(theirs))"
        case .isOne(let values): "EXISTS (\(theirs) AND n.number IN (\(SQL.list(values))))"
        case .startsWith(let digits): "EXISTS (\(theirs) AND substr(n.number, 2, \(digits.utf8.count)) = \(digits))"
        case .contains(let digits): "EXISTS (\(theirs) AND instr(n.number, \(digits)) > 0)"
        case .atLeast, .atMost: "0"
        }
    }

    private static func tag(_ test: ContactFilter.Test) -> SQL {
        if case .isEmpty = test { return "c.tags = '[]'" }
        return """
            EXISTS (SELECT 1 FROM contact_tags t WHERE t.company_id = c.company_id AND t.contact_id = c.id
              AND \(text("t.tag", test)))
            """
    }
}
