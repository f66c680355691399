import Accounts
import Calls
import Directory
import ModuleKit
import OpenSSL
import Providers

/// Text messages out, their templates and quiet hours, and what people want; owns the tables `messaging_*`.
package struct MessagingModule: Module, Background {
    package static let migrations = MessagingSchema.migrations
    package let routes: [Route]
    private let sending: SendingService
    private let sender: MessageSender

    /// - Parameter logins: How the hub signs in where messages are sent.
    package init(
        _ platform: Platform, logins: ProviderLogins, parser: PhoneParser = .shared,
        surroundings: MessagingSurroundings
    ) {
        let (database, now, audit) = (platform.database, platform.now, surroundings.audit)
        sending = SendingService(
            database: database, logins: logins, parser: parser, surroundings: surroundings, now: now)
        sender = MessageSender(
            DeliveryService(database: database, logins: logins, surroundings: surroundings, now: now))
        routes =
            MessagingRoutes(
                sending: sending, templates: TemplateService(database: database, now: now, audit: audit),
                consents: ConsentService(database: database, now: now, audit: audit),
                idempotency: surroundings.idempotency
            ).table
    }

    /// Sends a message for another part of the program, such as a text back to whoever was missed; once for each
    /// `clientId` of a company.
    ///
    /// - Returns: The message, which is on disk; how far it is is told by ``MessageEvent``.
    /// - Throws: What `POST /api/messages` answers: consent, quiet hours, a number that is none.
    package func send(_ draft: MessageDraft, in company: CompanyID, by actor: Actor) async throws -> MessageID {
        try await sending.send(draft, in: company, by: actor)
    }

    /// The same for whoever asks by a request: once for each of its `Idempotency-Key`s.
    package func send(_ draft: MessageDraft, by request: Request) async throws -> MessageID {
        var draft = draft
        let actor = Actor(request)
        if let key = request.headers["idempotency-key"] {
            draft.clientId = Hex.encode(Digest.sha256(Array("\(actor.wire) \(request.head.target) \(key)".utf8)))
        }
        return try await send(draft, in: request.company, by: actor)
    }

    /// Takes what a batch committed, on the writer's thread: new work wakes the sender.
    package func committed(_ values: [any Sendable]) {
        if values.contains(where: { $0 is OutboxWork }) { sender.wake() }
    }

    /// Sends in the background from now on, beginning with what a program that ended has left.
    package func start() { sender.start() }

    /// Ends the work in the background; what was under way is asked for after the next start.
    package func stop() async { await sender.stop() }

    /// One round of the background's work, for who does not want to wait for it.
    package func round() async throws { try await sender.round() }
}

/// What the module needs of others.
package struct MessagingSurroundings: Sendable {
    /// Of a company's account: the provider, where its hooks are, and where the hub is; nil for another company's.
    package typealias Place =
        @Sendable (AccountID, CompanyID) -> (provider: String, hooks: String, base: String)?

    let place: Place
    let region: @Sendable (CompanyID) -> String
    /// A company's time zone, as an IANA name.
    let zone: @Sendable (CompanyID) -> String
    let idempotency: Idempotency
    let audit: AuditWriter

    package init(
        place: @escaping Place, region: @escaping @Sendable (CompanyID) -> String,
        zone: @escaping @Sendable (CompanyID) -> String, idempotency: Idempotency, audit: @escaping AuditWriter
    ) {
        (self.place, self.region, self.zone) = (place, region, zone)
        (self.idempotency, self.audit) = (idempotency, audit)
    }

    /// The rules by a company's clock, whose file is read on a reader's thread.
    func rules(for company: CompanyID, _ database: Database) async throws -> SendingRules {
        let name = zone(company)
        return SendingRules(zone: try await database.read(company) { _ in Zones.zone(named: name) ?? .utc })
    }
}
