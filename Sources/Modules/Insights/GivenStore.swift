import ModuleKit

/// What can be said of a call or of an utterance in one word.
enum VerdictKind: String, Sendable, CaseIterable, SQLBindable, JSONEncodable {
    case sentiment, intent, language
}

/// What a person says of a call or of an utterance; it stands before whatever a machine says.
struct GivenVerdict: Sendable {
    var kind: VerdictKind
    var label: String
    /// `usr_…` or `key_…`; nil where it was reported while the call went on, by `live-call-update`.
    var author: String?
    var at: Timestamp?
}

/// Every SQL statement on what people say.
enum GivenStore {
    /// What people say of an utterance; without one, of the whole call.
    static func given(of call: CallID, segment: SegmentID?, in tx: Transaction) throws -> [GivenVerdict] {
        try tx.rows(
            """
            SELECT kind, label, author, at FROM insights_given
            WHERE company_id = \(tx.company) AND call_id = \(call) AND segment_id = \(segment?.rawValue ?? 0)
            ORDER BY kind
            """
        ) { row in
            GivenVerdict(
                kind: try row.value(0), label: row.string(1), author: row.string(2),
                at: Timestamp(milliseconds: row.int64(3)))
        }
    }

    /// Sets a label, or takes it back by nil.
    static func set(
        _ label: String?, _ kind: VerdictKind, of call: CallID, segment: SegmentID?, by author: String, at: Timestamp,
        in tx: Transaction
    ) throws {
        guard let label else {
            try tx.execute(
                """
                DELETE FROM insights_given WHERE company_id = \(tx.company) AND call_id = \(call)
                  AND segment_id = \(segment?.rawValue ?? 0) AND kind = \(kind)
                """)
            return
        }
        try tx.execute(
            """
            INSERT INTO insights_given (company_id, call_id, segment_id, kind, label, author, at)
            VALUES (\(tx.company), \(call), \(segment?.rawValue ?? 0), \(kind), \(label), \(author), \(at))
            ON CONFLICT (company_id, call_id, segment_id, kind) DO UPDATE SET label = excluded.label,
                author = excluded.author, at = excluded.at
            """)
    }
}
