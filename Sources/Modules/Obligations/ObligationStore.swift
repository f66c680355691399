import ModuleKit

/// Every SQL statement on obligations themselves and on what brought them about.
enum ObligationStore {
    static func obligation(_ id: ObligationID, in tx: Transaction) throws -> Obligation? {
        try tx.first(select + "WHERE o.company_id = \(tx.company) AND o.id = \(id)", read)
    }

    /// Those of a person that are not settled, on whatever line; at most a thousand of a number.
    static func standing(_ number: PhoneNumber, _ contact: ContactID?, in tx: Transaction) throws -> [Obligation] {
        var found = try tx.rows(
            select + "WHERE o.company_id = \(tx.company) AND o.number = \(number) AND o.closed_at IS NULL LIMIT 1000",
            read)
        guard let contact else { return found }
        found += try tx.rows(
            select
                + """
                WHERE o.company_id = \(tx.company) AND o.contact_id = \(contact) AND o.number <> \(number)
                AND o.closed_at IS NULL LIMIT 1000
                """, read)
        return found
    }

    /// The one of a person and a line that is not settled.
    static func standing(
        _ number: PhoneNumber, _ contact: ContactID?, line: LineID?, in tx: Transaction
    ) throws -> Obligation? {
        let line = line?.rawValue ?? 0
        if let contact {
            let theirs = try tx.first(
                select
                    + """
                    WHERE o.company_id = \(tx.company) AND o.contact_id = \(contact) AND o.line_id = \(line)
                    AND o.closed_at IS NULL
                    """, read)
            if let theirs { return theirs }
        }
        return try tx.first(
            select
                + """
                WHERE o.company_id = \(tx.company) AND o.number = \(number) AND o.line_id = \(line)
                AND o.closed_at IS NULL
                """, read)
    }

