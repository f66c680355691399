import Accounts
import Broadcast
import Calls
import Contacts
import Dashboard
import Deliveries
import Directory
import Domain
import Duplicates
import Exports
import Figures
import FoundationEssentials
import Imports
import Insights
import Lookup
import MCP
import Messaging
import Media
import ModuleKit
import Obligations
import Outbound
import Pipeline
import Presence
import Privacy
import Providers
import Reactor
import Reconcile
import Recordings
import SQLite
import Server
import Tasks
import Transcripts
import Web
import Webhooks

/// The whole program put together: what is made from what, in order; nothing here is a rule.
final class Services: Sendable {
    let database: Database
    let accounts: AccountsModule
    let calls: CallsModule
    let webhooks: WebhooksModule
    let exports: ExportsModule
    let imports: ImportsModule
    let recordings: RecordingsModule
    let reconcile: ReconcileModule
    let messaging: MessagingModule
    let deliveries: DeliveriesModule
    let presence: PresenceModule
    let media: MediaModule
    let figures: FiguresModule
    /// Where their files are.
    let recordingsFolder: AudioFolder
    let platform: Platform
    private let group: EventLoopGroup
    private let server: HTTPServer
    private let hub: Hub
    /// What is done after each event.
    private let consumers: ReactionRunners
    private let identity: TLSIdentity?
    let housekeeping: Housekeeping
    private let address: Lock<String>
    /// By which modules ask the program's own routes.
    private let ownRoutes = OwnRoutes()
    /// What works beside requests, in the order in which it begins.
    private let background: [any Background]
    /// Held as long as anything may write into it.
    private let folder: DataFolder
    /// Where the keys are.
    let secretFile: String
    /// The rows that are served, for tests that walk them.
    let routes: [Route]

