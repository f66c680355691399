import Directory
import ModuleKit

/// Two contacts that were joined: which one went on, what it got of the other, and whether that was undone.
struct Merge: Sendable, JSONEncodable {
    /// What a field had before, and what the merge wrote.
    struct Change: Sendable, Equatable {
        var before: SQLValue
        var after: SQLValue
    }

    var id: MergeID
    /// Who goes on.
    var contact: ContactID
    /// Who goes on as the other.
    var other: ContactID
    var changes: [ContactMerging.Field: Change]
    /// The numbers that the survivor did not have before.
    var numbers: [PhoneNumber]
    var author: String
    var at: Timestamp
    var undoneAt: Timestamp?
    var undoneBy: String?

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("id", id)
            $0.member("contact", contact)
            $0.member("other", other)
            $0.member("fields", changes.keys.map(\.rawValue).sorted())
            $0.member("numbers", numbers.map(\.e164))
            $0.member("by", author)
            $0.member("at", at)
            $0.member("undoneAt", undoneAt)
            $0.member("undoneBy", undoneBy)
        }
    }

    static let schema: Schema = .object([
        .required("id", MergeID.schema), .required("contact", ContactID.schema, "Who goes on."),
        .required("other", ContactID.schema, "Who goes on as the other."),
        .required("fields", .array(of: .string()), "What the survivor got of the other."),
        .required("numbers", .array(of: .string()), "The numbers that the survivor did not have before."),
        .required("by", .string(), "`usr_…` or `key_…`."), .required("at", .string(format: .dateTime)),
        .optional("undoneAt", .string(format: .dateTime)), .optional("undoneBy", .string()),
    ])

    /// The changes as they stand in the database: `{"name":[before,after]}`.
    var changesJSON: String {
        JSONValue.object(
            JSONObject(
                changes.map {
                    ($0.key.rawValue, JSONValue.array([JSONValue($0.value.before), JSONValue($0.value.after)]))
                })
        ).jsonText
    }

    static func changes(_ json: JSONValue) -> [ContactMerging.Field: Change] {
        var changes: [ContactMerging.Field: Change] = [:]
        for member in json.object?.members ?? [] {
            guard let field = ContactMerging.Field(rawValue: member.name) else { continue }
            changes[field] = Change(before: SQLValue(member.value[0]), after: SQLValue(member.value[1]))
        }
        return changes
    }
}

extension JSONValue {
    /// A column of a contact: a text, a whole number or nothing.
    fileprivate init(_ value: SQLValue) {
        switch value {
        case .integer(let number): self = .integer(number)
        case .text(let text): self = .string(text)
        default: self = .null
        }
    }
}

extension SQLValue {
    fileprivate init(_ value: JSONValue) {
        switch value {
        case .integer(let number): self = .integer(number)
        case .string(let text): self = .text(text)
        default: self = .null
        }
    }
}
