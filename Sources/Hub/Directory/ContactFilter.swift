import Domain
import JSON
import SQLite

/// What a list of contacts is narrowed to: tests of fields, joined with and, or and not.
package indirect enum ContactFilter: Sendable {
    case and([ContactFilter])
    case or([ContactFilter])
    case not(ContactFilter)
    case test(Field, Test)

    /// A field that can be asked for.
    package enum Field: Sendable {
        case column(Column)
        /// One of the company's own, by its key.
        case own(String)
        /// The stage of the pipeline, as whoever keeps it tells.
        case stage(ContactValues)
    }

    /// A field that all contacts have.
    package enum Column: String, Sendable, CaseIterable {
        case name, email, number, business, status, source, owner, tag, externalId, currency
        case createdAt, updatedAt, deletedAt, lastContactAt
        case estimatedValue, actualValue
    }

    /// What is asked of a field; texts are compared without regard to the case of ASCII letters.
    package enum Test: Sendable {
        /// One of these: texts in lower case, or numbers.
        case isOne(of: [SQLValue])
        case contains(String)
        case startsWith(String)
        case compares(Comparison, SQLValue)
        case isEmpty
    }

    /// How a value stands to another: times in milliseconds, money in minor units.
    package enum Comparison: Sendable { case above, below, atLeast, atMost }

    /// The tests that every contact of the list passes by themselves: one of them may be what an index is asked for.
    var necessary: [(field: Field, test: Test)] {
        switch self {
        case .test(let field, let test): [(field, test)]
        case .and(let parts): parts.flatMap(\.necessary)
        case .or(let parts): parts.count == 1 ? parts[0].necessary : []
        case .not: []
        }
    }

    /// The shape of a filter on the wire.
    package static let schema = Schema.reference("ContactFilter", to: shape)
        .example(["field": "status", "is": "customer"])

    private static let shape: Schema = .object([
        .optional("and", .array(of: schema, min: 1, max: 50), "All of these pass."),
        .optional("or", .array(of: schema, min: 1, max: 50), "At least one of these passes."),
        .optional("not", schema, "This does not pass."),
        .optional(
            "field",
            .anyOf([
                .enumeration(Column.allCases.map(\.rawValue) + [Field.stageName]),
                .string(
                    min: 8, max: 47, pattern: "^fields\\.[A-Za-z][A-Za-z0-9_]*$", saying: "`fields.` and a field's key"),
            ]), "The field that is asked for; with it one member or more of those below."),
        .optional("is", value), .optional("isNot", value),
        .optional("in", .array(of: value, min: 1, max: 100), "One of these."),
        .optional("contains", .string(min: 1, max: 200)), .optional("startsWith", .string(min: 1, max: 200)),
        .optional("above", value), .optional("below", value),
        .optional("from", value, "This or later, or more: a time, a date such as 2026-11-20, or minor units."),
        .optional("to", value, "This or earlier, or less; of a date all of the day, in UTC."),
        .optional("empty", .boolean, "Whether the field has no value."),
    ])

    private static let value: Schema = .anyOf([.string(min: 1, max: 254), .number, .boolean])
}

extension ContactFilter.Field {
    static let stageName = "stage"

    /// As on the wire: `status`, `fields.size`.
    init?(name: String, stages: ContactValues?) {
        if let column = ContactFilter.Column(rawValue: name) {
            self = .column(column)
        } else if name == Self.stageName, let stages {
            self = .stage(stages)
        } else if name.hasPrefix("fields.") {
            self = .own(String(name.dropFirst("fields.".count)))
        } else {
            return nil
        }
    }

    /// As on the wire.
    var name: String {
        switch self {
        case .column(let column): column.rawValue
        case .own(let key): "fields.\(key)"
        case .stage: Self.stageName
        }
    }
}

/// What another part of the program keeps of contacts, at most one value of each, so that a list can be narrowed to it.
package struct ContactValues: Sendable {
    /// With its name for the columns below, such as `pipeline_places p`.
    let table: SQL
    let company: SQL
    let contact: SQL
    /// A text in lower case; the table has an index of company, value and contact.
    let value: SQL

    package init(table: SQL, company: SQL, contact: SQL, value: SQL) {
        (self.table, self.company, self.contact, self.value) = (table, company, contact, value)
    }
}
