import Reactor
import SQLite
import Testing

@Suite(.timeLimit(.minutes(10))) struct IDTests {
    /// A clock that the test sets.
    private final class HandClock: Sendable {
        private let milliseconds: Lock<Int64>
        init(_ start: Int64) { milliseconds = Lock(start) }
        func set(_ value: Int64) { milliseconds.withLock { $0 = value } }
        var now: @Sendable () -> Int64 { { [milliseconds] in milliseconds.withLock { $0 } } }
    }

    private func open(_ folder: String, _ clock: HandClock) throws -> Database {
        var options = DatabaseOptions()
        options.clock = clock.now
        return try Database(path: folder + "/hub.db", options: options, migrations: notes)
    }

    @Test func idsCarryTheTimeAndACounter() async throws {
        try await withFolder { folder in
            let clock = HandClock(1_700_000_000_000)
            let database = try open(folder, clock)
            defer { database.close() }
            let ids = try await database.write(tenant: 0) { tx in try (0..<3).map { _ in try tx.newID() } }
            #expect(ids == (0..<3).map { 1_700_000_000_000 << 21 + $0 })
        }
    }

    @Test func idsNeverGoBackThoughTheClockDoesAndTheProgramRestarts() async throws {
        try await withFolder { folder in
            let clock = HandClock(1_700_000_000_000)
            var last: Int64 = 0
            for step: Int64 in [0, 10, -60_000, -50_000, 3_000, -3_600_000, 4_100, 4_000_000] {
                clock.set(1_700_000_000_000 + step)
                let database = try open(folder, clock)
                for _ in 0..<3 {
                    let ids = try await database.write(tenant: 0) { tx in try (0..<1_000).map { _ in try tx.newID() } }
                    let floor = last
                    #expect(ids.allSatisfy { $0 > floor } && ids == ids.sorted() && Set(ids).count == 1_000)
                    last = ids.last ?? last
                    clock.set(clock.now() - 500)
                }
                database.close()
            }
            #expect(last >> 21 >= 1_700_004_000_000)
        }
    }

    @Test func restartingOftenDoesNotRunAheadOfTheClock() async throws {
        try await withFolder { folder in
            let clock = HandClock(1_700_000_000_000)
            var last: Int64 = 0
            for _ in 0..<20 {
                let database = try open(folder, clock)
                last = try await database.write(tenant: 0) { try $0.newID() }
                database.close()
            }
            #expect(last >> 21 < 1_700_000_000_000 + 5_000)
        }
    }

    @Test func aReservationThatWasRolledBackIsMadeAgain() async throws {
        try await withFolder { folder in
            let clock = HandClock(1_700_000_000_000)
            let database = try open(folder, clock)
            await #expect(throws: Refusal.self) {
                try await database.write(tenant: 0) { tx in
                    _ = try tx.newID()
                    throw Refusal()
                }
            }
            let results = try await database.batch(
                [
                    { tx in
                        _ = try tx.newID()
                        throw Refusal()
                    },
                    { try $0.newID() },
                ] as [@Sendable (Transaction) throws -> Int64])
            let id = try #require(results.last).get()
            database.close()
            clock.set(0)
            let again = try open(folder, clock)
            defer { again.close() }
            #expect(try await again.write(tenant: 0) { try $0.newID() } > id)
        }
    }

    @Test func readersMakeNoIDs() async throws {
        try await withDatabase { database in
            await #expect(throws: DatabaseError.self) { try await database.read(tenant: 0) { try $0.newID() } }
        }
    }
}
