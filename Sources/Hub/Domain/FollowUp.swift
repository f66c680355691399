import JSON
import SQLite

/// Something that somebody of the company is to do: a task.
package struct FollowUp: Sendable, Hashable {
    /// Whether it is to be done still.
    package enum State: String, Sendable, CaseIterable {
        case open, done
    }

    /// How much it matters to whoever made it; it only tells.
    package enum Priority: String, Sendable, CaseIterable {
        case low, normal, high
    }

    package let id: TaskID
    package var title: String
    package var note: String?
    package var state: State
    package var priority: Priority
    /// nil: when there is time.
    package var dueAt: Timestamp?
    /// It is in nobody's way until then.
    package var snoozedUntil: Timestamp?
    /// nil: whoever has time.
    package var owner: UserID?
    package var contact: ContactID?
    package var contactName: String?
    package var call: CallID?
    /// The promise that it is to keep.
    package var promise: PromiseID?
    /// Who made it: `usr_…`, `key_…`, or a part of the program.
    package let author: String
    package let createdAt: Timestamp
    package var updatedAt: Timestamp
    package var doneAt: Timestamp?
    package var doneBy: String?
    /// Counts changes; the entity tag.
    package var version: Int64

    package init(id: TaskID, title: String, author: String, createdAt: Timestamp) {
        (self.id, self.title, self.author) = (id, title, author)
        (self.createdAt, updatedAt) = (createdAt, createdAt)
        (state, priority, version) = (.open, .normal, 1)
    }
}

extension FollowUp: JSONEncodable {
    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("id", id)
            encodeMembers(to: &$0)
        }
    }

    /// Writes the members but for the id, without the braces.
    package func encodeMembers(to json: inout JSONWriter) {
        json.member("title", title)
        json.member("note", note)
        json.member("state", state)
        json.member("priority", priority)
        json.member("dueAt", dueAt)
        json.member("snoozedUntil", snoozedUntil)
        json.member("owner", owner)
        json.member("contact", contact)
        json.member("contactName", contactName)
        json.member("call", call)
        json.member("promise", promise)
        json.member("author", author)
        json.member("createdAt", createdAt)
        json.member("updatedAt", updatedAt)
        json.member("doneAt", doneAt)
        json.member("doneBy", doneBy)
        json.member("version", version)
    }

    /// The shape of a task on the wire.
    package static let schema: Schema = .object([.required("id", TaskID.schema)] + properties)

    /// The members of ``schema`` but for the id.
    package static let properties: [Schema.Property] = [
        .required("title", .string()), .optional("note", .string()), .required("state", .enumeration(State.self)),
        .required("priority", .enumeration(Priority.self)), .optional("dueAt", .string(format: .dateTime)),
        .optional("snoozedUntil", .string(format: .dateTime), "It is in nobody's way until then."),
        .optional("owner", UserID.schema, "Who does it; absent: whoever has time."),
        .optional("contact", ContactID.schema), .optional("contactName", .string()), .optional("call", CallID.schema),
        .optional("promise", PromiseID.schema, "The promise of a call that it is to keep."),
        .required("author", .string(), "Who made it: `usr_…`, `key_…`, or a part of the program."),
        .required("createdAt", .string(format: .dateTime)), .required("updatedAt", .string(format: .dateTime)),
        .optional("doneAt", .string(format: .dateTime)), .optional("doneBy", .string()),
        .required("version", .integer(min: 1), "Counts changes; the entity tag."),
    ]
}

extension FollowUp.State: JSONEncodable, SQLBindable {}
extension FollowUp.Priority: JSONEncodable, SQLBindable, Decodable {}
