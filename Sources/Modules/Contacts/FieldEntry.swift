import Directory
import ModuleKit

/// A field of the company's own as a client makes it.
struct FieldEntry: JSONBody {
    var key: String
    var label: String
    var type: ContactField.Kind
    var of: ContactField.Subject?
    var choices: [String]?
    var required: Bool?
    var indexed: Bool?
    var position: Int64?

    static let schema: Schema = .object([
        .required(
            "key",
            .string(
                min: 1, max: 40, pattern: "^[A-Za-z][A-Za-z0-9_]*$",
                saying: "letters, digits and `_`, beginning with a letter"), "Never changed."),
        .required("label", FieldPatch.label), .required("type", .enumeration(ContactField.Kind.self), "Never changed."),
        .optional(
            "of", .enumeration(ContactField.Subject.self).standard("contact"),
            "What is to have the field; never changed, and a key is used once in all."),
        .optional("choices", FieldPatch.choices, "What may be chosen, of the type `choice`."),
        .optional("required", .boolean, FieldPatch.aboutRequired),
        .optional("indexed", .boolean, FieldPatch.aboutIndexed),
        .optional("position", FieldPatch.position, "Its place among the others; the last, unless told."),
    ])

    /// - Throws: 422 on choices that do not go with the type.
    func field(last position: Int64) throws -> ContactField {
        let field = ContactField(
            key: key, label: label, type: type, of: of ?? .contact, choices: choices ?? [],
            isRequired: required ?? false, isIndexed: indexed ?? false, position: self.position ?? position)
        try field.checkChoices()
        try field.checkIndex(indexed)
        return field
    }
}

/// What is changed of a field; what is absent stays as it is.
struct FieldPatch: JSONBody {
    var label: String?
    var choices: [String]?
    var required: Bool?
    var indexed: Bool?
    var position: Int64?

    static let schema: Schema = .object([
        .optional("label", label),
        .optional("choices", choices, "What was chosen before stays with those who have it."),
        .optional("required", .boolean, aboutRequired), .optional("indexed", .boolean, aboutIndexed),
        .optional("position", position),
    ])

    fileprivate static let label: Schema = .string(min: 1, max: 100)
    fileprivate static let choices: Schema = .array(of: .string(min: 1, max: 100), min: 1, max: 200)
    fileprivate static let position: Schema = .integer(min: 0, max: 1_000_000)
    fileprivate static let aboutRequired = "Whether what people write must have it; contacts that calls make need not."
    fileprivate static let aboutIndexed =
        "Whether lists may be filtered by it at once; the answer comes when all values are in the index."

    /// - Throws: 422 on choices that do not go with the type, and on an index of what has none.
    func apply(to field: inout ContactField) throws {
        field.label = label ?? field.label
        field.choices = choices ?? field.choices
        field.isRequired = required ?? field.isRequired
        field.position = position ?? field.position
        try field.checkChoices()
        try field.checkIndex(indexed)
    }
}

extension ContactField {
    fileprivate func checkIndex(_ wanted: Bool?) throws {
        guard wanted == true, subject != .contact else { return }
        throw Problem.invalid("indexed", "`indexed` goes with fields of contacts alone.")
    }

    fileprivate func checkChoices() throws {
        guard (type == .choice) != choices.isEmpty else {
            throw Problem.invalid(
                "choices",
                type == .choice
                    ? "`choices` is missing; a field of the type choice needs at least one."
                    : "`choices` go with the type choice alone, and the field is a \(type.rawValue).")
        }
        guard Set(choices).count == choices.count else {
            throw Problem.invalid("choices", "`choices` has one of them twice.")
        }
    }
}
