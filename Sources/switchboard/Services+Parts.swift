import Accounts
import Broadcast
import Calls
import Contacts
import Deliveries
import Directory
import Duplicates
import Domain
import Exports
import Figures
import Imports
import Insights
import Media
import Messaging
import ModuleKit
import Obligations
import Outbound
import Pipeline
import Presence
import Reactor
import Privacy
import Reconcile
import Recordings
import Server
import Tasks
import Transcripts
import Web
import Webhooks

// What the program is put together from, besides its modules: its tables, its settings, and what tests replace.

extension Services {
    /// What a test may put in the place of the world.
    struct Surroundings: Sendable {
        var now: @Sendable () -> Timestamp = { Timestamp.now() }
        /// Logarithm of scrypt's cost; 15 takes a tenth of a second.
        var passwordCost = 15
        /// Page cache of the writing connection, in KiB; nil for the usual one.
        var writerCacheKiB: Int?
        /// How large the database may grow, in pages of 4 KiB; beyond, the disk counts as full.
        var maximumPages: Int64?
        /// What writes to people whom somebody texts back; nil: nothing does.
        var textBack: TextBack?
        /// Whether recordings are fetched in the background.
        var keepsRecordings = true
        /// Whether providers are asked for their records, and telephone systems listened to, in the background.
        var asksProviders = true
        /// A PEM file of roots that providers' certificates are checked against, instead of the system's.
        var trusted: String?
        /// Whether messages leave in the background.
        var sendsMessages = true
        /// Whether events are posted to companies' own addresses in the background.
        var postsWebhooks = true
        /// Whether files that were ordered are made in the background.
        var makesExports = true
        /// Rows that an import writes at once.
        var rowsPerBatch = 2_000
        /// How long a consumer of the log rests after so many failures with an event.
        var reactionPause: @Sendable (_ attempts: Int) -> Duration = DurableReaction.pause
        init() {}
    }

    /// A failure to start; one sentence.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    /// What follows a contact that is joined to another: calls before the history by which they are found.
    static let contactRows =
        CallsModule.contactRows + [
            ObligationsModule.contactRows, InsightsModule.contactRows, TasksModule.contactRows,
            PipelineModule.contactRows,
        ] + ContactMerging.rows

    /// What goes with a call that turns out to be another contact's.
    static let callMovers: [CallMover] = [
        ObligationsModule.moveCall, TasksModule.moveCall, InsightsModule.moveCall,
    ]

    /// What the feed of changes tells of besides what is exported.
    static let records = [TasksModule.records, ObligationsModule.records, PipelineModule.records]

    /// What the topic `tasks` shows: whom the company owes something, and what somebody is to do.
    static func waiting(in tx: Transaction) throws -> [UInt8] {
        let (obligations, tasks) = (try ObligationsModule.snapshot(in: tx), try TasksModule.snapshot(in: tx))
        var json = JSONWriter(capacity: obligations.count + tasks.count + 32)
        json.object {
            $0.member("obligations", raw: obligations)
            $0.member("tasks", raw: tasks)
        }
        return json.bytes
    }

    /// Every table of the program, in the order that references need.
    static let migrations =
        AccountsModule.migrations + EventLog.migrations + ContactDirectory.migrations + CallsModule.migrations
        + WebhooksModule.migrations + RecordingsModule.migrations + TranscriptsModule.migrations
        + InsightsModule.migrations + ImportsModule.migrations
        + OutboundModule.migrations + ObligationsModule.migrations + ReconcileModule.migrations
        + MessagingModule.migrations + DeliveriesModule.migrations + PresenceModule.migrations + MediaModule.migrations
        + ExportsModule.migrations + ContactsModule.migrations + TasksModule.migrations + FiguresModule.migrations
        + PipelineModule.migrations + DuplicatesModule.migrations + PrivacyModule.migrations

    /// Where the timeline of a contact comes from.
    static let timeline = [
        ContactTimeline.created, ContactTimeline.consent, InteractionTimeline.source, ObligationsModule.timeline,
        TasksModule.timeline, PipelineModule.timeline, DuplicatesModule.timeline, ImportsModule.timeline,
    ]

    /// What each part of the program keeps of people, the parts that others ask last.
    static let erasers: [PersonEraser] = [
        RecordingsModule.erase, MessagingModule.erase, InsightsModule.erase, ObligationsModule.erase, TasksModule.erase,
        OutboundModule.erase, PresenceModule.erase, FiguresModule.erase, ExportsModule.erase, ImportsModule.erase,
        CallErasure.erase, ContactErasure.erase,
    ]

    /// Makes a task of what a disposition asks for, once for each call and disposition.
    static func followUp(_ now: @escaping @Sendable () -> Timestamp) -> FollowUpWriter {
        { task, request, tx in
            try TasksModule.follow(
                "disposition:\(task.call)/\(task.disposition)", title: task.title, dueAt: task.dueAt, owner: task.owner,
                contact: task.contact, call: task.call, author: Actor(request).wire, at: now(), in: tx)
        }
    }

    /// Gauges that belong to no module.
    static func show(_ hub: Hub, _ identity: TLSIdentity?, in metrics: Metrics) {
        metrics.gauge("subscribers", "Sockets that listen to a company's events.") { Double(hub.subscriberCount) }
        guard let identity else { return }
        metrics.gauge("tls_certificate_ends_seconds", "When the certificate ends, in seconds since 1970.") {
            Double(identity.ends ?? 0)
        }
    }

    static func audit(_ now: @escaping @Sendable () -> Timestamp) -> AuditWriter {
        { action, subject, detail, request, tx in
            try Audit.record(action, subject, detail.object, by: Actor(request), at: now(), in: tx)
        }
    }

    /// The address that a secure request was sent to, as the client or a trusted proxy names it.
    ///
    /// Without TLS of our own nobody but a trusted proxy can make a request secure; with it, anybody can.
    static func address(seenIn request: Request, ownTLS: Bool) -> String? {
        guard request.secure else { return nil }
        let named = ownTLS ? nil : request.headers["x-forwarded-host"]
        return (named ?? request.head.host).map { "https://\($0)" }
    }

    static func identity(_ configuration: Configuration) throws -> TLSIdentity? {
        guard let certificate = configuration["tls-cert"], let key = configuration["tls-key"] else { return nil }
        return try TLSIdentity(certificate: certificate, key: key)
    }

    static func serverOptions(_ configuration: Configuration, _ identity: TLSIdentity?) throws -> ServerOptions {
        var options = ServerOptions()
        options.host = configuration.text("host")
        options.port = UInt16(configuration.whole("port"))
        if let identity { options.transport = { try identity.transport() } }
        options.maxConnections = configuration.whole("max-sockets")
        options.accessLog = configuration.text("log-level") == "access"
        options.trustedProxies = try ranges(configuration, "trusted-proxies")
        return options
    }

    static func ranges(_ configuration: Configuration, _ name: String) throws -> [AddressRange] {
        try (configuration[name]?.split(separator: ",") ?? []).map { text in
            guard let range = AddressRange(String(text)) else {
                throw Refusal(description: "`\(text)` in \(name) is no address and no range such as 10.0.0.0/8.")
            }
            return range
        }
    }
}