    /// Opens the folder's database, loads what is kept in memory, and puts the routes together.
    init(_ configuration: Configuration, in folder: DataFolder, _ surroundings: Surroundings = Surroundings())
        async throws
    {
        self.folder = folder
        identity = try Self.identity(configuration)
        let identity = identity
        let now = surroundings.now
        // Whatever the settings can be wrong in comes before the loops, which somebody has to stop.
        let serverOptions = try Self.serverOptions(configuration, identity)
        let recordingsSetup = try RecordingsSetup(configuration, in: folder, trusting: surroundings.trusted)
        recordingsFolder = recordingsSetup.folder
        let loops = configuration["loops"].flatMap { Int($0) } ?? EventLoopGroup.cores
        var options = DatabaseOptions()
        options.loops = loops
        options.readers = configuration.whole("readers")
        options.clock = { now().milliseconds }
        options.writerCacheKiB = surroundings.writerCacheKiB ?? options.writerCacheKiB
        options.maximumPages = surroundings.maximumPages ?? options.maximumPages
        let reactions = Reactions()
        options.companion = reactions
        let seal = TextSeal()
        options.seal = seal
        database = try Database(path: folder.database, options: options, migrations: Self.migrations)
        secretFile = configuration["secret-file"] ?? folder.secretKey
        let secrets = try await Keys.load(secretFile, for: database)
        let (epoch, heads) = try await database.write(tenant: 0) { tx in
            try seal.load(secrets.sealing, in: tx)
            return (try EventLog.epoch(in: tx), try EventLog.heads(in: tx))
        }
        let metrics = Metrics(loops: loops)
        let meters = Meters(metrics)
        platform = Platform(database: database, epoch: epoch, now: now, record: meters.record)

        accounts = AccountsModule(
            platform, secrets: secrets, origins: [configuration["public-url"]].compactMap(\.self),
            passwordCost: surroundings.passwordCost)
        try await accounts.load()
        let regions = try await CompanyRegions(accounts: accounts)
        let address = Lock("\(identity == nil ? "http" : "https")://\(configuration.text("host"))")
        self.address = address

        let book = AnalyserBook()
        let ownership = AccountOwnership()
        calls = CallsModule(
            platform, region: regions.region(of:), ownsAccount: { ownership.owns($0, $1) },
            refusals: { ownership.refusals($0, $1) }, audit: Self.audit(now),
            recordingCompleted: RecordingsModule.recordingCompleted,
            .init(
                idempotency: accounts.idempotency, members: PresenceModule.members, followUp: Self.followUp(now),
                parts: [InsightsModule.part, ObligationsModule.part], movers: Self.callMovers))
        let publicURL = configuration["public-url"]
        webhooks = try await WebhooksModule(
            platform, ingest: calls.ingest, messages: calls.messages, secrets: secrets, audit: Self.audit(now),
            profiles: configuration["webhooks"],
            address: { publicURL ?? address.withLock { $0 } },
            forwarded: { publicURL == nil ? Self.address(seenIn: $0, ownTLS: identity != nil) : nil })
        ownership.use(webhooks)
        group = try EventLoopGroup(count: loops)
        let gatekeeper = accounts.gatekeeper
        hub = Hub(
            loops: group.loops, database: database, epoch: epoch, heads: heads,
            access: Hub.Access(
                caller: { gatekeeper.caller(ofToken: $0) }, recheck: { gatekeeper.standing(of: $0) }),
            snapshots: [
                "calls": { topic, tx in try CallsModule.snapshot(topic, in: tx) },
                "tasks": { _, tx in try Self.waiting(in: tx) },
                "presence": { topic, tx in try PresenceModule.snapshot(topic, in: tx) },
                "agents": { topic, tx in try PresenceModule.snapshot(topic, in: tx) },
                "figures": { _, tx in try FiguresModule.snapshot(at: now(), in: tx) },
            ], now: now,
            recordPush: { meters.record("push", $0) })
        let (webhooks, calls) = (webhooks, calls)
        let clients = try ProviderClients(
            on: group.next(), allowing: try Self.ranges(configuration, "outbound-allow"),
            trusting: surroundings.trusted)
        let providers = ProvidersModule(
            platform, secrets: secrets, clients: clients,
            provider: { webhooks.place(of: $0, in: $1)?.provider }, audit: Self.audit(now))
        reconcile = ReconcileModule(
            platform, ingest: calls.ingest, logins: providers.logins,
            surroundings: ReconcileSurroundings(webhooks: webhooks, audit: Self.audit(now)))
        recordings = recordingsSetup.module(
            platform, secrets: secrets, webhooks: webhooks, logins: providers.logins, loop: group.next(),
            address: { publicURL ?? address.withLock { $0 } }, audit: Self.audit(now))
        try await recordings.recover()
        metrics.show(recordings.figures)
        exports = ExportsModule(
            platform, folder: KeptFiles.absolute(folder.exports),
            archives: ArchiveSurroundings(recordings: recordingsFolder, webhooks: webhooks), records: Self.records,
            audit: Self.audit(now))
        try await exports.recover()
        imports = ImportsModule(
            platform, folder: folder.imports, rowsPerBatch: surroundings.rowsPerBatch, region: regions.region(of:),
            members: { [accounts] in try await accounts.users.list(after: nil, limit: 10_000, in: $0) },
            audit: Self.audit(now))
        try await imports.recover()

        presence = PresenceModule(
            platform, region: regions.region(of:), isConnected: { [hub] in hub.isConnected($0, in: $1) },
            audit: Self.audit(now))
        let lookup = LookupModule(
            platform, calls: calls.service, keyRate: configuration.whole("lookup-rate"), region: regions.region(of:),
            missed: ObligationsModule.missedCalls)
        media = try await Self.media(
            platform, MediaParts(webhooks: webhooks, calls: calls, recordings: recordings, lookup: lookup, hub: hub),
            on: group.loops, in: folder, allowing: try Self.ranges(configuration, "outbound-allow"), secrets, metrics,
            audit: Self.audit(now))
        let outbound = OutboundModule(
            platform, calls: calls.service, ingest: calls.ingest, secrets: secrets, logins: providers.logins,
            surroundings: OutboundSurroundings(
                place: { webhooks.place(of: $0, in: $1) }, region: regions.region(of:), audit: Self.audit(now)))
        messaging = MessagingModule(
            platform, logins: providers.logins,
            surroundings: MessagingSurroundings(
                place: { webhooks.place(of: $0, in: $1) }, region: regions.region(of:), zone: regions.zone(of:),
                idempotency: accounts.idempotency, audit: Self.audit(now)))

        deliveries = DeliveriesModule(
            platform, secrets: secrets, clients: clients, idempotency: accounts.idempotency, audit: Self.audit(now))
        let obligations = ObligationsModule(
            platform, zone: regions.zone(of:), callBack: outbound.call,
            textBack: surroundings.textBack ?? messaging.textBack,
            audit: Self.audit(now))
        figures = FiguresModule(
            platform, missedCalls: ObligationsModule.missedCalls,
            push: { [hub] in hub.push($0, on: [.figures], company: $1) })
        let conformance = configuration.isOn("conformance")
        let privacy = PrivacyModule(
            platform, ledger: folder.erasures, secrets: secrets, erasers: Self.erasers,
            sealed: SealedTables.all, routes: ownRoutes, audit: Self.audit(now))
        let transcripts = TranscriptsModule(platform, silence: recordings.silence, audit: Self.audit(now))
        let modules: [any Module] = [
            accounts, providers, calls, webhooks, reconcile, imports, recordings, exports,
            ContactsModule(
                platform, region: regions.region(of:), timeline: Self.timeline, stages: PipelineModule.stages,
                idempotency: accounts.idempotency, audit: Self.audit(now)),
            DuplicatesModule(
                platform, parts: Self.contactRows, idempotency: accounts.idempotency, audit: Self.audit(now)),
            lookup,
            TasksModule(
                platform, idempotency: accounts.idempotency, promises: InsightsModule.promises,
                day: [ObligationsModule.day], audit: Self.audit(now)),
            InsightsModule(
                platform, book: book, calls: calls.service, secrets: secrets,
                .init(
                    zone: regions.zone(of:),
                    model: try ModelClient(
                        on: group.next(), allowing: try Self.ranges(configuration, "outbound-allow")),
                    audit: Self.audit(now))),
            DashboardModule(),
            outbound, messaging, deliveries, obligations, presence, media, figures, privacy, transcripts,
            PipelineModule(platform, audit: Self.audit(now)),
            MCPModule(platform, routes: ownRoutes, origins: [publicURL].compactMap(\.self), audit: Self.audit(now)),
        ]
        reactions.use(modules.flatMap(\.reactions))
        consumers = ReactionRunners(
            modules.flatMap(\.reactions).durable, database: database, now: now, pause: surroundings.reactionPause)
        try await consumers.introduce()
        let listeners: [@Sendable ([any Sendable]) -> Void] = [
            seal.committed, accounts.committed, regions.committed, hub.committed, recordings.committed,
            reconcile.committed, messaging.committed, deliveries.committed, media.committed, exports.committed,
            imports.committed, figures.committed, consumers.committed,
        ]
        database.onCommit = { values in for hear in listeners { hear(values) } }
        try await privacy.settle()
        let rows =
            modules.flatMap(\.routes) + EventRoutes(hub: hub, offersConformance: conformance).table
            + ReactionRoutes(reactions: consumers, audit: Self.audit(now)).table
        routes =
            rows + SystemRoutes(metrics: metrics, database: database, documented: rows, conformance: conformance).table
        let router = try Router(routes)
        ownRoutes.use(router)
        server = HTTPServer(
            group: group, router: router, authenticator: gatekeeper,
            options: serverOptions, metrics: metrics)
        Self.show(hub, identity, in: metrics)
        housekeeping = Housekeeping(
            database: database, calls: calls.service, obligations: obligations.upkeep, keys: accounts.keys,
            presence: presence, chores: [deliveries.trim, privacy.keepHouse, transcripts.keepHouse, imports.keepHouse],
            now: now, retention: .seconds(86_400 * configuration.whole("retention-days")),
            keep: Int64(configuration.whole("retention-events")))
        background =
            [housekeeping, presence, consumers, figures, imports.background]
            + (surroundings.keepsRecordings ? [recordings] : [])
            + (surroundings.asksProviders ? [reconcile] : []) + (surroundings.sendsMessages ? [messaging] : [])
            + (surroundings.postsWebhooks ? [deliveries] : [])
            + (surroundings.makesExports ? [exports] : [])
    }

    /// Listens from now on.
    ///
    /// - Returns: The address of the listener, such as `http://127.0.0.1:8080`.
    func start(_ configuration: Configuration) throws -> String {
        let port = try server.start()
        let host = configuration.text("host")
        let url = "\(identity == nil ? "http" : "https")://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        address.withLock { $0 = url }
        for part in background { part.start() }
        media.start()
        return url
    }

    /// Calls `body` on a loop when the program is told something by a signal.
    func watchSignals(_ body: @escaping @Sendable (CInt) -> Void) throws {
        try Signals.watch(on: group.loops[0], body)
    }

    /// Reads the certificate and the key again, for the connections from now on.
    ///
    /// - Returns: false when there is no TLS.
    /// - Throws: One sentence; then what was read before stays in use.
    func reloadCertificate() throws -> Bool {
        try identity?.reload()
        return identity != nil
    }

    /// Stops in the reverse order, within ten seconds: what is under way is finished, sockets are told to come back.
    func stop() async {
        for part in background.reversed() { await part.stop() }
        hub.stop()
        await server.stop(within: .seconds(8))
        await media.stop()
        await group.stop(within: .seconds(1))
        ownRoutes.forget()
        database.close()
    }
}
