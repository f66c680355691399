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
        try await database.read(company) { try Self.contact(id, in: $0) }
    }

    /// Makes a contact, once for each idempotency key.
    func create(
        _ entry: ContactEntry, in company: CompanyID, by request: Request, once: Once?,
        answer: @escaping @Sendable (Contact) -> Response
    ) async throws -> Response {
        let (draft, at) = (try entry.draft(region: region(company), parser: parser), now())
        return try await database.write(company) { tx in
            try Once.run(once, in: tx) {
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
        let (draft, at) = (try entry.draft(region: region(company), parser: parser), now())
        return try await database.write(company) { tx in
            let before = try Self.contact(id, in: tx)
            try request.requireMatch("\(before.version)", required: false)
            guard try ContactDirectory.update(id, draft, version: before.version, at: at, in: tx) else {
                throw Problem.stale()
            }
            let after = try Self.contact(id, in: tx)
            try announce(ContactEvent.updated, after, by: request, in: tx)
            return after
        }
    }

    /// Takes the contact out of every list and lookup; its history stays.
    func delete(_ id: ContactID, in company: CompanyID, by request: Request) async throws {
        let at = now()
        try await database.write(company) { tx in
            let contact = try Self.contact(id, in: tx)
            try request.requireMatch("\(contact.version)", required: false)
            guard try ContactDirectory.delete(id, at: at, in: tx) else { throw ContactsError.unknownContact(id) }
            try announce(ContactEvent.deleted, contact, by: request, in: tx)
        }
    }

    /// The history of a contact, newest first.
    func interactions(
        of id: ContactID, before: (at: Timestamp, id: InteractionID)?, limit: Int, in company: CompanyID
    ) async throws -> [Interaction] {
        try await database.read(company) { tx in
            _ = try Self.contact(id, in: tx)
            return try InteractionStore.page(of: id, before: before, limit: limit, in: tx)
        }
    }

    /// Adds to the history of a contact, once for each idempotency key.
    func add(
        _ entry: HistoryEntry, to id: ContactID, in company: CompanyID, by request: Request, once: Once?,
        answer: @escaping @Sendable (Interaction) -> Response
    ) async throws -> Response {
        let at = entry.at ?? now()
        return try await database.write(company) { tx in
            try Once.run(once, in: tx) { answer(try add(entry, to: id, at: at, by: request, in: tx)) }
        }
    }

    private func add(
        _ entry: HistoryEntry, to id: ContactID, at: Timestamp, by request: Request, in tx: Transaction
    ) throws -> Interaction {
        _ = try Self.contact(id, in: tx)
        let interaction = Interaction(
            id: try tx.newID(), contact: id, kind: entry.kind, at: at, summary: entry.summary, outcome: entry.outcome,
            sentiment: entry.sentiment, keywords: entry.keywords ?? [], author: request.author)
        _ = try InteractionStore.insert(interaction, in: tx)
        try tx.publish(
            InteractionAdded(
                interaction: interaction.id, contact: id, call: nil, kind: interaction.kind.rawValue, at: at,
                summary: interaction.summary, outcome: interaction.outcome), on: .contacts, .contact(id))
        return interaction
    }

    private func announce(_ type: EventType, _ contact: Contact, by request: Request, in tx: Transaction) throws {
        try tx.publish(
            ContactEvent(type, contact: contact.id, name: contact.name, number: contact.numbers.first?.number),
            on: .contacts,
            .contact(contact.id))
        try audit(type.name, contact.id.wire, contact.name.map { ["name": .string($0)] } ?? [:], request, tx)
    }

    private static func contact(_ id: ContactID, in tx: Transaction) throws -> Contact {
        guard let contact = try ContactDirectory.contact(id, in: tx) else { throw try MissingContact(id, in: tx) }
        return contact
    }
}

/// Something that passed, as a client adds it to a contact's history.
struct HistoryEntry: JSONBody {
    var kind: Interaction.Kind
    var summary: String
    var at: Timestamp?
    var outcome: String?
    var sentiment: String?
    var keywords: [String]?

    static let schema: Schema = .object([
        .required("kind", .enumeration(Interaction.Kind.self)), .required("summary", .string(min: 1, max: 20_000)),
        .optional("at", .string(format: .dateTime), "RFC 3339; now, unless told."),
        .optional("outcome", .string(min: 1, max: 100)), .optional("sentiment", .string(min: 1, max: 40)),
        .optional("keywords", .array(of: .string(min: 1, max: 60), max: 50)),
    ])
}
