import Directory
import ModuleKit

/// What was wrong with a row of a file, and what would be right.
package struct ImportFault: Sendable, JSONEncodable {
    /// Which row of the file, as a spreadsheet counts; of a vCard file which card.
    package let row: Int
    /// What the row was to be of a contact, such as `phone`; nil for the whole row.
    package let field: String?
    /// What stands there, at most 80 characters.
    package let value: String?
    package let detail: String

    init(row: Int, field: String? = nil, value: String? = nil, detail: String) {
        (self.row, self.field, self.detail) = (row, field, detail)
        self.value = value.map { String($0.prefix(80)) }
    }

    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("row", row)
            $0.member("field", field)
            $0.member("value", value)
            $0.member("detail", detail)
        }
    }

    /// The shape of a fault on the wire.
    package static let schema: Schema = .object([
        .required("row", .integer(min: 1), "Which row, as a spreadsheet counts; of vCards which card."),
        .optional("field", .string(), "What it was to be of the contact."),
        .optional("value", .string(), "What stands there."), .required("detail", .string()),
    ])
}

/// One row of a file, read and checked: what a contact can be made of.
struct ImportRow: Sendable {
    let row: Int
    var externalID: String?
    /// The contact that the row names by our own id, as our exports do.
    var contact: ContactID?
    var name: String?
    var email: String?
    var business: String?
    var numbers: [PhoneNumber] = []
    var status: Contact.Status?
    var tags: [String] = []
    var owner: UserID?
    var source: String?
    var notes: String?
    var estimatedValue: Money?
    var actualValue: Money?
    var createdAt: Timestamp?
    /// The company's own fields.
    var fields: [(key: String, value: JSONValue)] = []
    var faults: [ImportFault] = []

    /// Whether a contact can be made of it.
    var isSomebody: Bool { name != nil || email != nil || !numbers.isEmpty }

    mutating func fault(_ field: String?, _ value: String?, _ detail: String) {
        faults.append(ImportFault(row: row, field: field, value: value, detail: detail))
    }
}
