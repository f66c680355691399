import Domain
import SQLite

/// All consumers of the event log, started and stopped together.
package final class ReactionRunners: Sendable {
    private let runners: [ReactionRunner]
    private let database: Database
    /// The types that anybody waits for, so that a commit of others costs next to nothing.
    private let awaited: Set<EventType>

    /// - Parameter pause: How long to wait after so many failures of an event.
    package init(
        _ reactions: [DurableReaction], database: Database, now: @escaping @Sendable () -> Timestamp,
        pause: @escaping @Sendable (_ attempts: Int) -> Duration = DurableReaction.pause
    ) {
        self.database = database
        runners = reactions.map { ReactionRunner($0, database: database, now: now, pause: pause) }
        awaited = reactions.reduce(into: []) { $0.formUnion($1.types) }
    }

    /// Makes new consumers known, before anything is published, and finds what the others have still to do.
    package func introduce() async throws {
        let names = runners.map(\.reaction.name)
        let heads = try await database.write(tenant: 0) { tx in
            try ReactionStore.introduce(names, in: tx)
            return try EventLog.heads(in: tx)
        }
        for runner in runners { for company in heads.keys { runner.wake(company) } }
    }

    /// Takes up every company's log where each consumer left it.
    package func start() {
        for runner in runners { runner.start() }
    }

    /// Ends what is under way; the next start takes it up.
    package func stop() async {
        for runner in runners { await runner.stop() }
    }

    /// Takes what a batch committed, on the writer's thread.
    package func committed(_ values: [any Sendable]) {
        guard !awaited.isEmpty else { return }
        for case let event as CommittedEvent in values {
            guard let type = event.type, event.offset != nil, awaited.contains(type) else { continue }
            for runner in runners where runner.reaction.types.contains(type) { runner.wake(event.company) }
        }
    }

    /// A consumer with how far it has come, and the next event it wants where it stands before one.
    package struct Report: Sendable {
        package let reaction: DurableReaction
        package let standing: ReactionStanding
        /// The newest offset of the log.
        package let last: Int64
        package let next: LoggedEvent?
    }

    /// How far every consumer has come in a company's log.
    package func reports(in company: CompanyID) async throws -> [Report] {
        try await database.read(company) { [runners] tx in
            let last = try EventLog.extent(in: tx).last
            return try runners.map { runner in
                let reaction = runner.reaction
                let standing = try ReactionStore.standing(of: reaction.name, in: tx)
                let next = try EventLog.select(
                    Set(reaction.types.map(\.name)), after: standing.offset, limit: 1, in: tx
                ).events.first
                return Report(reaction: reaction, standing: standing, last: last, next: next)
            }
        }
    }

    /// Lets a consumer try the event again that it failed with, at once and ten times more, or pass it over.
    ///
    /// - Parameter also: Runs in the same transaction, with the event's offset.
    /// - Returns: false when there is no such consumer, or its next event has not failed.
    package func goOn(
        _ name: String, passingOver: Bool, in company: CompanyID,
        also: @escaping @Sendable (_ offset: Int64, Transaction) throws -> Void
    ) async throws -> Bool {
        guard let runner = runners.first(where: { $0.reaction.name == name }) else { return false }
        let hasFailed = try await database.write(company) { tx in
            guard try ReactionStore.forgive(name, in: tx) else { return false }
            // A failure is noted beside the offset before its event.
            let offset = try ReactionStore.standing(of: name, in: tx).offset + 1
            if passingOver { try ReactionStore.advance(name, to: offset, in: tx) }
            try also(offset, tx)
            return true
        }
        if hasFailed { runner.wakeFromRest(company) }
        return hasFailed
    }
}
