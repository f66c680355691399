import Glibc
import SQLite
import Testing

extension Transaction {
    /// Takes 400 KB of the disk.
    fileprivate func fill() throws {
        try execute("INSERT INTO blobs (id, bytes) VALUES (\(newID()), \([UInt8](repeating: 7, count: 400_000)))")
    }
}

@Suite(.timeLimit(.minutes(10))) struct DiskTests {
    private static let schema =
        notes + [Migration("blobs/1", "CREATE TABLE blobs (id INTEGER PRIMARY KEY, bytes BLOB)")]

    /// A database whose file holds one megabyte.
    private func withSmallDisk(_ body: (Database) async throws -> Void) async throws {
        try await withFolder { folder in
            var options = DatabaseOptions()
            options.maximumPages = 256
            let database = try Database(path: folder + "/hub.db", options: options, migrations: Self.schema)
            defer { database.close() }
            try await body(database)
        }
    }

    @Test func aFullDiskFailsTheCulpritsWhileReadsGoOn() async throws {
        try await withSmallDisk { database in
            try await database.write(tenant: 1) { try $0.note("first") }
            let results = try await database.batch(
                (0..<12).map { turn in
                    { tx in
                        try tx.note("\(turn)")
                        if turn % 3 == 1 { try tx.fill() }
                    }
                })
            let unavailable = results.indices.filter { results[$0].error is StorageUnavailable }
            #expect(unavailable == [7, 10])
            let kept = ["first", "0", "1", "2", "3", "4", "5", "6", "8", "9", "11"]
            let read = try await database.read(tenant: 1) { try $0.notes() }
            #expect(read == kept)
        }
    }

    @Test func writesSucceedAgainWhenThereIsSpaceAgain() async throws {
        try await withSmallDisk { database in
            for _ in 0..<2 { try await database.write(tenant: 1) { try $0.fill() } }
            await #expect(throws: StorageUnavailable.self) { try await database.write(tenant: 1) { try $0.fill() } }
            let blobs = try database.readHere(tenant: 1) { try $0.first("SELECT count(*) FROM blobs") { $0.int(0) } }
            #expect(blobs == 2)
            try await database.write(tenant: 1) { try $0.execute("DELETE FROM blobs") }
            try await database.write(tenant: 1) { try $0.fill() }
        }
    }

    @Test func aClosureThatHidesTheFullDiskIsNotCommitted() async throws {
        try await withSmallDisk { database in
            let results = try await database.batch(
                (0..<6).map { turn in
                    { tx in
                        try tx.note("\(turn)")
                        for _ in 0..<4 where turn == 2 { try? tx.fill() }
                        _ = try? tx.note("\(turn) again")
                    }
                })
            let notes = try await database.read(tenant: 1) { try $0.notes() }
            // Either SQLite undid the statement alone, or all of the transaction: never half of a closure.
            for (turn, result) in results.enumerated() {
                #expect(notes.contains("\(turn)") == (result.error == nil))
                #expect(notes.contains("\(turn) again") == (result.error == nil))
            }
            #expect(results.indices.allSatisfy { $0 == 2 || results[$0].error == nil })
        }
    }

    @Test func aBatchOfNothingButCulpritsEnds() async throws {
        try await withSmallDisk { database in
            _ = try await database.batch((0..<2).map { _ in { try $0.fill() } })
            let results = try await database.batch((0..<100).map { _ in { try $0.fill() } })
            #expect(results.allSatisfy { $0.error is StorageUnavailable })
            try await database.write(tenant: 1) { try $0.note("small") }
        }
    }

    @Test func theLogStartsAgainUnderALoadWithoutPause() async throws {
        try await withDatabase({ $0.checkpointPages = 50 }) { database in
            var highest = 0, hasStartedAgain = false
            for turn in 0..<50_000 where !hasStartedAgain {
                try await database.write(tenant: 1) { try $0.note("\(turn)") }
                let pages = database.statistics.pagesInLog
                hasStartedAgain = pages < highest
                highest = max(highest, pages)
            }
            #expect(hasStartedAgain)
        }
    }

    @Test func closingEmptiesTheLog() async throws {
        try await withFolder { folder in
            let database = try Database(path: folder + "/hub.db", migrations: notes)
            try await database.write(tenant: 1) { try $0.note("kept") }
            database.close()
            var status = stat()
            #expect(stat(folder + "/hub.db-wal", &status) != 0 || status.st_size == 0)
        }
    }
}
