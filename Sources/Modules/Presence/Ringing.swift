import Accounts
import Calls
import ModuleKit

/// At whom a call rings: begins with its line's targets, goes on when nobody takes it, and stops at once when somebody does.
///
/// Every function runs inside the transaction that makes it so, a webhook's included.
enum Ringing {
    /// A call has begun: on a line with targets, it rings at those who are free.
    static func begin(_ call: CallView, at now: Timestamp, in tx: Transaction) throws {
        guard call.direction == .inbound, call.answeredAt == nil, let line = call.line,
            let routing = try TeamStore.routing(of: line, in: tx)
        else { return }
        var ring = Ring(call: call.id, line: line, waits: true)
        try ringOn(&ring, call, routing, at: now, in: tx)
    }

    /// Rings at the first targets, from the present turn on, of whom somebody is free; where nobody is, it waits.
    static func ringOn(
        _ ring: inout Ring, _ call: CallView, _ routing: LineRouting, at now: Timestamp, in tx: Transaction
    ) throws {
        let steps = ring.steps(routing)
        let before = try RingStore.offered(ring.call, in: tx)
        var free: [AgentID] = []
        for turn in 0..<steps.count {
            let step = (ring.step + turn) % steps.count
            free = try self.free(among: steps[step], in: tx)
            guard !free.isEmpty else { continue }
            ring.step = step
            break
        }
        ring.dueAt = steps.count > 1 && !free.isEmpty ? now + .seconds(routing.ringSec) : nil
        try RingStore.save(ring, in: tx)
        let (gone, new) = (before.filter { !free.contains($0) }, free.filter { !before.contains($0) })
        for agent in gone { try RingStore.withdraw(ring.call, from: agent, in: tx) }
        try tellStop(ring.call, .passedOn, by: nil, to: gone, in: tx)
        try offer(ring, call, to: new, in: tx)
        try AgentSettling.settle(gone + new, at: now, in: tx)
    }

    /// The turn of the present targets is over.
    static func passOn(_ ring: Ring, _ call: CallView, at now: Timestamp, in tx: Transaction) throws {
        var ring = ring
        ring.step += 1
        try ringOn(&ring, call, ring.routing(in: tx), at: now, in: tx)
    }

    /// Lets the calls that wait ring at an agent who has become free.
    ///
    /// - Returns: The first of them.
    static func offerWaiting(to agent: AgentID, at now: Timestamp, in tx: Transaction) throws -> CallID? {
        var first: CallID?
        for var ring in try RingStore.waiting(in: tx) {
            let routing = try ring.routing(in: tx)
            let steps = ring.steps(routing)
            let mine = try steps.indices.filter { index in
                try steps[index].contains { try members(of: $0, in: tx).contains(agent) }
            }
            guard let step = mine.contains(ring.step) ? ring.step : mine.first else { continue }
            if step != ring.step {
                // It rings at somebody whose turn it is.
                guard try RingStore.offered(ring.call, in: tx).isEmpty else { continue }
                ring.step = step
            }
            if steps.count > 1, ring.dueAt == nil { ring.dueAt = now + .seconds(routing.ringSec) }
            try RingStore.save(ring, in: tx)
            try offer(ring, try CallService.find(ring.call.wire, in: tx).view(), to: [agent], in: tx)
            first = first ?? ring.call
        }
        return first
    }

    /// Stops ringing, and tells those at whom it rang who has the call.
    ///
    /// - Parameter winner: Who has it, and is not told to stop.
    /// - Returns: At whom it rang, to be settled.
    static func stop(
        _ call: CallID, _ reason: RingStopped.Reason, by: String?, winner: AgentID? = nil, in tx: Transaction
    ) throws -> [AgentID] {
        let offered = try RingStore.offered(call, in: tx)
        for agent in offered { try RingStore.withdraw(call, from: agent, in: tx) }
        try tellStop(call, reason, by: by, to: offered.filter { $0 != winner }, in: tx)
        return offered
    }

    /// Stops whatever rings at an agent who has taken another call or is not available any more.
    static func withdraw(from agent: AgentID, at now: Timestamp, in tx: Transaction) throws {
        for call in try RingStore.offers(to: agent, in: tx) {
            try RingStore.withdraw(call, from: agent, in: tx)
            try tellStop(call, .unavailable, by: nil, to: [agent], in: tx)
            guard try RingStore.offered(call, in: tx).isEmpty, var ring = try RingStore.ring(call, in: tx) else {
                continue
            }
            let view = try CallService.find(call.wire, in: tx).view()
            try ringOn(&ring, view, ring.routing(in: tx), at: now, in: tx)
        }
    }

    /// The agents of a target.
    static func members(of target: Target, in tx: Transaction) throws -> [AgentID] {
        switch target {
        case .agent(let agent): [agent]
        case .team(let team): try TeamStore.members(of: team, in: tx)
        }
    }

    private static let mostAtOnce = 100

    /// Those of the targets whom a call may ring at: they are available, and have not taken another call.
    private static func free(among targets: [Target], in tx: Transaction) throws -> [AgentID] {
        var free: [AgentID] = []
        for target in targets {
            for agent in try members(of: target, in: tx) where !free.contains(agent) && free.count < mostAtOnce {
                guard let presence = try PresenceStore.presence(agent, in: tx), presence.chosen == .available,
                    presence.wrapUp == nil, try RingStore.claimed(by: agent, in: tx) == nil
                else { continue }
                free.append(agent)
            }
        }
        return free
    }

    private static func offer(
        _ ring: Ring, _ call: CallView, to agents: [AgentID], in tx: Transaction
    ) throws {
        guard !agents.isEmpty else { return }
        for agent in agents { try RingStore.offer(ring.call, to: agent, in: tx) }
        let handOver = try RingStore.handOvers(of: ring.call, limit: 1, in: tx).first
        var topics: [Topic] = [.calls, .call(ring.call)]
        if let line = ring.line { topics.append(.line(line)) }
        try tx.publish(
            CallOffered(call: call, targets: agents, handOver: handOver), on: topics + agents.map(Topic.agent))
    }

    private static func tellStop(
        _ call: CallID, _ reason: RingStopped.Reason, by: String?, to agents: [AgentID], in tx: Transaction
    ) throws {
        guard !agents.isEmpty else { return }
        let name = try by.flatMap(AgentID.init(wire:)).flatMap { try Agents.name(of: $0, in: tx) }
        try tx.publish(
            RingStopped(call: call, reason: reason, by: by, name: name), on: agents.map(Topic.agent))
    }
}
