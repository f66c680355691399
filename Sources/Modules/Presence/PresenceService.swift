import Accounts
import Calls
import Directory
import ModuleKit

/// The rules of who can take calls: what people say of themselves, wrap-up, and being gone.
struct PresenceService: Sendable {
    /// So long nobody's socket may be away before its owner is offline.
    static let absence = Duration.seconds(90)
    /// What people may be away for in a company that has not said otherwise.
    static let usualReasons = ["break", "lunch", "meeting", "training"]
    private static let mostAgents = 1000

    let database: Database
    let now: @Sendable () -> Timestamp
    let parser: PhoneParser
    let region: @Sendable (CompanyID) -> String
    let isConnected: @Sendable (AgentID, CompanyID) -> Bool
    let audit: AuditWriter

    // MARK: Reading

    /// Which agents a list shows; all that is said must hold.
    struct Filter: Sendable {
        var team: TeamID?
        var line: LineID?
        var state: PresenceState?
    }

    /// The agents, and the offset at which that is true.
    func agents(_ filter: Filter, in company: CompanyID) async throws -> (agents: [AgentView], offset: Int64) {
        try await database.read(company) { tx in
            let found = try Self.presences(filter, in: tx).filter { filter.state == nil || $0.state == filter.state }
            return (try found.compactMap { try $0.view(in: tx) }, try EventLog.extent(in: tx).last)
        }
    }

    private static func presences(_ filter: Filter, in tx: Transaction) throws -> [AgentPresence] {
        guard filter.team != nil || filter.line != nil else { return try PresenceStore.all(limit: mostAgents, in: tx) }
        var wanted: [Set<AgentID>] = []
        if let team = filter.team {
            guard try TeamStore.team(team, in: tx) != nil else { throw PresenceError.unknownTeam(team) }
            wanted.append(Set(try TeamStore.members(of: team, in: tx)))
        }
        if let line = filter.line {
            _ = try LineService.line(line, in: tx)
            let targets = try TeamStore.routing(of: line, in: tx)?.targets ?? []
            wanted.append(Set(try targets.flatMap { try Ringing.members(of: $0, in: tx) }))
        }
        let agents = wanted.dropFirst().reduce(wanted.first ?? []) { $0.intersection($1) }
        return try agents.sorted { $0.wire < $1.wire }.map {
            try PresenceStore.presence($0, in: tx) ?? AgentPresence(agent: $0)
        }
    }

    /// What the topics `presence` and `agents/…` show.
    static func snapshot(_ topic: Topic, in tx: Transaction) throws -> [UInt8] {
        guard case .agent(let agent) = topic else {
            return try PresenceStore.all(limit: mostAgents, in: tx).compactMap { try $0.view(in: tx) }.jsonBytes
        }
        let presence = try PresenceStore.presence(agent, in: tx) ?? AgentPresence(agent: agent)
        let claimed = try RingStore.claimed(by: agent, in: tx).map { [$0.call] } ?? []
        let calls = try (claimed + RingStore.offers(to: agent, in: tx)).map {
            try CallService.find($0.wire, in: tx).view()
        }
        var json = JSONWriter(capacity: 512)
        try json.object {
            $0.member("presence", try presence.view(in: tx))
            $0.member("calls", calls)
        }
        return json.bytes
    }

    /// What an agent was, newest first.
    func history(of agent: AgentID, before: Int64?, limit: Int, in company: CompanyID) async throws -> [PresenceSpan] {
        try await database.read(company) { tx in
            guard try Agents.name(of: agent, in: tx) != nil else { throw PresenceError.unknownAgent(agent) }
            return try PresenceStore.spans(of: agent, before: before, limit: limit, in: tx)
        }
    }

    // MARK: What people say

    /// Sets what an agent is whenever no call says otherwise; said again, it only shows that the agent is there.
    func set(_ draft: PresenceDraft, of agent: AgentID, by request: Request) async throws -> AgentView {
        let at = now()
        let phone = try draft.phone.map { try telephone($0, in: request.company) }
        return try await database.write(request.company) { tx in
            guard try Agents.name(of: agent, in: tx) != nil else { throw PresenceError.unknownAgent(agent) }
            try check(draft, in: tx)
            let before = try PresenceStore.presence(agent, in: tx)
            if draft.state == .available, let wrapUp = before?.wrapUp, wrapUp.needsDisposition {
                throw PresenceError.dispositionRequired(wrapUp.call)
            }
            if let named = phone ?? nil { try PresenceStore.takePhone(named, for: agent, in: tx) }
            let after = try AgentSettling.settle(agent, at: at, in: tx) { presence in
                (presence.chosen, presence.chosenReason) = (draft.state.shown, draft.reason)
                if let phone { presence.phone = phone }
                presence.absentSince = nil
                if presence.wrapUp?.needsDisposition == false { presence.wrapUp = nil }
            }
            if draft.state != .available { try Ringing.withdraw(from: agent, at: at, in: tx) }
            if before?.chosen != after.chosen || before?.chosenReason != after.chosenReason
                || before?.phone != after.phone
            {
                try audit("presence.set", agent.wire, ["state": .string(draft.state.rawValue)], request, tx)
            }
            guard let view = try after.view(in: tx) else { throw PresenceError.unknownAgent(agent) }
            return view
        }
    }

