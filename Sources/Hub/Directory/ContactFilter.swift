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
    package enum Field: String, Sendable, CaseIterable {
        case name, email, number, business, status, source, tag, currency
        case createdAt, updatedAt, lastContactAt
        case estimatedValue, actualValue

        enum Kind { case text, number, business, status, tag, time, amount }

        var kind: Kind {
            switch self {
            case .name, .email, .source, .currency: .text
            case .number: .number
            case .business: .business
            case .status: .status
            case .tag: .tag
            case .createdAt, .updatedAt, .lastContactAt: .time
            case .estimatedValue, .actualValue: .amount
            }
        }
    }

    /// What is asked of a field; texts are compared without regard to the case of ASCII letters.
    package enum Test: Sendable {
        /// One of these: texts in lower case, or whole numbers.
        case isOne(of: [SQLValue])
        case contains(String)
        case startsWith(String)
        /// At or above; times in milliseconds, money in minor units.
        case atLeast(Int64)
        /// At or below.
        case atMost(Int64)
        case isEmpty
    }

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
            "field", .enumeration(Field.self), "The field that is asked for; with it one member or more of those below."
        ),
        .optional("is", value), .optional("isNot", value),
        .optional("in", .array(of: value, min: 1, max: 100), "One of these."),
        .optional("contains", .string(min: 1, max: 200)), .optional("startsWith", .string(min: 1, max: 200)),
        .optional("above", value), .optional("below", value),
        .optional("from", value, "This or later, or more: a time, a date such as 2026-11-20, or minor units."),
        .optional("to", value, "This or earlier, or less; of a date all of the day, in UTC."),
        .optional("empty", .boolean, "Whether the field has no value."),
    ])

    private static let value: Schema = .anyOf([.string(min: 1, max: 254), .integer])
}
