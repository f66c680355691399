import ModuleKit

/// A task as a client makes it.
struct TaskDraft: JSONBody {
    var title: String?
    var note: String?
    var priority: FollowUp.Priority?
    var dueAt: Timestamp?
    /// Absent: whoever makes it; null: whoever has time.
    var owner: Given<UserID>
    var contact: ContactID?
    var call: CallID?
    var promise: PromiseID?

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: TaskMember.self)
        title = try members.decodeIfPresent(String.self, forKey: .title)
        note = try members.decodeIfPresent(String.self, forKey: .note)
        priority = try members.decodeIfPresent(FollowUp.Priority.self, forKey: .priority)
        dueAt = try members.decodeIfPresent(Timestamp.self, forKey: .dueAt)
        owner = try members.given(.owner)
        contact = try members.decodeIfPresent(ContactID.self, forKey: .contact)
        call = try members.decodeIfPresent(CallID.self, forKey: .call)
        promise = try members.decodeIfPresent(PromiseID.self, forKey: .promise)
    }

    static let schema: Schema = .object([
        .optional("title", title, "What is to be done; what was promised, unless told."),
        .optional("note", note), .optional("priority", .enumeration(FollowUp.Priority.self), "Normal, unless told."),
        .optional("dueAt", .string(format: .dateTime), "RFC 3339; when there is time, or when it was promised for."),
        .optional(
            "owner", UserID.schema.nullable, "A member of the company; whoever makes it unless told, null for nobody."),
        .optional("contact", ContactID.schema, "Who was at the other end of the call, unless told."),
        .optional("call", CallID.schema),
        .optional("promise", PromiseID.schema, "A promise of a call, which becomes one task however often it is sent."),
    ]).needing(oneOf: "title", "promise")

    fileprivate static let title: Schema = .string(min: 1, max: 200)
    fileprivate static let note: Schema = .string(min: 1, max: 20_000)
}

/// What is changed of a task: a member that is absent stays as it is, and null takes it away (RFC 7396).
struct TaskPatch: JSONBody {
    var title: String?
    var note: Given<String>
    var priority: FollowUp.Priority?
    var dueAt: Given<Timestamp>
    var owner: Given<UserID>
    var contact: Given<ContactID>

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: TaskMember.self)
        title = try members.decodeIfPresent(String.self, forKey: .title)
        note = try members.given(.note)
        priority = try members.decodeIfPresent(FollowUp.Priority.self, forKey: .priority)
        dueAt = try members.given(.dueAt)
        owner = try members.given(.owner)
        contact = try members.given(.contact)
    }

    static let schema: Schema = .object([
        .optional("title", TaskDraft.title), .optional("note", TaskDraft.note.nullable),
        .optional("priority", .enumeration(FollowUp.Priority.self)),
        .optional("dueAt", .string(format: .dateTime).nullable, "RFC 3339; null: when there is time."),
        .optional("owner", UserID.schema.nullable, "A member of the company; null: whoever has time."),
        .optional("contact", ContactID.schema.nullable),
    ])

    func apply(to task: inout FollowUp) {
        task.title = title ?? task.title
        task.priority = priority ?? task.priority
        task.note = note.over(task.note)
        task.dueAt = dueAt.over(task.dueAt)
        task.owner = owner.over(task.owner)
        task.contact = contact.over(task.contact)
    }
}

/// Until when a task is in nobody's way.
struct TaskSnooze: JSONBody {
    var until: Timestamp

    static let schema: Schema = .object([
        .required(
            "until", .string(format: .dateTime).example("2026-12-01T09:00:00Z"),
            "RFC 3339; within a year. It stays due when it was.")
    ])
}

/// A member of a body that may be absent, null or a value.
enum Given<Value: Sendable>: Sendable {
    case absent, null
    case value(Value)

    /// What stands afterwards.
    func over(_ present: Value?) -> Value? {
        switch self {
        case .absent: present
        case .null: nil
        case .value(let value): value
        }
    }
}

private enum TaskMember: String, CodingKey {
    case title, note, priority, dueAt, owner, contact, call, promise
}

extension KeyedDecodingContainer where Key == TaskMember {
    fileprivate func given<Value: Decodable & Sendable>(_ key: TaskMember) throws -> Given<Value> {
        guard contains(key) else { return .absent }
        return try decodeNil(forKey: key) ? .null : .value(decode(Value.self, forKey: key))
    }
}
