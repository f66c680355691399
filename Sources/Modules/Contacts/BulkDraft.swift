import Directory
import ModuleKit

/// What is to be done with many contacts, and with which: named one by one, or found as a list finds them.
struct BulkDraft: JSONBody {
    /// The one thing that is done with each contact.
    enum Action: Sendable {
        case set(ContactPatch)
        case addTags([String])
        case removeTags([String])
        case delete
        case restore
    }

    /// Contacts that one request works through; more go on with `next`.
    static let most = 5_000

    var ids: [ContactID]?
    var q: String?
    var filter: JSONValue?
    var except: [ContactID]?
    var set: ContactPatch?
    var addTags: [String]?
    var removeTags: [String]?
    var delete: Bool?
    var restore: Bool?
    var limit: Int?
    var after: String?

    static let schema: Schema = .object([
        .optional("ids", contacts, "These; else `q`, `filter` or both say which."),
        .optional("q", ListDraft.text), .optional("filter", ContactFilter.schema),
        .optional("except", contacts, "Those that are found and stay as they are."),
        .optional(
            "set", .object(ContactEntry.shareable(\.nullable)),
            "As `PATCH` of one contact: null takes a member away."),
        .optional("addTags", tags), .optional("removeTags", tags, "In any case of ASCII letters."),
        .optional(
            "delete", .boolean, "Whether they are removed; needs the permission that `DELETE` of one contact needs."),
        .optional("restore", .boolean, "Whether they are taken back; `q` and `filter` then find removed ones."),
        .optional(
            "limit", .integer(min: 1, max: Int64(most)),
            "Contacts to work through in this request; \(most), unless told."),
        .optional("after", KeysetToken.schema, "The `next` of the request before, with the same `q` and `filter`."),
    ])

    private static let contacts: Schema = .array(of: ContactID.schema, min: 1, max: most)
    private static let tags: Schema = .array(of: .string(min: 1, max: 60), min: 1, max: ContactEntry.mostTags)

    /// What is to be done.
    ///
    /// - Throws: 422 when it is nothing, or more than one thing, or nobody says with whom.
    func action() throws(Problem) -> Action {
        guard (ids == nil) == (q != nil || filter != nil), ids == nil || after == nil else {
            throw .invalid("ids", "Give either `ids`, or `q` and `filter` (and `after`), but not both.")
        }
        var actions: [Action] = []
        if let set { actions.append(.set(set)) }
        if let addTags { actions.append(.addTags(addTags)) }
        if let removeTags { actions.append(.removeTags(removeTags)) }
        if delete == true { actions.append(.delete) }
        if restore == true { actions.append(.restore) }
        guard let action = actions.first, actions.count == 1 else {
            throw .invalid(
                "set", "Give exactly one of `set`, `addTags`, `removeTags`, `delete` and `restore`.")
        }
        return action
    }
}

/// What became of a request for many contacts.
struct BulkOutcome: Sendable, JSONEncodable {
    /// A contact that was found and could not be changed, or was not found.
    struct Skipped: Sendable, JSONEncodable {
        let id: ContactID
        let why: String

        func encode(to json: inout JSONWriter) {
            json.object {
                $0.member("id", id)
                $0.member("why", why)
            }
        }
    }

    let at: Timestamp
    var matched = 0
    var changed = 0
    var skipped: [Skipped] = []
    var next: String?

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("matched", matched)
            $0.member("changed", changed)
            $0.member("skipped", skipped)
            $0.member("at", at)
            $0.member("next", next)
        }
    }

    static let schema: Schema = .object([
        .required(
            "matched", .integer(min: 0), "Contacts that were found; those that were so already stay as they are."),
        .required("changed", .integer(min: 0)),
        .required(
            "skipped",
            .array(of: .object([.required("id", ContactID.schema), .required("why", .string(), "One sentence.")])),
            "Those that could not be changed."),
        .required("at", .string(format: .dateTime), "When: `updatedAt` or `deletedAt` of each that was changed."),
        .optional("next", .string(), "There are more: send the same again with this as `after`. Absent: all is done."),
    ])
}
