import Accounts
import Broadcast
import Calls
import Domain
import Imports
import ModuleKit
import Obligations
import Presence
import Reactor
import SQLite

/// What is done now and then: calls whose end never came are closed, what is overdue is told, who is gone is offline,
/// and old events are removed.
final class Housekeeping: Background {
    private let database: Database
    private let calls: CallService
    private let obligations: ObligationUpkeep
    private let keys: KeyService
    private let presence: PresenceModule
    private let imports: ImportsModule
    private let now: @Sendable () -> Timestamp
    private let retention: Duration
    private let keep: Int64
    private let task = Lock<Task<Void, Never>?>(nil)
    private static let interval = Duration.seconds(30)
    private static let trimLimit: Int64 = 10_000

    init(
        database: Database, calls: CallService, obligations: ObligationUpkeep, keys: KeyService,
        presence: PresenceModule, imports: ImportsModule, now: @escaping @Sendable () -> Timestamp, retention: Duration,
        keep: Int64
    ) {
        self.database = database
        self.calls = calls
        self.obligations = obligations
        self.keys = keys
        self.presence = presence
        self.imports = imports
        self.now = now
        self.retention = retention
        self.keep = keep
    }

    /// Begins at once, for what happened while the program was away.
    func start() {
        task.withLock { task in
            task = Task { [self] in
                while !Task.isCancelled {
                    await once()
                    try? await Task.sleep(for: Self.interval)  // Woken early means the program stops.
                }
            }
        }
    }

    func stop() async {
        let running = task.withLock { $0 }
        running?.cancel()
        await running?.value
        try? await keys.recordUses()  // What is lost is when a key was last used.
    }

    /// One round; what fails is tried again in the next, for the database says for itself when it cannot write.
    func once() async {
        _ = try? await calls.sweep()  // See above.
        try? await obligations.once()  // See above.
        try? await keys.recordUses()  // See above.
        try? await presence.noteAbsence()  // See above.
        try? await imports.keepHouse()  // See above.
        _ = try? await trim()  // See above.
    }

    /// Removes events beyond the retention by age or by count, a little at a time so that writers do not wait.
    private func trim() async throws {
        let (oldest, keep) = (now() - retention, keep)
        for company in try await database.read(tenant: 0, { try EventLog.heads(in: $0) }).keys {
            while !Task.isCancelled {
                let removed = try await database.write(company) { tx in
                    try EventLog.trim(before: oldest, keep: keep, limit: Self.trimLimit, in: tx)
                }
                if removed < Self.trimLimit { break }
            }
        }
    }
}
