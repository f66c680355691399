import JSON
import SQLite
import Web

/// Who takes calls: a person, or by its key a machine such as an AI agent.
package enum AgentID: Hashable, Sendable {
    case user(UserID)
    case key(KeyID)

    /// Reads `usr_…` or `key_…`; nil for anything else.
    package init?(wire: String) {
        if let user = UserID(wire: wire) {
            self = .user(user)
        } else if let key = KeyID(wire: wire) {
            self = .key(key)
        } else {
            return nil
        }
    }

    /// Whoever is signed in; nil for the program itself.
    package init?(_ subject: Caller.Subject?) {
        switch subject {
        case .user(let id): self = .user(UserID(id))
        case .key(let id): self = .key(KeyID(id))
        case .program, nil: return nil
        }
    }

    /// The wire form, such as `usr_1s4v0k2m3n000`.
    package var wire: String {
        switch self {
        case .user(let id): id.wire
        case .key(let id): id.wire
        }
    }

    /// As whom they sign in.
    package var subject: Caller.Subject {
        switch self {
        case .user(let id): .user(id.rawValue)
        case .key(let id): .key(id.rawValue)
        }
    }

    /// A person's id or a key's.
    package static var schema: Schema { .anyOf([UserID.schema, KeyID.schema]) }
}

extension AgentID: WireValue {
    /// As it reads after "which is not".
    package static var wireExpectation: String { "an id that begins with usr_ or key_" }
}

extension AgentID: CustomStringConvertible {
    package var description: String { wire }
}

extension AgentID: JSONEncodable {
    package func encode(to json: inout JSONWriter) { json.value(wire) }
}

extension AgentID: SQLBindable {
    package var sqlValue: SQLValue { .text(wire) }
}

extension AgentID: Decodable {
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let id = Self(wire: text) else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "\(text.prefix(60)) is not \(Self.wireExpectation)."))
        }
        self = id
    }
}
