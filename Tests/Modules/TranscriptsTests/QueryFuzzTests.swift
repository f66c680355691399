import Foundation
import ModuleKit
import Testing

@testable import Transcripts

/// Whatever is typed, FTS5 reads a query of it, or it is refused with a sentence.
@Suite(.timeLimit(.minutes(10))) struct QueryFuzzTests {
    private static let pieces = [
        "van", "é", "中文", "🚐", "\"", "\"\"", "*", "-", " ", "'", "(", ")", "{", "}", ":", "^", "+", ",", ";", "--",
        "/*",
        "AND", "OR", "NOT", "NEAR", "text", "company", "c1", "\\", "\0", "\u{301}", "\u{200B}", "\u{1F}", "²", "ß", "İ",
        "\u{FFFD}", "\u{10FFFF}", ".", "&", "%", "_", "a b",
    ]

    @Test(arguments: 1...4) func whateverIsTypedIsAQueryOrASentence(seed: UInt64) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("query-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // A leftover in the temporary folder harms nobody.
        let index = Migration(
            "index",
            "CREATE VIRTUAL TABLE spoken USING fts5 (company, text, tokenize = 'unicode61 remove_diacritics 2')")
        let database = try Database(
            path: folder.appendingPathComponent("index.db").path, options: DatabaseOptions(), migrations: [index])
        defer { database.close() }
        try await database.write(tenant: 0) { tx in
            try tx.execute(
                "INSERT INTO spoken (company, text) VALUES ('c1', 'a blue van'), ('c2', 'company c1 AND van')")
        }
        let (asked, foreign) = try await database.read(tenant: 0) { tx in
            var (state, asked, foreign) = (seed, 0, 0)
            for _ in 1...500 {
                var text = ""
                for _ in 0...Int(state % 7) {
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    text += Self.pieces[Int((state >> 33) % UInt64(Self.pieces.count))]
                }
                guard let query = try? TranscriptQuery(text) else { continue }  // Refused with a sentence.
                asked += 1
                let found = try tx.rows(
                    "SELECT rowid FROM spoken WHERE spoken MATCH \(query.match(in: CompanyID(1)))"
                ) { $0.int64(0) }
                foreign += found.filter { $0 != 1 }.count
            }
            return (asked, foreign)
        }
        #expect(asked > 50)
        #expect(foreign == 0)
    }
}
