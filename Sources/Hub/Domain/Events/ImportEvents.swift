import JSON

/// Contacts came in from a file: one event for many, instead of one each.
package struct ContactsImported: Event {
    package static let type = EventType(
        "contacts.imported",
        "Contacts were made or changed from a file, or removed as an import was undone; what lists them should read again.",
        .object([
            .required("created", .integer(min: 0)), .required("updated", .integer(min: 0)),
            .required("removed", .integer(min: 0)),
            .required("contacts", .array(of: .string()), "Those that were changed or removed."),
            .optional("first", .string(), "The contacts that were made have ids from this one"),
            .optional("last", .string(), "to that one; nobody else's are between them."),
        ]))

    package var type: EventType { Self.type }
    /// How many contacts were made.
    package let created: Int
    /// How many contacts that were there have changed.
    package let updated: Int
    /// How many contacts were removed.
    package let removed: Int
    /// Those that have changed or are removed; each is a topic of the event too.
    package let contacts: [ContactID]
    /// Between which ids those are that were made, and nobody else's; nil where none were.
    package let made: ClosedRange<ContactID>?

    package init(
        created: Int = 0, made: ClosedRange<ContactID>? = nil, updated: Int = 0, removed: Int = 0, contacts: [ContactID]
    ) {
        (self.created, self.made, self.updated) = (created, made, updated)
        (self.removed, self.contacts) = (removed, contacts)
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("created", created)
            $0.member("updated", updated)
            $0.member("removed", removed)
            $0.key("contacts")
            $0.elements(contacts)
            $0.member("first", made?.lowerBound)
            $0.member("last", made?.upperBound)
        }
    }
}

/// An import got further, or has ended.
package struct ImportUpdated: Event {
    package static let type = EventType(
        "import.updated", "An import waits, got further, or has ended.",
        .object([
            .required("import", .string()), .required("state", .string()), .required("done", .integer(min: 0)),
            .optional("total", .integer(min: 0)), .required("created", .integer(min: 0)),
            .required("updated", .integer(min: 0)), .required("faults", .integer(min: 0)),
        ]))

    package var type: EventType { Self.type }
    private let importing: ImportID
    private let state: String
    private let done: Int
    private let total: Int?
    private let created: Int
    private let updated: Int
    private let faults: Int

    /// - Parameters:
    ///   - done: Rows that are on disk.
    ///   - total: Rows of the file, where they were counted.
    package init(
        importing: ImportID, state: String, done: Int, total: Int?, created: Int, updated: Int, faults: Int
    ) {
        (self.importing, self.state, self.done, self.total) = (importing, state, done, total)
        (self.created, self.updated, self.faults) = (created, updated, faults)
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("import", importing)
            $0.member("state", state)
            $0.member("done", done)
            $0.member("total", total.map(Int64.init))
            $0.member("created", created)
            $0.member("updated", updated)
            $0.member("faults", faults)
        }
    }
}
