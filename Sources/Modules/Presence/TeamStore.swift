import ModuleKit

/// Every SQL statement on teams, and on the targets of lines.
enum TeamStore {
    static func team(_ id: TeamID, in tx: Transaction) throws -> Team? {
        let found = try tx.first(
            "SELECT id, name, created_at FROM teams WHERE company_id = \(tx.company) AND id = \(id)", read)
        return try found.map { try withMembers($0, in: tx) }
    }

    static func teams(after: TeamID?, limit: Int, in tx: Transaction) throws -> [Team] {
        try tx.rows(
            """
            SELECT id, name, created_at FROM teams WHERE company_id = \(tx.company) AND id > \(after?.rawValue ?? 0)
            ORDER BY id LIMIT \(limit)
            """, read
        ).map { try withMembers($0, in: tx) }
    }

    static func team(named name: String, in tx: Transaction) throws -> TeamID? {
        try tx.first("SELECT id FROM teams WHERE company_id = \(tx.company) AND name = \(name)") {
            TeamID($0.int64(0))
        }
    }

    static func members(of team: TeamID, in tx: Transaction) throws -> [AgentID] {
        try tx.rows(
            """
            SELECT agent FROM team_members WHERE company_id = \(tx.company) AND team_id = \(team)
            ORDER BY agent LIMIT 100
            """
        ) { AgentID(wire: $0.string(0)) }.compactMap(\.self)
    }

    /// Writes a team with its members, in place of what it was.
    static func save(_ team: Team, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO teams (company_id, id, name, created_at)
            VALUES (\(tx.company), \(team.id), \(team.name), \(team.createdAt))
            ON CONFLICT (company_id, id) DO UPDATE SET name = excluded.name
            """)
        try tx.execute("DELETE FROM team_members WHERE company_id = \(tx.company) AND team_id = \(team.id)")
        for member in team.members {
            try tx.execute(
                """
                INSERT INTO team_members (company_id, team_id, agent) VALUES (\(tx.company), \(team.id), \(member))
                """)
        }
    }

    static func delete(_ id: TeamID, in tx: Transaction) throws {
        try tx.execute("DELETE FROM teams WHERE company_id = \(tx.company) AND id = \(id)")
    }

    /// A line that names a target.
    static func line(targeting target: Target, in tx: Transaction) throws -> LineID? {
        try tx.first(
            "SELECT line_id FROM line_targets WHERE company_id = \(tx.company) AND target = \(target.wire) LIMIT 1"
        ) { LineID($0.int64(0)) }
    }

    /// At whom a line's calls ring; nil where nobody has said so.
    static func routing(of line: LineID, in tx: Transaction) throws -> LineRouting? {
        let found = try tx.first(
            """
            SELECT strategy, ring_sec, lease_sec, wrap_up_sec, requires_disposition FROM line_routings
            WHERE company_id = \(tx.company) AND line_id = \(line)
            """
        ) { row in
            LineRouting(
                strategy: LineRouting.Strategy(rawValue: row.string(0)) ?? .all, ringSec: row.int64(1),
                leaseSec: row.int64(2), wrapUpSec: row.int64(3), requiresDisposition: row.bool(4))
        }
        guard var routing = found else { return nil }
        routing.targets = try tx.rows(
            """
            SELECT target FROM line_targets WHERE company_id = \(tx.company) AND line_id = \(line)
            ORDER BY position LIMIT 20
            """
        ) { Target(wire: $0.string(0)) }.compactMap(\.self)
        return routing
    }

    static func save(_ routing: LineRouting, of line: LineID, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO line_routings (company_id, line_id, strategy, ring_sec, lease_sec, wrap_up_sec,
                                       requires_disposition)
            VALUES (\(tx.company), \(line), \(routing.strategy.rawValue), \(routing.ringSec), \(routing.leaseSec),
                    \(routing.wrapUpSec), \(routing.requiresDisposition))
            ON CONFLICT (company_id, line_id) DO UPDATE SET strategy = excluded.strategy, ring_sec = excluded.ring_sec,
                lease_sec = excluded.lease_sec, wrap_up_sec = excluded.wrap_up_sec,
                requires_disposition = excluded.requires_disposition
            """)
        try tx.execute("DELETE FROM line_targets WHERE company_id = \(tx.company) AND line_id = \(line)")
        for (position, target) in routing.targets.enumerated() {
            try tx.execute(
                """
                INSERT INTO line_targets (company_id, line_id, position, target)
                VALUES (\(tx.company), \(line), \(position), \(target.wire))
                """)
        }
    }

    private static func read(_ row: Row) -> Team {
        Team(
            id: TeamID(row.int64(0)), name: row.string(1), members: [],
            createdAt: Timestamp(milliseconds: row.int64(2)))
    }

    private static func withMembers(_ team: Team, in tx: Transaction) throws -> Team {
        var team = team
        team.members = try members(of: team.id, in: tx)
        return team
    }
}