    /// A telephone as legs name it; nil for none.
    private func telephone(_ text: String, in company: CompanyID) throws -> String? {
        guard !text.isEmpty else { return nil }
        let party = parser.party(text, region: region(company))
        guard party.kind != .anonymous else {
            throw Problem.invalid("phone", "`phone` is \(text.prefix(60).jsonText), by which nobody can be known.")
        }
        return party.display
    }

    private func check(_ draft: PresenceDraft, in tx: Transaction) throws {
        guard let reason = draft.reason else { return }
        guard draft.state == .away else {
            throw Problem.invalid("reason", "`reason` goes with `away`: it says why somebody is not there.")
        }
        let known = try Self.reasons(in: tx)
        guard known.contains(reason) else { throw PresenceError.unknownReason(reason, known: known) }
    }

    /// Lets an agent's wrap-up last longer, once.
    func extend(by seconds: Int64, for agent: AgentID, by request: Request) async throws -> AgentView {
        let at = now()
        return try await database.write(request.company) { tx in
            guard let wrapUp = try PresenceStore.presence(agent, in: tx)?.wrapUp, let until = wrapUp.until, until > at
            else { throw PresenceError.noWrapUp }
            guard !wrapUp.isExtended else { throw PresenceError.alreadyExtended }
            let after = try AgentSettling.settle(agent, at: at, in: tx) { presence in
                presence.wrapUp?.until = until + .seconds(seconds)
                presence.wrapUp?.isExtended = true
            }
            try audit("presence.wrap-up-extended", agent.wire, ["seconds": .integer(seconds)], request, tx)
            guard let view = try after.view(in: tx) else { throw PresenceError.unknownAgent(agent) }
            return view
        }
    }

    func reasons(in company: CompanyID) async throws -> [String] {
        try await database.read(company) { try Self.reasons(in: $0) }
    }

    func setReasons(_ reasons: [String], by request: Request) async throws -> [String] {
        guard Set(reasons).count == reasons.count else {
            throw Problem.invalid("reasons", "`reasons` says the same twice.")
        }
        return try await database.write(request.company) { tx in
            try PresenceStore.setReasons(reasons, in: tx)
            try audit(
                "presence.reasons-set", tx.company.wire, ["reasons": .array(reasons.map { .string($0) })], request, tx)
            return try Self.reasons(in: tx)
        }
    }

    private static func reasons(in tx: Transaction) throws -> [String] {
        let own = try PresenceStore.reasons(in: tx)
        return own.isEmpty ? usualReasons : own
    }

    // MARK: What time does

    /// Ends what is over by now: leases, turns, wrap-ups; each once, however often this is called.
    func endWhatIsDue() async throws {
        let at = now()
        let (rings, wraps) = try await database.read(tenant: 0) { tx in
            (try RingStore.due(at: at, limit: 500, in: tx), try PresenceStore.wrapped(at: at, limit: 500, in: tx))
        }
        for (company, call) in rings {
            // One that fails must not keep the others waiting; it is due again the next time.
            try? await database.write(company) { try Claiming.due(call, at: at, in: $0) }
        }
        for (company, agent) in wraps {
            try? await database.write(company) { _ = try AgentSettling.settle(agent, at: at, in: $0) }  // See above.
        }
    }

    /// Whoever has had no socket open, and said nothing, for a while is offline.
    func noteAbsence() async throws {
        let at = now()
        for found in try await database.read(tenant: 0, { try PresenceStore.present(in: $0) }) {
            let isHere = isConnected(found.agent, found.company)
            let isGone = !isHere && found.absentSince.map { $0 + Self.absence <= at } ?? false
            guard isGone || isHere != (found.absentSince == nil) else { continue }
            try await database.write(found.company) { tx in
                let after = try AgentSettling.settle(found.agent, at: at, in: tx) { presence in
                    // Whoever has said something meanwhile is not gone.
                    if isGone, presence.absentSince == found.absentSince {
                        (presence.chosen, presence.chosenReason) = (.offline, nil)
                    }
                    presence.absentSince = isHere ? nil : presence.absentSince ?? at
                }
                if after.chosen == .offline { try Ringing.withdraw(from: found.agent, at: at, in: tx) }
            }
        }
    }
}
