import ModuleKit

/// Every SQL statement on exports that were ordered.
enum ExportJobStore {
    static func insert(_ job: ExportJob, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO export_jobs (company_id, id, what, choices, name, type, state, done, author, created_at)
            VALUES (\(tx.company), \(job.id), \(job.order.what.rawValue), \(job.order.choices.jsonText), \(job.name),
                    \(job.type), \(job.state), 0, \(job.author), \(job.createdAt))
            """)
    }

    static func find(_ id: ExportID, in tx: Transaction) throws -> ExportJob? {
        try tx.first("\(columns) WHERE company_id = \(tx.company) AND id = \(id)", job)
    }

    /// The newest before one.
    static func list(before: ExportID?, limit: Int, in tx: Transaction) throws -> [ExportJob] {
        try tx.rows(
            """
            \(columns) WHERE company_id = \(tx.company) AND id < \(before?.rawValue ?? .max)
            ORDER BY id DESC LIMIT \(limit)
            """, job)
    }

    /// How many are to be made still, or are made now.
    static func unfinished(in tx: Transaction) throws -> Int {
        try tx.first(
            "SELECT count(*) FROM export_jobs WHERE state IN ('waiting', 'running') AND company_id = \(tx.company)"
        ) { $0.int(0) } ?? 0
    }

    static func update(_ job: ExportJob, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE export_jobs SET state = \(job.state), done = \(job.done), total = \(job.total), bytes = \(job.bytes),
              error = \(job.error), started_at = \(job.startedAt), ended_at = \(job.endedAt),
              expires_at = \(job.expiresAt)
            WHERE company_id = \(tx.company) AND id = \(job.id)
            """)
    }

    static func delete(_ id: ExportID, in tx: Transaction) throws {
        try tx.execute("DELETE FROM export_jobs WHERE company_id = \(tx.company) AND id = \(id)")
    }

    // MARK: The whole hub's

    /// What a program that ended was making is to be made anew.
    static func reopen(in tx: Transaction) throws {
        try tx.execute("UPDATE export_jobs SET state = 'waiting', done = 0 WHERE state = 'running'")
    }

    /// Those that wait, oldest first.
    static func waiting(limit: Int, in tx: Transaction) throws -> [(company: CompanyID, id: ExportID)] {
        try tx.rows(
            """
            SELECT company_id, id FROM export_jobs WHERE state IN ('waiting', 'running') AND state = 'waiting'
            ORDER BY id LIMIT \(limit)
            """
        ) { (CompanyID($0.int64(0)), ExportID($0.int64(1))) }
    }

    /// Those whose time has come to go.
    static func expired(at now: Timestamp, limit: Int, in tx: Transaction) throws -> [(
        company: CompanyID, id: ExportID
    )] {
        try tx.rows(
            """
            SELECT company_id, id FROM export_jobs WHERE expires_at IS NOT NULL AND expires_at <= \(now)
            ORDER BY expires_at LIMIT \(limit)
            """
        ) { (CompanyID($0.int64(0)), ExportID($0.int64(1))) }
    }

    private static var columns: SQL {
        """
        SELECT id, what, choices, name, type, state, done, total, bytes, error, author, created_at, started_at, ended_at,
               expires_at
        FROM export_jobs
        """
    }

    private static func job(_ row: Row) throws -> ExportJob {
        let order = ExportOrder(what: try row.value(1), choices: try JSONParser.parse(row.blob(2)))
        var job = ExportJob(
            id: ExportID(row.int64(0)), order: order, name: row.string(3), type: row.string(4),
            state: try row.value(5), author: row.string(10), createdAt: Timestamp(milliseconds: row.int64(11)))
        (job.done, job.total, job.bytes, job.error) = (
            row.int(6), row.intOrNil(7), row.int64OrNil(8), row.stringOrNil(9)
        )
        job.startedAt = row.int64OrNil(12).map { Timestamp(milliseconds: $0) }
        job.endedAt = row.int64OrNil(13).map { Timestamp(milliseconds: $0) }
        job.expiresAt = row.int64OrNil(14).map { Timestamp(milliseconds: $0) }
        return job
    }
}
