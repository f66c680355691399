import Calls
import ModuleKit
import Providers
import Webhooks

/// What webhooks have lost or only named is fetched from the providers themselves, and telephone systems are listened to;
/// owns the tables `reconcile_*` and publishes ``AccountReconciled``.
package struct ReconcileModule: Module, Background {
    package static let migrations = ReconcileSchema.migrations
    package let routes: [Route]
    package let reactions: [Reaction]
    private let keeper: ReconcileKeeper
    private let links: AsteriskLinks

    package init(
        _ platform: Platform, ingest: CallIngest, logins: ProviderLogins, surroundings: ReconcileSurroundings
    ) {
        let service = ReconcileService(
            database: platform.database, ingest: ingest, logins: logins, surroundings: surroundings, now: platform.now)
        keeper = ReconcileKeeper(service)
        links = AsteriskLinks(
            AsteriskContext(
                database: platform.database, ingest: ingest, logins: logins, surroundings: surroundings,
                now: platform.now))
        routes = ReconcileRoutes(service: service).table
        let transcripts = TranscriptFetch(
            database: platform.database, ingest: ingest, logins: logins, surroundings: surroundings, now: platform.now)
        reactions = [transcripts.reaction]
    }

    /// Takes what a batch committed, on the writer's thread.
    package func committed(_ values: [any Sendable]) {
        var isWork = false
        for value in values {
            if let change = value as? LoginChanged {
                links.refresh(change)
                isWork = true
            } else if value is ReconcileWork {
                isWork = true
            }
        }
        if isWork { keeper.wake() }
    }

    /// Compares and listens in the background from now on.
    package func start() {
        keeper.start()
        links.start()
    }

    /// Ends the work in the background; what was under way is taken up by the next start.
    package func stop() async {
        await keeper.stop()
        await links.stop()
    }

    /// Everything that is due now, for who does not want to wait for it.
    package func round() async throws { try await keeper.round() }
}

/// What the module needs of others.
package struct ReconcileSurroundings: Sendable {
    /// Reads what the provider of a company's account says; nil where there is no such account.
    let reader: @Sendable (AccountID, CompanyID) -> RecordReader?
    /// Shows on an account's page how far it has been compared.
    let show: @Sendable (AccountID, ReconcileState) -> Void
    /// Shows how the socket of a telephone system is; nil: there is none.
    let showConnection: @Sendable (AccountID, ConnectionState?) -> Void
    /// Counts ends of legs that had been given up.
    let recovered: @Sendable (AccountID, Int64) -> Void
    let audit: AuditWriter

    package init(webhooks: WebhooksModule, audit: @escaping AuditWriter) {
        reader = { webhooks.reader(of: $0, in: $1) }
        show = { webhooks.show($1, of: $0) }
        showConnection = { webhooks.show($1, of: $0) }
        recovered = { webhooks.recovered($1, of: $0) }
        self.audit = audit
    }
}
