import Accounts
import Calls
import ModuleKit

/// Who has a call: claims with a lease, hand-overs, and what the telephone network says about it.
///
/// Every function runs inside the transaction that makes it so; there is one writer, so of many who claim at once one wins.
enum Claiming {
    // MARK: What people and machines do

    /// Gives a call to an agent; said again, it changes nothing.
    static func claim(_ call: Call, by agent: AgentID, at now: Timestamp, in tx: Transaction) throws -> Ring {
        guard call.isOpen else { throw PresenceError.over }
        guard call.direction == .inbound else { throw PresenceError.ours }
        var ring = try RingStore.ring(call.id, in: tx) ?? Ring(call: call.id, line: call.line, waits: true)
        if ring.claimant == agent { return ring }
        if let holder = ring.claimant {
            guard let end = ring.leaseEnd, end <= now else {
                throw PresenceError.taken(by: holder, name: try Agents.name(of: holder, in: tx), until: ring.leaseEnd)
            }
        } else if call.answeredAt != nil, !ring.waits {
            throw PresenceError.answered(by: call.agent)
        }
        if let wrapUp = try PresenceStore.presence(agent, in: tx)?.wrapUp, wrapUp.needsDisposition {
            throw PresenceError.dispositionRequired(wrapUp.call)
        }
        let late = try giveUp(&ring, .expired, in: tx)
        if call.answeredAt != nil { ring.connectedAt = now }
        try give(&ring, to: agent, at: now, in: tx)
        try AgentSettling.settle(late, at: now, in: tx)
        return ring
    }

    /// Takes the claim back from whoever has it, and lets the call ring on.
    ///
    /// - Returns: false when nobody had it.
    static func release(
        _ call: Call, by agent: AgentID, leads: Bool, at now: Timestamp, in tx: Transaction
    ) throws -> Bool {
        guard call.isOpen else { throw PresenceError.over }
        guard var ring = try RingStore.ring(call.id, in: tx), let holder = ring.claimant else { return false }
        try requireHolder(holder, is: agent, leads, ring, in: tx)
        guard ring.connectedAt == nil else { throw PresenceError.connected }
        let gone = try giveUp(&ring, .givenBack, in: tx)
        try ringAgain(&ring, at: now, in: tx)
        try AgentSettling.settle(gone, at: now, in: tx)
        return true
    }

    /// Gives the call to another agent, or lets it ring at a team, with a word for whoever has it next.
    static func handOver(
        _ call: Call, to target: Target, note: String?, by agent: AgentID, leads: Bool, at now: Timestamp,
        in tx: Transaction
    ) throws -> Ring {
        guard call.isOpen else { throw PresenceError.over }
        guard var ring = try RingStore.ring(call.id, in: tx), let holder = ring.claimant else {
            throw PresenceError.unclaimed
        }
        try requireHolder(holder, is: agent, leads, ring, in: tx)
        guard target != .agent(holder) else {
            throw Problem.invalid("target", "`target` is who has the call already.")
        }
        try requireReachable(target, in: tx)
        try RingStore.add(HandOver(from: agent, to: target.wire, note: note, at: now), of: call.id, in: tx)
        let gone = try giveUp(&ring, .handedOver, in: tx)
        if ring.connectedAt != nil { try beginWrapUp(of: holder, ring, call.view(), at: now, in: tx) }
        switch target {
        case .agent(let next): try give(&ring, to: next, at: now, in: tx)
        case .team(let team):
            ring.team = team
            try ringAgain(&ring, at: now, in: tx)
        }
        try AgentSettling.settle(gone, at: now, in: tx)
        return ring
    }

    // MARK: What time does

