import Accounts
import Calls
import ModuleKit

/// Who has a call, asked for by people and machines: each function is one transaction.
struct ClaimService: Sendable {
    let database: Database
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter

    func claim(_ name: String, by request: Request) async throws -> CallTargets {
        let (at, agent) = (now(), try request.agent)
        return try await database.write(request.company) { tx in
            let call = try CallService.find(name, in: tx)
            let before = try RingStore.ring(call.id, in: tx)?.claimant
            let ring = try Claiming.claim(call, by: agent, at: at, in: tx)
            if before != agent { try audit("call.claimed", call.id.wire, [:], request, tx) }
            return try CallTargets(call.id, ring, in: tx)
        }
    }

    func release(_ name: String, by request: Request) async throws {
        let (at, agent) = (now(), try request.agent)
        try await database.write(request.company) { tx in
            let call = try CallService.find(name, in: tx)
            let released = try Claiming.release(call, by: agent, leads: request.leads, at: at, in: tx)
            if released { try audit("call.released", call.id.wire, [:], request, tx) }
        }
    }

    func handOver(_ name: String, _ draft: HandOverDraft, by request: Request) async throws -> CallTargets {
        let (at, agent) = (now(), try request.agent)
        return try await database.write(request.company) { tx in
            let call = try CallService.find(name, in: tx)
            let ring = try Claiming.handOver(
                call, to: draft.target, note: draft.note, by: agent, leads: request.leads, at: at, in: tx)
            try audit("call.handed-over", call.id.wire, ["to": .string(draft.target.wire)], request, tx)
            return try CallTargets(call.id, ring, in: tx)
        }
    }

    func targets(_ name: String, in company: CompanyID) async throws -> CallTargets {
        try await database.read(company) { tx in
            let call = try CallService.find(name, in: tx).id
            return try CallTargets(call, RingStore.ring(call, in: tx), in: tx)
        }
    }
}

extension Request {
    /// Whether the caller may decide for other agents.
    fileprivate var leads: Bool { caller?.may(.teamsWrite) == true }
}

/// Who has a call, at whom it rings, and what was said when it was handed over.
struct CallTargets: Sendable, JSONEncodable {
    let call: CallID
    let agent: AgentID?
    let name: String?
    let connectedAt: Timestamp?
    let until: Timestamp?
    let targets: [AgentID]
    let handOvers: [HandOver]

    init(_ call: CallID, _ ring: Ring?, in tx: Transaction) throws {
        self.call = call
        agent = ring?.claimant
        name = try ring?.claimant.flatMap { try Agents.name(of: $0, in: tx) }
        connectedAt = ring?.connectedAt
        until = ring?.leaseEnd
        targets = try RingStore.offered(call, in: tx)
        handOvers = try RingStore.handOvers(of: call, limit: 50, in: tx)
    }

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("call", call)
            $0.member("agent", agent)
            $0.member("name", name)
            $0.member("connectedAt", connectedAt)
            $0.member("until", until)
            $0.member("targets", targets)
            $0.member("handOvers", handOvers)
        }
    }

    static let schema: Schema = .object([
        .required("call", .string()), .optional("agent", .string(), "Who has it."), .optional("name", .string()),
        .optional("connectedAt", .string(format: .dateTime)),
        .optional("until", .string(format: .dateTime), "When the claim ends unless a leg connects."),
        .required("targets", .array(of: .string()), "Whose screens show that it rings."),
        .required("handOvers", .array(of: HandOver.schema), "The newest first."),
    ])
}

/// To whom a call goes, and what they should know.
struct HandOverDraft: JSONBody {
    var target: Target
    var note: String?

    static let schema: Schema = .object([
        .required("target", Target.schema, "An agent who is available, or a team at which it rings."),
        .optional("note", .string(min: 1, max: 4000), "For whoever has it next."),
    ])
}
