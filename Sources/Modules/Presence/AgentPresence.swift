import Accounts
import ModuleKit

/// What is known of an agent, and what is shown of it.
struct AgentPresence: Sendable, Equatable {
    let agent: AgentID
    /// What they said of themselves, which shows whenever no call does: available, away or offline.
    var chosen = PresenceState.offline
    var chosenReason: String?
    var phone: String?
    var wrapUp: WrapUp?
    /// When no socket of theirs was found open; nil while one is.
    var absentSince: Timestamp?

    // What follows from these and from the calls, and is shown.
    var state = PresenceState.offline
    var reason: String?
    var call: CallID?
    /// nil for somebody who has never taken part.
    var since: Timestamp?

    /// The time after a call in which its agent is left alone.
    struct WrapUp: Sendable, Equatable {
        let call: CallID
        /// nil: until the call has a disposition.
        var until: Timestamp?
        var isExtended = false
        /// Whether the call still needs a disposition.
        var needsDisposition: Bool
    }

    /// As it is shown, with what the company calls them; nil when there is no such agent any more.
    func view(in tx: Transaction) throws -> AgentView? {
        guard let name = try Agents.name(of: agent, in: tx) else { return nil }
        let isWrapping = state == .wrapUp
        return AgentView(
            agent: agent, name: name, state: state, reason: reason, call: call, since: since,
            until: isWrapping ? wrapUp?.until : nil,
            needsDisposition: isWrapping && wrapUp?.needsDisposition == true, phone: phone)
    }
}

/// What an agent was, from when to when.
struct PresenceSpan: Sendable, JSONEncodable {
    let id: Int64
    let state: PresenceState
    let reason: String?
    let call: CallID?
    let from: Timestamp
    let to: Timestamp

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("state", state)
            $0.member("reason", reason)
            $0.member("call", call)
            $0.member("from", from)
            $0.member("to", to)
            $0.member("durationMs", to.milliseconds - from.milliseconds)
        }
    }

    static let schema: Schema = .object([
        .required("state", .enumeration(PresenceState.self)), .optional("reason", .string()),
        .optional("call", .string()), .required("from", .string(format: .dateTime)),
        .required("to", .string(format: .dateTime)), .required("durationMs", .integer(min: 0)),
    ])
}
