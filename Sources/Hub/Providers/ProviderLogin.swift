import ModuleKit
import OpenSSL

/// How the hub signs in at a provider's API in a company's name.
package struct ProviderLogin: Sendable {
    /// Twilio's account or key, SignalWire's project, Telnyx's account, Vonage's application, Plivo's auth id, the user
    /// at Bandwidth and of ARI; 1…255 characters.
    package var user: String
    /// Auth token, API key, password, or the private key as PEM; it is written down encrypted only.
    package var secret: String
    /// Where the API is, without a slash at the end; nil: the provider's usual address.
    package var base: String?
    /// Telnyx's TeXML application; Bandwidth's account; Asterisk's dialplan context.
    package var application: String?
    package var updatedAt: Timestamp

    package init(
        user: String, secret: String, base: String? = nil, application: String? = nil, updatedAt: Timestamp
    ) {
        (self.user, self.secret) = (user, secret)
        (self.base, self.application) = (base, application)
        self.updatedAt = updatedAt
    }

    /// The user as a segment of a path.
    package var userInPath: String {
        user.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    }
}

extension ProviderLogin: JSONEncodable {
    /// Without the secret, which is never shown.
    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("user", user)
            $0.member("base", base)
            $0.member("application", application)
            $0.member("updatedAt", updatedAt)
        }
    }

    static let view: Schema = .object([
        .required("user", .string()), .optional("base", .string()), .optional("application", .string()),
        .required("updatedAt", .string(format: .dateTime)),
    ])
}

/// A login in the list of a company's, without the secret.
struct AccountLogin: JSONEncodable {
    let account: AccountID
    let user: String
    let base: String?
    let application: String?
    let updatedAt: Timestamp

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("account", account)
            $0.member("user", user)
            $0.member("base", base)
            $0.member("application", application)
            $0.member("updatedAt", updatedAt)
        }
    }

    static let schema: Schema = .object([
        .required("account", AccountID.schema), .required("user", .string()), .optional("base", .string()),
        .optional("application", .string()), .required("updatedAt", .string(format: .dateTime)),
    ])
}

/// A login as somebody writes it.
package struct LoginDraft: JSONBody {
    var user: String
    var secret: String
    var base: String?
    var application: String?

    package static let schema: Schema = .object([
        .required(
            "user", .string(min: 1, max: 255, pattern: "^[A-Za-z0-9_.-]+$"),
            "Twilio: account sid; SignalWire: project; Telnyx: account sid; Vonage: application id; Plivo: auth id; "
                + "Bandwidth: API user; Asterisk: ARI user."),
        .required(
            "secret", .string(min: 1, max: 8000),
            "Auth token, API token or key, password; Vonage: the private key as PEM. It is never shown again."),
        .optional(
            "base",
            .string(
                min: 8, max: 500, pattern: "^[Hh][Tt][Tt][Pp][Ss]?://[!-.0-~][!-~]*$",
                saying: "an address such as https://acme.signalwire.com"),
            "Where the API is, when not at the provider's usual address. http only for addresses of `outbound-allow`."),
        .optional(
            "application", .string(min: 1, max: 255),
            "Telnyx: the TeXML application; Bandwidth: the account id; Asterisk: the context."),
    ])
}

/// Writes a login's secret down and reads it again: AES-256-GCM under the hub's sealing key, bound to the account.
struct LoginBox: Sendable {
    let key: [UInt8]

    func seal(_ secret: String, of account: AccountID) throws -> [UInt8] {
        try AEAD.seal(Array(secret.utf8), key: key, context: context(account))
    }

    func open(_ sealed: [UInt8], of account: AccountID) throws -> String {
        String(decoding: try AEAD.open(sealed, key: key, context: context(account)), as: UTF8.self)
    }

    private func context(_ account: AccountID) -> [UInt8] { Array("login/\(account.wire)".utf8) }
}
