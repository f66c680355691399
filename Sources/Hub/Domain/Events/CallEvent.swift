import JSON

/// A call as a dashboard shows it: the data of every call event, of the snapshot, and of `/api/calls/live`.
package struct CallView: Sendable, JSONEncodable {
    /// Who the other party is, and how sure that is.
    package struct Who: Sendable, JSONEncodable {
        /// Whether the number belongs to nobody, one contact, or several of whom this is the likeliest.
        package enum Match: String, Sendable, CaseIterable { case none, one, many }

        package var id: ContactID
        package var name: String?
        package var match: Match
        /// True when this call made the contact.
        package var created: Bool

        package init(id: ContactID, name: String?, match: Match, created: Bool) {
            self.id = id
            self.name = name
            self.match = match
            self.created = created
        }

        package func encode(to json: inout JSONWriter) {
            json.object {
                $0.member("id", id)
                $0.member("name", name)
                $0.member("match", match.rawValue)
                if created { $0.member("created", true) }
            }
        }

        static var schema: Schema {
            .object([
                .required("id", .string()), .optional("name", .string()),
                .required("match", .enumeration(Match.allCases.map(\.rawValue))), .optional("created", .boolean),
            ])
        }
    }

    package var id: CallID
    package var providerCallID: String
    package var direction: CallDirection
    package var status: CallStatus
    package var reason: EndReason?
    package var from: Party
    package var to: Party
    package var line: LineID?
    package var lineName: String?
    package var contact: Who?
    package var callerName: String?
    package var agent: String?
    package var startedAt: Timestamp
    package var answeredAt: Timestamp?
    package var endedAt: Timestamp?
    package var durationSec: Int64?
    package var disposition: String?
    package var note: String?
    /// Counts changes of the note; 0 before the first.
    package var noteVersion: Int64 = 0

    package init(
        id: CallID, providerCallID: String, direction: CallDirection, status: CallStatus, from: Party, to: Party,
        startedAt: Timestamp
    ) {
        self.id = id
        self.providerCallID = providerCallID
        self.direction = direction
        self.status = status
        self.from = from
        self.to = to
        self.startedAt = startedAt
    }

    /// Inbound, ended, never answered by a person or an AI agent.
    package var isMissed: Bool { direction == .inbound && status.isFinal && answeredAt == nil }

    package func encode(to json: inout JSONWriter) {
        json.object { encodeMembers(to: &$0) }
    }

    /// Writes the members without the braces.
    package func encodeMembers(to json: inout JSONWriter) {
        json.member("call", id)
        json.member("providerCallId", providerCallID)
        json.member("direction", direction)
        json.member("status", status)
        json.member("reason", reason)
        json.member("from", from.display)
        if from.kind != .number { json.member("fromKind", from.kind.rawValue) }
        json.member("to", to.display)
        json.member("line", line)
        json.member("lineName", lineName)
        json.member("contact", contact)
        json.member("callerName", callerName)
        json.member("agent", agent)
        json.member("startedAt", startedAt)
        json.member("answeredAt", answeredAt)
        json.member("endedAt", endedAt)
        json.member("durationSec", durationSec)
        if isMissed { json.member("missed", true) }
        json.member("disposition", disposition)
        json.member("note", note)
        if noteVersion > 0 { json.member("noteVersion", noteVersion) }
    }

    /// The shape of a call on the wire.
    package static let schema: Schema = .object(properties)

    /// The members of ``schema``.
    package static let properties: [Schema.Property] = [
        .required("call", .string()), .required("providerCallId", .string()),
        .required("direction", .enumeration(CallDirection.allCases.map(\.rawValue))),
        .required("status", .enumeration(CallStatus.allCases.map(\.rawValue))),
        .optional("reason", .enumeration(EndReason.allCases.map(\.rawValue))),
        .required("from", .string()), .optional("fromKind", .enumeration(Party.Kind.allCases.map(\.rawValue))),
        .required("to", .string()), .optional("line", .string()), .optional("lineName", .string()),
        .optional("contact", Who.schema), .optional("callerName", .string()), .optional("agent", .string()),
        .required("startedAt", .string()), .optional("answeredAt", .string()), .optional("endedAt", .string()),
        .optional("durationSec", .integer(min: 0)), .optional("missed", .boolean),
        .optional("disposition", .string()), .optional("note", .string()),
        .optional("noteVersion", .integer(min: 1), "Counts changes of the note."),
    ]
}

/// A call began, was answered, ended, or was learned more about.
package struct CallEvent: Event {
    /// The first word of a call.
    package static let ringing = EventType("call.ringing", "A call began.", CallView.schema)
    /// A person or an AI agent took it.
    package static let answered = EventType("call.answered", "A person or an AI agent took the call.", CallView.schema)
    /// It is over.
    package static let ended = EventType("call.ended", "The call's first leg ended.", CallView.schema)
    /// Anything else that was learned.
    package static let updated = EventType("call.updated", "More was learned about a call.", CallView.schema)
    /// All of them.
    package static let types = [ringing, answered, ended, updated]

    package let type: EventType
    package let call: CallView

    package init(_ type: EventType, _ call: CallView) {
        self.type = type
        self.call = call
    }

    package func encodeData(to json: inout JSONWriter) { call.encode(to: &json) }
}

/// A call that was written down by hand is gone.
package struct CallDeleted: Event {
    package static let type = EventType(
        "call.deleted", "A call that somebody had written down was removed.",
        .object([.required("call", CallID.schema), .optional("contact", ContactID.schema)]))

    package var type: EventType { Self.type }
    package let call: CallID
    package let contact: ContactID?

    package init(call: CallID, contact: ContactID?) { (self.call, self.contact) = (call, contact) }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("call", call)
            $0.member("contact", contact)
        }
    }
}
