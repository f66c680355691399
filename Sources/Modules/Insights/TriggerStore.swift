import Analysis
import ModuleKit

/// A rule that fired in a call.
struct FiredTrigger: Sendable, JSONEncodable {
    var rule: String
    var kind: String
    var severity: String
    /// The words that it fired on; ``Segment/redacted`` once they are gone.
    var text: String
    var speaker: Speaker
    var segment: SegmentID?
    var version: String
    var confidence: Double
    var at: Timestamp

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("rule", rule)
            $0.member("kind", kind)
            $0.member("severity", severity)
            $0.member("text", text)
            $0.member("speaker", speaker)
            $0.member("segment", segment)
            $0.member("at", at)
            $0.member("method", Self.method)
            $0.member("version", version)
            $0.member("confidence", confidence)
        }
    }

    static let method = "rules"

    static let schema: Schema = .object([
        .required("rule", .string()), .required("kind", .string()),
        .required("severity", .enumeration(["low", "medium", "high", "critical"])), .required("text", .string()),
        .required("speaker", .enumeration(Speaker.self)),
        .optional("segment", SegmentID.schema, "Absent where it fired before the utterance was over."),
        .required("at", .string(format: .dateTime)), .required("method", .string()), .required("version", .string()),
        .required("confidence", .number(min: 0, max: 1)),
    ])
}

/// Every SQL statement on rules that fired.
enum TriggerStore {
    /// - Returns: false when the rule has fired in this call before.
    static func insert(_ trigger: FiredTrigger, of call: CallID, in tx: Transaction) throws -> Bool {
        try tx.execute(
            """
            INSERT INTO insights_triggers (company_id, call_id, rule, kind, severity, text, speaker, segment_id, version,
                                           confidence, at)
            VALUES (\(tx.company), \(call), \(trigger.rule), \(trigger.kind), \(trigger.severity),
                    sealed('insights_triggers.text', \(tx.company), \("\(call.rawValue)/\(trigger.rule)"),
                           \(trigger.text)),
                    \(trigger.speaker), \(trigger.segment), \(trigger.version), \(trigger.confidence), \(trigger.at))
            ON CONFLICT (company_id, call_id, rule) DO NOTHING
            """) == 1
    }

    /// Notes which event told of it.
    static func note(offset: Int64, of rule: String, in call: CallID, _ tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE insights_triggers SET log_offset = \(offset)
            WHERE company_id = \(tx.company) AND call_id = \(call) AND rule = \(rule)
            """)
    }

    /// What fired in a call, in the order of the rules' names.
    static func fired(in call: CallID, _ tx: Transaction) throws -> [FiredTrigger] {
        try tx.rows(
            """
            SELECT rule, kind, severity, opened('insights_triggers.text', company_id, call_id || '/' || rule, text),
                   speaker, segment_id, version, confidence, at
            FROM insights_triggers
            WHERE company_id = \(tx.company) AND call_id = \(call) ORDER BY rule
            """
        ) { row in
            FiredTrigger(
                rule: row.string(0), kind: row.string(1), severity: row.string(2), text: row.string(3),
                speaker: try row.value(4), segment: row.int64OrNil(5).map { SegmentID($0) }, version: row.string(6),
                confidence: row.double(7), at: Timestamp(milliseconds: row.int64(8)))
        }
    }

    static func count(in call: CallID, _ tx: Transaction) throws -> Int {
        try tx.first(
            "SELECT count(*) FROM insights_triggers WHERE company_id = \(tx.company) AND call_id = \(call)"
        ) { $0.int(0) } ?? 0
    }

    /// Takes the quoted words away, here and in the log, where their utterance has changed or nobody knows which it was.
    static func forgetWords(of call: CallID, saidIn changed: Set<SegmentID>, as mark: String, in tx: Transaction) throws
    {
        let rows = try tx.rows(
            """
            SELECT rule, segment_id, log_offset FROM insights_triggers
            WHERE company_id = \(tx.company) AND call_id = \(call)
            """
        ) { (rule: $0.string(0), segment: $0.int64OrNil(1).map { SegmentID($0) }, offset: $0.int64OrNil(2)) }
        for row in rows where row.segment.map(changed.contains) ?? true {
            try tx.execute(
                """
                UPDATE insights_triggers
                SET text = sealed('insights_triggers.text', company_id, call_id || '/' || rule, \(mark))
                WHERE company_id = \(tx.company) AND call_id = \(call) AND rule = \(row.rule)
                """)
            if let offset = row.offset { try tx.rewriteEvent(at: offset) { $0["text"] = .string(mark) } }
        }
    }
}
