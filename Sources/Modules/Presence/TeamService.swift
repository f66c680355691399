import Accounts
import Calls
import ModuleKit

/// The rules of teams, and of whom a line's calls ring at.
struct TeamService: Sendable {
    let database: Database
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter

    func teams(after: TeamID?, limit: Int, in company: CompanyID) async throws -> [Team] {
        try await database.read(company) { try TeamStore.teams(after: after, limit: limit, in: $0) }
    }

    func team(_ id: TeamID, in company: CompanyID) async throws -> Team {
        try await database.read(company) { try Self.team(id, in: $0) }
    }

    func create(_ draft: TeamDraft, by request: Request) async throws -> Team {
        let at = now()
        return try await database.write(request.company) { tx in
            try check(draft, for: nil, in: tx)
            let team = Team(id: try tx.newID(), name: draft.name, members: draft.members, createdAt: at)
            try TeamStore.save(team, in: tx)
            try note("team.created", team, request, tx)
            return team
        }
    }

    func replace(_ id: TeamID, by draft: TeamDraft, request: Request) async throws -> Team {
        try await database.write(request.company) { tx in
            var team = try Self.team(id, in: tx)
            try check(draft, for: id, in: tx)
            (team.name, team.members) = (draft.name, draft.members)
            try TeamStore.save(team, in: tx)
            try note("team.updated", team, request, tx)
            return try Self.team(id, in: tx)
        }
    }

    func delete(_ id: TeamID, by request: Request) async throws {
        try await database.write(request.company) { tx in
            let team = try Self.team(id, in: tx)
            if let line = try TeamStore.line(targeting: .team(id), in: tx) { throw PresenceError.teamTargeted(line) }
            try TeamStore.delete(id, in: tx)
            try note("team.deleted", team, request, tx)
        }
    }

    /// At whom a line's calls ring; nil where nobody has said so.
    func routing(of line: LineID, in company: CompanyID) async throws -> LineRouting? {
        try await database.read(company) { tx in
            _ = try LineService.line(line, in: tx)
            return try TeamStore.routing(of: line, in: tx)
        }
    }

    func route(_ line: LineID, _ draft: RoutingDraft, by request: Request) async throws -> LineRouting {
        try await database.write(request.company) { tx in
            let name = try LineService.line(line, in: tx).id.wire
            let routing = draft.routing
            for (index, target) in routing.targets.enumerated() {
                try check(target, "targets[\(index)]", in: tx)
                guard routing.targets.firstIndex(of: target) == index else {
                    throw Problem.invalid("targets[\(index)]", "`\(target.wire)` is named twice.")
                }
            }
            try TeamStore.save(routing, of: line, in: tx)
            try audit(
                "line.routed", name, ["targets": .array(routing.targets.map { .string($0.wire) })], request, tx)
            return routing
        }
    }

    private static func team(_ id: TeamID, in tx: Transaction) throws -> Team {
        guard let team = try TeamStore.team(id, in: tx) else { throw PresenceError.unknownTeam(id) }
        return team
    }

    private func check(_ draft: TeamDraft, for id: TeamID?, in tx: Transaction) throws {
        if let known = try TeamStore.team(named: draft.name, in: tx), known != id {
            throw PresenceError.teamExists(name: draft.name, known)
        }
        for (index, member) in draft.members.enumerated() {
            try check(.agent(member), "members[\(index)]", in: tx)
            guard draft.members.firstIndex(of: member) == index else {
                throw Problem.invalid("members[\(index)]", "`\(member)` is named twice.")
            }
        }
    }

    private func check(_ target: Target, _ field: String, in tx: Transaction) throws {
        let isKnown =
            switch target {
            case .agent(let agent): try Agents.name(of: agent, in: tx) != nil
            case .team(let team): try TeamStore.team(team, in: tx) != nil
            }
        guard isKnown else {
            throw Problem.invalid(field, "`\(field)` is \(target.wire), which this company does not have.")
        }
    }

    private func note(_ action: String, _ team: Team, _ request: Request, _ tx: Transaction) throws {
        try audit(
            action, team.id.wire,
            ["name": .string(team.name), "members": .array(team.members.map { .string($0.wire) })], request, tx)
    }
}

/// A team as somebody wants it.
struct TeamDraft: JSONBody {
    var name: String
    var members: [AgentID]

    static let schema: Schema = .object([
        .required("name", .string(min: 1, max: 100), "Nobody else's in the company."),
        .required("members", .array(of: AgentID.schema, max: 100), "People and keys."),
    ])
}

/// At whom somebody wants a line's calls to ring.
struct RoutingDraft: JSONBody {
    var targets: [Target]
    var strategy: LineRouting.Strategy?
    var ringSec: Int64?
    var leaseSec: Int64?
    var wrapUpSec: Int64?
    var requiresDisposition: Bool?

    var routing: LineRouting {
        let usual = LineRouting()
        return LineRouting(
            strategy: strategy ?? usual.strategy, targets: targets, ringSec: ringSec ?? usual.ringSec,
            leaseSec: leaseSec ?? usual.leaseSec, wrapUpSec: wrapUpSec ?? usual.wrapUpSec,
            requiresDisposition: requiresDisposition ?? usual.requiresDisposition)
    }

    static let schema: Schema = .object([
        .required(
            "targets", .array(of: Target.schema, max: 20), "People, keys and teams; none: the calls ring at nobody."),
        .optional(
            "strategy", .enumeration(LineRouting.Strategy.self), "All at once (unless told), or one after the other."),
        .optional("ringSec", .integer(min: 5, max: 300), "So long one target rings before the next; 20 unless told."),
        .optional(
            "leaseSec", .integer(min: 5, max: 300), "So long a claim holds while no leg connects; 20 unless told."),
        .optional("wrapUpSec", .integer(min: 0, max: 3600), "30 unless told."),
        .optional("requiresDisposition", .boolean, "Wrap-up does not end before the call has a disposition."),
    ])
}
