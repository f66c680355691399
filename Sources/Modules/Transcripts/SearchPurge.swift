import ModuleKit

/// Takes removed words out of the search indexes' own pages.
///
/// An index notes that a row has lost its words beside the words themselves, until it merges the two some day; for words that
/// must be gone that is too late. Triggers note which index has any.
struct SearchPurge: Sendable {
    let database: Database

    /// Pages of an index that one transaction merges, so that nobody waits for long.
    private static let pages = -200

    /// Merges what is noted, a little at a time.
    func run() async throws {
        for index in try await database.read(tenant: 0, { try Self.noted(in: $0) }) {
            while try await database.write(tenant: 0, { try Self.step(index, in: $0) }) { try Task.checkCancellation() }
        }
    }

    private static func noted(in tx: Transaction) throws -> [String] {
        try tx.rows("SELECT name FROM search_purges ORDER BY name") { $0.string(0) }
    }

    /// - Returns: Whether anything is left.
    private static func step(_ index: String, in tx: Transaction) throws -> Bool {
        try tx.overwriteDeleted()
        let before = try changes(in: tx)
        if index == "contact_search" {
            try tx.execute("INSERT INTO contact_search (contact_search, rank) VALUES ('merge', \(pages))")
        } else {
            try tx.execute("INSERT INTO transcript_search (transcript_search, rank) VALUES ('merge', \(pages))")
        }
        // One change is the command itself: https://www.sqlite.org/fts5.html#the_merge_command
        if try changes(in: tx) - before >= 2 { return true }
        try tx.execute("DELETE FROM search_purges WHERE name = \(index)")
        return false
    }

    private static func changes(in tx: Transaction) throws -> Int64 {
        try tx.first("SELECT total_changes()") { $0.int64(0) } ?? 0
    }
}
