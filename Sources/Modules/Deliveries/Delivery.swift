import ModuleKit

/// One event on its way to one endpoint.
struct Delivery: Sendable {
    enum State: String, Sendable, CaseIterable { case waiting, delivered, dead }

    /// One time that it was sent.
    struct Attempt: Sendable {
        let at: Timestamp
        /// What was answered; nil: nothing was.
        var status: Int?
        /// Why it counts as failed.
        var error: String?
        let milliseconds: Int64

        var json: JSONValue {
            var object: JSONObject = ["at": .string(at.rfc3339)]
            if let status { object["status"] = .integer(Int64(status)) }
            if let error { object["error"] = .string(error) }
            object["durationMs"] = .integer(milliseconds)
            return .object(object)
        }
    }

    let id: WebhookDeliveryID
    let endpoint: WebhookEndpointID
    /// The event's place in the log; nil for a test.
    let offset: Int64?
    /// `webhook-id`: the same however often it is sent.
    let messageID: String
    let type: String
    var state: State
    var dueAt: Timestamp
    var begunAt: Timestamp
    /// Since `begunAt`.
    var tries: Int
    /// What each attempt came to, the oldest first; the last 20.
    var attempts: [JSONValue]
    let createdAt: Timestamp
    var settledAt: Timestamp?

    mutating func note(_ attempt: Attempt) {
        attempts = attempts.suffix(19) + [attempt.json]
        tries += 1
    }

    mutating func settle(_ end: State, at now: Timestamp) { (state, settledAt) = (end, now) }
}

extension Delivery: JSONEncodable {
    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("id", id)
            $0.member("endpoint", endpoint)
            $0.member("webhookId", messageID)
            $0.member("offset", offset)
            $0.member("type", type)
            $0.member("state", state.rawValue)
            $0.member("nextAttemptAt", state == .waiting ? dueAt : nil)
            $0.member("attempts", attempts)
            $0.member("createdAt", createdAt)
            $0.member("settledAt", settledAt)
        }
    }

    static let schema = Schema.reference(
        "WebhookDelivery",
        to: .object([
            .required("id", WebhookDeliveryID.schema), .required("endpoint", WebhookEndpointID.schema),
            .required("webhookId", .string(), "The same however often it is sent."),
            .optional("offset", .integer(min: 1), "The event's place in the log; absent for a test."),
            .required("type", .string()),
            .required("state", .enumeration(State.self), "`dead`: it was tried for a day, or cannot be sent."),
            .optional("nextAttemptAt", .string(format: .dateTime)),
            .required(
                "attempts",
                .array(
                    of: .object([
                        .required("at", .string(format: .dateTime)), .optional("status", .integer(min: 100, max: 599)),
                        .optional("error", .string(), "Why it counts as failed."),
                        .required("durationMs", .integer(min: 0)),
                    ])), "The last twenty, the oldest first."),
            .required("createdAt", .string(format: .dateTime)), .optional("settledAt", .string(format: .dateTime)),
        ]))
}
