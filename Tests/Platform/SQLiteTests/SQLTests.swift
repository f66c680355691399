import SQLite
import Testing

@Suite(.timeLimit(.minutes(10))) struct SQLTests {
    @Test(arguments: [
        "O'Brien", "'); DROP TABLE notes; --", "\"quoted\"", "?1 :name @x $y", "né 電話 😀", "", "a\u{0}b", "\\", "%_",
    ])
    func textGoesInAndComesBackAsItIs(text: String) async throws {
        try await withDatabase { database in
            try await database.write(tenant: 1) { try $0.note(text) }
            let (found, count) = try await database.read(tenant: 1) { tx in
                (
                    try tx.first("SELECT text FROM notes WHERE text = \(text)") { $0.string(0) },
                    try tx.first("SELECT count(*) FROM notes") { $0.int(0) }
                )
            }
            #expect(found == text)
            #expect(count == 1)
        }
    }

    @Test func everyKindOfValueComesBack() async throws {
        try await withDatabase { database in
            let large = String(repeating: "0123456789", count: 40_000)
            try await database.write(tenant: 1) { tx in
                let none: Int64? = nil
                let some: String? = "x"
                try tx.forEach(
                    """
                    SELECT \(1), \(Int64.min), \(true), \(1.5), \("text"), \([1, 0, 255] as [UInt8]), \(none), \(some),
                      \(text: Array("bytes".utf8)), typeof(\(text: [65])), \(large), \(Array(large.utf8)), \([UInt8]())
                    """
                ) { row in
                    #expect(row.int(0) == 1 && row.int64(1) == .min && row.bool(2) && row.double(3) == 1.5)
                    #expect(row.string(4) == "text" && row.blob(5) == [1, 0, 255])
                    #expect(row.isNull(6) && row.int64OrNil(6) == nil && row.stringOrNil(7) == "x")
                    #expect(row.string(8) == "bytes" && row.string(9) == "text")
                    #expect(row.string(10) == large && row.blob(11) == Array(large.utf8) && row.blobOrNil(12) == [])
                    let first: Int = row[0]
                    let none: String? = row[6]
                    #expect(first == 1 && none == nil)
                    #expect(row.withBytes(4) { $0.count } == 4)
                    return true
                }
            }
        }
    }

    private enum Level: String, SQLBindable { case low, high }

    @Test func anEnumerationIsKeptAsItsRawValueAndAForeignOneIsAnError() async throws {
        try await withDatabase { database in
            try await database.write(tenant: 1) { tx in
                let level = try tx.first("SELECT \(Level.high)") { try $0.value(0, as: Level.self) }
                #expect(level == .high)
                #expect(throws: DatabaseError.self) {
                    try tx.first("SELECT \("middle")") { try $0.value(0, as: Level.self) }
                }
            }
        }
    }

    @Test func statementsThatShareTheirFirstSegmentsAreDistinct() async throws {
        try await withDatabase { database in
            try await database.write(tenant: 1) { tx in
                for round in 1...3 {
                    let a = try tx.first("SELECT \(round) + \(10)") { $0.int(0) }
                    let b = try tx.first("SELECT \(round) + \(10) + \(100)") { $0.int(0) }
                    let c = try tx.first("SELECT \(round) + \(10) - \(100)") { $0.int(0) }
                    let d = try tx.first("SELECT \(round) + \(10) " + "+ 1000") { $0.int(0) }
                    let e = try tx.first("SELECT \(round) + \(10) " + "+ \(2_000)") { $0.int(0) }
                    #expect([a, b, c, d, e] == [11, 111, -89, 1_011, 2_011].map { $0 + round - 1 })
                }
            }
        }
    }

    @Test func piecesAndListsAreJoined() async throws {
        try await withDatabase { database in
            try await database.write(tenant: 1) { tx in
                for text in ["a", "b", "c", "d"] { try tx.note(text) }
                let filter: SQL = "text IN (\(SQL.list(["a", "c", "x"]))) AND tenant = \(1)"
                var query: SQL = "SELECT text FROM notes WHERE \(filter)"
                query += " ORDER BY text DESC LIMIT \(5)"
                #expect(try tx.rows(query) { $0.string(0) } == ["c", "a"])
            }
        }
    }

    @Test func moreStatementsThanAreKeptStillWork() async throws {
        try await withDatabase { database in
            let sums = try await database.read(tenant: 1) { tx in
                try (1...1_500).map { count in
                    try tx.first("SELECT 1 WHERE \(count) IN (\(SQL.list(1...count)))") { $0.int(0) }
                }
            }
            #expect(sums.allSatisfy { $0 == 1 })
        }
    }

    @Test func aStatementRunsWhileItsOwnRowsAreRead() async throws {
        try await withDatabase { database in
            try await database.write(tenant: 1) { tx in
                for text in ["a", "b", "c"] { try tx.note(text) }
                func above(_ text: String) throws -> [String] {
                    try tx.rows("SELECT text FROM notes WHERE text > \(text) ORDER BY text") { row in
                        row.string(0) + (try above(row.string(0)).joined())
                    }
                }
                #expect(try above("") == ["abcc", "bc", "c"])
            }
        }
    }

    @Test func aClosureCannotEndItsTransactionNorSmuggleASecondStatement() async throws {
        try await withDatabase { database in
            try await database.write(tenant: 1) { tx in
                for sql: SQL in [
                    "COMMIT", "  rollback", "END;", "pragma synchronous=0", "SAVEPOINT x", "VACUUM", "Begin",
                ] {
                    #expect(throws: DatabaseError.self) { try tx.execute(sql) }
                }
                #expect(throws: DatabaseError.self) { try tx.execute("SELECT 1; SELECT 2") }
                #expect(throws: DatabaseError.self) { try tx.execute("") }
                #expect(throws: DatabaseError.self) { try tx.execute("SELEKT 1") }
                try tx.note("still here")
            }
            #expect(try await database.read(tenant: 1) { try $0.notes() } == ["still here"])
        }
    }

    @Test func changesAreCountedAndReturned() async throws {
        try await withDatabase { database in
            try await database.write(tenant: 1) { tx in
                let insert = { (text: String) in
                    try tx.execute(
                        "INSERT INTO notes (id, tenant, text) VALUES (\(tx.newID()), 1, \(text)) ON CONFLICT DO NOTHING"
                    )
                }
                #expect(try [insert("a"), insert("a"), insert("b")] == [1, 0, 1])
                #expect(try tx.execute("SELECT 1") == 0)
                #expect(try tx.execute("UPDATE notes SET tenant = 2") == 2)
                let gone = try tx.first("DELETE FROM notes WHERE text < \("c") RETURNING text") { $0.string(0) }
                #expect(gone == "a")
                #expect(try tx.exists("SELECT 1 FROM notes") == false)
            }
        }
    }

    @Test func aTransactionIsOfNoUseAfterItsClosure() async throws {
        // Safe because only the writer thread touches it.
        final class Leak: @unchecked Sendable { var transaction: Transaction? }
        try await withDatabase { database in
            let leak = Leak()
            try await database.write(tenant: 1) { leak.transaction = $0 }
            try await database.write(tenant: 1) { _ in
                #expect(throws: DatabaseError.self) { try leak.transaction?.note("late") }
            }
        }
    }
}
