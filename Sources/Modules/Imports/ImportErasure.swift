import ModuleKit

extension ImportsModule {
    /// Files that are still to be imported, or are being imported, and may hold a person; and what was shown of files.
    package static func erase(_ person: Person, in tx: Transaction) throws {
        let files = try tx.rows(
            "SELECT id, file FROM imports WHERE company_id = \(tx.company) AND file IS NOT NULL"
        ) { (id: ImportID($0.int64(0)), name: $0.string(1)) }
        for file in files {
            try ImportStore.end(
                file.id, .cancelled, error: "Its file may hold a person who was erased since: send one without them.",
                at: Timestamp(milliseconds: tx.now), in: tx)
            try ImportNews.publish(file.id, in: tx)
        }
        try tx.execute("UPDATE imports SET sample = '[]' WHERE company_id = \(tx.company) AND sample <> '[]'")
        try tx.execute("DELETE FROM import_errors WHERE company_id = \(tx.company)")
        if !files.isEmpty { tx.afterCommit(UnwantedFiles(names: files.map(\.name))) }
    }
}

/// Files that no import needs any more; handed on after the commit.
struct UnwantedFiles: Sendable {
    let names: [String]
}
