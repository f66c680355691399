import Accounts
import Directory
import ModuleKit

/// The rules of contacts: each call is one transaction, and nothing is kept between calls.
struct ContactsService: Sendable {
    let database: Database
    let parser: PhoneParser
    let region: @Sendable (CompanyID) -> String
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter

    func contact(_ id: ContactID, in company: CompanyID) async throws -> Contact {
        try await database.read(company) { try ContactDirectory.existing(id, in: $0) }
    }

    /// Makes a contact, once for each idempotency key.
    func create(
        _ entry: ContactEntry, in company: CompanyID, by request: Request, once: Once?,
        answer: @escaping @Sendable (Contact) -> Response
    ) async throws -> Response {
        let (region, at) = (region(company), now())
        return try await database.write(company) { tx in
            try Once.run(once, in: tx) {
                var draft = ContactDirectory.Draft(source: ContactEntry.usualSource)
                try entry.apply(to: &draft, region: region, parser: parser)
                try ContactRules.check(draft, of: nil, given: nil, in: tx)
                let contact = try ContactDirectory.create(draft, at: at, in: tx)
                try announce(ContactEvent.created, contact, by: request, in: tx)
                return answer(contact)
            }
        }
    }

    /// Replaces the editable fields; `If-Match` guards against another's change.
    func replace(_ id: ContactID, _ entry: ContactEntry, in company: CompanyID, by request: Request) async throws
        -> Contact
    {
        try await change(id, in: company, by: request, given: nil) { draft, region in
            draft = ContactDirectory.Draft(source: draft.source)
            try entry.apply(to: &draft, region: region, parser: parser)
        }
    }

    /// Changes the members that are given; `If-Match` guards against another's change.
    func patch(_ id: ContactID, _ patch: ContactPatch, in company: CompanyID, by request: Request) async throws
        -> Contact
    {
        try await change(id, in: company, by: request, given: patch.givenFields) { draft, region in
            try patch.entry.apply(to: &draft, clearing: patch.cleared, region: region, parser: parser)
        }
    }

    private func change(
        _ id: ContactID, in company: CompanyID, by request: Request, given: Set<String>?,
        _ body: @escaping @Sendable (inout ContactDirectory.Draft, _ region: String) throws -> Void
    ) async throws -> Contact {
        let (region, at) = (region(company), now())
        return try await database.write(company) { tx in
            let before = try ContactDirectory.existing(id, in: tx)
            try request.requireMatch("\(before.version)", required: false)
            var draft = ContactDirectory.Draft(before)
            try body(&draft, region)
            return try write(draft, over: before, given: given, at: at, by: request, in: tx)
        }
    }

    /// Writes what a contact is to be, when it may be that.
    ///
    /// - Parameter given: The keys of the company's own fields that were written; nil when all were.
    func write(
        _ draft: ContactDirectory.Draft, over before: Contact, given: Set<String>?, at: Timestamp, by request: Request,
        in tx: Transaction
    ) throws -> Contact {
        try ContactRules.check(draft, of: before, given: given, in: tx)
        guard try ContactDirectory.update(before, draft, at: at, in: tx) else {
            throw Problem.stale()
        }
        let after = try ContactDirectory.existing(before.id, in: tx)
        try announce(ContactEvent.updated, after, by: request, in: tx)
        return after
    }

    /// Takes the contact out of every list and lookup; its history stays.
    func delete(_ id: ContactID, in company: CompanyID, by request: Request) async throws {
        let at = now()
        try await database.write(company) { tx in
            let contact = try ContactDirectory.existing(id, in: tx)
            try request.requireMatch("\(contact.version)", required: false)
            try delete(contact, at: at, by: request, in: tx)
        }
    }

    func delete(_ contact: Contact, at: Timestamp, by request: Request, in tx: Transaction) throws {
        guard try ContactDirectory.delete(contact.id, at: at, in: tx) else { throw Problem.stale() }
        try announce(ContactEvent.deleted, contact, by: request, in: tx)
    }

    /// Takes back that a contact was removed; one that is there already stays as it is.
    func restore(_ id: ContactID, in company: CompanyID, by request: Request) async throws -> Contact {
        let at = now()
        return try await database.write(company) { tx in
            guard let removed = try ContactStore.removed(id, in: tx) else {
                return try ContactDirectory.existing(id, in: tx)
            }
            return try restore(removed, at: at, by: request, in: tx)
        }
    }

    /// - Throws: 409 when another contact has its external id by now.
    @discardableResult
    func restore(_ removed: Contact, at: Timestamp, by request: Request, in tx: Transaction) throws -> Contact {
        try ContactRules.checkExternalID(removed.externalID, of: removed.id, in: tx)
        _ = try ContactStore.restore(removed.id, at: at, in: tx)
        let contact = try ContactDirectory.existing(removed.id, in: tx)
        try announce(ContactEvent.restored, contact, by: request, in: tx)
        return contact
    }

    private func announce(_ type: EventType, _ contact: Contact, by request: Request, in tx: Transaction) throws {
        try tx.publish(
            ContactEvent(type, contact: contact.id, name: contact.name, number: contact.numbers.first?.number),
            on: .contacts,
            .contact(contact.id))
        try audit(type.name, contact.id.wire, [:], request, tx)
    }
}
