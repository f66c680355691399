import Accounts
import Calls
import Directory
import ModuleKit
import Reactor
import Webhooks

/// The sound and the words of calls while they go on: media streams, recognisers, and agents that speak with callers;
/// owns the tables `media_*` and publishes ``MediaStreamEvent`` and ``MediaLevel``.
package struct MediaModule: Module {
    package static let migrations = MediaSchema.migrations
    package let routes: [Route]
    package let reactions: [Reaction]
    private let keeper: StreamKeeper
    private let tasks: MediaTasks
    private let book: ProgramBook
    private let store: ProgramStore
    private let database: Database
    private let now: @Sendable () -> Timestamp
    private let ringing: RingingCalls
    private let streams: StreamBook

    /// What the program passes in.
    package struct Surroundings: Sendable {
        /// Where streams are kept while they come.
        package var folder: String
        /// How programs are reached.
        package var access: ProgramAccess
        /// The context frame of a number, as JSON; nil where it is none.
        package var context: @Sendable (_ number: String, LineID?, CompanyID) async throws -> [UInt8]?
        /// Makes a recording of a track that is whole.
        package var keep: @Sendable (KeptTrack) async throws -> Void

        package init(
            folder: String, access: ProgramAccess,
            context: @escaping @Sendable (_ number: String, LineID?, CompanyID) async throws -> [UInt8]?,
            keep: @escaping @Sendable (KeptTrack) async throws -> Void
        ) {
            (self.folder, self.access, self.context, self.keep) = (folder, access, context, keep)
        }
    }

    package init(
        _ platform: Platform, webhooks: WebhooksModule, calls: CallsModule, hub: Hub, loops: [EventLoop],
        secrets: HubSecrets, parser: PhoneParser = .shared, _ surroundings: Surroundings, audit: @escaping AuditWriter
    ) {
        let (database, now, ingest, access) = (platform.database, platform.now, calls.ingest, surroundings.access)
        let (streams, files, tasks) = (StreamBook(), StreamFiles(folder: surroundings.folder), MediaTasks())
        let keeper = StreamKeeper(database: database, book: streams, files: files, now: now, keep: surroundings.keep)
        let (store, book) = (ProgramStore(box: ProgramBox(key: secrets.sealing.bytes)), ProgramBook())
        let links = RecogniserLink.Surroundings(
            database: database, ingest: ingest, now: now, connect: { try await access.socket($0) })
        let sockets = MediaStream.Surroundings(
            service: StreamService(database: database, ingest: ingest, book: streams, files: files, now: now),
            keeper: keeper, tasks: tasks, hears: { hub.hears($0) },
            push: { hub.push($0, on: [.call($0.call)], company: $1) },
            recognise: { begun in
                guard let program = book.program(.recogniser, line: begun.line, of: begun.row.company) else {
                    return nil
                }
                let link = RecogniserLink(begun, program, links)
                tasks.add { await link.run() }
                return link
            })
        let hook = AgentHook(client: { try access.http($0, patience: $1) }, now: now)
        let relays = RelayConversation.Surroundings(
            relays: RelayService(
                database: database, ingest: ingest, parser: parser, context: surroundings.context, now: now),
            hook: hook, agent: { book.program(.agent, line: $0, of: $1) })
        ringing = RingingCalls(
            database: database, ingest: ingest, hook: hook, book: book, context: surroundings.context)
        (self.keeper, self.tasks, self.book, self.store, self.database) = (keeper, tasks, book, store, database)
        self.now = now
        self.streams = streams
        reactions = [ringing.reaction]
        routes =
            SocketRoutes(webhooks: webhooks, streams: sockets, relays: relays, loops: loops, tasks: tasks).table
            + ProgramRoutes(
                service: ProgramService(database: database, store: store, book: book, audit: audit, now: now)
            ).table
    }

    /// Reads the programs into memory, and takes up the streams that a program before has left; before the first request.
    package func recover() async throws {
        book.load(try await database.read(tenant: 0) { [store] in try store.all(in: $0) })
        try await keeper.recover()
    }

    /// Lets a program speak with a company's callers, where none does yet, or one of which `isOld` says so.
    package func useAgent(
        _ url: String, signedWith secret: String, in company: CompanyID, insteadOf isOld: (String) -> Bool
    ) async throws {
        let place = ProgramPlace(company: company, kind: .agent, line: nil)
        if let known = book.program(at: place), !isOld(known.url) { return }
        let program = AgentDraft(url: url, secret: secret).program(at: now())
        try await database.write(company) { [store] in try store.set(program, of: place, in: $0) }
    }

    /// Works in the background from now on.
    package func start() {
        tasks.start()
        keeper.start()
    }

    /// Ends the work in the background; streams that are not over wait for the next start.
    package func stop() async {
        await tasks.stop()
        await keeper.stop()
    }

    /// Takes what a batch committed, on the writer's thread.
    package func committed(_ values: [any Sendable]) {
        for value in values {
            switch value {
            case let change as ProgramChange: book.apply(change)
            case let call as RingingCall: tasks.add { [ringing] in await ringing.tell(call) }
            default: break
            }
        }
    }

    /// Streams that are not over, for the metrics.
    package var streamCount: Int { streams.count }

    /// Finishes the streams that are due, for who does not want to wait for it.
    package func round() async { await keeper.round() }

    /// Seals every program's secret with another key; what cannot be opened stays as it is.
    ///
    /// - Returns: How many were sealed again.
    package static func reseal(from old: [UInt8], to new: [UInt8], in tx: Transaction) throws -> Int {
        try ProgramStore(box: ProgramBox(key: new)).reseal(from: ProgramBox(key: old), in: tx)
    }
}
