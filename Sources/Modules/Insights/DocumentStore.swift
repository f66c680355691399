import Analysis
import ModuleKit

/// What a company may have of its own.
enum DocumentKind: String, Sendable, CaseIterable, SQLBindable {
    case lexicon, rules

    var schema: Schema { self == .lexicon ? Lexicon.schema : Rules.schema }
    var builtInVersion: String { self == .lexicon ? Lexicon.builtInVersion : Rules.builtInVersion }
}

/// The versions of a company's documents that count now; 0 for the built-in one.
struct DocumentVersions: Sendable, Equatable {
    var lexicon: Int64 = 0
    var rules: Int64 = 0

    var isOwn: Bool { lexicon > 0 || rules > 0 }
}

/// A document with its place in the company's history.
struct AnalysisDocument: Sendable {
    var kind: DocumentKind
    /// Counts the company's changes; 0 before the first.
    var change: Int64
    /// nil for the built-in one.
    var own: JSONValue?
    var author: String?
    var changedAt: Timestamp?
}

/// Every SQL statement on a company's own lexicon and rules.
enum DocumentStore {
    /// The newest documents' versions; a reset one counts as none.
    static func versions(in tx: Transaction) throws -> DocumentVersions {
        var versions = DocumentVersions()
        for kind in DocumentKind.allCases {
            let version =
                try tx.first(
                    """
                    SELECT version, body IS NULL FROM analysis_documents
                    WHERE company_id = \(tx.company) AND kind = \(kind) ORDER BY version DESC LIMIT 1
                    """
                ) { $0.bool(1) ? 0 : $0.int64(0) } ?? 0
            if kind == .lexicon { versions.lexicon = version } else { versions.rules = version }
        }
        return versions
    }

    static func newest(_ kind: DocumentKind, in tx: Transaction) throws -> AnalysisDocument {
        try tx.first(
            """
            SELECT version, body, author, created_at FROM analysis_documents
            WHERE company_id = \(tx.company) AND kind = \(kind) ORDER BY version DESC LIMIT 1
            """
        ) { row in
            AnalysisDocument(
                kind: kind, change: row.int64(0),
                own: try row.stringOrNil(1).map { try JSONParser.parse(Array($0.utf8)) },
                author: row.string(2), changedAt: Timestamp(milliseconds: row.int64(3)))
        } ?? AnalysisDocument(kind: kind, change: 0)
    }

    static func own(_ kind: DocumentKind, in tx: Transaction) throws -> JSONValue? { try newest(kind, in: tx).own }

    /// Adds a version; without a body the built-in document counts again.
    static func insert(
        _ kind: DocumentKind, version: Int64, body: String?, author: String, at: Timestamp, in tx: Transaction
    ) throws {
        try tx.execute(
            """
            INSERT INTO analysis_documents (company_id, kind, version, body, author, created_at)
            VALUES (\(tx.company), \(kind), \(version), \(body), \(author), \(at))
            """)
    }
}
