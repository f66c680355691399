import JSON
import SQLite

/// Whether an agent can take a call.
package enum PresenceState: String, Sendable, CaseIterable, JSONEncodable, SQLBindable {
    case available, ringing
    /// Speaks with somebody.
    case onCall = "on-call"
    /// Writes down what a call came to.
    case wrapUp = "wrap-up"
    case away, offline
}

/// An agent as a dashboard shows it: the data of `presence.changed`, of the snapshot, and of `/api/presence`.
package struct AgentView: Sendable, JSONEncodable {
    package let agent: AgentID
    package let name: String
    package let state: PresenceState
    /// Why somebody is away, in the company's words.
    package let reason: String?
    /// What rings, is spoken, or is wrapped up.
    package let call: CallID?
    /// Absent for somebody who has never taken part.
    package let since: Timestamp?
    /// When wrap-up ends by itself.
    package let until: Timestamp?
    /// Whether the call needs a disposition before the agent is available again.
    package let needsDisposition: Bool
    /// The address of the agent's telephone, as legs of calls name it.
    package let phone: String?

    package init(
        agent: AgentID, name: String, state: PresenceState, reason: String?, call: CallID?, since: Timestamp?,
        until: Timestamp?, needsDisposition: Bool, phone: String?
    ) {
        self.agent = agent
        self.name = name
        self.state = state
        self.reason = reason
        self.call = call
        self.since = since
        self.until = until
        self.needsDisposition = needsDisposition
        self.phone = phone
    }

    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("agent", agent)
            $0.member("name", name)
            $0.member("state", state)
            $0.member("reason", reason)
            $0.member("call", call)
            $0.member("since", since)
            $0.member("until", until)
            if needsDisposition { $0.member("needsDisposition", true) }
            $0.member("phone", phone)
        }
    }

    package static let schema: Schema = .object([
        .required("agent", .string(), "`usr_…`, or `key_…` of a machine."), .required("name", .string()),
        .required("state", .enumeration(PresenceState.self)),
        .optional("reason", .string(), "Why somebody is away."),
        .optional("call", .string(), "What rings, is spoken, or is wrapped up."),
        .optional("since", .string(), "Absent for somebody who has never taken part."),
        .optional("until", .string(), "When wrap-up ends by itself."),
        .optional("needsDisposition", .boolean, "Wrap-up lasts until the call has a disposition."),
        .optional("phone", .string()),
    ])
}

/// An agent can take calls, or no longer.
package struct PresenceChanged: Event {
    package static let type = EventType(
        "presence.changed", "An agent can take calls, rings, speaks, wraps up, or is away.", AgentView.schema)

    package var type: EventType { Self.type }
    package let agent: AgentView

    package init(_ agent: AgentView) { self.agent = agent }

    package func encodeData(to json: inout JSONWriter) { agent.encode(to: &json) }
}
