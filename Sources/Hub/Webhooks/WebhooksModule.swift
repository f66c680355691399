import Calls
import Directory
import ModuleKit

/// Webhooks of providers, from the signature to the answer; owns the table `provider_accounts`.
package struct WebhooksModule: Module {
    package static let migrations = WebhooksSchema.migrations
    package let routes: [Route]
    /// For the program itself, which makes the demo's accounts.
    package let service: WebhooksService

    /// - Parameters:
    ///   - accounts: Made by the program first, because the calls module asks it whose an account is.
    ///   - sealingKey: 32 bytes under which secrets are written; nil: as they are.
    package init(
        _ platform: Platform, profiles: Profiles, accounts: AccountBook, ingest: CallIngest, address: PublicAddress,
        parser: PhoneParser = .shared, sealingKey: [UInt8]? = nil, audit: @escaping AuditWriter
    ) {
        let store = WebhooksStore(box: SecretBox(key: sealingKey))
        let refusals = RefusalLog()
        service = WebhooksService(
            database: platform.database, store: store, accounts: accounts, profiles: profiles, now: platform.now,
            audit: audit)
        let receiver = WebhookReceiver(
            profiles: profiles, accounts: accounts, refusals: refusals, address: address, database: platform.database,
            store: store, apply: { try ingest.apply($0, in: $1) }, party: { parser.party($0, region: nil) },
            now: platform.now, record: platform.record)
        routes = receiver.table + WebhooksRoutes(service: service, refusals: refusals, address: address).table
    }

    /// Reads all provider accounts into memory; before the first request.
    package func start() async throws { try await service.load() }
}
