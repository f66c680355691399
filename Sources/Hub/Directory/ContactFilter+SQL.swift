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
    fileprivate func condition(_ test: ContactFilter.Test) -> SQL {
        switch self {
        case .column(let column): column.condition(test)
        // Numbers compare as numbers and texts as texts; `lower` would make texts of all.
        case .own(let key):
            if case .isEmpty = test { "\(Self.value(of: key)) IS NULL" } else { Self.own(key).passes(test) }
        case .stage(let stages): Self.stage(stages, test)
        }
    }

    private static func stage(_ stages: ContactValues, _ test: ContactFilter.Test) -> SQL {
        let theirs: SQL = """
            SELECT 1 FROM \(stages.table) WHERE \(stages.company) = c.company_id AND \(stages.contact) = c.id
            """
        if case .isEmpty = test { return "NOT EXISTS (\(theirs))" }
        return "EXISTS (\(theirs) AND \(stages.value.passes(test)))"
    }

    private static func value(of key: String) -> SQL { "json_extract(c.fields, \("$.\"\(key)\""))" }

    private static func own(_ key: String) -> SQL {
        "CASE typeof(\(value(of: key))) WHEN 'text' THEN lower(\(value(of: key))) ELSE \(value(of: key)) END"
    }
}

extension SQL {
    /// Whether a value passes a test.
    fileprivate func passes(_ test: ContactFilter.Test) -> SQL {
        switch test {
        case .isOne(let values): "(\(self)) IN (\(SQL.list(values)))"
        case .contains(let text): "instr(\(self), \(text)) > 0"
        case .startsWith(let text): "substr(\(self), 1, \(text.unicodeScalars.count)) = \(text)"
        case .compares(.above, let bound): "(\(self)) > \(bound)"
        case .compares(.below, let bound): "(\(self)) < \(bound)"
        case .compares(.atLeast, let bound): "(\(self)) >= \(bound)"
        case .compares(.atMost, let bound): "(\(self)) <= \(bound)"
        case .isEmpty: "(\(self)) IS NULL"
        }
    }
}

extension ContactFilter.Column {
    fileprivate func condition(_ test: ContactFilter.Test) -> SQL {
        switch self {
        case .name: ("lower(c.name)" as SQL).passes(test)
        case .email: ("lower(c.email)" as SQL).passes(test)
        case .source: ("lower(c.source)" as SQL).passes(test)
        case .currency: ("lower(c.currency)" as SQL).passes(test)
        case .status: ("c.status" as SQL).passes(test)
        case .owner: ("c.owner_id" as SQL).passes(test)
        case .externalId: ("c.external_id" as SQL).passes(test)
        case .business: Self.business(test)
        case .number: Self.number(test)
        case .tag: Self.tag(test)
        case .createdAt: ("c.created_at" as SQL).passes(test)
        case .updatedAt: ("c.updated_at" as SQL).passes(test)
        case .deletedAt: ("c.deleted_at" as SQL).passes(test)
        case .lastContactAt: ContactOrder.newestInteraction.passes(test)
        case .estimatedValue: ("c.estimated_value" as SQL).passes(test)
        case .actualValue: ("c.actual_value" as SQL).passes(test)
        }
    }

    private static func business(_ test: ContactFilter.Test) -> SQL {
        switch test {
        case .isEmpty: return "c.business_id IS NULL"
        case .isOne(let values):
            return """
                c.business_id IN (\(SQL.list(values))) OR c.business_id IN (
                  SELECT b.id FROM businesses b WHERE b.company_id = c.company_id AND b.name IN (\(SQL.list(values))))
                """
        default:
            let name: SQL = """
                (SELECT lower(b.name) FROM businesses b WHERE b.company_id = c.company_id AND b.id = c.business_id)
                """
            return name.passes(test)
        }
    }

    private static func number(_ test: ContactFilter.Test) -> SQL {
        let theirs: SQL = "SELECT 1 FROM contact_numbers n WHERE n.company_id = c.company_id AND n.contact_id = c.id"
        if case .isEmpty = test { return "NOT EXISTS (\(theirs))" }
        return "EXISTS (\(theirs) AND \(("n.number" as SQL).passes(test)))"
    }

    private static func tag(_ test: ContactFilter.Test) -> SQL {
        if case .isEmpty = test { return "c.tags = '[]'" }
        return """
            EXISTS (SELECT 1 FROM contact_tags t WHERE t.company_id = c.company_id AND t.contact_id = c.id
              AND \(("t.tag" as SQL).passes(test)))
            """
    }
}
