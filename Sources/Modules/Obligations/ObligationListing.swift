import ModuleKit

/// What a list of obligations is narrowed to; absent means all.
struct ObligationFilter: Sendable {
    /// nil: all that are not settled.
    var state: Obligation.State?
    var kind: Obligation.Kind?
    var owner: UserID?
    var line: LineID?
    var contact: ContactID?
    var dueBefore: Timestamp?
}

/// The orders of a list of obligations.
enum ObligationOrder: String, Sendable, CaseIterable {
    /// Those that are due first come first.
    case due = "dueAt"
    /// The newest come first.
    case newest = "-openedAt"
}

extension ObligationStore {
    /// Where a page of a list ended.
    struct Place: Sendable {
        var dueAt: Timestamp
        var id: ObligationID
    }

    static func list(
        _ filter: ObligationFilter, by order: ObligationOrder, after: Place?, limit: Int, in tx: Transaction
    ) throws -> [Obligation] {
        try tx.rows(query(filter, by: order, after: after, limit: limit, in: tx), read)
    }

    /// The statement of a list; each has an index in its order.
    static func query(
        _ filter: ObligationFilter, by order: ObligationOrder, after: Place?, limit: Int, in tx: Transaction
    ) -> SQL {
        var sql = select + "WHERE o.company_id = \(tx.company)"
        switch filter.state {
        case nil: sql += " AND o.closed_at IS NULL"
        case .some(let state) where state.isClosed: sql += " AND o.closed_at IS NOT NULL AND o.state = \(state)"
        case .some(let state): sql += " AND o.closed_at IS NULL AND o.state = \(state)"
        }
        if let kind = filter.kind { sql += " AND o.kind = \(kind)" }
        if let owner = filter.owner { sql += " AND o.owner_id = \(owner)" }
        if let line = filter.line { sql += " AND o.line_id = \(line)" }
        if let contact = filter.contact { sql += " AND o.contact_id = \(contact)" }
        if let dueBefore = filter.dueBefore { sql += " AND o.due_at < \(dueBefore)" }
        switch order {
        case .due:
            if let after {
                sql += " AND (o.due_at > \(after.dueAt) OR (o.due_at = \(after.dueAt) AND o.id > \(after.id)))"
            }
            sql += " ORDER BY o.due_at, o.id LIMIT \(limit)"
        case .newest:
            if let after { sql += " AND o.id < \(after.id)" }
            sql += " ORDER BY o.id DESC LIMIT \(limit)"
        }
        return sql
    }

    /// Of all companies: those that nobody has settled in time, and that nobody was told of.
    static func toWarn(at now: Timestamp, limit: Int, in tx: Transaction) throws -> [(CompanyID, ObligationID)] {
        try tx.rows(
            """
            SELECT company_id, id FROM obligations
            WHERE due_at <= \(now) AND closed_at IS NULL AND overdue_at IS NULL ORDER BY due_at LIMIT \(limit)
            """
        ) { (CompanyID($0.int64(0)), ObligationID($0.int64(1))) }
    }

    /// Of all companies: those whose rest is over.
    static func toWake(at now: Timestamp, limit: Int, in tx: Transaction) throws -> [(CompanyID, ObligationID)] {
        try tx.rows(
            """
            SELECT company_id, id FROM obligations
            WHERE snoozed_until IS NOT NULL AND snoozed_until <= \(now) ORDER BY snoozed_until LIMIT \(limit)
            """
        ) { (CompanyID($0.int64(0)), ObligationID($0.int64(1))) }
    }

    // MARK: Answers on their way

    /// Notes that an answer was taken by its provider; whether it arrives is not known yet.
    static func sent(_ message: MessageID, at: Timestamp, to id: ObligationID, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE obligations SET text_id = \(message), text_at = \(at)
            WHERE company_id = \(tx.company) AND id = \(id)
            """)
    }

    /// Forgets the answer that was on its way; with a message, only where it is that one.
    static func forgetSent(_ message: MessageID? = nil, to id: ObligationID, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE obligations SET text_id = NULL, text_at = NULL
            WHERE company_id = \(tx.company) AND id = \(id) AND text_id = COALESCE(\(message), text_id)
            """)
    }

    /// Of all companies: those whose answer was sent before a moment, and no word came that it failed.
    static func answered(
        before: Timestamp, limit: Int, in tx: Transaction
    ) throws -> [(CompanyID, ObligationID)] {
        try tx.rows(
            """
            SELECT company_id, id FROM obligations WHERE text_at IS NOT NULL AND text_at <= \(before)
            ORDER BY text_at LIMIT \(limit)
            """
        ) { (CompanyID($0.int64(0)), ObligationID($0.int64(1))) }
    }

    /// The answer that is on its way.
    static func sent(to id: ObligationID, in tx: Transaction) throws -> (message: MessageID, at: Timestamp)? {
        try tx.first(
            """
            SELECT text_id, text_at FROM obligations
            WHERE company_id = \(tx.company) AND id = \(id) AND text_at IS NOT NULL
            """
        ) { (MessageID($0.int64(0)), Timestamp(milliseconds: $0.int64(1))) }
    }
}
