import Domain
import Foundation
import JSON
import Reactor
import SQLite

@testable import Broadcast

/// A log whose consumers write what they hear into a table.
final class ConsumedLog: Sendable {
    /// An event as a test tells it from others.
    struct Heard: Sendable {
        let event: LoggedEvent
        let name: String
        var attempt: Int { event.attempt }
    }

    let database: Database
    /// What a slow consumer of a test may wait for.
    let gate = AsyncStream<Void>.makeStream()
    private let runners = Lock<ReactionRunners?>(nil)

    private init(_ database: Database) {
        self.database = database
        let runners = runners
        database.onCommit = { values in runners.withLock { $0 }?.committed(values) }
    }

    /// Runs `body` with a fresh log, and has removed it when it returns.
    static func with(_ body: (ConsumedLog) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("log-\(UUID().uuidString).db").path
        // A leftover in the temporary folder harms nobody.
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
        let seen = Migration(
            "tests/seen",
            """
            CREATE TABLE seen (
              company_id INTEGER NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (company_id, place)
            ) STRICT;
            """)
        let database = try Database(path: path, migrations: EventLog.migrations + [seen])
        defer { database.close() }
        try await body(ConsumedLog(database))
    }

    /// A consumer of contacts' changes that does `first`, and then writes the contact's name and whatever `thenWrite` does.
    func noting(
        _ name: String, _ first: @escaping @Sendable (Heard) async throws -> Void = { _ in },
        thenWrite: @escaping @Sendable (Transaction) throws -> Void = { _ in }
    ) -> Reaction {
        .on(name, [ContactEvent.updated]) { event in
            let heard = Heard(event: event, name: try event.parsed()["data"]["name"].string ?? "")
            try await first(heard)
            return { tx in
                // A second time would be a second row of the same key, which fails.
                try tx.execute(
                    "INSERT INTO seen (company_id, place, name) VALUES (\(tx.company), \(event.offset), \(heard.name))")
                try thenWrite(tx)
            }
        }
    }

    /// Runs the consumers for as long as `body` takes; each failure is tried again at once.
    func running(_ reactions: [Reaction], _ body: (ReactionRunners) async throws -> Void) async throws {
        let made = ReactionRunners(
            reactions.durable, database: database, now: Timestamp.now, pause: { _ in .zero })
        runners.withLock { $0 = made }
        try await made.introduce()
        made.start()
        do { try await body(made) } catch {
            await made.stop()
            throw error
        }
        await made.stop()
    }

    func publish(_ names: String..., in company: CompanyID) async throws {
        try await database.write(company) { tx in
            for name in names {
                try tx.publish(ContactEvent(ContactEvent.updated, contact: ContactID(1), name: name), on: .contacts)
            }
        }
    }

    /// Publishes an event that nobody waits for.
    func publishOther(in company: CompanyID) async throws {
        try await database.write(company) { tx in
            _ = try tx.publish(ContactEvent(ContactEvent.created, contact: ContactID(1), name: "other"), on: .contacts)
        }
    }

    /// What the consumers have written of a company.
    func seen(in company: CompanyID) async throws -> [String] {
        try await database.read(company) { tx in
            try tx.rows("SELECT name FROM seen WHERE company_id = \(tx.company) ORDER BY place") { $0.string(0) }
        }
    }

    func standing(_ name: String, in company: CompanyID) async throws -> ReactionStanding {
        try await database.read(company) { try ReactionStore.standing(of: name, in: $0) }
    }
}
