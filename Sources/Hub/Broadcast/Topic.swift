import Domain
import Web

/// What a subscriber listens to; a closed set, each with its permission.
package enum Topic: Hashable, Sendable {
    case calls, contacts, tasks, conversations, figures, presence, admin, conformance
    case call(CallID)
    case contact(ContactID)
    case line(LineID)
    case agent(AgentID)

    /// A person's own.
    package static func agent(_ user: UserID) -> Topic { .agent(.user(user)) }

    /// Reads the wire form, such as `calls` or `contacts/con_9k…`.
    package init?(wire: String) {
        if let plain = Self.plain[wire] {
            self = plain
            return
        }
        guard let slash = wire.firstIndex(of: "/") else { return nil }
        let id = String(wire[wire.index(after: slash)...])
        let found: Self? =
            switch wire[..<slash] {
            case "calls": CallID(wire: id).map(Self.call)
            case "contacts": ContactID(wire: id).map(Self.contact)
            case "lines": LineID(wire: id).map(Self.line)
            case "agents": AgentID(wire: id).map(Self.agent)
            default: nil
            }
        guard let found else { return nil }
        self = found
    }

    /// The wire form.
    package var wire: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the wire form as ASCII.
    func append(to bytes: inout [UInt8]) {
        let word: StaticString =
            switch self {
            case .calls: "calls"
            case .contacts: "contacts"
            case .tasks: "tasks"
            case .conversations: "conversations"
            case .figures: "figures"
            case .presence: "presence"
            case .admin: "admin"
            case .conformance: "conformance"
            case .call: "calls/"
            case .contact: "contacts/"
            case .line: "lines/"
            case .agent: "agents/"
            }
        word.withUTF8Buffer { bytes.append(contentsOf: $0) }
        switch self {
        case .call(let id): id.append(to: &bytes)
        case .contact(let id): id.append(to: &bytes)
        case .line(let id): id.append(to: &bytes)
        case .agent(.user(let id)): id.append(to: &bytes)
        case .agent(.key(let id)): id.append(to: &bytes)
        default: break
        }
    }

    /// The table beside the route table: who may listen.
    package var permission: Permission {
        switch self {
        case .calls, .call, .line, .conversations, .figures: .callsRead
        case .contacts, .contact: .contactsRead
        case .tasks, .presence, .agent: .callsRead
        case .admin: .adminRead
        case .conformance: .signedIn
        }
    }

    /// An example of each topic, for walking the table in a test and in the README.
    package static let table: [(pattern: String, example: Topic)] = [
        ("calls", .calls), ("calls/<call>", .call(CallID(1))), ("contacts", .contacts),
        ("contacts/<contact>", .contact(ContactID(1))), ("lines/<line>", .line(LineID(1))),
        ("agents/<user or key>", .agent(UserID(1))), ("tasks", .tasks), ("conversations", .conversations),
        ("figures", .figures), ("presence", .presence), ("admin", .admin),
    ]

    private static let plain: [String: Topic] = [
        "calls": .calls, "contacts": .contacts, "tasks": .tasks, "conversations": .conversations, "figures": .figures,
        "presence": .presence, "admin": .admin, "conformance": .conformance,
    ]
}

extension Caller {
    /// Whether the caller may listen to a topic; an agent's own is open to the agent and to those who lead.
    func mayHear(_ topic: Topic) -> Bool {
        guard case .agent(let agent) = topic else { return may(topic.permission) }
        return subject == agent.subject || (role >= .manager && may(topic.permission))
    }
}

/// How topics stand in the log: nine bytes each, a kind and a big-endian identifier.
enum TopicCoding {
    static func encode(_ topics: [Topic]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(topics.count * 9)
        for topic in topics {
            let (kind, id) = parts(of: topic)
            bytes.append(kind)
            for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: id >> shift)) }
        }
        return bytes
    }

    static func contains(_ bytes: [UInt8], anyOf wanted: Set<Topic>) -> Bool {
        stride(from: 0, to: bytes.count, by: 9).contains { start in
            guard start + 9 <= bytes.count else { return false }
            let id = bytes[(start + 1)..<(start + 9)].reduce(Int64(0)) { $0 << 8 | Int64($1) }
            guard let topic = topic(kind: bytes[start], id: id) else { return false }
            return wanted.contains(topic)
        }
    }

    private static func parts(of topic: Topic) -> (kind: UInt8, id: Int64) {
        switch topic {
        case .calls: (1, 0)
        case .contacts: (2, 0)
        case .tasks: (3, 0)
        case .conversations: (4, 0)
        case .figures: (5, 0)
        case .admin: (6, 0)
        case .conformance: (7, 0)
        case .presence: (8, 0)
        case .call(let id): (65, id.rawValue)
        case .contact(let id): (66, id.rawValue)
        case .line(let id): (67, id.rawValue)
        case .agent(.user(let id)): (68, id.rawValue)
        case .agent(.key(let id)): (69, id.rawValue)
        }
    }

    private static func topic(kind: UInt8, id: Int64) -> Topic? {
        switch kind {
        case 1: .calls
        case 2: .contacts
        case 3: .tasks
        case 4: .conversations
        case 5: .figures
        case 6: .admin
        case 7: .conformance
        case 8: .presence
        case 65: .call(CallID(id))
        case 66: .contact(ContactID(id))
        case 67: .line(LineID(id))
        case 68: .agent(.user(UserID(id)))
        case 69: .agent(.key(KeyID(id)))
        default: nil
        }
    }
}