    /// A lease or a turn is over: the call rings on.
    static func due(_ call: CallID, at now: Timestamp, in tx: Transaction) throws {
        guard var ring = try RingStore.ring(call, in: tx), let due = ring.dueAt, due <= now else { return }
        let gone = try giveUp(&ring, .expired, in: tx)
        if !gone.isEmpty {
            try ringAgain(&ring, at: now, in: tx)
            try AgentSettling.settle(gone, at: now, in: tx)
        } else {
            try Ringing.passOn(ring, try CallService.find(call.wire, in: tx).view(), at: now, in: tx)
        }
    }

    // MARK: What the network says

    /// Follows what became of a call; one that came in and rings at nobody costs one look by its id.
    static func follow(_ call: CallView, at now: Timestamp, in tx: Transaction) throws {
        guard var ring = try RingStore.ring(call.id, in: tx) ?? ours(call, in: tx) else { return }
        if ring.endedAt == nil {
            if call.answeredAt != nil || call.direction == .outbound, ring.connectedAt == nil {
                try answered(&ring, call, at: now, in: tx)
            }
            if call.endedAt != nil { try ended(&ring, call, at: now, in: tx) }
        }
        if ring.endedAt != nil, call.disposition != nil, let claimant = ring.claimant {
            try AgentSettling.settle(claimant, at: now, in: tx) { presence in
                if presence.wrapUp?.call == call.id { presence.wrapUp?.needsDisposition = false }
            }
        }
    }

    /// A call of ours has no ring until somebody's telephone connects in it; then they are on it, whether or not
    /// whom they called has answered yet.
    private static func ours(_ call: CallView, in tx: Transaction) throws -> Ring? {
        guard call.direction == .outbound, call.endedAt == nil,
            try owner(of: CallService.connectedParties(of: call, in: tx), in: tx) != nil
        else { return nil }
        return Ring(call: call.id, line: call.line, waits: false)
    }

    /// A leg connected: the agent has the call whose telephone it is, or else who has claimed it.
    private static func answered(
        _ ring: inout Ring, _ call: CallView, at now: Timestamp, in tx: Transaction
    ) throws {
        let before = ring.claimant
        let taker = try owner(of: CallService.connectedParties(of: call, in: tx), in: tx) ?? before
        if let before, before != taker {
            try tx.publish(
                CallReleased(call: call.id, agent: before, reason: .answeredElsewhere), on: topics(ring, before))
        }
        (ring.claimant, ring.connectedAt, ring.waits, ring.dueAt) = (taker, now, false, nil)
        try RingStore.save(ring, in: tx)
        let stopped = try Ringing.stop(call.id, .answered, by: taker?.wire ?? call.agent, winner: taker, in: tx)
        if let taker, before != taker { try tellClaim(ring, taker, handOver: nil, in: tx) }
        if let taker { try CallService.assign(call.id, to: taker, in: tx) }
        try AgentSettling.settle(stopped + [before, taker].compactMap(\.self), at: now, in: tx)
        if let taker { try Ringing.withdraw(from: taker, at: now, in: tx) }
    }

    private static func ended(
        _ ring: inout Ring, _ call: CallView, at now: Timestamp, in tx: Transaction
    ) throws {
        let stopped = try Ringing.stop(call.id, .ended, by: nil, in: tx)
        (ring.waits, ring.endedAt) = (false, now)
        let gone = ring.connectedAt == nil ? try giveUp(&ring, .ended, in: tx) : []
        ring.dueAt = nil
        try RingStore.save(ring, in: tx)
        if let connected = ring.claimant { try beginWrapUp(of: connected, ring, call, at: now, in: tx) }
        try AgentSettling.settle(stopped + gone, at: now, in: tx)
    }

    // MARK: Parts of these

