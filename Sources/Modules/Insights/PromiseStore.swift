import Analysis
import Calls
import ModuleKit

/// Something that somebody said in a call would be done.
struct SpokenPromise: Sendable, JSONEncodable {
    var id: PromiseID
    var call: CallID
    /// nil where a model has found it, which reads the call as a whole.
    var segment: SegmentID?
    var contact: ContactID?
    var speaker: Speaker
    var text: String
    /// nil where no time was said.
    var dueAt: Timestamp?
    /// Whether a time was said, not only a day.
    var isExact: Bool
    var madeAt: Timestamp
    var method: String
    var version: String
    var confidence: Double

    /// What stands in the column where no time was said: it comes last.
    static let never = Timestamp(milliseconds: .max)

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("id", id)
            $0.member("call", call)
            $0.member("segment", segment)
            $0.member("contact", contact)
            $0.member("speaker", speaker)
            $0.member("text", text)
            $0.member("dueAt", dueAt)
            if dueAt != nil { $0.member("dueIsExact", isExact) }
            $0.member("madeAt", madeAt)
            $0.member("method", method)
            $0.member("version", version)
            $0.member("confidence", confidence)
        }
    }

    static let schema: Schema = .object([
        .required("id", PromiseID.schema), .required("call", CallID.schema),
        .optional("segment", SegmentID.schema), .optional("contact", ContactID.schema),
        .required("speaker", .enumeration(Speaker.self)), .required("text", .string()),
        .optional("dueAt", .string(format: .dateTime), "When it is due; absent where no time was said."),
        .optional("dueIsExact", .boolean, "Whether a time was said, not only a day."),
        .required("madeAt", .string(format: .dateTime)), .required("method", .string()),
        .required("version", .string()), .required("confidence", .number(min: 0, max: 1)),
    ])
}

/// Which promises a list shows.
struct PromiseFilter: Sendable {
    var call: CallID?
    var contact: ContactID?
    var speaker: Speaker?
    /// Due at or after this moment.
    var from: Timestamp?
    /// Due before this moment.
    var to: Timestamp?
}

/// Every SQL statement on promises.
enum PromiseStore {
    /// - Returns: The promises of an utterance, not written yet.
    static func made(
        in verdict: SegmentVerdict, text: String, call: Call, _ tx: Transaction
    ) throws -> [SpokenPromise] {
        let utf8 = Array(text.utf8)
        return try verdict.analysis.promises.map { found in
            SpokenPromise(
                id: try tx.newID(), call: call.id, segment: verdict.segment, contact: call.contact,
                speaker: verdict.speaker, text: TextAnalysis.cut(found.finding.span, utf8), dueAt: found.due?.at,
                isExact: found.due?.isExact ?? false, madeAt: verdict.at,
                method: found.finding.provenance.method, version: found.finding.provenance.version,
                confidence: found.finding.provenance.confidence)
        }
    }

    static func insert(_ promise: SpokenPromise, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO insights_promises (company_id, id, call_id, segment_id, contact_id, speaker, text, due_at, is_exact,
                                           made_at, method, version, confidence)
            VALUES (\(tx.company), \(promise.id), \(promise.call), \(promise.segment), \(promise.contact),
                    \(promise.speaker),
                    sealed('insights_promises.text', \(tx.company), \(promise.id), \(promise.text)),
                    \(promise.dueAt ?? SpokenPromise.never), \(promise.isExact),
                    \(promise.madeAt), \(promise.method), \(promise.version), \(promise.confidence))
            """)
    }

    static func removeAll(of call: CallID, in tx: Transaction) throws {
        try tx.execute("DELETE FROM insights_promises WHERE company_id = \(tx.company) AND call_id = \(call)")
    }

    static func remove(saidIn segment: SegmentID, of call: CallID, in tx: Transaction) throws {
        try tx.execute(
            """
            DELETE FROM insights_promises
            WHERE company_id = \(tx.company) AND call_id = \(call) AND segment_id = \(segment)
            """)
    }

    /// Removes what a model has found: nobody knows which utterances it was made of.
    static func removeModels(of call: CallID, in tx: Transaction) throws {
        try tx.execute(
            """
            DELETE FROM insights_promises
            WHERE company_id = \(tx.company) AND call_id = \(call) AND segment_id IS NULL
            """)
    }

    static func count(of call: CallID, in tx: Transaction) throws -> Int {
        try tx.first(
            "SELECT count(*) FROM insights_promises WHERE company_id = \(tx.company) AND call_id = \(call)"
        ) { $0.int(0) } ?? 0
    }

    /// A page of promises by when they are due; those without a time come last.
    static func page(
        _ filter: PromiseFilter, after: (due: Timestamp, id: PromiseID)?, limit: Int, in tx: Transaction
    ) throws -> [SpokenPromise] {
        var sql: SQL = "SELECT \(columns) FROM insights_promises WHERE company_id = \(tx.company)"
        if let call = filter.call { sql = sql + " AND call_id = \(call)" }
        if let contact = filter.contact { sql = sql + " AND contact_id = \(contact)" }
        if let speaker = filter.speaker { sql = sql + " AND speaker = \(speaker)" }
        if let from = filter.from { sql = sql + " AND due_at >= \(from)" }
        if let to = filter.to { sql = sql + " AND due_at < \(to)" }
        if let after { sql = sql + " AND (due_at, id) > (\(after.due), \(after.id))" }
        return try tx.rows(sql + " ORDER BY due_at, id LIMIT \(limit)", read)
    }

    static func promise(_ id: PromiseID, in tx: Transaction) throws -> SpokenPromise? {
        try tx.first(
            "SELECT \(columns) FROM insights_promises WHERE company_id = \(tx.company) AND id = \(id)", read)
    }

    private static let columns: SQL = """
        id, call_id, segment_id, contact_id, speaker, opened('insights_promises.text', company_id, id, text), due_at,
        is_exact, made_at, method, version, confidence
        """

    private static func read(_ row: Row) throws -> SpokenPromise {
        let due = Timestamp(milliseconds: row.int64(6))
        return SpokenPromise(
            id: PromiseID(row.int64(0)), call: CallID(row.int64(1)),
            segment: row.int64OrNil(2).map { SegmentID($0) }, contact: row.int64OrNil(3).map { ContactID($0) },
            speaker: try row.value(4), text: row.string(5), dueAt: due == SpokenPromise.never ? nil : due,
            isExact: row.bool(7), madeAt: Timestamp(milliseconds: row.int64(8)), method: row.string(9),
            version: row.string(10), confidence: row.double(11))
    }
}
