import Testing

@testable import SQLite

/// Values are sealed where they are written and opened where they are read, for whom wants that.
@Suite(.timeLimit(.minutes(10))) struct CellSealTests {
    /// Tenant 1 wants its values sealed, each bound to its place by being written before it.
    private struct Plain: CellSeal {
        func seals(_ tenant: Int64) -> Bool { tenant == 1 }
        func seal(_ plain: [UInt8], of tenant: Int64, context: [UInt8]) -> [UInt8] {
            (context + [UInt8(ascii: "=")] + plain).map { $0 ^ 1 }
        }
        func open(_ sealed: [UInt8], of tenant: Int64, context: [UInt8]) -> [UInt8]? {
            let bytes = sealed.map { $0 ^ 1 }
            return bytes.starts(with: context + [UInt8(ascii: "=")]) ? Array(bytes.dropFirst(context.count + 1)) : nil
        }
    }

    private static let looksSealed = "\u{1}sealed\u{0}x"

    @Test(arguments: [(1, "secret", 7), (2, "secret", 6), (1, "", 7), (2, looksSealed, 6)] as [(Int64, String, Int)])
    func aTextIsWhatItWasAndAsLongAsItsBoundAllows(tenant: Int64, text: String, length: Int) async throws {
        try await withFolder { folder in
            var options = DatabaseOptions()
            options.seal = Plain()
            let database = try Database(path: folder + "/hub.db", options: options, migrations: [])
            let found = try await database.read(tenant: tenant) { tx in
                try tx.first(
                    """
                    WITH kept AS (SELECT sealed('t.c', \(tenant), 7, \(text)) AS c)
                    SELECT opened('t.c', \(tenant), 7, c), length(c), opens('t.c', \(tenant), 7, c),
                           opened('t.c', \(tenant), 8, c), opens('t.c', \(tenant), 8, c),
                           resealed('t.c', \(tenant), 7, c) = c, seals(\(tenant))
                    FROM kept
                    """
                ) { row in
                    (row.string(0), row.int(1), row.bool(2), row.string(3), row.bool(4), row.bool(5), row.bool(6))
                }
            }
            let (opened, kept, opens, elsewhere, opensElsewhere, isSame, seals) = try #require(found)
            // What only looks sealed loses the character by which it does.
            let expected = text == Self.looksSealed ? String(text.dropFirst()) : text
            #expect(opened == expected && kept == length && opens && isSame && seals == (tenant == 1))
            #expect(elsewhere == (tenant == 1 ? "[unreadable]" : expected) && opensElsewhere == (tenant == 2))
            database.close()
        }
    }

    @Test func withoutASealEverythingIsAsItIs() async throws {
        try await withFolder { folder in
            let database = try Database(path: folder + "/hub.db", migrations: [])
            let found = try await database.read(tenant: 1) { tx in
                try tx.first(
                    "SELECT sealed('t.c', 1, 7, 'a'), opened('t.c', 1, 7, NULL) IS NULL, seals(1), opens('t.c', 1, 7, 'a')"
                ) { ($0.string(0), $0.bool(1), $0.bool(2), $0.bool(3)) }
            }
            let (text, isNull, seals, opens) = try #require(found)
            #expect(text == "a" && isNull && !seals && opens)
            database.close()
        }
    }
}
