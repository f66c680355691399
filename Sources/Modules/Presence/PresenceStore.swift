import ModuleKit

/// Every SQL statement on agents and what they were.
enum PresenceStore {
    static func presence(_ agent: AgentID, in tx: Transaction) throws -> AgentPresence? {
        try tx.first(select + "WHERE company_id = \(tx.company) AND agent = \(agent)", read) ?? nil
    }

    /// The agents of the company, at most `limit`.
    static func all(limit: Int, in tx: Transaction) throws -> [AgentPresence] {
        try tx.rows(select + "WHERE company_id = \(tx.company) ORDER BY agent LIMIT \(limit)", read)
            .compactMap(\.self)
    }

    /// Whose telephone an address is.
    static func agent(phone: String, in tx: Transaction) throws -> AgentID? {
        try tx.first(
            "SELECT agent FROM presence_agents WHERE company_id = \(tx.company) AND phone = \(phone)"
        ) { AgentID(wire: $0.string(0)) } ?? nil
    }

    /// Makes a telephone nobody else's: whoever signs in at a desk takes it over.
    static func takePhone(_ phone: String, for agent: AgentID, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE presence_agents SET phone = NULL
            WHERE company_id = \(tx.company) AND phone = \(phone) AND agent <> \(agent)
            """)
    }

    static func save(_ presence: AgentPresence, in tx: Transaction) throws {
        let wrapUp = presence.wrapUp
        try tx.execute(
            """
            INSERT INTO presence_agents (company_id, agent, chosen, chosen_reason, phone, wrap_call_id, wrap_until,
                                         wrap_extended, wrap_needs, absent_since, state, reason, call_id, since)
            VALUES (\(tx.company), \(presence.agent), \(presence.chosen), \(presence.chosenReason), \(presence.phone),
                    \(wrapUp?.call), \(wrapUp?.until), \(wrapUp?.isExtended ?? false),
                    \(wrapUp?.needsDisposition ?? false), \(presence.absentSince), \(presence.state),
                    \(presence.reason), \(presence.call), \(presence.since))
            ON CONFLICT (company_id, agent) DO UPDATE SET chosen = excluded.chosen,
                chosen_reason = excluded.chosen_reason, phone = excluded.phone, wrap_call_id = excluded.wrap_call_id,
                wrap_until = excluded.wrap_until, wrap_extended = excluded.wrap_extended,
                wrap_needs = excluded.wrap_needs, absent_since = excluded.absent_since, state = excluded.state,
                reason = excluded.reason, call_id = excluded.call_id, since = excluded.since
            """)
    }

    /// Agents of all companies whose wrap-up is over by now, those first that have waited longest.
    static func wrapped(at now: Timestamp, limit: Int, in tx: Transaction) throws
        -> [(company: CompanyID, agent: AgentID)]
    {
        try tx.rows(
            "SELECT company_id, agent FROM presence_agents WHERE wrap_until <= \(now) ORDER BY wrap_until LIMIT \(limit)"
        ) { row in AgentID(wire: row.string(1)).map { (CompanyID(row.int64(0)), $0) } }.compactMap(\.self)
    }

    /// Agents of all companies who say that they are there.
    static func present(in tx: Transaction) throws -> [(company: CompanyID, agent: AgentID, absentSince: Timestamp?)] {
        try tx.rows(
            """
            SELECT company_id, agent, absent_since FROM presence_agents WHERE chosen <> 'offline'
            ORDER BY company_id, agent LIMIT 100000
            """
        ) { row in
            AgentID(wire: row.string(1)).map {
                (CompanyID(row.int64(0)), $0, row.int64OrNil(2).map(Timestamp.init(milliseconds:)))
            }
        }.compactMap(\.self)
    }

    // MARK: What they were

    /// Keeps what an agent was until now.
    static func endSpan(of presence: AgentPresence, from: Timestamp, at now: Timestamp, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO presence_spans (company_id, agent, id, state, reason, call_id, from_at, to_at)
            VALUES (\(tx.company), \(presence.agent), \(tx.newID() as Int64), \(presence.state), \(presence.reason),
                    \(presence.call), \(from), \(now))
            """)
    }

    /// What an agent was, newest first.
    static func spans(of agent: AgentID, before: Int64?, limit: Int, in tx: Transaction) throws -> [PresenceSpan] {
        try tx.rows(
            """
            SELECT id, state, reason, call_id, from_at, to_at FROM presence_spans
            WHERE company_id = \(tx.company) AND agent = \(agent) AND id < \(before ?? .max)
            ORDER BY id DESC LIMIT \(limit)
            """
        ) { row in
            PresenceSpan(
                id: row.int64(0), state: PresenceState(rawValue: row.string(1)) ?? .offline,
                reason: row.stringOrNil(2), call: row.int64OrNil(3).map { CallID($0) },
                from: Timestamp(milliseconds: row.int64(4)), to: Timestamp(milliseconds: row.int64(5)))
        }
    }

    // MARK: Reasons

    /// The company's own reasons; empty when it has none.
    static func reasons(in tx: Transaction) throws -> [String] {
        try tx.rows(
            "SELECT reason FROM presence_reasons WHERE company_id = \(tx.company) ORDER BY position LIMIT 50"
        ) { $0.string(0) }
    }

    static func setReasons(_ reasons: [String], in tx: Transaction) throws {
        try tx.execute("DELETE FROM presence_reasons WHERE company_id = \(tx.company)")
        for (position, reason) in reasons.enumerated() {
            try tx.execute(
                """
                INSERT INTO presence_reasons (company_id, position, reason)
                VALUES (\(tx.company), \(position), \(reason))
                """)
        }
    }

    private static let select: SQL = """
        SELECT agent, chosen, chosen_reason, phone, wrap_call_id, wrap_until, wrap_extended, wrap_needs, absent_since,
               state, reason, call_id, since
        FROM presence_agents \u{20}
        """

    private static func read(_ row: Row) -> AgentPresence? {
        guard let agent = AgentID(wire: row.string(0)) else { return nil }
        let time = { (column: Int) in row.int64OrNil(column).map(Timestamp.init(milliseconds:)) }
        return AgentPresence(
            agent: agent, chosen: PresenceState(rawValue: row.string(1)) ?? .offline, chosenReason: row.stringOrNil(2),
            phone: row.stringOrNil(3),
            wrapUp: row.int64OrNil(4).map {
                .init(call: CallID($0), until: time(5), isExtended: row.bool(6), needsDisposition: row.bool(7))
            },
            absentSince: time(8), state: PresenceState(rawValue: row.string(9)) ?? .offline,
            reason: row.stringOrNil(10), call: row.int64OrNil(11).map { CallID($0) },
            since: Timestamp(milliseconds: row.int64(12)))
    }
}
