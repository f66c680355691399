import ModuleKit

/// Why an agent's state, a claim or a team is not changed.
enum PresenceError: Error, Sendable {
    case unknownAgent(AgentID)
    /// Not one of the company's reasons to be away.
    case unknownReason(String, known: [String])
    case noWrapUp
    case alreadyExtended
    /// The call needs a disposition first.
    case dispositionRequired(CallID)
    case unknownTeam(TeamID)
    case teamExists(name: String, TeamID)
    case teamTargeted(LineID)
    case over
    /// We have placed the call ourselves.
    case ours
    /// Somebody else has it.
    case taken(by: AgentID, name: String?, until: Timestamp?)
    /// Somebody's telephone has connected already.
    case answered(by: String?)
    /// Who speaks cannot give back, but can hand over.
    case connected
    case unclaimed
    /// Whom the call is to be handed to cannot take it.
    case unreachable(AgentID, name: String, PresenceState)
}

extension PresenceError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .unknownAgent(let agent): .notFound("There is no \(agent) in this company.")
        case .unknownReason(let reason, let known):
            .invalid(
                "reason", "`reason` is \(reason.prefix(60).jsonText); it is one of \(known.joined(separator: ", ")).")
        case .noWrapUp: .conflict("There is no wrap-up to extend.")
        case .alreadyExtended: .conflict("This wrap-up was extended already; it is once.")
        case .dispositionRequired(let call):
            Problem(
                .conflict, "/problems/disposition-required", "Disposition required",
                detail: "The line asks what \(call) came to: send its outcome to /api/contact-lookup/call-completed.",
                extra: ["call": call])
        case .unknownTeam(let team): .notFound("There is no team \(team).")
        case .teamExists(let name, let team): .conflict("`\(name)` is the team \(team) already.", extra: ["team": team])
        case .teamTargeted(let line):
            .conflict("Calls to the line \(line) ring at this team; change that first.", extra: ["line": line])
        case .over: .conflict("The call is over.")
        case .ours: .conflict("The call is one of ours: nobody waits to be answered.")
        case .taken(let agent, let name, let until):
            Problem(
                .conflict, "/problems/claimed", "Somebody else has it",
                detail: "\(name ?? agent.wire) has this call.",
                extra: ["agent": agent, "name": name ?? agent.wire, "until": until?.rfc3339 ?? ""])
        case .answered(let by):
            Problem(
                .conflict, "/problems/claimed", "Somebody else has it",
                detail: "The call is answered already\(by.map { " by \($0)" } ?? "").", extra: ["agent": by ?? ""])
        case .connected: .conflict("You speak with them: hand the call over instead.")
        case .unclaimed: .conflict("Nobody has this call yet: claim it first.")
        case .unreachable(let agent, let name, let state):
            Problem(
                .conflict, "/problems/not-available", "Not available",
                detail: "\(name) is \(state.rawValue), and cannot take the call.",
                extra: ["agent": agent, "state": state])
        }
    }
}
