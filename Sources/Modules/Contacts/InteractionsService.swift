import Accounts
import Directory
import ModuleKit

/// What people note of contacts: read, added, rewritten and taken away, each in one transaction.
struct InteractionsService: Sendable {
    let database: Database
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter

    /// The history of a contact, newest first.
    func interactions(
        of id: ContactID, before: (at: Timestamp, id: InteractionID)?, limit: Int, in company: CompanyID
    ) async throws -> [Interaction] {
        try await database.read(company) { tx in
            try ContactDirectory.existing(id, in: tx)
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
        try ContactDirectory.existing(id, in: tx)
        let interaction = Interaction(
            id: try tx.newID(), contact: id, kind: entry.kind, at: at, summary: entry.summary, outcome: entry.outcome,
            sentiment: entry.sentiment, keywords: entry.keywords ?? [], author: request.author)
        _ = try InteractionStore.insert(interaction, in: tx)
        try tx.publish(
            InteractionAdded(
                interaction: interaction.id, contact: id, call: nil, kind: interaction.kind.rawValue, at: at,
                summary: interaction.summary, outcome: interaction.outcome), on: .contacts, .contact(id))
        try audit(InteractionAdded.type.name, interaction.id.wire, ["contact": .string(id.wire)], request, tx)
        return interaction
    }

    /// Rewrites what somebody noted.
    func patch(_ id: InteractionID, _ patch: InteractionPatch, by request: Request) async throws -> Interaction {
        try await database.write(request.company) { tx in
            var interaction = try Self.written(id, in: tx)
            patch.apply(to: &interaction)
            try InteractionStore.rewrite(interaction, in: tx)
            try announce(InteractionChanged.updated, interaction, by: request, in: tx)
            return interaction
        }
    }

    /// Takes away what somebody noted.
    func delete(_ id: InteractionID, by request: Request) async throws {
        try await database.write(request.company) { tx in
            let interaction = try Self.written(id, in: tx)
            try InteractionStore.delete(id, in: tx)
            try announce(InteractionChanged.deleted, interaction, by: request, in: tx)
        }
    }

    private func announce(
        _ type: EventType, _ interaction: Interaction, by request: Request, in tx: Transaction
    ) throws {
        let contact = interaction.contact
        try tx.publish(InteractionChanged(type, interaction.id, of: contact), on: .contacts, .contact(contact))
        try audit(type.name, interaction.id.wire, ["contact": .string(contact.wire)], request, tx)
    }

    /// One that a person or a key wrote by hand.
    private static func written(_ id: InteractionID, in tx: Transaction) throws -> Interaction {
        guard let (interaction, isWritten) = try InteractionStore.written(id, in: tx) else {
            throw ContactsError.unknownInteraction(id)
        }
        guard isWritten else { throw ContactsError.interactionNotWritten(id) }
        return interaction
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
