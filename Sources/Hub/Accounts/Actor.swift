import ModuleKit

/// Who makes a change, with what power, and from where: what the audit log says.
package struct Actor: Sendable, Hashable {
    /// A person, a key, or the program itself.
    package enum Who: Sendable, Hashable {
        case user(UserID)
        case key(KeyID)
        case program(String)
    }

    /// A person, a key, or the program itself.
    package let who: Who
    /// Nobody grants more than they have.
    package let role: Role
    /// A key's, when it has less than its role; nil: all that the role may.
    package let scopes: Set<String>?
    /// The address the request came from.
    package let remote: String?

    /// Takes the parts.
    package init(_ who: Who, role: Role, scopes: Set<String>? = nil, remote: String? = nil) {
        self.who = who
        self.role = role
        self.scopes = scopes
        self.remote = remote
    }

    /// Whoever sent the request, which a route for people and keys has let in.
    package init(_ request: Request) {
        let who: Who =
            switch request.caller?.subject {
            case .user(let id): .user(UserID(id))
            case .key(let id): .key(KeyID(id))
            case .program, nil: .program("hub")
            }
        self.init(
            who, role: request.caller?.role ?? .viewer, scopes: request.caller?.scopes, remote: request.remoteAddress)
    }

    /// Whoever works at the machine's own console.
    package static let commandLine = Actor(.program("command-line"), role: .owner)

    /// As the audit log names it.
    package var wire: String {
        switch who {
        case .user(let id): id.wire
        case .key(let id): id.wire
        case .program(let name): name
        }
    }

    /// The key, when it is one.
    package var key: KeyID? {
        guard case .key(let id) = who else { return nil }
        return id
    }

    /// The person, when it is one.
    package var user: UserID? {
        guard case .user(let id) = who else { return nil }
        return id
    }
}
