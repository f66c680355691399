import Domain
import SQLite

/// Every SQL statement on the versions of a call's transcript.
package enum TranscriptVersionStore {
    /// The versions of a call, the shown one first.
    package static func versions(of call: CallID, in tx: Transaction) throws -> [TranscriptVersion] {
        try tx.rows(
            """
            SELECT source, quality, shown, created_at, created_by FROM transcript_versions
            WHERE company_id = \(tx.company) AND call_id = \(call)
            ORDER BY quality DESC, created_at DESC, source
            """
        ) { row in
            TranscriptVersion(
                source: TranscriptSource(rawValue: row.string(0)), quality: row.int64(1), shown: row.bool(2),
                createdAt: Timestamp(milliseconds: row.int64(3)), createdBy: row.stringOrNil(4))
        }
    }

    /// Whether the version of a source is shown; nil where there is no such version.
    static func isShown(_ source: TranscriptSource, of call: CallID, in tx: Transaction) throws -> Bool? {
        try tx.first(
            """
            SELECT shown FROM transcript_versions
            WHERE company_id = \(tx.company) AND call_id = \(call) AND source = \(source)
            """
        ) { $0.bool(0) }
    }

    /// Whether the words of a source are shown, or will be once there is a final one.
    static func wouldShow(_ source: TranscriptSource, of call: CallID, in tx: Transaction) throws -> Bool {
        if let known = try isShown(source, of: call, in: tx) { return known }
        return try !tx.exists(
            """
            SELECT 1 FROM transcript_versions
            WHERE company_id = \(tx.company) AND call_id = \(call) AND quality > \(source.usualQuality) LIMIT 1
            """)
    }

    /// Adds the version of a source, or says anew how good it is, and then shows the best one.
    ///
    /// - Parameter quality: 0…100; nil leaves what is there, or takes what is usual for the source.
    /// - Returns: Whether it is new, and whether another version is shown now than before.
    @discardableResult
    package static func settle(
        _ source: TranscriptSource, quality: Int64?, of call: Call, at: Timestamp, by author: String?,
        in tx: Transaction
    ) throws -> (isNew: Bool, changed: Bool) {
        let isNew =
            try tx.execute(
                """
                INSERT INTO transcript_versions (company_id, call_id, source, quality, shown, created_at, created_by)
                VALUES (\(tx.company), \(call.id), \(source), \(quality ?? source.usualQuality), 0, \(at), \(author))
                ON CONFLICT (company_id, call_id, source) DO NOTHING
                """) == 1
        if !isNew, let quality {
            try tx.execute(
                """
                UPDATE transcript_versions SET quality = \(quality)
                WHERE company_id = \(tx.company) AND call_id = \(call.id) AND source = \(source)
                """)
        }
        let versions = try versions(of: call.id, in: tx)
        guard let best = versions.first, !best.shown else { return (isNew, false) }
        try show(best.source, of: call, in: tx)
        return (isNew, true)
    }

    /// Whether the search may find what was said in a call: not once its contact has been removed.
    ///
    /// Nor where the company's words are sealed: the index holds them as they are.
    static func isSearchable(_ call: Call, in tx: Transaction) throws -> Bool {
        if try tx.exists("SELECT 1 WHERE seals(\(tx.company)) = 1") { return false }
        guard let contact = call.contact else { return true }
        return try tx.exists(
            "SELECT 1 FROM contacts WHERE company_id = \(tx.company) AND id = \(contact) AND deleted_at IS NULL")
    }

    /// The search index holds exactly what is shown, so a word that two versions have is found once.
    private static func show(_ source: TranscriptSource, of call: Call, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE transcript_versions SET shown = (source = \(source))
            WHERE company_id = \(tx.company) AND call_id = \(call.id)
            """)
        let isSearchable = try isSearchable(call, in: tx)
        try tx.execute(
            """
            UPDATE transcript_segments SET indexed = (source = \(source) AND \(isSearchable))
            WHERE company_id = \(tx.company) AND call_id = \(call.id)
              AND indexed <> (source = \(source) AND \(isSearchable))
            """)
    }
}
