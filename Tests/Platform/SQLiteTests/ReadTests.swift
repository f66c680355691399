import Dispatch
import Foundation
import Reactor
import SQLite
import TestTools
import Testing

@Suite(.timeLimit(.minutes(10))) struct ReadTests {
    private func count(_ tx: Transaction) throws -> Int {
        try tx.first("SELECT count(*) FROM notes") { $0.int(0) } ?? -1
    }

    @Test func aReadSeesOneMomentThoughWritesGoOn() async throws {
        try await withDatabase { database in
            let counts = try database.readHere(tenant: 1) { tx in
                let before = try count(tx)
                let written = DispatchSemaphore(value: 0)
                database.submit(tenant: 1) {
                    try $0.note("new")
                } then: { _ in
                    written.signal()
                }
                written.wait()
                let nested = try database.readHere(tenant: 1) { try count($0) }
                return [before, try count(tx), nested]
            }
            #expect(counts == [0, 0, 1])
        }
    }

    @Test func aLoopReadsWithoutWaiting() async throws {
        try await withDatabase({ $0.loops = 2 }) { database in
            try await database.write(tenant: 1) { try $0.note("x") }
            let group = try EventLoopGroup(count: 3)
            for loop in group.loops {
                let count = await withCheckedContinuation { continuation in
                    loop.execute {
                        let count = try? database.readHere(tenant: 1) { try $0.notes() }.count
                        continuation.resume(returning: count)
                    }
                }
                #expect(count == 1)
            }
            await group.stop(within: .seconds(1))
        }
    }

    @Test func aLoopThatReadsAgainInItsTurnSeesWhatWasAcknowledgedBetween() async throws {
        try await withDatabase { database in
            let group = try EventLoopGroup(count: 1)
            let counts = await withCheckedContinuation { continuation in
                group.next().execute {
                    var counts = [Int?]()
                    for note in ["one", "two"] {
                        for _ in 1...2 { counts.append(try? database.readHere(tenant: 1) { try $0.notes().count }) }
                        let written = DispatchSemaphore(value: 0)
                        Task.detached {
                            _ = try? await database.write(tenant: 1) { try $0.note(note) }
                            written.signal()
                        }
                        written.wait()
                    }
                    counts.append(try? database.readHere(tenant: 1) { try $0.notes().count })
                    continuation.resume(returning: counts)
                }
            }
            #expect(counts == [0, 0, 1, 1, 2])
            await group.stop(within: .seconds(1))
        }
    }

    @Test func aLoopKeepsNoTransactionBeyondItsTurn() async throws {
        try await withDatabase({ $0.quietMilliseconds = 1 }) { database in
            let group = try EventLoopGroup(count: 1)
            try await database.write(tenant: 1) { try $0.note("x") }
            let loop = group.next()
            _ = await withCheckedContinuation { continuation in
                loop.execute { continuation.resume(returning: try? database.readHere(tenant: 1) { try $0.notes() }) }
            }
            // Behind the end of that turn.
            await withCheckedContinuation { continuation in
                loop.execute { loop.execute { continuation.resume() } }
            }
            // What was written after a transaction began is copied into the file only when that has ended.
            try await database.write(tenant: 1) { try $0.note("beyond the turn") }
            let url = URL(filePath: database.path)
            try await until { try Data(contentsOf: url).range(of: Data("beyond the turn".utf8)) != nil }
            await group.stop(within: .seconds(1))
        }
    }

    @Test func aReadingClosureCannotChangeAnything() async throws {
        try await withDatabase { database in
            await #expect(throws: DatabaseError.self) {
                try await database.read(tenant: 1) { try $0.execute("INSERT INTO notes VALUES (1, 1, 'x')") }
            }
            await #expect(throws: DatabaseError.self) { try await database.read(tenant: 1) { try $0.savepoint {} } }
            #expect(throws: DatabaseError.self) {
                try database.readHere(tenant: 1) { try $0.execute("DELETE FROM notes") }
            }
        }
    }

    @Test func whatAReadThrowsReachesItsCaller() async throws {
        try await withDatabase { database in
            await #expect(throws: Refusal.self) { try await database.read(tenant: 1) { _ in throw Refusal() } }
            #expect(throws: Refusal.self) { try database.readHere(tenant: 1) { _ in throw Refusal() } }
            let (tenant, isWriter) = try await database.read(tenant: 5) { ($0.tenant, $0.isWriter) }
            #expect(tenant == 5 && !isWriter)
        }
    }

    @Test func manyReadAndWriteAtOnce() async throws {
        try await withDatabase { database in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<4 {
                    group.addTask {
                        for turn in 0..<50 { try await database.write(tenant: 1) { try $0.note("\(writer).\(turn)") } }
                    }
                    group.addTask {
                        var seen = 0
                        for _ in 0..<50 {
                            let now = try await database.read(tenant: 1) { try $0.notes() }.count
                            #expect(now >= seen)
                            seen = now
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.read(tenant: 1) { try $0.notes() }.count == 200)
        }
    }
}
