import ModuleKit

/// A person, as one company knows them.
package struct User: Sendable, Hashable {
    /// Their id, the same in all companies.
    package let id: UserID
    /// As it was typed.
    package let email: String
    /// As this company calls them.
    package var name: String
    /// What they may do in this company.
    package var role: Role
    /// Has not accepted the invitation yet, and cannot sign in.
    package var invited: Bool
    /// May not sign in to this company.
    package var disabled: Bool
    /// When they became a member.
    package let createdAt: Timestamp

    /// Whether they can sign in to this company.
    var isActive: Bool { !invited && !disabled }
}

extension User: JSONEncodable {
    /// Writes it as clients see it.
    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("id", id)
            $0.member("email", email)
            $0.member("name", name)
            $0.member("role", role.name)
            $0.member("invited", invited)
            $0.member("disabled", disabled)
            $0.member("createdAt", createdAt)
        }
    }

    static let schema = Schema.reference("User", to: .object(properties))

    static let properties: [Schema.Property] = [
        .required("id", .string().example("usr_1s4v0k2m3n000")), .required("email", .string(format: .email)),
        .required("name", .string), .required("role", Fields.role),
        .required("invited", .boolean, "Has not accepted the invitation yet"),
        .required("disabled", .boolean, "May not sign in to this company"),
        .required("createdAt", .string(format: .dateTime)),
    ]
}

/// What a new member of a company needs.
package struct NewUser: Sendable {
    /// As it was typed; unique in the hub, whatever the case.
    package var email: String
    /// As this company calls them.
    package var name: String
    /// What they may do in this company.
    package var role: Role
    /// Without one, and for people the hub knows already, there is an invitation.
    package var password: String?

    /// Takes the parts.
    package init(email: String, name: String, role: Role, password: String? = nil) {
        self.email = email
        self.name = name
        self.role = role
        self.password = password
    }
}

extension NewUser: JSONBody {
    private enum Key: String, CodingKey { case email, name, role, password }

    /// Reads what the schema has passed.
    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        self.init(
            email: try fields.decode(String.self, forKey: .email), name: try fields.decode(String.self, forKey: .name),
            role: Role(name: try fields.decode(String.self, forKey: .role)) ?? .viewer,
            password: try fields.decodeIfPresent(String.self, forKey: .password))
    }

    /// What a request may send.
    package static var schema: Schema {
        .object([
            .required("email", Fields.email), .required("name", Fields.name), .required("role", Fields.role),
            .optional(
                "password", Fields.password,
                "The first one; without it, and for people the hub knows already, the answer has an invitation"),
        ])
    }
}

/// A new member, and the invitation if there is one.
package struct CreatedUser: Sendable, JSONEncodable {
    /// The member.
    package let user: User
    /// Shown this once: whoever sends it with a password to `POST /api/auth/accept` is in.
    package let invitation: Invitation?

    /// A text that turns into a sign-in.
    package struct Invitation: Sendable, JSONEncodable {
        /// The text.
        package let token: String
        /// When it is over.
        package let expiresAt: Timestamp

        /// Writes it as clients see it.
        package func encode(to json: inout JSONWriter) {
            json.object {
                $0.member("token", token)
                $0.member("expiresAt", expiresAt)
            }
        }

        static let schema = Schema.object([
            .required("token", .string, "Send it with a password to `POST /api/auth/accept`; shown this once"),
            .required("expiresAt", .string(format: .dateTime)),
        ])
    }

    /// Writes it as clients see it.
    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("user", user)
            $0.member("invitation", invitation)
        }
    }

    static let schema = Schema.object([
        .required("user", User.schema), .optional("invitation", Invitation.schema),
    ])
}

/// What is to change of a member (RFC 7396): what is absent stays.
struct UserPatch: Sendable {
    var name: String?
    var role: Role?
    var disabled: Bool?
}

extension UserPatch: JSONBody {
    private enum Key: String, CodingKey { case name, role, disabled }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        name = try fields.decodeIfPresent(String.self, forKey: .name)
        role = try fields.decodeIfPresent(String.self, forKey: .role).flatMap { Role(name: $0) }
        disabled = try fields.decodeIfPresent(Bool.self, forKey: .disabled)
    }

    static var schema: Schema {
        .object([
            .optional("name", Fields.name), .optional("role", Fields.role),
            .optional("disabled", .boolean, "May not sign in to this company"),
        ])
    }
}
