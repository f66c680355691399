import ModuleKit

/// Every SQL statement on which model a company has asked.
struct ModelStore: Sendable {
    let box: ModelBox

    func settings(in tx: Transaction) throws -> ModelSettings? {
        try tx.first(
            """
            SELECT base, model, sealed, jobs, timeout_sec, currency, input_price, output_price, updated_at
            FROM insights_models WHERE company_id = \(tx.company)
            """
        ) { row in
            ModelSettings(
                base: row.string(0), model: row.string(1),
                key: try row.blobOrNil(2).map { try box.open($0, of: tx.company) },
                jobs: row.string(3).split(separator: " ").compactMap { ModelJob(rawValue: String($0)) },
                timeoutSec: row.int(4), currency: row.string(5), inputPrice: row.int64(6),
                outputPrice: row.int64(7), updatedAt: Timestamp(milliseconds: row.int64(8)))
        }
    }

    func set(_ settings: ModelSettings, in tx: Transaction) throws {
        let sealed = try settings.key.map { try box.seal($0, of: tx.company) }
        let jobs = settings.jobs.map(\.rawValue).joined(separator: " ")
        try tx.execute(
            """
            INSERT INTO insights_models (company_id, base, model, sealed, jobs, timeout_sec, currency, input_price,
                                         output_price, updated_at)
            VALUES (\(tx.company), \(settings.base), \(settings.model), \(sealed), \(jobs), \(settings.timeoutSec),
                    \(settings.currency), \(settings.inputPrice), \(settings.outputPrice), \(settings.updatedAt))
            ON CONFLICT (company_id) DO UPDATE SET base = excluded.base, model = excluded.model,
                sealed = excluded.sealed, jobs = excluded.jobs, timeout_sec = excluded.timeout_sec,
                currency = excluded.currency, input_price = excluded.input_price,
                output_price = excluded.output_price, updated_at = excluded.updated_at
            """)
    }

    /// - Returns: false when there was none.
    func remove(in tx: Transaction) throws -> Bool {
        try tx.execute("DELETE FROM insights_models WHERE company_id = \(tx.company)") == 1
    }

    /// Seals every key with another one; what cannot be opened stays as it is.
    ///
    /// - Returns: How many were sealed again.
    func reseal(from other: ModelBox, in tx: Transaction) throws -> Int {
        let rows = try tx.rows(
            "SELECT company_id, sealed FROM insights_models WHERE sealed IS NOT NULL ORDER BY company_id"
        ) { (company: CompanyID($0.int64(0)), sealed: $0.blob(1)) }
        var count = 0
        for row in rows {
            // Sealed with a key that was lost before: whoever sets the model anew seals it anew.
            guard let key = try? other.open(row.sealed, of: row.company) else { continue }
            count += try tx.execute(
                """
                UPDATE insights_models SET sealed = \(try box.seal(key, of: row.company))
                WHERE company_id = \(row.company)
                """)
        }
        return count
    }
}

/// What a model has answered about a call.
struct ModelVerdict: Sendable {
    var job: ModelJob
    /// As it answered.
    var body: JSONValue
    /// `llm:<model>`.
    var method: String
    /// Of what it was asked.
    var version: String
}

/// Why a model's answer about a call is not there.
struct ModelTrouble: Sendable, JSONEncodable {
    var method: String
    var detail: String
    var at: Timestamp

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("method", method)
            $0.member("detail", detail)
            $0.member("at", at)
        }
    }

    static let schema: Schema = .object([
        .required("method", .string()), .required("detail", .string(), "Why there is no answer of the model."),
        .required("at", .string(format: .dateTime)),
    ])
}

/// Every SQL statement on what models have answered.
enum ModelVerdictStore {
    static func insert(_ verdict: ModelVerdict, of call: CallID, at: Timestamp, in tx: Transaction) throws {
        let id = try tx.newID() as Int64
        try tx.execute(
            """
            INSERT INTO insights_model_verdicts (company_id, call_id, job, id, body, method, version, at)
            VALUES (\(tx.company), \(call), \(verdict.job), \(id),
                    sealed('insights_model_verdicts.body', \(tx.company), \(id), \(verdict.body.jsonText)),
                    \(verdict.method),
                    \(verdict.version), \(at))
            """)
    }

    /// The newest answer to each job.
    static func newest(of call: CallID, in tx: Transaction) throws -> [ModelVerdict] {
        var newest: [ModelVerdict] = []
        try tx.forEach(
            """
            SELECT job, opened('insights_model_verdicts.body', company_id, id, body), method, version
            FROM insights_model_verdicts
            WHERE company_id = \(tx.company) AND call_id = \(call) ORDER BY job, id DESC LIMIT 1000
            """
        ) { row in
            let job: ModelJob = try row.value(0)
            if newest.last?.job != job {
                newest.append(
                    ModelVerdict(
                        job: job, body: try JSONParser.parse(Array(row.string(1).utf8)), method: row.string(2),
                        version: row.string(3)))
            }
            return true
        }
        return newest
    }

    /// Removes what may hold words of the call.
    static func removeQuotes(of call: CallID, in tx: Transaction) throws {
        for job in ModelJob.allCases where job.quotes {
            try tx.execute(
                """
                DELETE FROM insights_model_verdicts
                WHERE company_id = \(tx.company) AND call_id = \(call) AND job = \(job)
                """)
        }
    }

    static func trouble(of call: CallID, in tx: Transaction) throws -> ModelTrouble? {
        try tx.first(
            """
            SELECT method, detail, at FROM insights_model_troubles
            WHERE company_id = \(tx.company) AND call_id = \(call)
            """
        ) { ModelTrouble(method: $0.string(0), detail: $0.string(1), at: Timestamp(milliseconds: $0.int64(2))) }
    }

    /// Notes why there is no answer; nil once there is one.
    static func set(_ trouble: ModelTrouble?, of call: CallID, in tx: Transaction) throws {
        guard let trouble else {
            try tx.execute(
                "DELETE FROM insights_model_troubles WHERE company_id = \(tx.company) AND call_id = \(call)")
            return
        }
        try tx.execute(
            """
            INSERT INTO insights_model_troubles (company_id, call_id, method, detail, at)
            VALUES (\(tx.company), \(call), \(trouble.method), \(trouble.detail), \(trouble.at))
            ON CONFLICT (company_id, call_id) DO UPDATE SET method = excluded.method, detail = excluded.detail,
                at = excluded.at
            """)
    }
}
