import SQLite
import Testing

/// The next offset of each tenant that the batch has touched: what an event log does.
private struct Heads: BatchState {
    private var next: [Int64: Int64] = [:]
    private(set) var writes = 0

    mutating func take(in tx: Transaction) throws -> Int64 {
        let stored =
            try next[tx.tenant]
            ?? tx.first("SELECT next FROM heads WHERE tenant = \(tx.tenant)") { $0.int64(0) } ?? 1
        next[tx.tenant] = stored + 1
        return stored
    }

    mutating func beforeCommit(_ tx: Transaction) throws {
        for (tenant, offset) in next {
            if offset > 1_000 { throw Refusal() }
            try tx.execute(
                """
                INSERT INTO heads (tenant, next, writes) VALUES (\(tenant), \(offset), 1)
                ON CONFLICT (tenant) DO UPDATE SET next = excluded.next, writes = writes + 1
                """)
        }
    }
}

private let schema = [
    Migration(
        "log/1",
        """
        CREATE TABLE heads (tenant INTEGER PRIMARY KEY, next INTEGER NOT NULL, writes INTEGER NOT NULL) STRICT;
        CREATE TABLE log (tenant INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (tenant, position)) STRICT;
        """)
]

extension Transaction {
    @discardableResult
    fileprivate func publish() throws -> Int64 {
        let offset = try batch.with(Heads.self) { heads in try heads.take(in: self) }
        try execute("INSERT INTO log (tenant, position) VALUES (\(tenant), \(offset))")
        afterCommit(offset)
        return offset
    }
}

@Suite(.timeLimit(.minutes(10))) struct BatchStateTests {
    private func withLog(_ body: (Database) async throws -> Void) async throws {
        try await withFolder { folder in
            let database = try Database(path: folder + "/hub.db", migrations: schema)
            defer { database.close() }
            try await body(database)
        }
    }

    @Test func offsetsHaveNoGapThoughClosuresFail() async throws {
        try await withLog { database in
            for _ in 0..<3 {
                _ = try await database.batch(
                    (0..<30).map { turn in
                        { tx in
                            try tx.publish()
                            if turn % 7 == 3 { throw Refusal() }
                        }
                    })
            }
            let positions = try await database.read(tenant: 7) { tx in
                try tx.rows("SELECT position FROM log WHERE tenant = 7 ORDER BY position") { $0.int64(0) }
            }
            #expect(positions == Array(1...78))
        }
    }

    @Test func theHeadIsWrittenOncePerCommit() async throws {
        try await withLog { database in
            let offsets = try await database.batch((0..<20).map { _ in { try $0.publish() } }).map { try $0.get() }
            #expect(offsets == Array(1...20))
            let head = try await database.read(tenant: 7) { tx in
                try tx.first("SELECT next, writes FROM heads WHERE tenant = 7") { [$0.int64(0), $0.int64(1)] }
            }
            #expect(head == [21, 1])
        }
    }

    @Test func aRolledBackSavepointGivesItsOffsetsBack() async throws {
        try await withLog { database in
            let heard = Record<Int64>()
            database.onCommit = { for case let offset as Int64 in $0 { heard.add(offset) } }
            let offsets = try await database.write(tenant: 7) { tx in
                let first = try tx.publish()
                try? tx.savepoint {
                    try tx.publish()
                    try tx.publish()
                    throw Refusal()
                }
                return [first, try tx.publish()]
            }
            #expect(offsets == [1, 2])
            #expect(heard.values == [1, 2])
        }
    }

    @Test func aStateUsedWithoutAChangeIsPutBackToo() async throws {
        try await withLog { database in
            let results = try await database.batch(
                [
                    { tx in
                        _ = try tx.batch.with(Heads.self) { heads in try heads.take(in: tx) }
                        throw Refusal()
                    },
                    { try $0.publish() },
                ] as [@Sendable (Transaction) throws -> Int64])
            #expect(results.map { try? $0.get() } == [nil, 1])
        }
    }

    @Test func committedValuesAreHeardInOrderWithoutThoseOfFailedClosures() async throws {
        try await withLog { database in
            let heard = Record<Int>()
            database.onCommit = { for case let value as Int in $0 { heard.add(value) } }
            _ = try await database.batch(
                (0..<12).map { turn in
                    { tx in
                        tx.afterCommit(turn)
                        if turn == 4 { throw Refusal() }
                        try tx.execute("INSERT INTO log (tenant, position) VALUES (1, \(turn))")
                        if turn == 8 { throw Refusal() }
                    }
                })
            #expect(heard.values == [0, 1, 2, 3, 5, 6, 7, 9, 10, 11])
        }
    }

    @Test func readersHaveNoBatch() async throws {
        try await withLog { database in
            await #expect(throws: DatabaseError.self) {
                try await database.read(tenant: 7) { tx in try tx.batch.with(Heads.self) { try $0.take(in: tx) } }
            }
        }
    }

    @Test func aHookThatFailsForOneClosureFailsThatOneOnly() async throws {
        try await withLog { database in
            try await database.write(tenant: 9) { tx in
                try tx.execute("INSERT INTO heads (tenant, next, writes) VALUES (9, 1000, 0)")
            }
            let results = Record<Bool>()
            let hold = WriterHold(database)
            for tenant: Int64 in [7, 9, 7] {
                database.submit(tenant: tenant) {
                    try $0.publish()
                } then: {
                    results.add($0.error == nil)
                }
            }
            hold.release()
            try await database.write(tenant: 0) { _ in }
            #expect(results.values == [true, false, true])
        }
    }
}
