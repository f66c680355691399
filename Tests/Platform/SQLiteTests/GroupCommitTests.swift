import Reactor
import SQLite
import TestTools
import Testing

@Suite(.timeLimit(.minutes(10))) struct GroupCommitTests {
    @Test func everyCompletedWriteIsThereAfterReopening() async throws {
        try await withFolder { folder in
            let database = try Database(path: folder + "/hub.db", migrations: notes)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<16 {
                    group.addTask {
                        for turn in 0..<50 { try await database.write(tenant: 1) { try $0.note("\(writer).\(turn)") } }
                    }
                }
                try await group.waitForAll()
            }
            let statistics = database.statistics
            #expect(statistics.closures == 800)
            #expect(statistics.commits < 800)
            database.close()

            let again = try Database(path: folder + "/hub.db", migrations: notes)
            defer { again.close() }
            #expect(try await again.read(tenant: 1) { try $0.notes() }.count == 800)
        }
    }

    @Test func closuresThatWaitTogetherAreCommittedTogetherInOrder() async throws {
        try await withDatabase { database in
            let before = database.statistics.commits
            let ids = try await database.batch((0..<100).map { turn in { try $0.note("\(turn)") } }).map {
                try $0.get()
            }
            #expect(ids == ids.sorted() && Set(ids).count == 100)
            #expect(database.statistics.commits <= before + 3)
            #expect(try await database.read(tenant: 0) { try $0.notes() } == (0..<100).map { "\($0)" })
        }
    }

    @Test func aFailingClosureHarmsNobodyElseInItsBatch() async throws {
        try await withDatabase { database in
            let results = try await database.batch(
                (0..<20).map { turn in
                    { tx in
                        if turn == 3 { throw Refusal() }
                        if turn == 11 { try tx.execute("INSERT INTO notes (id, tenant, text) VALUES (1, 1, \("0"))") }
                        try tx.note("\(turn)")
                        if turn % 5 == 2 { throw Refusal() }
                    }
                })
            let failed = results.indices.filter { results[$0].error != nil }
            #expect(failed == [2, 3, 7, 11, 12, 17])
            #expect(results[2].error is Refusal)
            #expect((results[11].error as? DatabaseError)?.breaksARule == true)
            let kept = (0..<20).filter { !failed.contains($0) }.map { "\($0)" }
            #expect(try await database.read(tenant: 0) { try $0.notes() } == kept)
        }
    }

    @Test func aRefusalBeforeAnyChangeMakesNobodyRunAgain() async throws {
        try await withDatabase { database in
            let runs = Record<Int>()
            let results = try await database.batch(
                (0..<10).map { turn in
                    { tx in
                        runs.add(turn)
                        _ = try tx.exists("SELECT 1 FROM notes WHERE text = \("x")")
                        if turn % 2 == 0 { throw Refusal() }
                        try tx.note("\(turn)")
                    }
                })
            #expect(results.filter { $0.error != nil }.count == 5)
            #expect(runs.values == Array(0..<10))
        }
    }

    @Test func aClosureThatExpectsAConflictGoesOn() async throws {
        try await withDatabase { database in
            try await database.write(tenant: 1) { try $0.note("taken") }
            let ended = try await database.write(tenant: 1) { tx in
                do {
                    try tx.note("taken")
                } catch let error as DatabaseError where error.breaksARule {
                    try tx.note("other")
                }
                return try tx.notes()
            }
            #expect(ended == ["taken", "other"])
        }
    }

    @Test func aRuleCheckedAtTheEndFailsOnlyWhoBrokeIt() async throws {
        try await withDatabase { database in
            let results = try await database.batch(
                (0..<5).map { turn in
                    { tx in
                        let id = try tx.note("\(turn)")
                        try tx.execute("INSERT INTO marks (note) VALUES (\(turn == 2 ? 404 : id))")
                    }
                })
            #expect(results.indices.filter { results[$0].error != nil } == [2])
            #expect((results[2].error as? DatabaseError)?.breaksARule == true)
            #expect(try await database.read(tenant: 0) { try $0.notes() } == ["0", "1", "3", "4"])
        }
    }

    @Test func aSavepointUndoesItsOwnWorkOnly() async throws {
        try await withDatabase { database in
            let kept = try await database.write(tenant: 1) { tx in
                try tx.note("before")
                try? tx.savepoint {
                    try tx.note("inside")
                    try tx.savepoint { try tx.note("deeper") }
                    throw Refusal()
                }
                try tx.savepoint { try tx.note("after") }
                return try tx.notes()
            }
            #expect(kept == ["before", "after"])
        }
    }

    @Test func completionsRunOnTheLoopThatAskedAfterTheCommitWasHeard() async throws {
        try await withDatabase { database in
            let group = try EventLoopGroup(count: 2)
            let order = Record<String>()
            database.onCommit = { values in order.add("commit \(values.count)") }
            for loop in group.loops {
                await withCheckedContinuation { continuation in
                    loop.execute {
                        database.submit(tenant: 1) { tx in
                            try tx.note("\(loop.index)")
                            tx.afterCommit(loop.index)
                        } then: { result in
                            order.add("\(result.error == nil) \(EventLoop.current === loop)")
                            continuation.resume()
                        }
                    }
                }
            }
            #expect(order.values == ["commit 1", "true true", "commit 1", "true true"])
            await group.stop(within: .seconds(1))
        }
    }

    @Test func whatWaitsBeyondTheBoundIsRefusedAtOnce() async throws {
        try await withDatabase({ $0.queueBound = 4 }) { database in
            let results = Record<String>()
            let hold = WriterHold(database)
            for turn in 0..<6 {
                database.submit(tenant: 1) {
                    try $0.note("\(turn)")
                } then: { result in
                    results.add(result.error is StorageBusy ? "busy \(turn)" : "done \(turn)")
                }
            }
            #expect(results.values == ["busy 3", "busy 4", "busy 5"])
            await #expect(throws: StorageBusy.self) { try await database.write(tenant: 1) { try $0.note("x") } }
            hold.release()
            try await until { results.values.count == 6 }
            #expect(results.values.suffix(3) == ["done 0", "done 1", "done 2"])
            try await database.write(tenant: 1) { try $0.note("again") }
        }
    }

    @Test func bulkJobsShareCommitsAndLetOthersGoBeforeThem() async throws {
        try await withDatabase { database in
            let results = Record<String>()
            let hold = WriterHold(database)
            for turn in 0..<8 {
                database.submit(tenant: 1, isBulk: true) { tx in
                    try tx.note("bulk \(turn)")
                    guard turn == 1 else { return }
                    database.submit(tenant: 1) {
                        try $0.note("later")
                    } then: { _ in
                        results.add("later")
                    }
                } then: { _ in
                    results.add("bulk \(turn)")
                }
            }
            database.submit(tenant: 1) {
                try $0.note("first")
            } then: { _ in
                results.add("first")
            }
            let before = database.statistics.commits
            hold.release()
            try await until { results.values.count == 10 }
            #expect(results.values == ["first", "bulk 0", "bulk 1", "later"] + (2..<8).map { "bulk \($0)" })
            // One bulk job after each of the others' commits, and the rest together.
            #expect(database.statistics.commits <= before + 7)
        }
    }

    @Test func aBulkJobRunsThoughOthersComeWithoutEnd() async throws {
        try await withDatabase { database in
            let order = Record<String>()
            let hold = WriterHold(database)
            database.submit(tenant: 1, isBulk: true) {
                try $0.note("bulk")
            } then: { _ in
                order.add("bulk")
            }
            another(1, in: database, order)
            hold.release()
            try await until { order.values.count == 31 }
            let place = try #require(order.values.firstIndex(of: "bulk"))
            #expect(place < 5, "\(order.values)")
        }
    }

    /// Writes thirty notes, each of which is there before the one before it is committed.
    private func another(_ turn: Int, in database: Database, _ order: Record<String>) {
        database.submit(tenant: 1) { [self] tx in
            try tx.note("\(turn)")
            if turn < 30 { another(turn + 1, in: database, order) }
        } then: { _ in
            order.add("\(turn)")
        }
    }

    @Test func aClosedDatabaseFinishesItsWorkAndTakesNoMore() async throws {
        try await withFolder { folder in
            let database = try Database(path: folder + "/hub.db", migrations: notes)
            let results = Record<Bool>()
            for turn in 0..<50 {
                database.submit(tenant: 1) {
                    try $0.note("\(turn)")
                } then: {
                    results.add($0.error == nil)
                }
            }
            database.close()
            #expect(results.values == [Bool](repeating: true, count: 50))
            await #expect(throws: StorageUnavailable.self) { try await database.write(tenant: 1) { try $0.note("x") } }
            await #expect(throws: StorageUnavailable.self) { try await database.read(tenant: 1) { try $0.notes() } }
            #expect(throws: StorageUnavailable.self) { try database.readHere(tenant: 1) { try $0.notes() } }
        }
    }
}

extension DatabaseError {
    /// SQLITE_CONSTRAINT, of whatever kind.
    fileprivate var breaksARule: Bool { code & 0xFF == 19 }
}