    static func insert(_ obligation: Obligation, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO obligations (company_id, id, kind, state, contact_id, number, line_id, calls, messages, owner_id,
                                     team, opened_at, last_at, due_at, version)
            VALUES (\(tx.company), \(obligation.id), \(obligation.kind), \(obligation.state), \(obligation.contact),
                    \(obligation.number), \(obligation.line?.rawValue ?? 0), \(obligation.calls),
                    \(obligation.messages), \(obligation.owner), \(obligation.team), \(obligation.openedAt),
                    \(obligation.lastAt), \(obligation.dueAt), \(obligation.version))
            """)
        try count([obligation.state.rawValue], by: 1, in: tx)
    }

    /// Writes what may change of an obligation, and counts it where it now belongs.
    static func update(_ obligation: Obligation, was before: Obligation, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE obligations SET kind = \(obligation.kind), state = \(obligation.state),
                contact_id = \(obligation.contact), calls = \(obligation.calls), messages = \(obligation.messages),
                owner_id = \(obligation.owner), team = \(obligation.team), last_at = \(obligation.lastAt),
                due_at = \(obligation.dueAt), overdue_at = \(obligation.overdueAt),
                snoozed_until = \(obligation.snoozedUntil), closed_at = \(obligation.closedAt),
                closing = \(obligation.end), remark = \(obligation.remark), version = \(obligation.version)
            WHERE company_id = \(tx.company) AND id = \(obligation.id)
            """)
        let (was, is_) = (before.counted, obligation.counted)
        try count(was.subtracting(is_).sorted(), by: -1, in: tx)
        try count(is_.subtracting(was).sorted(), by: 1, in: tx)
    }

    // MARK: Causes

    /// Which obligation a call or a message brought about or added to, and as what.
    static func cause(_ source: Int64, in tx: Transaction) throws -> (obligation: ObligationID, kind: String)? {
        try tx.first(
            """
            SELECT obligation_id, kind FROM obligation_causes
            WHERE company_id = \(tx.company) AND source_id = \(source)
            """
        ) { (ObligationID($0.int64(0)), $0.string(1)) }
    }

    /// The newest call or message that brought an obligation about or added to it.
    static func newestCause(of obligation: ObligationID, in tx: Transaction) throws -> Int64? {
        try tx.first(
            """
            SELECT MAX(source_id) FROM obligation_causes
            WHERE company_id = \(tx.company) AND obligation_id = \(obligation)
            """
        ) { $0.int64OrNil(0) } ?? nil
    }

    /// Notes what a call or a message is to an obligation; said again, it takes the new kind.
    static func note(_ source: Int64, _ kind: String, of obligation: ObligationID, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO obligation_causes (company_id, source_id, obligation_id, kind)
            VALUES (\(tx.company), \(source), \(obligation), \(kind))
            ON CONFLICT (company_id, source_id) DO UPDATE SET kind = excluded.kind
            """)
    }

    /// The missed calls among an obligation's causes.
    static func missedCalls(of obligation: ObligationID, in tx: Transaction) throws -> [CallID] {
        try tx.rows(
            """
            SELECT source_id FROM obligation_causes
            WHERE company_id = \(tx.company) AND obligation_id = \(obligation) AND kind IN ('missed-call', 'voicemail')
            ORDER BY source_id LIMIT 1000
            """
        ) { CallID($0.int64(0)) }
    }

    // MARK: Counts

    static func counts(in tx: Transaction) throws -> [String: Int64] {
        let rows = try tx.rows("SELECT what, number FROM obligation_counts WHERE company_id = \(tx.company)") {
            ($0.string(0), $0.int64(1))
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    /// How many of a member's are not settled.
    static func count(of owner: UserID, in tx: Transaction) throws -> Int64 {
        try tx.first(
            """
            SELECT COUNT(*) FROM obligations
            WHERE company_id = \(tx.company) AND owner_id = \(owner) AND closed_at IS NULL
            """
        ) { $0.int64(0) } ?? 0
    }

    /// How many missed calls of a number, or of the contact it stands for, nobody has returned.
    static func missedCalls(of number: PhoneNumber, _ contact: ContactID?, in tx: Transaction) throws -> Int64 {
        try standing(number, contact, in: tx).reduce(0) { $0 + $1.calls }
    }

    static func count(_ whats: [String], by step: Int64, in tx: Transaction) throws {
        for what in whats {
            try tx.execute(
                """
                INSERT INTO obligation_counts (company_id, what, number) VALUES (\(tx.company), \(what), \(step))
                ON CONFLICT (company_id, what) DO UPDATE SET number = obligation_counts.number + excluded.number
                """)
        }
    }

    static let select: SQL = """
        SELECT o.id, o.kind, o.state, o.contact_id, c.name, o.number, o.line_id, l.name, o.calls, o.messages, o.owner_id,
               o.team, o.opened_at, o.last_at, o.due_at, o.overdue_at, o.snoozed_until, o.closed_at, o.closing, o.remark,
               o.version
        FROM obligations o
        LEFT JOIN contacts c ON c.company_id = o.company_id AND c.id = o.contact_id
        LEFT JOIN lines l ON l.company_id = o.company_id AND l.id = o.line_id \u{20}
        """

    static func read(_ row: Row) throws -> Obligation {
        let time = { (column: Int) in row.int64OrNil(column).map(Timestamp.init(milliseconds:)) }
        let line = row.int64(6)
        var obligation = Obligation(
            id: ObligationID(row.int64(0)), kind: try row.value(1), state: try row.value(2),
            contact: row.int64OrNil(3).map { ContactID($0) }, number: PhoneNumber(e164: row.string(5)),
            line: line == 0 ? nil : LineID(line), calls: row.int64(8), messages: row.int64(9),
            openedAt: Timestamp(milliseconds: row.int64(12)), lastAt: Timestamp(milliseconds: row.int64(13)),
            dueAt: Timestamp(milliseconds: row.int64(14)), version: row.int64(20))
        obligation.contactName = row.stringOrNil(4)
        obligation.lineName = row.stringOrNil(7)
        obligation.owner = row.int64OrNil(10).map { UserID($0) }
        obligation.team = row.stringOrNil(11)
        (obligation.overdueAt, obligation.snoozedUntil, obligation.closedAt) = (time(15), time(16), time(17))
        obligation.end = row.stringOrNil(18).flatMap(Obligation.End.init)
        obligation.remark = row.stringOrNil(19)
        return obligation
    }
}

extension Obligation {
    /// Under what it is counted.
    var counted: Set<String> {
        overdueAt != nil && !state.isClosed ? [state.rawValue, "overdue"] : [state.rawValue]
    }
}
