import JSON

/// A contact came to be, was changed, was joined to another, or was removed.
package struct ContactEvent: Event {
    /// There is a new contact.
    package static let created = EventType("contact.created", "A contact was made.", schema)
    /// Its fields changed.
    package static let updated = EventType("contact.updated", "A contact was changed.", schema)
    /// It goes on as another.
    package static let merged = EventType("contact.merged", "A contact was joined to another.", schema)
    /// It is itself again.
    package static let unmerged = EventType("contact.unmerged", "A contact was parted from another.", schema)
    /// It left every list and lookup.
    package static let deleted = EventType("contact.deleted", "A contact was removed.", schema)
    /// It is in them again.
    package static let restored = EventType("contact.restored", "A contact that was removed is back.", schema)
    /// All of them.
    package static let types = [created, updated, merged, unmerged, deleted, restored]

    package let type: EventType
    package let contact: ContactID
    package let name: String?
    package let number: PhoneNumber?
    /// The contact that goes on, after a merge; or did until it was undone.
    package let into: ContactID?

    package init(
        _ type: EventType, contact: ContactID, name: String? = nil, number: PhoneNumber? = nil, into: ContactID? = nil
    ) {
        self.type = type
        self.contact = contact
        self.name = name
        self.number = number
        self.into = into
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("contact", contact)
            $0.member("name", name)
            $0.member("number", number)
            $0.member("into", into)
        }
    }

    static let schema: Schema = .object([
        .required("contact", .string()), .optional("name", .string()), .optional("number", .string()),
        .optional("into", .string()),
    ])
}

/// Something passed between a contact and the company: a call, a note, a message, a visit.
package struct InteractionAdded: Event {
    package static let type = EventType(
        "interaction.added", "An interaction was added to a contact's history, or completed.",
        .object([
            .required("interaction", .string()), .optional("contact", .string()), .optional("call", .string()),
            .required("kind", .string()), .required("at", .string()), .optional("summary", .string()),
            .optional("outcome", .string()),
        ]))

    package var type: EventType { Self.type }
    package let interaction: InteractionID
    package let contact: ContactID?
    package let call: CallID?
    package let kind: String
    package let at: Timestamp
    package let summary: String?
    package let outcome: String?

    package init(
        interaction: InteractionID, contact: ContactID?, call: CallID?, kind: String, at: Timestamp, summary: String?,
        outcome: String?
    ) {
        self.interaction = interaction
        self.contact = contact
        self.call = call
        self.kind = kind
        self.at = at
        self.summary = summary
        self.outcome = outcome
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("interaction", interaction)
            $0.member("contact", contact)
            $0.member("call", call)
            $0.member("kind", kind)
            $0.member("at", at)
            $0.member("summary", summary)
            $0.member("outcome", outcome)
        }
    }
}
