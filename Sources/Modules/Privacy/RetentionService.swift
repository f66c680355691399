import Accounts
import Calls
import Directory
import ModuleKit

/// What a company may keep for so long and no longer; recordings have a policy of their own.
enum RetentionKind: String, Sendable, CaseIterable {
    /// What was said in calls.
    case transcripts
    /// Text messages.
    case messages
    /// Notes, visits and the words about calls in contacts' histories.
    case interactions
    /// The event log.
    case events
}

/// How long things are kept: set by people, carried out by the program; each is in the audit log.
struct RetentionService: Sendable {
    let database: Database
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter

    /// So many rows are looked at between two writes, so that nobody waits for long.
    private static let page = 500

    func policy(in company: CompanyID) async throws -> [RetentionKind: Int] {
        try await database.read(company) { try RetentionStore.policies(in: $0).mapValues(\.days) }
    }

    /// What is not named is kept for ever.
    func set(_ days: [RetentionKind: Int], by request: Request) async throws -> [RetentionKind: Int] {
        try await database.write(request.company) { tx in
            let before = try RetentionStore.policies(in: tx).mapValues(\.days)
            for kind in RetentionKind.allCases { try RetentionStore.set(kind, days[kind], in: tx) }
            let detail = RetentionKind.allCases.filter { before[$0] != days[$0] }.map { kind in
                (kind.rawValue, days[kind].map { JSONValue.integer(Int64($0)) } ?? .null)
            }
            try audit("retention.set", request.company.wire, .object(JSONObject(detail)), request, tx)
            return days
        }
    }

    /// Removes what is older than its company's policy allows, in every company.
    func enforce() async throws {
        for company in try await database.read(tenant: 0, { try RetentionStore.companies(in: $0) }) {
            for (kind, policy) in try await database.read(company, { try RetentionStore.policies(in: $0) }) {
                let oldest = now() - .seconds(86_400 * policy.days)
                // Every hour is often enough for days, and costs no commit in between.
                guard oldest.milliseconds - policy.reached >> 21 >= 3_600_000 else { continue }
                var count = 0
                while !Task.isCancelled {
                    let (more, isOver) = try await database.write(company) { try forget(kind, before: oldest, in: $0) }
                    count += more
                    if isOver { break }
                }
                if count > 0 { try await note(kind, count, before: oldest, in: company) }
            }
        }
    }

    private func forget(
        _ kind: RetentionKind, before oldest: Timestamp, in tx: Transaction
    ) throws -> (count: Int, isOver: Bool) {
        guard let start = try RetentionStore.policies(in: tx)[kind]?.reached else { return (0, true) }
        try tx.overwriteDeleted()
        // An id begins with the milliseconds at which it was made (see `IDSource`).
        let end = oldest.milliseconds << 21
        let result: (count: Int, reached: Int64?)
        switch kind {
        case .transcripts:
            result = try CallErasure.forgetTranscripts(after: start, before: end, limit: Self.page, in: tx)
        case .messages: result = try CallErasure.forgetMessages(after: start, before: end, limit: Self.page, in: tx)
        case .interactions: result = try ContactErasure.forget(after: start, before: end, limit: Self.page, in: tx)
        case .events:
            let count = try EventLog.trim(before: oldest, keep: .max, limit: Int64(Self.page), in: tx)
            result = (count, count < Self.page ? nil : start)
        }
        try RetentionStore.reach(kind, result.reached ?? max(start, end - 1), in: tx)
        return (result.count, result.reached == nil)
    }

    private func note(_ kind: RetentionKind, _ count: Int, before oldest: Timestamp, in company: CompanyID) async throws
    {
        try await database.write(company) { tx in
            try Audit.record(
                "retention.applied", company.wire,
                [
                    "kind": .string(kind.rawValue), "removed": .integer(Int64(count)),
                    "before": .string(oldest.rfc3339),
                ], by: Actor(.program("retention"), role: .owner), at: now(), in: tx)
        }
    }
}

/// Every SQL statement on how long things are kept.
enum RetentionStore {
    static func policies(in tx: Transaction) throws -> [RetentionKind: (days: Int, reached: Int64)] {
        let rows = try tx.rows("SELECT kind, days, reached FROM privacy_retention WHERE company_id = \(tx.company)") {
            (RetentionKind(rawValue: $0.string(0)), (days: $0.int(1), reached: $0.int64(2)))
        }
        return rows.reduce(into: [:]) { policies, row in
            if let kind = row.0 { policies[kind] = row.1 }
        }
    }

    static func companies(in tx: Transaction) throws -> [CompanyID] {
        try tx.rows("SELECT DISTINCT company_id FROM privacy_retention ORDER BY company_id") {
            CompanyID($0.int64(0))
        }
    }

    /// - Parameter days: nil: for ever.
    static func set(_ kind: RetentionKind, _ days: Int?, in tx: Transaction) throws {
        guard let days else {
            try tx.execute(
                "DELETE FROM privacy_retention WHERE company_id = \(tx.company) AND kind = \(kind.rawValue)")
            return
        }
        try tx.execute(
            """
            INSERT INTO privacy_retention (company_id, kind, days, reached)
            VALUES (\(tx.company), \(kind.rawValue), \(days), 0)
            ON CONFLICT (company_id, kind) DO UPDATE SET days = excluded.days
            """)
    }

    static func reach(_ kind: RetentionKind, _ id: Int64, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE privacy_retention SET reached = \(id)
            WHERE company_id = \(tx.company) AND kind = \(kind.rawValue)
            """)
    }
}
