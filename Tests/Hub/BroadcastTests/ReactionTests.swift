import Domain
import Foundation
import Reactor
import SQLite
import Testing

@testable import Broadcast

@Suite(.timeLimit(.minutes(10))) struct ReactionTests {
    private struct Refused: Error {}

    /// Runs `body` with a fresh log whose events these react to, and has removed it when it returns.
    private func withLog(_ reactions: [Reaction], _ body: (Database) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("log-\(UUID().uuidString).db").path
        // A leftover in the temporary folder harms nobody.
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
        let companion = Reactions()
        companion.use(reactions)
        var options = DatabaseOptions()
        options.companion = companion
        let database = try Database(path: path, options: options, migrations: EventLog.migrations)
        defer { database.close() }
        try await body(database)
    }

    private func contact(_ name: String) -> ContactEvent {
        ContactEvent(ContactEvent.updated, contact: ContactID(1), name: name)
    }

    private func lastOffset(_ database: Database) async throws -> Int64 {
        try await database.read(CompanyID(1)) { try EventLog.extent(in: $0).last }
    }

    @Test func aReactionIsPartOfThePublishingTransaction() async throws {
        let echo = Reaction.within(ContactEvent.self) { event, tx in
            guard event.name == "first" else { return }
            try tx.publish(ContactEvent(ContactEvent.updated, contact: event.contact, name: "echo"), on: .contacts)
        }
        try await withLog([echo]) { database in
            let first = contact("first")
            try await database.write(CompanyID(1)) { _ = try $0.publish(first, on: .contacts) }
            #expect(try await lastOffset(database) == 2)
        }
    }

    @Test func whatAReactionThrowsFailsTheWriteAndLeavesNoEvent() async throws {
        let refusal = Reaction.within(ContactEvent.self) { event, _ in
            if event.name == "bad" { throw Refused() }
        }
        try await withLog([refusal]) { database in
            let (good, bad) = (contact("good"), contact("bad"))
            try await database.write(CompanyID(1)) { _ = try $0.publish(good, on: .contacts) }
            await #expect(throws: Refused.self) {
                try await database.write(CompanyID(1)) { _ = try $0.publish(bad, on: .contacts) }
            }
            #expect(try await lastOffset(database) == 1)
        }
    }

    @Test func reactionsRunInTheirOrderAndOnlyForTheirEvent() async throws {
        let heard = Lock<[String]>([])
        let reactions: [Reaction] = [
            .within(ContactEvent.self) { event, _ in heard.withLock { $0.append("a \(event.name ?? "")") } },
            .within(InteractionAdded.self) { _, _ in heard.withLock { $0.append("never") } },
            .within(ContactEvent.self) { event, _ in heard.withLock { $0.append("b \(event.name ?? "")") } },
        ]
        try await withLog(reactions) { database in
            let event = contact("x")
            try await database.write(CompanyID(1)) { try $0.push(event, on: [.contacts]) }
            #expect(heard.withLock { $0 } == ["a x", "b x"])
        }
    }
}
