import JSON

/// Contacts came in from a file: one event for many, instead of one each.
package struct ContactsImported: Event {
    package static let type = EventType(
        "contacts.imported", "Contacts were made or completed from a file; what lists them should read them again.",
        .object([
            .required("created", .integer(min: 0)), .required("updated", .integer(min: 0)),
            .required("contacts", .array(of: .string())),
            .optional("first", .string(), "The contacts that were made have ids from this one"),
            .optional("last", .string(), "to that one."),
        ]))

    package var type: EventType { Self.type }
    /// How many contacts were made.
    package let created: Int
    /// How many contacts that were there have learned something.
    package let updated: Int
    /// Those that have learned something; each is a topic of the event too.
    package let contacts: [ContactID]
    /// Between which ids those are that were made, and nobody else's; nil where none were.
    package let made: ClosedRange<ContactID>?

    package init(created: Int, updated: Int, contacts: [ContactID], made: ClosedRange<ContactID>? = nil) {
        self.created = created
        self.updated = updated
        self.contacts = contacts
        self.made = made
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("created", created)
            $0.member("updated", updated)
            $0.key("contacts")
            $0.elements(contacts)
            $0.member("first", made?.lowerBound)
            $0.member("last", made?.upperBound)
        }
    }
}
