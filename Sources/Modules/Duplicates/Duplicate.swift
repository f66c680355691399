import Directory
import ModuleKit

/// Two contacts that may be one person.
struct Duplicate: Sendable, JSONEncodable {
    enum State: String, Sendable, SQLBindable { case open, dismissed, merged }

    var id: DuplicateID
    var pair: ResemblanceStore.Pair
    var state: State
    var score: Int
    /// As they stand in the database: a JSON list.
    var reasonsJSON: String
    var foundAt: Timestamp
    /// The older one first; read when the pair is shown.
    var contacts: [Contact] = []

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("id", id)
            $0.key("contacts")
            $0.elements(contacts)
            $0.member("score", score)
            $0.member("reasons", raw: reasonsJSON.utf8)
            $0.member("foundAt", foundAt)
        }
    }

    static let schema: Schema = .object([
        .required("id", DuplicateID.schema), .required("contacts", .array(of: Contact.schema), "The older one first."),
        .required("score", .integer(min: 1, max: 100), "How likely they are one person."),
        .required("reasons", .array(of: Resemblance.Reason.schema)), .required("foundAt", .string(format: .dateTime)),
    ])
}
