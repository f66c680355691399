import Domain
import JSON
import SQLite

/// Every SQL statement on dispositions; without a line a tree is the company's.
package enum DispositionStore {
    /// A tree as it is kept.
    struct Stored: Sendable {
        /// JSON; nil: what is wider counts.
        var text: String?
        var author: String
        var changedAt: Timestamp
        /// Counts changes; 0 before the first.
        var version: Int64
    }

    /// Whose tree counts.
    enum Source: String, Sendable, CaseIterable, JSONEncodable { case line, company, standard }

    static func stored(of line: LineID?, in tx: Transaction) throws -> Stored? {
        try tx.first(
            """
            SELECT document, author, changed_at, version FROM disposition_trees
            WHERE company_id = \(tx.company) AND line_id = \(line?.rawValue ?? 0)
            """
        ) { row in
            Stored(
                text: row.stringOrNil(0), author: row.string(1), changedAt: Timestamp(milliseconds: row.int64(2)),
                version: row.int64(3))
        }
    }

    static func set(_ stored: Stored, of line: LineID?, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO disposition_trees (company_id, line_id, document, author, changed_at, version)
            VALUES (\(tx.company), \(line?.rawValue ?? 0), \(stored.text), \(stored.author), \(stored.changedAt),
                    \(stored.version))
            ON CONFLICT (company_id, line_id) DO UPDATE SET document = excluded.document, author = excluded.author,
                changed_at = excluded.changed_at, version = excluded.version
            """)
    }

    /// The tree that counts on a line: its own, else the company's, else none.
    static func tree(of line: LineID?, in tx: Transaction) throws -> (tree: DispositionTree, source: Source) {
        if let line, let text = try stored(of: line, in: tx)?.text { return (try read(text), .line) }
        if let text = try stored(of: nil, in: tx)?.text { return (try read(text), .company) }
        return (.none, .standard)
    }

    /// Whether an answered call on a line needs a disposition.
    package static func isRequired(on line: LineID?, in tx: Transaction) throws -> Bool {
        try tree(of: line, in: tx).tree.required
    }

    /// Selects the lines, 0 standing for none, on which an answered call needs a disposition.
    static func linesThatRequire(_ tx: Transaction) -> SQL {
        """
        SELECT o.line_id FROM (SELECT 0 AS line_id UNION ALL SELECT id FROM lines WHERE company_id = \(tx.company)) o
        LEFT JOIN disposition_trees own ON own.company_id = \(tx.company) AND own.line_id = o.line_id
        LEFT JOIN disposition_trees wide ON wide.company_id = \(tx.company) AND wide.line_id = 0
        WHERE COALESCE(own.document, wide.document) LIKE '{"required":true%'
        """
    }

    /// Notes that a disposition has made its task for a call.
    ///
    /// - Returns: false when it had before.
    static func noteFollowUp(_ path: String, of call: CallID, in tx: Transaction) throws -> Bool {
        try tx.execute(
            """
            INSERT INTO call_follow_ups (company_id, call_id, disposition) VALUES (\(tx.company), \(call), \(path))
            ON CONFLICT (company_id, call_id, disposition) DO NOTHING
            """) == 1
    }

    private static func read(_ text: String) throws -> DispositionTree {
        DispositionTree(kept: try JSONParser.parse(Array(text.utf8)))
    }
}
