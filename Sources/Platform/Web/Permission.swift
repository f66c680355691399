/// How much a member of a company may do; each includes those before it.
package enum Role: Int, Comparable, Sendable, CaseIterable {
    /// Looks at everything, changes nothing.
    case viewer
    /// Answers calls and keeps contacts.
    case agent
    /// Leads agents.
    case manager
    /// Runs the company's settings, people and keys.
    case admin
    /// Owns the company.
    case owner

    /// The name on the wire and in the database.
    package var name: String {
        switch self {
        case .viewer: "viewer"
        case .agent: "agent"
        case .manager: "manager"
        case .admin: "admin"
        case .owner: "owner"
        }
    }

    /// The role of that name, or nil.
    package init?(name: String) {
        guard let role = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = role
    }

    /// Whether `one` may less than `other`.
    package static func < (one: Role, other: Role) -> Bool { one.rawValue < other.rawValue }
}

/// What a route asks of its caller: a name that keys can be scoped to, and the least role that has it.
package struct Permission: Hashable, Sendable {
    /// Who is asked at all.
    package enum Reach: Sendable {
        /// Nobody signs in: a webhook brings a signature, a health check nothing.
        case anyone
        /// Whoever is signed in, with any role and any scope.
        case signedIn
        /// A member of the company by role, a key by its scopes as well.
        case company
        /// Who runs the whole hub.
        case hub
    }

    /// Noun and verb: `loyalty:read`.
    package let name: String
    /// The least role that has it.
    package let least: Role
    /// Who is asked at all.
    package let reach: Reach

    /// A permission of a company's members.
    package init(_ name: String, least: Role) { self.init(name, least: least, reach: .company) }

    private init(_ name: String, least: Role, reach: Reach) {
        self.name = name
        self.least = least
        self.reach = reach
    }

    /// No sign-in.
    package static let anyone = Permission("anyone", least: .viewer, reach: .anyone)
    /// Any sign-in.
    package static let signedIn = Permission("signed-in", least: .viewer, reach: .signedIn)
    /// The owner of the whole hub.
    package static let hubOwner = Permission("hub", least: .owner, reach: .hub)
}

/// Who sent a request, as the authenticator found out.
package struct Caller: Sendable, Hashable {
    /// A person or a machine.
    package enum Subject: Sendable, Hashable {
        /// A user, by number.
        case user(Int64)
        /// An API key, by number.
        case key(Int64)
        /// The program itself: a command at the console.
        case program
    }

    /// The company; 0 is the whole hub.
    package let tenant: Int64
    /// A person or a machine.
    package let subject: Subject
    /// The role in that company.
    package let role: Role
    /// The permissions of an API key, `*` for all that its role has; nil when nothing narrows the role.
    package let scopes: Set<String>?
    /// When the sign-in ends, in milliseconds since 1970; nil for never.
    package let expires: Int64?
    /// Whether the caller runs the whole hub.
    package let isHubOwner: Bool
    /// A person's sign-in, by number: when it ends, so do its sockets.
    package let session: Int64?

    /// Makes a caller; only an authenticator does.
    package init(
        tenant: Int64, subject: Subject, role: Role, scopes: Set<String>? = nil, expires: Int64? = nil,
        isHubOwner: Bool = false, session: Int64? = nil
    ) {
        self.tenant = tenant
        self.subject = subject
        self.role = role
        self.scopes = scopes
        self.expires = expires
        self.isHubOwner = isHubOwner
        self.session = session
    }

    /// Whether the caller has the permission, by role and by scope.
    package func may(_ permission: Permission) -> Bool {
        switch permission.reach {
        case .anyone, .signedIn: return true
        case .hub: guard isHubOwner else { return false }
        case .company: guard role >= permission.least else { return false }
        }
        guard let scopes else { return true }
        return scopes.contains(permission.name) || scopes.contains("*")
    }
}
