import Directory
import ModuleKit
import Reactor

/// Who can take calls, whom they ring at, and who has them; owns the tables of ``PresenceSchema``.
package final class PresenceModule: Module, Background, Sendable {
    package static let migrations = PresenceSchema.migrations
    package let routes: [Route]
    package let reactions: [Reaction]
    private let service: PresenceService
    private let ticking = Lock<Task<Void, Never>?>(nil)
    /// Leases, turns and wrap-ups end so exactly.
    private static let tick = Duration.seconds(1)

    /// - Parameters:
    ///   - region: How a company's national numbers are read.
    ///   - isConnected: Whether an agent has a socket open.
    package init(
        _ platform: Platform, parser: PhoneParser = .shared, region: @escaping @Sendable (CompanyID) -> String,
        isConnected: @escaping @Sendable (AgentID, CompanyID) -> Bool, audit: @escaping AuditWriter
    ) {
        let (database, now) = (platform.database, platform.now)
        service = PresenceService(
            database: database, now: now, parser: parser, region: region, isConnected: isConnected, audit: audit)
        routes =
            PresenceRoutes(service: service, epoch: platform.epoch).table
            + TeamRoutes(service: TeamService(database: database, now: now, audit: audit)).table
            + ClaimRoutes(service: ClaimService(database: database, now: now, audit: audit)).table
        reactions = [
            .within(CallEvent.self) { event, tx in
                if event.type == CallEvent.ringing {
                    try Ringing.begin(event.call, at: now(), in: tx)
                } else {
                    try Claiming.follow(event.call, at: now(), in: tx)
                }
            }
        ]
    }

    /// Who is in a team; nil where there is no such team.
    package static func members(of team: TeamID, in tx: Transaction) throws -> [AgentID]? {
        try TeamStore.team(team, in: tx)?.members
    }

    /// What the topics `presence` and `agents/…` show.
    package static func snapshot(_ topic: Topic, in tx: Transaction) throws -> [UInt8] {
        try PresenceService.snapshot(topic, in: tx)
    }

    /// Ends what is over by now: leases, turns, wrap-ups.
    package func endWhatIsDue() async throws { try await service.endWhatIsDue() }

    /// Whoever has had no socket open for a while is offline.
    package func noteAbsence() async throws { try await service.noteAbsence() }

    /// Begins at once, for what ended while the program was away.
    package func start() {
        ticking.withLock { task in
            task = Task { [service] in
                while !Task.isCancelled {
                    // What fails is due again a second later.
                    try? await service.endWhatIsDue()
                    try? await Task.sleep(for: Self.tick)  // Woken early means the program stops.
                }
            }
        }
    }

    /// Returns when nothing runs any more.
    package func stop() async {
        let task = ticking.withLock { $0 }
        task?.cancel()
        await task?.value
    }
}
