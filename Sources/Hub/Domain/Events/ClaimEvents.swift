import JSON

/// What somebody who hands a call over says to whoever has it next.
package struct HandOver: Sendable, JSONEncodable {
    package let from: AgentID
    /// To whom: `usr_…`, `key_…` or `tem_…`.
    package let to: String
    package let note: String?
    package let at: Timestamp

    package init(from: AgentID, to: String, note: String?, at: Timestamp) {
        self.from = from
        self.to = to
        self.note = note
        self.at = at
    }

    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("from", from)
            $0.member("to", to)
            $0.member("note", note)
            $0.member("at", at)
        }
    }

    package static let schema: Schema = .object([
        .required("from", .string()), .required("to", .string(), "An agent or a team."), .optional("note", .string()),
        .required("at", .string()),
    ])
}

/// A call rings at these agents; their dashboards show it.
package struct CallOffered: Event {
    package static let type = EventType(
        "call.offered", "A call rings at the agents of `targets`: their screens show it.",
        .object(
            CallView.properties + [
                .required("targets", .array(of: .string())), .optional("handOver", HandOver.schema),
            ]))

    package var type: EventType { Self.type }
    package let call: CallView
    package let targets: [AgentID]
    /// Of a call that somebody had before.
    package let handOver: HandOver?

    package init(call: CallView, targets: [AgentID], handOver: HandOver?) {
        self.call = call
        self.targets = targets
        self.handOver = handOver
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            call.encodeMembers(to: &$0)
            $0.member("targets", targets)
            $0.member("handOver", handOver)
        }
    }
}

/// Somebody has said "mine" of a call.
package struct CallClaimed: Event {
    package static let type = EventType(
        "call.claimed", "An agent has the call; unless it connects, until then.",
        .object([
            .required("call", .string()), .required("agent", .string()), .required("name", .string()),
            .optional("until", .string(), "When the claim ends unless the call connects; absent once it has."),
            .optional("handOver", HandOver.schema),
        ]))

    package var type: EventType { Self.type }
    package let call: CallID
    package let agent: AgentID
    package let name: String
    package let until: Timestamp?
    /// Where somebody had it before.
    package let handOver: HandOver?

    package init(call: CallID, agent: AgentID, name: String, until: Timestamp?, handOver: HandOver?) {
        self.call = call
        self.agent = agent
        self.name = name
        self.until = until
        self.handOver = handOver
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("call", call)
            $0.member("agent", agent)
            $0.member("name", name)
            $0.member("until", until)
            $0.member("handOver", handOver)
        }
    }
}

/// An agent has a call no longer.
package struct CallReleased: Event {
    /// Why.
    package enum Reason: String, Sendable, CaseIterable, JSONEncodable {
        /// The lease ended before the call connected.
        case expired
        case givenBack = "given-back"
        case handedOver = "handed-over"
        /// Somebody else's telephone connected.
        case answeredElsewhere = "answered-elsewhere"
        /// The caller hung up.
        case ended
    }

    package static let type = EventType(
        "call.released", "An agent has the call no longer.",
        .object([
            .required("call", .string()), .required("agent", .string()), .required("reason", .enumeration(Reason.self)),
        ]))

    package var type: EventType { Self.type }
    package let call: CallID
    package let agent: AgentID
    package let reason: Reason

    package init(call: CallID, agent: AgentID, reason: Reason) {
        self.call = call
        self.agent = agent
        self.reason = reason
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("call", call)
            $0.member("agent", agent)
            $0.member("reason", reason)
        }
    }
}

/// A call rings no longer at whoever hears this: on their own topics alone.
package struct RingStopped: Event {
    /// Why.
    package enum Reason: String, Sendable, CaseIterable, JSONEncodable {
        case claimed, answered, ended
        /// It rings at others now.
        case passedOn = "passed-on"
        /// The agent took another call, or is not available any more.
        case unavailable
    }

    package static let type = EventType(
        "call.ring-stopped", "A call rings at the agent no longer; `by` says who has it.",
        .object([
            .required("call", .string()), .required("reason", .enumeration(Reason.self)),
            .optional("by", .string(), "Who has it: an agent, or the telephone that connected."),
            .optional("name", .string()),
        ]))

    package var type: EventType { Self.type }
    package let call: CallID
    package let reason: Reason
    package let by: String?
    package let name: String?

    package init(call: CallID, reason: Reason, by: String? = nil, name: String? = nil) {
        self.call = call
        self.reason = reason
        self.by = by
        self.name = name
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("call", call)
            $0.member("reason", reason)
            $0.member("by", by)
            $0.member("name", name)
        }
    }
}
