import JSON

/// What a person had noted of a contact was rewritten or taken away, or a call turned out to be somebody else's.
package struct InteractionChanged: Event {
    /// Its words changed.
    package static let updated = EventType(
        "interaction.updated", "Somebody rewrote what they had noted, or a call went to another contact.", schema)
    /// It is gone.
    package static let deleted = EventType(
        "interaction.deleted", "Somebody took away what they had noted, or a call is nobody's any more.", schema)
    /// Both.
    package static let types = [updated, deleted]

    package let type: EventType
    package let interaction: InteractionID
    package let contact: ContactID

    package init(_ type: EventType, _ interaction: InteractionID, of contact: ContactID) {
        (self.type, self.interaction, self.contact) = (type, interaction, contact)
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("interaction", interaction)
            $0.member("contact", contact)
        }
    }

    static let schema: Schema = .object([
        .required("interaction", InteractionID.schema), .required("contact", ContactID.schema),
    ])
}
