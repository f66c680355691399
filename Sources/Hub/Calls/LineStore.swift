import Domain
import SQLite

/// Every SQL statement on lines and their plans.
enum LineStore {
    static func line(_ id: LineID, in tx: Transaction) throws -> Line? {
        try tx.first(
            """
            SELECT id, account_id, number, name, region, auto_create, recording, transcription, max_call_hours,
                   plan_version, configured, created_at, version
            FROM lines WHERE company_id = \(tx.company) AND id = \(id) AND deleted_at IS NULL
            """, read)
    }

    static func line(number: String, in tx: Transaction) throws -> Line? {
        try tx.first(
            """
            SELECT id, account_id, number, name, region, auto_create, recording, transcription, max_call_hours,
                   plan_version, configured, created_at, version
            FROM lines WHERE company_id = \(tx.company) AND number = \(number) AND deleted_at IS NULL
            """, read)
    }

    static func lines(after: LineID?, limit: Int, in tx: Transaction) throws -> [Line] {
        try tx.rows(
            """
            SELECT id, account_id, number, name, region, auto_create, recording, transcription, max_call_hours,
                   plan_version, configured, created_at, version
            FROM lines WHERE company_id = \(tx.company) AND id > \(after?.rawValue ?? 0) AND deleted_at IS NULL
            ORDER BY id LIMIT \(limit)
            """, read)
    }

    static func insert(_ line: Line, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO lines (company_id, id, account_id, number, name, region, auto_create, recording, transcription,
                               max_call_hours, plan_version, configured, created_at)
            VALUES (\(tx.company), \(line.id), \(line.account), \(line.number), \(line.name), \(line.region),
                    \(line.autoCreate.rawValue), \(line.recording), \(line.transcription), \(line.maxCallHours),
                    \(line.planVersion), \(line.configured), \(line.createdAt))
            """)
    }

    /// - Returns: false when another change came first.
    static func update(_ line: Line, in tx: Transaction) throws -> Bool {
        try tx.execute(
            """
            UPDATE lines SET account_id = \(line.account), name = \(line.name), region = \(line.region),
                auto_create = \(line.autoCreate.rawValue), recording = \(line.recording),
                transcription = \(line.transcription), max_call_hours = \(line.maxCallHours),
                plan_version = \(line.planVersion), configured = \(line.configured), version = version + 1
            WHERE company_id = \(tx.company) AND id = \(line.id) AND version = \(line.version) AND deleted_at IS NULL
            """) == 1
    }

    static func delete(_ id: LineID, at now: Timestamp, in tx: Transaction) throws -> Bool {
        try tx.execute(
            """
            UPDATE lines SET deleted_at = \(now), version = version + 1
            WHERE company_id = \(tx.company) AND id = \(id) AND deleted_at IS NULL
            """) == 1
    }

    static func plan(_ version: Int64, of line: LineID, in tx: Transaction) throws -> String? {
        try tx.first(
            """
            SELECT plan FROM line_plans
            WHERE company_id = \(tx.company) AND line_id = \(line) AND version = \(version)
            """
        ) { $0.string(0) }
    }

    static func insertPlan(_ plan: String, version: Int64, of line: LineID, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO line_plans (company_id, line_id, version, plan)
            VALUES (\(tx.company), \(line), \(version), \(plan))
            """)
    }

    private static func read(_ row: Row) throws -> Line {
        Line(
            id: LineID(row.int64(0)), account: AccountID(row.int64(1)), number: row.string(2), name: row.stringOrNil(3),
            region: row.string(4), autoCreate: Line.AutoCreate(rawValue: row.string(5)) ?? .always,
            recording: row.bool(6), transcription: row.bool(7), maxCallHours: row.int64(8), planVersion: row.int64(9),
            configured: row.bool(10), createdAt: Timestamp(milliseconds: row.int64(11)), version: row.int64(12))
    }
}
