import JSON
import SQLite

/// Something that the company owes a person: to call back, or to answer.
package struct Obligation: Sendable, Hashable {
    /// What brought it about; of several, the one that weighs most.
    package enum Kind: String, Sendable, CaseIterable {
        case unansweredMessage = "unanswered-message"
        case missedCall = "missed-call"
        case voicemail
    }

    /// How far it is; the last two are its ends.
    package enum State: String, Sendable, CaseIterable {
        case open
        case inProgress = "in-progress"
        case snoozed, done, dismissed

        /// Whether there is nothing left to do.
        package var isClosed: Bool { self == .done || self == .dismissed }
    }

    /// How it came to be done.
    package enum End: String, Sendable, CaseIterable {
        case reachedByCall = "reached-by-call"
        case reachedByMessage = "reached-by-message"
        case reachedByEmail = "reached-by-email"
        case calledAgain = "called-in-again-and-answered"
        case byHand = "by-hand"
    }

    package let id: ObligationID
    package var kind: Kind
    package var state: State
    package var contact: ContactID?
    package var contactName: String?
    /// Whom to call back.
    package let number: PhoneNumber
    package let line: LineID?
    package var lineName: String?
    /// Missed calls that nobody has returned.
    package var calls: Int64
    /// Messages that nobody has answered.
    package var messages: Int64
    package var owner: UserID?
    /// Who does it where there is no owner.
    package var team: String?
    package let openedAt: Timestamp
    /// When the newest of its causes was.
    package var lastAt: Timestamp
    package var dueAt: Timestamp
    /// When it was told that nobody had done it in time.
    package var overdueAt: Timestamp?
    package var snoozedUntil: Timestamp?
    package var closedAt: Timestamp?
    package var end: End?
    /// What it came to, of one that was done by hand; why, of one that was dismissed.
    package var remark: String?
    /// Counts changes; the entity tag.
    package var version: Int64

    package init(
        id: ObligationID, kind: Kind, state: State, contact: ContactID?, number: PhoneNumber, line: LineID?,
        calls: Int64, messages: Int64, openedAt: Timestamp, lastAt: Timestamp, dueAt: Timestamp, version: Int64
    ) {
        self.id = id
        self.kind = kind
        self.state = state
        self.contact = contact
        self.number = number
        self.line = line
        self.calls = calls
        self.messages = messages
        self.openedAt = openedAt
        self.lastAt = lastAt
        self.dueAt = dueAt
        self.version = version
    }
}

extension Obligation: JSONEncodable {
    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("id", id)
            encodeMembers(to: &$0)
        }
    }

    /// Writes the members but for the id, without the braces.
    package func encodeMembers(to json: inout JSONWriter) {
        json.member("kind", kind)
        json.member("state", state)
        json.member("contact", contact)
        json.member("contactName", contactName)
        json.member("number", number)
        json.member("line", line)
        json.member("lineName", lineName)
        json.member("calls", calls)
        json.member("messages", messages)
        json.member("owner", owner)
        json.member("team", team)
        json.member("openedAt", openedAt)
        json.member("lastAt", lastAt)
        json.member("dueAt", dueAt)
        json.member("overdueAt", overdueAt)
        json.member("snoozedUntil", snoozedUntil)
        json.member("closedAt", closedAt)
        json.member("end", end)
        json.member(state == .dismissed ? "reason" : "outcome", remark)
        json.member("version", version)
    }

    /// The shape of an obligation on the wire.
    package static let schema: Schema = .object([.required("id", ObligationID.schema)] + properties)

    /// The members of ``schema`` but for the id.
    package static let properties: [Schema.Property] = [
        .required("kind", .enumeration(Kind.self)),
        .required("state", .enumeration(State.self)), .optional("contact", ContactID.schema),
        .optional("contactName", .string()), .required("number", .string(), "Whom to call back; E.164."),
        .optional("line", LineID.schema), .optional("lineName", .string()),
        .required("calls", .integer(min: 0), "Missed calls that nobody has returned."),
        .required("messages", .integer(min: 0), "Messages that nobody has answered."),
        .optional("owner", UserID.schema), .optional("team", .string()),
        .required("openedAt", .string(format: .dateTime)),
        .required("lastAt", .string(format: .dateTime), "When the newest of its causes was."),
        .required("dueAt", .string(format: .dateTime)),
        .optional("overdueAt", .string(format: .dateTime), "When it was told that nobody had done it in time."),
        .optional("snoozedUntil", .string(format: .dateTime)), .optional("closedAt", .string(format: .dateTime)),
        .optional("end", .enumeration(End.self), "How it came to be done."),
        .optional("outcome", .string(), "What it came to, of one that was done by hand."),
        .optional("reason", .string(), "Why, of one that was dismissed."),
        .required("version", .integer(min: 1), "Counts changes; the entity tag."),
    ]
}

extension Obligation.Kind: JSONEncodable, SQLBindable {}
extension Obligation.State: JSONEncodable, SQLBindable {}
extension Obligation.End: JSONEncodable, SQLBindable {}
