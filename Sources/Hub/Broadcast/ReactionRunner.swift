import Domain
import Reactor
import SQLite

/// Runs one consumer of the log in all companies: a few of them at once, each in the order of its log.
///
/// Its lock guards which companies have something for it; how far it has come stands in the database.
final class ReactionRunner: Sendable {
    let reaction: DurableReaction
    private let database: Database
    private let now: @Sendable () -> Timestamp
    private let pause: @Sendable (_ attempts: Int) -> Duration
    private let names: Set<String>
    private struct State {
        var wanted: Set<CompanyID> = []
        var running: Set<CompanyID> = []
        /// Their next event has failed and is not tried again yet.
        var resting: Set<CompanyID> = []
        var task: Task<Void, Never>?
    }
    private let state = Lock(State())
    private let wishes: AsyncStream<Void>
    private let wish: AsyncStream<Void>.Continuation
    /// So many companies are served at once: a server that is slow for one must not keep all others waiting.
    private static let atOnce = 8
    /// So many events are read at once.
    private static let pageSize = 100

    init(
        _ reaction: DurableReaction, database: Database, now: @escaping @Sendable () -> Timestamp,
        pause: @escaping @Sendable (_ attempts: Int) -> Duration
    ) {
        self.reaction = reaction
        self.database = database
        self.now = now
        self.pause = pause
        names = Set(reaction.types.map(\.name))
        (wishes, wish) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func start() {
        state.withLock { state in
            state.task = Task { [self] in
                await withDiscardingTaskGroup { group in
                    for await _ in wishes {
                        while let company = take() { group.addTask { await self.turn(company) } }
                    }
                    group.cancelAll()
                }
            }
        }
        wish.yield()
    }

    /// Returns when nothing runs any more; what was under way is taken up by the next start.
    func stop() async {
        wish.finish()
        let task = state.withLock { $0.task }
        task?.cancel()
        await task?.value
    }

    /// There may be something for it in a company's log.
    func wake(_ company: CompanyID) {
        state.withLock { _ = $0.wanted.insert(company) }
        wish.yield()
    }

    /// The pause of a company is over.
    func wakeFromRest(_ company: CompanyID) {
        state.withLock { _ = $0.resting.remove(company) }
        wake(company)
    }

    private func take() -> CompanyID? {
        state.withLock { state in
            guard state.running.count < Self.atOnce,
                let company = state.wanted.first(where: { !state.running.contains($0) && !state.resting.contains($0) })
            else { return nil }
            state.wanted.remove(company)
            state.running.insert(company)
            return company
        }
    }

    /// Serves a company, and waits out its pause without keeping others from their turn.
    private func turn(_ company: CompanyID) async {
        let wait = await serve(company)
        state.withLock { state in
            state.running.remove(company)
            if wait != nil { state.resting.insert(company) }
        }
        wish.yield()
        guard let wait, (try? await Task.sleep(for: wait)) != nil else { return }  // Woken early: the program stops.
        wakeFromRest(company)
    }

    /// Takes events of a company until there are none.
    ///
    /// - Returns: After which time to try again; nil when there is nothing to try.
    private func serve(_ company: CompanyID) async -> Duration? {
        do {
            while !Task.isCancelled {
                let (standing, selection) = try await database.read(company) { [reaction, names] tx in
                    let standing = try ReactionStore.standing(of: reaction.name, in: tx)
                    return (
                        standing,
                        try EventLog.select(names, after: standing.offset, limit: Self.pageSize, in: tx)
                    )
                }
                guard standing.parkedAt == nil, selection.reached > standing.offset else { return nil }
                if let wait = try await take(selection, after: standing, in: company) { return wait }
            }
            return nil
        } catch is CancellationError {
            return nil
        } catch {
            // The database refuses, which says nothing of the event.
            return pause(1)
        }
    }

    /// - Returns: After which time to try the event again that failed.
    private func take(
        _ selection: EventLog.Selection, after standing: ReactionStanding, in company: CompanyID
    ) async throws -> Duration? {
        var written = standing.offset
        var lost = selection.lost
        for (place, event) in selection.events.enumerated() {
            var event = event
            // What has failed before is the first after the offset.
            event.attempt = place == 0 ? standing.attempts + 1 : 1
            do {
                try Task.checkCancellation()
                if let writes = try await reaction.react(event) {
                    try await database.write(company) { [reaction, offset = event.offset, lost] tx in
                        try writes(tx)
                        try ReactionStore.advance(reaction.name, to: offset, lost: lost, in: tx)
                    }
                    (written, lost) = (event.offset, 0)
                }
            } catch {
                if Task.isCancelled || error is CancellationError { throw CancellationError() }
                if error is StorageUnavailable || error is StorageBusy { throw error }
                return try await fail(event, lost: lost, error)
            }
        }
        if written < selection.reached {
            try await database.write(company) { [reaction, lost] tx in
                try ReactionStore.advance(reaction.name, to: selection.reached, lost: lost, in: tx)
            }
        }
        return nil
    }

    private func fail(_ event: LoggedEvent, lost: Int64, _ error: any Error) async throws -> Duration? {
        let isParked = event.attempt >= DurableReaction.mostAttempts
        let (at, said) = (now(), String("\(error)".prefix(500)))
        try await database.write(event.company) { [reaction] tx in
            try ReactionStore.advance(reaction.name, to: event.offset - 1, lost: lost, in: tx)
            try ReactionStore.fail(
                reaction.name, after: event.offset - 1, attempts: event.attempt, error: said, at: at,
                isParked: isParked, in: tx)
        }
        if isParked { return nil }
        return max(pause(event.attempt), (error as? any PatientFailure)?.retryAfter ?? .zero)
    }
}
