import Directory
import ModuleKit

/// A list of contacts that somebody has saved: what is looked for, in which order, and what is shown of it.
struct ContactView: Sendable, JSONEncodable {
    var id: ViewID
    /// `usr_…` or `key_…`.
    var owner: String
    var draft: ViewDraft
    var version: Int64

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("id", id)
            $0.member("name", draft.name)
            $0.member("q", draft.q)
            $0.member("filter", draft.filter)
            $0.member("sort", draft.sort ?? ContactOrder.newest.rawValue)
            $0.member("columns", draft.columns ?? [])
            $0.member("shared", draft.shared ?? false)
            $0.member("owner", owner)
            $0.member("version", version)
        }
    }

    static let schema = Schema.reference(
        "ContactView",
        to: .object([
            .required("id", ViewID.schema), .required("name", .string()), .optional("q", .string()),
            .optional("filter", ContactFilter.schema), .required("sort", .enumeration(ContactOrder.self)),
            .required("columns", .array(of: .string())), .required("shared", .boolean),
            .required("owner", .string(), "`usr_…` or `key_…`."), .required("version", .integer(min: 1)),
        ]))
}

/// A saved list as a client writes it.
struct ViewDraft: JSONBody {
    var name: String
    var q: String?
    var filter: JSONValue?
    var sort: String?
    var columns: [String]?
    var shared: Bool?

    static let schema: Schema = .object([
        .required("name", .string(min: 1, max: 100)), .optional("q", ListDraft.text),
        .optional("filter", ContactFilter.schema), .optional("sort", .enumeration(ContactOrder.self)),
        .optional("columns", .array(of: .string(min: 1, max: 60), max: 50), "Which fields are shown, in order."),
        .optional("shared", .boolean, "Whether everybody in the company sees it."),
    ])
}
