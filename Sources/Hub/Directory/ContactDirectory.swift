import Domain
import JSON
import SQLite

/// Who is who: finds, makes, changes and removes contacts, inside a transaction somebody else opened.
package enum ContactDirectory {
    /// The tables of the directory.
    package static let migrations =
        DirectorySchema.migrations + SearchSchema.migrations
        + MergingSchema.migrations

    /// A contact that a number may stand for, and why it stands where it does.
    package struct Candidate: Sendable {
        package var contact: Contact
        /// 0…1; the first of several is the likeliest.
        package var score: Double
        /// Such as `spoke 2 days ago on this number`.
        package var reason: String
    }

    /// The fields of a contact that a client may write.
    package struct Draft: Sendable, Equatable {
        package var name: String?
        package var email: String?
        package var business: String?
        package var status: Contact.Status = .new
        package var source: String
        package var tags: [String] = []
        package var notes: String?
        package var estimatedValue: Money?
        package var actualValue: Money?
        package var numbers: [Contact.Number] = []
        /// The firm by its id, which counts before its name.
        package var businessID: BusinessID?
        package var owner: UserID?
        package var externalID: String?
        /// The company's own fields, checked by ``ContactField``.
        package var fields: JSONObject = [:]

        package init(source: String) { self.source = source }

        /// What a contact is now, so that one thing of it can be changed.
        package init(_ contact: Contact) {
            self.init(source: contact.source)
            (name, email, status) = (contact.name, contact.email, contact.status)
            (businessID, business) = (contact.business?.id, contact.business?.name)
            (tags, notes, numbers) = (contact.tags, contact.notes, contact.numbers)
            (estimatedValue, actualValue) = (contact.estimatedValue, contact.actualValue)
            (owner, externalID, fields) = (contact.owner, contact.externalID, contact.fields)
        }
    }

    /// Everybody a number may stand for, likeliest first; at most ten.
    package static func candidates(for number: PhoneNumber, at now: Timestamp, in tx: Transaction) throws -> [Candidate]
    {
        let contacts = try ContactStore.contacts(with: number, limit: 10, in: tx)
        guard contacts.count > 1 else {
            return contacts.map { Candidate(contact: $0, score: 1, reason: "the only contact with this number") }
        }
        return try contacts.map { contact in
            let last = try InteractionStore.lastContact(of: contact.id, in: tx)
            return ranked(contact, last: last, at: now)
        }.sorted { $0.score > $1.score || ($0.score == $1.score && $0.contact.id < $1.contact.id) }
    }

    /// The likeliest contact of a number, and whether there are others.
    package static func match(
        _ number: PhoneNumber, at now: Timestamp, in tx: Transaction
    ) throws -> (contact: Contact, match: CallView.Who.Match)? {
        let contacts = try ContactStore.contacts(with: number, limit: 2, in: tx)
        guard let first = contacts.first else { return nil }
        guard contacts.count > 1 else { return (first, .one) }
        let best = try candidates(for: number, at: now, in: tx).first
        return (best?.contact ?? first, .many)
    }

    /// A contact with its numbers and its last interaction; nil when there is none, or it was removed.
    package static func contact(_ id: ContactID, in tx: Transaction) throws -> Contact? {
        try ContactStore.contact(id, in: tx).map { try whole($0, in: tx) }
    }

    /// A contact's row with its numbers and its last interaction.
    static func whole(_ row: Contact, in tx: Transaction) throws -> Contact {
        var contact = row
        contact.numbers = try ContactStore.numbers(of: row.id, in: tx)
        contact.lastContactAt = try InteractionStore.lastContact(of: row.id, in: tx)
        return contact
    }

    /// Makes a contact; whoever asked for it says so to those who listen.
    ///
    /// - Parameter isOneOfMany: It is found by its name only after ``makeFindable(_:in:)`` in the same transaction, which is
    ///   quick for many.
    package static func create(
        _ draft: Draft, at now: Timestamp, isOneOfMany: Bool = false, in tx: Transaction
    ) throws -> Contact {
        let id: ContactID = try tx.newID()
        let business = try business(of: draft, at: now, in: tx)
        try ContactStore.insert(id, draft, business: business?.id, at: now, isOneOfMany: isOneOfMany, in: tx)
        try ContactStore.setNumbers(draft.numbers, of: id, in: tx)
        try ContactFieldStore.index(draft.fields, of: id, in: tx)
        return Contact(id, draft, business: business, at: now)
    }

    /// Has those that were made as some of many be found by their names.
    package static func makeFindable(_ contacts: ClosedRange<ContactID>, in tx: Transaction) throws {
        try ContactStore.makeFindable(contacts, in: tx)
    }

    /// Replaces the fields of a contact that stands as it was read, whole, and counts the version up.
    ///
    /// - Returns: false when another change came first, or the contact is gone.
    package static func update(
        _ before: Contact, _ draft: Draft, at now: Timestamp, in tx: Transaction
    ) throws -> Bool {
        let (id, business) = (before.id, try business(of: draft, at: now, in: tx))
        guard try ContactStore.update(before, draft, business: business?.id, at: now, in: tx) else { return false }
        if draft.numbers != before.numbers {
            try ContactStore.removeNumbers(of: id, in: tx)
            try ContactStore.setNumbers(draft.numbers, of: id, in: tx)
        }
        if draft.fields != before.fields {
            try ContactFieldStore.unindex(id, in: tx)
            try ContactFieldStore.index(draft.fields, of: id, in: tx)
        }
        return true
    }

    private static func business(of draft: Draft, at now: Timestamp, in tx: Transaction) throws -> Contact.Business? {
        if let id = draft.businessID, let known = try BusinessStore.name(of: id, in: tx) {
            return Contact.Business(id: id, name: known)
        }
        return try draft.business.map { try BusinessStore.business(named: $0, at: now, in: tx) }
    }

    /// Removes a contact from every list and lookup; its history stays for an undo.
    package static func delete(_ id: ContactID, at now: Timestamp, in tx: Transaction) throws -> Bool {
        try ContactStore.delete(id, at: now, in: tx)
    }

    /// As much of a contact as a queue of work shows.
    package struct Bearing: Sendable {
        package var name: String?
        /// What the contact is expected to bring.
        package var value: Money?
        /// The number to call first.
        package var number: PhoneNumber?
    }

    /// A contact as a queue of work shows it; nil when there is none, or it was removed.
    package static func bearing(of id: ContactID, in tx: Transaction) throws -> Bearing? {
        try tx.first(
            """
            SELECT c.name, c.estimated_value, c.currency,
                   (SELECT n.number FROM contact_numbers n WHERE n.company_id = c.company_id AND n.contact_id = c.id
                    ORDER BY n.position LIMIT 1)
            FROM contacts c WHERE c.company_id = \(tx.company) AND c.id = \(id) AND c.deleted_at IS NULL
            """
        ) { row in
            let value = row.int64OrNil(1).flatMap { amount in
                row.stringOrNil(2).map { Money(amount: amount, currency: $0) }
            }
            return Bearing(
                name: row.stringOrNil(0), value: value, number: row.stringOrNil(3).map { PhoneNumber(e164: $0) })
        }
    }

    private static func ranked(_ contact: Contact, last: Timestamp?, at now: Timestamp) -> Candidate {
        let standing = contact.status == .customer ? 0.1 : 0
        guard let last else {
            return Candidate(contact: contact, score: 0.3 + standing, reason: "has this number; never spoken with")
        }
        let days = max(0, Double(now.milliseconds - last.milliseconds) / 86_400_000)
        let score = 0.5 + 0.4 / (1 + days / 7) + standing
        return Candidate(
            contact: contact, score: (min(1, score) * 100).rounded() / 100,
            reason: "spoke \(ago(days)) and has this number")
    }

    private static func ago(_ days: Double) -> String {
        switch days {
        case ..<(1.0 / 24): "within the hour"
        case ..<1: "today"
        case ..<2: "a day ago"
        default: "\(Int(days)) days ago"
        }
    }
}

extension Contact {
    fileprivate init(_ id: ContactID, _ draft: ContactDirectory.Draft, business: Business?, at now: Timestamp) {
        self.init(
            id: id, name: draft.name, email: draft.email, business: business, status: draft.status,
            source: draft.source,
            tagsJSON: draft.tags.jsonText, notes: draft.notes, estimatedValue: draft.estimatedValue,
            actualValue: draft.actualValue, createdAt: now, updatedAt: now, deletedAt: nil, version: 1,
            owner: draft.owner, externalID: draft.externalID,
            fieldsJSON: draft.fields.isEmpty ? "{}" : draft.fields.jsonText, numbers: draft.numbers, lastContactAt: nil)
    }
}
