import Accounts
import Calls
import Directory
import Domain
import JSON
import ModuleKit

/// Webhooks of providers, from the signature to the answer; owns the table `provider_accounts`.
package struct WebhooksModule: Module {
    /// Append only.
    package static let migrations = WebhooksSchema.migrations
    /// The webhooks themselves, provider accounts, and refusals.
    package let routes: [Route]
    /// For the program itself, which makes the demo's accounts.
    package let service: WebhooksService
    private let accounts: AccountBook
    private let profiles: Profiles
    private let address: PublicAddress
    private let health: AccountHealth
    private let party: @Sendable (String) -> Party
    private let openings: MediaOpenings

    /// Reads the profiles and all provider accounts into memory.
    ///
    /// - Parameters:
    ///   - profiles: A folder of profiles that add to the built-in ones, or replace them.
    ///   - address: Where providers reach the hub, or else its listener: `http://127.0.0.1:8080`.
    ///   - forwarded: The address that a trusted proxy names for a request, in the same form; nil from anybody else.
    /// - Throws: ``ProfileError`` with file and line of everything that is wrong with a profile.
    package init(
        _ platform: Platform, ingest: CallIngest, messages: MessageIngest, secrets: HubSecrets,
        audit: @escaping AuditWriter,
        profiles folder: String?,
        address: @escaping @Sendable () -> String, forwarded: @escaping @Sendable (Request) -> String? = { _ in nil },
        parser: PhoneParser = .shared
    ) async throws {
        profiles = try Profiles.load(folder: folder)
        let store = WebhooksStore(box: SecretBox(key: secrets.sealing.bytes))
        let refusals = RefusalLog()
        let health = AccountHealth()
        let party: @Sendable (String) -> Party = { parser.party($0, region: nil) }
        (self.health, self.party) = (health, party)
        let address = PublicAddress(own: address, forwarded: forwarded)
        self.address = address
        accounts = AccountBook()
        let tickets = MediaTickets(keys: ([secrets.signing] + secrets.retired).map(\.bytes))
        openings = MediaOpenings(
            profiles: profiles, accounts: accounts, refusals: refusals, health: health, address: address,
            tickets: tickets, now: platform.now)
        service = WebhooksService(
            database: platform.database, store: store, accounts: accounts, profiles: profiles, now: platform.now,
            audit: audit)
        let receiver = WebhookReceiver(
            profiles: profiles, accounts: accounts, refusals: refusals, health: health, address: address,
            tickets: tickets, database: platform.database,
            store: store, apply: { try ingest.apply($0, in: $1) }, applyMessage: { try messages.apply($0, in: $1) },
            party: party,
            now: platform.now, record: platform.record)
        routes =
            receiver.table
            + WebhooksRoutes(service: service, refusals: refusals, health: health, address: address).table
            + TrialRoutes(
                service: service, address: address, apply: { try ingest.apply($0, in: $1) }, party: party,
                now: platform.now, audit: audit
            ).table
        try await service.load()
    }

    /// Whose a provider account is; nil when there is none of that id.
    package func owner(of account: AccountID) -> CompanyID? { accounts.account(account)?.company }

    /// Which provider an account of a company is at, where its hooks are (with the slash), and where the hub itself is.
    package func place(
        of account: AccountID, in company: CompanyID
    ) -> (provider: String, hooks: String, base: String)? {
        guard let known = accounts.account(account), known.company == company else { return nil }
        return (known.provider, address.hooks(known), address.base(known))
    }

    /// Who opens a WebSocket for a call's sound or words, verified as a webhook is: by the signature of the upgrade, or by
    /// the ticket in its address where the provider signs none.
    ///
    /// - Throws: The refusal as a problem; it is noted as a webhook's is.
    package func opening(_ request: Request, _ kind: String) throws -> MediaOpening {
        try openings.opening(request, kind)
    }

    /// What of a line's wishes the provider of its account cannot do, each with the field at fault.
    package func refusals(of wishes: LineWishes, at account: AccountID) -> [FieldProblem] {
        guard let provider = accounts.account(account)?.provider, let profile = profiles.byName[provider] else {
            return []
        }
        return profile.dialect.refusals(
            of: wishes.plan, recording: wishes.recording, transcription: wishes.transcription)
    }

    /// A company's account; nil where it has none of that id.
    package func account(_ id: AccountID, of company: CompanyID) -> ProviderAccount? {
        accounts.account(id).flatMap { $0.company == company ? $0 : nil }
    }

    /// Reads what the provider of a company's account says by other ways than webhooks; nil where it has none of that id.
    package func reader(of id: AccountID, in company: CompanyID) -> RecordReader? {
        account(id, of: company).flatMap { profiles.byName[$0.provider] }
            .map { RecordReader(account: id, profile: $0, party: party) }
    }

    /// Shows on an account's page how far it was compared with its provider's records.
    package func show(_ state: ReconcileState, of account: AccountID) { health.show(account) { $0.reconcile = state } }

    /// Shows on an account's page how its socket is; nil: it has none.
    package func show(_ state: ConnectionState?, of account: AccountID) {
        health.show(account) { $0.connection = state }
    }

    /// Counts ends of legs that had been given up, on an account's page.
    package func recovered(_ count: Int64, of account: AccountID) {
        guard count > 0 else { return }
        health.show(account) { $0.recovered += count }
    }

    /// Seals the secrets of every provider account with another key; what cannot be opened stays as it is.
    ///
    /// - Returns: How many accounts were sealed again.
    package static func reseal(from old: [UInt8], to new: [UInt8], in tx: Transaction) throws -> Int {
        try WebhooksStore(box: SecretBox(key: new)).reseal(from: SecretBox(key: old), in: tx)
    }
}
