import Domain
import JSON

/// A field that a company has given its contacts or businesses: what it is called, and what its values must be.
package struct ContactField: Sendable, Hashable {
    /// What a value is.
    package enum Kind: String, Sendable, CaseIterable, JSONEncodable, Decodable {
        case text, number, boolean, date, choice, url
    }

    /// What has the field.
    package enum Subject: String, Sendable, CaseIterable, JSONEncodable, Decodable {
        case contact, business
    }

    /// Whether all is done that its definition asks for.
    package enum State: String, Sendable {
        case ready
        /// Its values are on their way into the index.
        case indexing
        /// Its values are being taken from the contacts; nobody may write further ones.
        case removing
    }

    /// Unique in the company, and never changed: letters, digits and `_`, beginning with a letter.
    package let key: String
    package var label: String
    package let type: Kind
    package let subject: Subject
    /// What may be chosen; empty for other types.
    package var choices: [String]
    /// Whether whatever somebody writes must have it; contacts that calls make need not.
    package var isRequired: Bool
    /// Whether ``ContactFieldStore`` keeps all values of it by ``ContactFieldText``.
    package var isIndexed: Bool
    /// Where it stands among the others, from 0.
    package var position: Int64
    package var state: State
    /// Counts changes; the entity tag.
    package var version: Int64

    package init(
        key: String, label: String, type: Kind, of subject: Subject = .contact, choices: [String] = [],
        isRequired: Bool = false, isIndexed: Bool = false, position: Int64 = 0, state: State = .ready,
        version: Int64 = 1
    ) {
        (self.key, self.label, self.type, self.subject, self.choices) = (key, label, type, subject, choices)
        (self.isRequired, self.isIndexed, self.position) = (isRequired, isIndexed, position)
        (self.state, self.version) = (state, version)
    }

    /// The longest text of a value, in characters.
    package static let longestText = 2000

    /// What is wrong with a value of it, as it reads after the field's name; nil for a good one.
    package func fault(of value: JSONValue) -> String? {
        let schema: Schema =
            switch type {
            case .text: .string(min: 1, max: Self.longestText)
            case .number: .number()
            case .boolean: .boolean
            case .date: .string(format: .date)
            case .choice: .enumeration(choices)
            case .url: .string(min: 1, max: Self.longestText, format: .uri)
            }
        return schema.problems(in: value, field: "fields.\(key)").first?.detail
    }

    /// The value that a text stands for, as a file has it; nil where it stands for none.
    package func value(ofText text: String) -> JSONValue? {
        let value: JSONValue? =
            switch type {
            case .text, .date, .url: .string(text)
            case .choice: .string(choices.first { $0.lowercased() == text.lowercased() } ?? text)
            case .number: Self.number(text)
            case .boolean:
                switch text.lowercased() {
                case "true", "yes", "1": .bool(true)
                case "false", "no", "0": .bool(false)
                default: nil
                }
            }
        guard let value, fault(of: value) == nil else { return nil }
        return value
    }

    private static func number(_ text: String) -> JSONValue? {
        guard let number = Double(text), number.isFinite else { return nil }
        return Int64(exactly: number).map { .integer($0) } ?? .number(number)
    }
}

extension ContactField: JSONEncodable {
    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("key", key)
            $0.member("label", label)
            $0.member("type", type)
            $0.member("of", subject)
            if type == .choice { $0.member("choices", choices) }
            $0.member("required", isRequired)
            $0.member("indexed", isIndexed)
            $0.member("position", position)
            $0.member("version", version)
        }
    }

    /// The shape of a field's definition on the wire.
    package static let schema: Schema = .object([
        .required("key", .string()), .required("label", .string()), .required("type", .enumeration(Kind.self)),
        .required("of", .enumeration(Subject.self), "What has the field."),
        .optional("choices", .array(of: .string())), .required("required", .boolean),
        .required("indexed", .boolean, "Whether lists may be filtered by it at once."),
        .required("position", .integer(min: 0)), .required("version", .integer(min: 1)),
    ])
}
