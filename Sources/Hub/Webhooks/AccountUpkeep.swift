import Domain
import JSON
import Web

/// How far an account has been compared with its provider's own records.
package struct ReconcileState: Sendable {
    /// When records were asked for last.
    package var lastRunAt: Timestamp?
    /// Everything that began before has been compared; nil: nothing yet.
    package var completeUntil: Timestamp?
    /// When they are asked for next.
    package var nextAt: Timestamp
    /// Since the account has had a login.
    package var totals: ReconcileCounts
    /// Why the last run came to nothing; nil: it did not.
    package var fault: String?

    package init(nextAt: Timestamp, totals: ReconcileCounts) {
        self.nextAt = nextAt
        self.totals = totals
    }

    func encode(to json: inout JSONWriter) {
        json.member("lastRunAt", lastRunAt)
        json.member("completeUntil", completeUntil)
        json.member("nextAt", nextAt)
        totals.encodeMembers(to: &json)
        json.member("fault", fault)
    }

    static let schema = Schema.object(
        [
            .optional("lastRunAt", .string(format: .dateTime)),
            .optional("completeUntil", .string(format: .dateTime), "What began before has been compared."),
            .required("nextAt", .string(format: .dateTime)),
            .optional("fault", .string, "Why the last run came to nothing."),
        ] + ReconcileCounts.properties)
}

/// The socket over which a telephone system tells of its calls.
package struct ConnectionState: Sendable {
    /// Whether there is one.
    package enum Phase: String, Sendable, CaseIterable { case connecting, connected, waiting }

    package var phase = Phase.connecting
    /// When the phase began.
    package var since: Timestamp
    package var lastEventAt: Timestamp?
    /// How often it was lost or could not be had.
    package var reconnects: Int64 = 0
    /// Why it is not there, or why it was lost last.
    package var fault: String?

    package init(since: Timestamp) { self.since = since }

    func encode(to json: inout JSONWriter) {
        json.member("state", phase.rawValue)
        json.member("since", since)
        json.member("lastEventAt", lastEventAt)
        json.member("reconnects", reconnects)
        json.member("fault", fault)
    }

    static let schema = Schema.object([
        .required("state", .enumeration(Phase.self)), .required("since", .string(format: .dateTime)),
        .optional("lastEventAt", .string(format: .dateTime)), .required("reconnects", .integer(min: 0)),
        .optional("fault", .string, "Why it is not there, or why it was lost last."),
    ])
}
