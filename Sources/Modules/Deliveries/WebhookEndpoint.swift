import ModuleKit

/// Where a company wants its events posted to, and how it goes there.
struct WebhookEndpoint: Sendable {
    let id: WebhookEndpointID
    var url: String
    var description: String
    /// Types of events, or `*` for all.
    var events: [String]
    var isEnabled = true
    /// Why the program has disabled it; nil where a person has, or nobody.
    var disabledBecause: String?
    var secret: StandardWebhook.Secret
    /// Signs too until a moment, so that the receiver can change over.
    var previous: (secret: StandardWebhook.Secret, until: Timestamp)?
    /// Every event up to here has its delivery.
    var offset: Int64
    /// Events that retention removed before they came to it.
    var lost: Int64 = 0
    /// In a row.
    var failures = 0
    /// Nothing is sent before.
    var restsUntil: Timestamp?
    var lastSuccessAt: Timestamp?
    var lastFailureAt: Timestamp?
    var lastError: String?
    let createdAt: Timestamp
    var updatedAt: Timestamp
    var version: Int64 = 1

    /// How it goes there.
    enum State: String, Sendable, CaseIterable { case healthy, failing, open }

    var state: State {
        failures == 0 ? .healthy : failures < Patience.failuresToOpen ? .failing : .open
    }

    /// The names of the types it wants; nil: of all.
    var types: Set<String>? { events == ["*"] ? nil : Set(events) }

    /// Whose secrets sign at a moment, the newest first.
    func secrets(at now: Timestamp) -> [StandardWebhook.Secret] {
        [secret] + (previous.flatMap { $0.until > now ? $0.secret : nil }.map { [$0] } ?? [])
    }

    /// Its secret was sealed with keys that the hub has given up.
    var hasLostSecret: Bool { secret.bytes.isEmpty }

    /// It begins anew, as if nothing had failed.
    mutating func forgive() {
        guard !hasLostSecret else { return }
        (isEnabled, disabledBecause, failures, restsUntil) = (true, nil, 0, nil)
    }

    /// Takes a new secret; the one before signs too until a moment.
    mutating func rotate(until moment: Timestamp) {
        let wasLost = hasLostSecret
        previous = wasLost ? nil : (secret, moment)
        secret = .random()
        if wasLost { forgive() }
    }

    /// Nothing is sent that nobody could believe.
    mutating func loseSecret() {
        (secret, previous) = (StandardWebhook.Secret(bytes: []), nil)
        (isEnabled, disabledBecause) = (false, "Its secret was given up with the hub's keys: rotate it.")
    }
}

extension WebhookEndpoint: JSONEncodable {
    /// Without the secret, which is shown once.
    func encode(to json: inout JSONWriter) { json.object { encodeMembers(to: &$0) } }

    func encodeMembers(to json: inout JSONWriter) {
        json.member("id", id)
        json.member("url", url)
        json.member("description", description)
        json.member("events", events)
        json.member("enabled", isEnabled)
        json.member("disabledBecause", disabledBecause)
        json.member("state", state.rawValue)
        json.member("failures", failures)
        json.member("restsUntil", restsUntil)
        json.member("offset", offset)
        json.member("lost", lost)
        json.member("previousSecretUntil", previous?.until)
        json.member("lastSuccessAt", lastSuccessAt)
        json.member("lastFailureAt", lastFailureAt)
        json.member("lastError", lastError)
        json.member("createdAt", createdAt)
        json.member("updatedAt", updatedAt)
        json.member("version", version)
    }

    static let properties: [Schema.Property] = [
        .required("id", WebhookEndpointID.schema), .required("url", .string()), .required("description", .string()),
        .required("events", .array(of: .string())), .required("enabled", .boolean),
        .optional("disabledBecause", .string(), "Why the hub itself has disabled it."),
        .required("state", .enumeration(State.self), "`open`: it failed too often, and is tried now and then only."),
        .required("failures", .integer(min: 0), "Failed attempts in a row."),
        .optional("restsUntil", .string(format: .dateTime), "Nothing is sent before."),
        .required("offset", .integer(min: 0), "Every event up to here has its delivery."),
        .required("lost", .integer(min: 0), "Events that the log's retention removed before they came to it."),
        .optional(
            "previousSecretUntil", .string(format: .dateTime), "So long the secret before the last one signs too."),
        .optional("lastSuccessAt", .string(format: .dateTime)), .optional("lastFailureAt", .string(format: .dateTime)),
        .optional("lastError", .string()), .required("createdAt", .string(format: .dateTime)),
        .required("updatedAt", .string(format: .dateTime)), .required("version", .integer(min: 1)),
    ]
    static let schema = Schema.reference("WebhookEndpoint", to: .object(properties))
}

/// An endpoint with its secret, for the one time that it is shown.
struct ShownEndpoint: Sendable, JSONEncodable {
    let endpoint: WebhookEndpoint

    func encode(to json: inout JSONWriter) {
        json.object {
            endpoint.encodeMembers(to: &$0)
            $0.member("secret", endpoint.secret.text)
        }
    }

    static let schema: Schema = .object(
        WebhookEndpoint.properties + [.required("secret", .string(), "`whsec_` and base64; it is never shown again.")])
}

/// An endpoint as somebody writes it.
struct EndpointDraft: JSONBody {
    var url: String
    var events: [String]
    var description: String?

    static let schema: Schema = .object([
        .required("url", url, "Where events are posted to. http only for addresses of `outbound-allow`."),
        .required("events", events, "Types of events, or `*` alone for all."),
        .optional("description", description),
    ]).example(["url": "https://crm.example.com/hooks", "events": ["call.ended", "contact.created"]])

    static let url: Schema = .string(
        min: 8, max: 500, pattern: "^[Hh][Tt][Tt][Pp][Ss]?://[!-.0-~][!-~]*$",
        saying: "an address such as https://crm.example.com/hooks"
    ).example("https://crm.example.com/hooks")
    static let events: Schema = .array(
        of: .enumeration(["*"] + EventCatalogue.all.filter(\.logged).map(\.name)), min: 1, max: 100)
    static let description: Schema = .string(max: 200)
}

/// What of an endpoint is to be another.
struct EndpointPatch: JSONBody {
    var url: String?
    var events: [String]?
    var description: String?
    var enabled: Bool?

    static let schema: Schema = .object([
        .optional("url", EndpointDraft.url), .optional("events", EndpointDraft.events),
        .optional("description", EndpointDraft.description),
        .optional("enabled", .boolean, "What happens meanwhile is sent when it is enabled again."),
    ])
}
