import ModuleKit

/// Whom a call is for, and who has it.
struct Ring: Sendable {
    let call: CallID
    let line: LineID?
    /// Handed over to this team: it rings there, and no longer by the line's targets.
    var team: TeamID?
    /// Which of the line's targets rings, counted from 0 and in order.
    var step = 0
    /// For somebody to claim it.
    var waits: Bool
    var claimant: AgentID?
    /// When somebody's leg connected; before, a claim is a lease.
    var connectedAt: Timestamp?
    /// The end of the lease, or of the present target's turn.
    var dueAt: Timestamp?
    var endedAt: Timestamp?

    /// When the claim ends unless a leg connects.
    var leaseEnd: Timestamp? { claimant != nil && connectedAt == nil ? dueAt : nil }

    /// How the line wants its calls treated.
    func routing(in tx: Transaction) throws -> LineRouting {
        try line.flatMap { try TeamStore.routing(of: $0, in: tx) } ?? LineRouting()
    }

    /// The targets that ring together, in the order of their turns.
    func steps(_ routing: LineRouting) -> [[Target]] { team.map { [[.team($0)]] } ?? routing.steps }
}

/// Every SQL statement on rings, offers and hand-overs.
enum RingStore {
    static func ring(_ call: CallID, in tx: Transaction) throws -> Ring? {
        try tx.first(select + "WHERE company_id = \(tx.company) AND call_id = \(call)", read)
    }

    /// Calls that wait for somebody, oldest first.
    static func waiting(in tx: Transaction) throws -> [Ring] {
        try tx.rows(select + "WHERE company_id = \(tx.company) AND waits = 1 ORDER BY call_id LIMIT 200", read)
    }

    /// The calls of all companies whose lease or turn is over by now, those first that have waited longest.
    static func due(at now: Timestamp, limit: Int, in tx: Transaction) throws -> [(company: CompanyID, call: CallID)] {
        try tx.rows(
            "SELECT company_id, call_id FROM call_rings WHERE due_at <= \(now) ORDER BY due_at LIMIT \(limit)"
        ) { (CompanyID($0.int64(0)), CallID($0.int64(1))) }
    }

    /// What an agent has claimed: what is connected first.
    static func claimed(by agent: AgentID, in tx: Transaction) throws -> Ring? {
        try tx.first(
            select
                + """
                WHERE company_id = \(tx.company) AND claimant = \(agent) AND ended_at IS NULL
                ORDER BY connected_at IS NULL, call_id LIMIT 1
                """, read)
    }

    static func save(_ ring: Ring, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO call_rings (company_id, call_id, line_id, team_id, step, waits, claimant, connected_at, due_at,
                                    ended_at)
            VALUES (\(tx.company), \(ring.call), \(ring.line), \(ring.team), \(ring.step), \(ring.waits),
                    \(ring.claimant), \(ring.connectedAt), \(ring.dueAt), \(ring.endedAt))
            ON CONFLICT (company_id, call_id) DO UPDATE SET team_id = excluded.team_id, step = excluded.step,
                waits = excluded.waits, claimant = excluded.claimant, connected_at = excluded.connected_at,
                due_at = excluded.due_at, ended_at = excluded.ended_at
            """)
    }

    // MARK: Offers

    /// At whom a call rings.
    static func offered(_ call: CallID, in tx: Transaction) throws -> [AgentID] {
        try tx.rows(
            """
            SELECT agent FROM call_offers WHERE company_id = \(tx.company) AND call_id = \(call)
            ORDER BY agent LIMIT 100
            """
        ) { AgentID(wire: $0.string(0)) }.compactMap(\.self)
    }

    /// What rings at an agent, oldest first.
    static func offers(to agent: AgentID, in tx: Transaction) throws -> [CallID] {
        try tx.rows(
            """
            SELECT call_id FROM call_offers WHERE company_id = \(tx.company) AND agent = \(agent)
            ORDER BY call_id LIMIT 50
            """
        ) { CallID($0.int64(0)) }
    }

    static func offer(_ call: CallID, to agent: AgentID, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO call_offers (company_id, agent, call_id) VALUES (\(tx.company), \(agent), \(call))
            ON CONFLICT DO NOTHING
            """)
    }

    static func withdraw(_ call: CallID, from agent: AgentID, in tx: Transaction) throws {
        try tx.execute(
            """
            DELETE FROM call_offers
            WHERE company_id = \(tx.company) AND agent = \(agent) AND call_id = \(call)
            """)
    }

    // MARK: Hand-overs

    static func add(_ handOver: HandOver, of call: CallID, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO call_hand_overs (company_id, call_id, id, from_agent, target, note, at)
            VALUES (\(tx.company), \(call), \(tx.newID() as Int64), \(handOver.from), \(handOver.to), \(handOver.note),
                    \(handOver.at))
            """)
    }

    /// The newest hand-overs of a call, newest first.
    static func handOvers(of call: CallID, limit: Int, in tx: Transaction) throws -> [HandOver] {
        try tx.rows(
            """
            SELECT from_agent, target, note, at FROM call_hand_overs
            WHERE company_id = \(tx.company) AND call_id = \(call) ORDER BY id DESC LIMIT \(limit)
            """
        ) { row in
            AgentID(wire: row.string(0)).map {
                HandOver(
                    from: $0, to: row.string(1), note: row.stringOrNil(2), at: Timestamp(milliseconds: row.int64(3)))
            }
        }.compactMap(\.self)
    }

    private static let select: SQL = """
        SELECT call_id, line_id, team_id, step, waits, claimant, connected_at, due_at, ended_at FROM call_rings \u{20}
        """

    private static func read(_ row: Row) -> Ring {
        let time = { (column: Int) in row.int64OrNil(column).map(Timestamp.init(milliseconds:)) }
        return Ring(
            call: CallID(row.int64(0)), line: row.int64OrNil(1).map { LineID($0) },
            team: row.int64OrNil(2).map { TeamID($0) }, step: row.int(3), waits: row.bool(4),
            claimant: row.stringOrNil(5).flatMap(AgentID.init(wire:)), connectedAt: time(6), dueAt: time(7),
            endedAt: time(8))
    }
}
