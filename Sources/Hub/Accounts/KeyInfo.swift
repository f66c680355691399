import ModuleKit

/// An API key as its company sees it: everything but the secret.
package struct KeyInfo: Sendable, Hashable {
    /// Its id.
    package let id: KeyID
    /// What the company calls it.
    package let name: String
    /// The most it may do.
    package let role: Role
    /// The permissions it has, of those of its role; nil for all of them.
    package let scopes: [String]?
    /// Nil when it does not expire.
    package let expiresAt: Timestamp?
    /// True to a minute or so.
    package let lastUsedAt: Timestamp?
    /// Nil while it is good.
    package let revokedAt: Timestamp?
    /// When it was made.
    package let createdAt: Timestamp
    /// By whom, as the audit log names them.
    package let createdBy: String
}

extension KeyInfo: JSONEncodable {
    /// Writes it as clients see it.
    package func encode(to json: inout JSONWriter) { json.object { encodeMembers(to: &$0) } }

    func encodeMembers(to json: inout JSONWriter) {
        json.member("id", id)
        json.member("name", name)
        json.member("role", role.name)
        json.member("scopes", scopes)
        json.member("expiresAt", expiresAt)
        json.member("lastUsedAt", lastUsedAt)
        json.member("revokedAt", revokedAt)
        json.member("createdAt", createdAt)
        json.member("createdBy", createdBy)
    }

    static let properties: [Schema.Property] = [
        .required("id", .string().example("key_1s4v0k2m3n000")), .required("name", .string),
        .required("role", Fields.role), .optional("scopes", .array(of: .string), "Absent: all that the role may"),
        .optional("expiresAt", .string(format: .dateTime)),
        .optional("lastUsedAt", .string(format: .dateTime), "True to a minute or so"),
        .optional("revokedAt", .string(format: .dateTime)), .required("createdAt", .string(format: .dateTime)),
        .required("createdBy", .string),
    ]
    static let schema = Schema.reference("Key", to: .object(properties))
}

/// What a new API key needs.
package struct NewKey: Sendable {
    /// What the company calls it.
    package var name: String
    /// The most it may do.
    package var role: Role
    /// Names of permissions; nil for all that the role may.
    package var scopes: [String]?
    /// Nil when it does not expire.
    package var expiresAt: Timestamp?

    /// Takes the parts.
    package init(name: String, role: Role, scopes: [String]? = nil, expiresAt: Timestamp? = nil) {
        self.name = name
        self.role = role
        self.scopes = scopes
        self.expiresAt = expiresAt
    }
}

extension NewKey: JSONBody {
    private enum Key: String, CodingKey { case name, role, scopes, expiresAt }

    /// Reads what the schema has passed.
    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        self.init(
            name: try fields.decode(String.self, forKey: .name),
            role: Role(name: try fields.decode(String.self, forKey: .role)) ?? .viewer,
            scopes: try fields.decodeIfPresent([String].self, forKey: .scopes),
            expiresAt: try fields.decodeIfPresent(Timestamp.self, forKey: .expiresAt))
    }

    /// What a request may send.
    package static var schema: Schema {
        .object([
            .required("name", .string(min: 1, max: 100).example("Front desk PBX")), .required("role", Fields.role),
            .optional(
                "scopes",
                .array(
                    of: .string(
                        min: 1, max: 64, pattern: "^[a-z][a-z-]*:[a-z][a-z-]*$",
                        saying: "a permission such as contacts:read"),
                    min: 1, max: 64),
                "The permissions it has; absent: all that the role may"),
            .optional("expiresAt", .string(format: .dateTime), "Absent: it does not expire"),
        ])
    }
}

/// A new key and its secret, which nobody can read again.
package struct CreatedKey: Sendable, JSONEncodable {
    /// Everything but the secret.
    package let key: KeyInfo
    /// `sbk_<id>_<secret>`: what the machine sends as its bearer token.
    package let secret: String

    /// Writes it as clients see it.
    package func encode(to json: inout JSONWriter) {
        json.object {
            key.encodeMembers(to: &$0)
            $0.member("secret", secret)
        }
    }

    static let schema = Schema.object(
        KeyInfo.properties + [.required("secret", .string, "`sbk_<id>_<secret>`: the bearer token, shown this once")])
}
