import ModuleKit
import Reactor

/// Keeps the search indexes' own pages in order, a little at a time.
///
/// An index notes that a row has lost its words beside the words themselves, until it merges the two some day; for words that
/// must be gone that is too late. Triggers note which index has any. And what is written comes in pieces, each of which a
/// search looks into for each of its words: where much has come, as from a file, they are joined to one.
final class SearchUpkeep: Sendable {
    /// The indexes, and what joins a number of pages of each at most.
    private static let indexes: [(name: String, pieces: SQL, merge: SQL)] = [
        (
            "contact_search", "SELECT max(pgno) / 2 FROM contact_search_idx GROUP BY segid",
            "INSERT INTO contact_search (contact_search, rank) VALUES ('merge', \(pages))"
        ),
        (
            "transcript_search", "SELECT max(pgno) / 2 FROM transcript_search_idx GROUP BY segid",
            "INSERT INTO transcript_search (transcript_search, rank) VALUES ('merge', \(pages))"
        ),
    ]
    /// Pages of an index that one transaction merges, so that nobody waits for long; below zero, all pieces are merged.
    private static let pages: Int64 = -200
    /// So few pieces cost a search little.
    private static let fewPieces = 4

    private let database: Database
    /// How many pages each index had a round ago.
    private let before = Lock<[String: Int64]>([:])

    init(database: Database) { self.database = database }

    /// Merges what is noted, and what is in many pieces.
    func run() async throws {
        let noted = try await database.read(tenant: 0) { tx in
            Set(try tx.rows("SELECT name FROM search_purges") { $0.string(0) })
        }
        for index in Self.indexes {
            let pieces = try await database.read(tenant: 0) { try $0.rows(index.pieces) { $0.int64(0) } }
            guard noted.contains(index.name) || isWorthJoining(pieces, of: index.name) else { continue }
            while try await database.write(tenant: 0, { try Self.step(index.name, index.merge, in: $0) }) {
                try Task.checkCancellation()
            }
        }
    }

    /// Whether the pieces of an index, in pages, are many, not small beside the largest, and do not grow just now.
    ///
    /// So a page is written anew only where the index has become larger by a quarter.
    private func isWorthJoining(_ pieces: [Int64], of index: String) -> Bool {
        let (all, largest) = (pieces.reduce(0, +), pieces.max() ?? 0)
        let last = before.withLock { before in before.updateValue(all, forKey: index) } ?? 0
        return pieces.count > Self.fewPieces && (all - largest) * 4 >= largest && all - last <= last / 20
    }

    /// - Returns: Whether anything is left.
    private static func step(_ index: String, _ merge: SQL, in tx: Transaction) throws -> Bool {
        try tx.overwriteDeleted()
        let before = try changes(in: tx)
        try tx.execute(merge)
        // One change is the command itself: https://www.sqlite.org/fts5.html#the_merge_command
        if try changes(in: tx) - before >= 2 { return true }
        try tx.execute("DELETE FROM search_purges WHERE name = \(index)")
        return false
    }

    private static func changes(in tx: Transaction) throws -> Int64 {
        try tx.first("SELECT total_changes()") { $0.int64(0) } ?? 0
    }
}
