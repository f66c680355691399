import ModuleKit

/// A new provider account.
package struct AccountDraft: JSONBody {
    /// Name of the profile.
    package var provider: String
    /// For people; the profile's title where absent.
    package var title: String?
    /// The hub's address as the provider has it.
    package var publicUrl: String?
    /// What the provider calls the account.
    package var providerAccount: String?
    /// What the provider signs with.
    package var secret: String

    /// An account that the program itself makes.
    package init(provider: String, title: String? = nil, publicUrl: String? = nil, secret: String) {
        self.provider = provider
        self.title = title
        self.publicUrl = publicUrl
        self.secret = secret
    }

    static let secret = Schema.string(min: 16, max: 256)

    /// What the body must be.
    package static let schema = Schema.object([
        .required("provider", .string(min: 1, max: 40), "twilio, generic, or another that has a profile."),
        .optional("title", title), .optional("publicUrl", publicURL),
        .optional("providerAccount", .string(min: 1, max: 255)),
        .required("secret", secret, "What the provider signs with: Twilio's auth token. It is never shown again."),
    ])

    static let title = Schema.string(min: 1, max: 100)
    static let publicURL = Schema.string(
        min: 8, max: 500, pattern: "^[Hh][Tt][Tt][Pp][Ss]?://[!-.0-~][!-~]*$",
        saying: "an address such as https://hub.example.com"
    )
    .description("The hub's address as the provider has it, such as https://hub.example.com; else the hub's own.")
}

/// What a PATCH of a provider account says; absent stays as it is, null removes (RFC 7396).
struct AccountChange: Sendable {
    let title: String?
    let publicURL: String??
    let providerAccount: String??

    init(_ json: JSONValue) throws {
        func text(_ name: String) -> String?? { json.object?[name].map { $0.string } }
        title = json["title"].string
        publicURL = try text("publicUrl").map { try $0.map { try PublicAddress.checked($0) } }
        providerAccount = text("providerAccount")
    }

    static let schema = Schema.object([
        .optional("title", AccountDraft.title), .optional("publicUrl", AccountDraft.publicURL.nullable),
        .optional("providerAccount", .string(min: 1, max: 255).nullable),
    ])
}

/// A new secret for an account.
package struct SecretRotation: JSONBody {
    /// What the provider signs with.
    package var secret: String
    /// Name of a shared key; nil: the account's own secret.
    package var name: String?
    /// Until when the present secret stays valid; nil: for a day.
    package var previousUntil: Timestamp?

    /// A change that the program itself makes.
    package init(secret: String, name: String? = nil, previousUntil: Timestamp? = nil) {
        self.secret = secret
        self.name = name
        self.previousUntil = previousUntil
    }

    /// What the body must be.
    package static let schema = Schema.object([
        .required("secret", AccountDraft.secret, "What the provider signs with from now on. It is never shown again."),
        .optional(
            "name", .string(min: 1, max: 100), "A shared key's name at the provider; else the account's own secret."),
        .optional(
            "previousUntil", .string(min: 10, max: 40, format: .dateTime),
            "Until when the present secret stays valid too; 24 hours where absent, a past time: it ends at once."),
    ])
}