    private static func give(_ ring: inout Ring, to agent: AgentID, at now: Timestamp, in tx: Transaction) throws {
        let lease = try ring.routing(in: tx).leaseSec
        (ring.claimant, ring.waits) = (agent, false)
        ring.dueAt = ring.connectedAt == nil ? now + .seconds(lease) : nil
        try RingStore.save(ring, in: tx)
        // First of all, so that no other screen goes on ringing while the rest is told.
        let stopped = try Ringing.stop(ring.call, .claimed, by: agent.wire, winner: agent, in: tx)
        try tellClaim(ring, agent, handOver: RingStore.handOvers(of: ring.call, limit: 1, in: tx).first, in: tx)
        try CallService.assign(ring.call, to: agent, in: tx)
        try AgentSettling.settle(stopped + [agent], at: now, in: tx)
        try Ringing.withdraw(from: agent, at: now, in: tx)
    }

    /// Nobody has the call any more.
    ///
    /// - Returns: Who had it, to be settled once it is known what becomes of the call.
    private static func giveUp(
        _ ring: inout Ring, _ reason: CallReleased.Reason, in tx: Transaction
    ) throws -> [AgentID] {
        guard let holder = ring.claimant else { return [] }
        (ring.claimant, ring.dueAt) = (nil, nil)
        try RingStore.save(ring, in: tx)
        try tx.publish(CallReleased(call: ring.call, agent: holder, reason: reason), on: topics(ring, holder))
        try CallService.assign(ring.call, to: nil, in: tx)
        return [holder]
    }

    private static func ringAgain(_ ring: inout Ring, at now: Timestamp, in tx: Transaction) throws {
        (ring.step, ring.waits) = (0, true)
        let call = try CallService.find(ring.call.wire, in: tx).view()
        try Ringing.ringOn(&ring, call, ring.routing(in: tx), at: now, in: tx)
    }

    private static func beginWrapUp(
        of agent: AgentID, _ ring: Ring, _ call: CallView, at now: Timestamp, in tx: Transaction
    ) throws {
        let routing = try ring.routing(in: tx)
        let required = try routing.requiresDisposition || DispositionStore.isRequired(on: call.line, in: tx)
        try AgentSettling.settle(agent, at: now, in: tx) { presence in
            presence.wrapUp = AgentPresence.WrapUp(
                call: call.id, until: now + .seconds(routing.wrapUpSec),
                needsDisposition: required && call.disposition == nil)
        }
    }

    private static func owner(of phones: [String], in tx: Transaction) throws -> AgentID? {
        for phone in phones {
            if let agent = try PresenceStore.agent(phone: phone, in: tx) { return agent }
        }
        return nil
    }

    private static func requireHolder(
        _ holder: AgentID, is agent: AgentID, _ leads: Bool, _ ring: Ring, in tx: Transaction
    ) throws {
        guard holder == agent || leads else {
            throw PresenceError.taken(by: holder, name: try Agents.name(of: holder, in: tx), until: ring.leaseEnd)
        }
    }

    private static func requireReachable(_ target: Target, in tx: Transaction) throws {
        switch target {
        case .team(let team):
            guard try TeamStore.team(team, in: tx) != nil else {
                throw Problem.invalid("target", "`target` is no team of this company.")
            }
        case .agent(let agent):
            guard let name = try Agents.name(of: agent, in: tx) else {
                throw Problem.invalid("target", "`target` is nobody of this company.")
            }
            let state = try PresenceStore.presence(agent, in: tx)?.state ?? .offline
            guard state == .available || state == .ringing, try RingStore.claimed(by: agent, in: tx) == nil else {
                throw PresenceError.unreachable(agent, name: name, state)
            }
        }
    }

    private static func tellClaim(_ ring: Ring, _ agent: AgentID, handOver: HandOver?, in tx: Transaction) throws {
        try tx.publish(
            CallClaimed(
                call: ring.call, agent: agent, name: try Agents.name(of: agent, in: tx) ?? agent.wire,
                until: ring.leaseEnd, handOver: handOver), on: topics(ring, agent))
    }

    private static func topics(_ ring: Ring, _ agent: AgentID) -> [Topic] {
        [.calls, .call(ring.call), .agent(agent)] + (ring.line.map { [.line($0)] } ?? [])
    }
}
