import JSON

/// Where events are posted to was set, changed or removed, or its circuit opened or closed.
package struct WebhookEndpointChanged: Event {
    package static let type = EventType(
        "webhook.changed",
        "An address that events are posted to was set, changed or removed, or is given a rest because it fails.",
        .object([
            .required("endpoint", WebhookEndpointID.schema), .required("url", .string()),
            .required("change", .enumeration(Change.self)), .optional("because", .string()),
        ]))

    /// What became of it.
    package enum Change: String, Sendable, CaseIterable {
        case created, updated, deleted, disabled
        /// It failed too often, and is tried now and then only.
        case opened
        /// It takes events again.
        case closed
    }

    package var type: EventType { Self.type }
    package let endpoint: WebhookEndpointID
    package let url: String
    package let change: Change
    /// Why, where the program itself has done it.
    package let because: String?

    package init(endpoint: WebhookEndpointID, url: String, change: Change, because: String? = nil) {
        (self.endpoint, self.url, self.change, self.because) = (endpoint, url, change, because)
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("endpoint", endpoint)
            $0.member("url", url)
            $0.member("change", change.rawValue)
            $0.member("because", because)
        }
    }
}
