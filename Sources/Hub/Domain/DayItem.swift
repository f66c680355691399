import SQLite

/// One thing that waits to be done by a person, whatever module it comes from.
package struct DayItem: Sendable {
    /// What kind of thing it is.
    package enum Kind: String, Sendable, CaseIterable {
        case task, obligation, promise
    }

    package let kind: Kind
    /// The id on the wire.
    package let id: String
    /// The same as a number: of two that are due at once the older comes first.
    package let key: Int64
    package let title: String
    /// nil: when there is time.
    package let dueAt: Timestamp?
    package let contact: ContactID?
    /// Whom to call, where that is known; else the contact's first number.
    package let number: PhoneNumber?
    package let call: CallID?

    package init<ItemKind>(
        _ kind: Kind, _ id: ID<ItemKind>, title: String, dueAt: Timestamp?, contact: ContactID?,
        number: PhoneNumber? = nil, call: CallID? = nil
    ) {
        (self.kind, self.id, key) = (kind, id.wire, id.rawValue)
        (self.title, self.dueAt, self.contact) = (title, dueAt, contact)
        (self.number, self.call) = (number, call)
    }
}

/// Which things of a day are asked for.
package struct DayQuery: Sendable {
    /// Whose, and nobody's; nil: nobody's alone.
    package var owner: UserID?
    /// nil: whenever they are due.
    package var dueBefore: Timestamp?
    package var now: Timestamp
    /// The most to return.
    package var limit: Int

    package init(owner: UserID?, dueBefore: Timestamp?, now: Timestamp, limit: Int) {
        (self.owner, self.dueBefore, self.now, self.limit) = (owner, dueBefore, now, limit)
    }
}

/// Gives what waits in one module: what is due first comes first.
package typealias DaySource = @Sendable (_ query: DayQuery, _ tx: Transaction) throws -> [DayItem]
