/// What is wrong with one field of a body or one parameter of an address.
package struct FieldProblem: Error, Sendable, Hashable, JSONEncodable {
    /// Where: `phones[2].number`; empty for the body as a whole.
    package var field: String
    /// One sentence: what is wrong, and what would be right.
    package var detail: String

    /// Makes a problem of a field.
    package init(field: String, detail: String) {
        self.field = field
        self.detail = detail
    }

    /// Writes `{"field":…,"detail":…}`.
    package func encode(to json: inout JSONWriter) {
        json.object { json in
            json.member("field", field)
            json.member("detail", detail)
        }
    }
}
