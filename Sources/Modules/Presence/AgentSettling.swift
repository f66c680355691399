import ModuleKit

/// Makes what is shown of an agent follow from the facts: what they chose, whom they speak with, wrap-up, what rings.
enum AgentSettling {
    /// Brings agents up to date after the calls that they have or hear have changed.
    static func settle(_ agents: some Sequence<AgentID>, at now: Timestamp, in tx: Transaction) throws {
        var seen: Set<AgentID> = []
        for agent in agents where seen.insert(agent).inserted { try settle(agent, at: now, in: tx) }
    }

    /// Changes the facts of an agent, keeps what it was until now, and publishes what it is.
    @discardableResult
    static func settle(
        _ agent: AgentID, at now: Timestamp, in tx: Transaction, _ change: (inout AgentPresence) -> Void = { _ in }
    ) throws -> AgentPresence {
        let known = try PresenceStore.presence(agent, in: tx)
        let before = known ?? AgentPresence(agent: agent)
        var after = before
        change(&after)
        closeWrapUp(of: &after, at: now)
        try show(&after, in: tx)
        if after.state == .available, let call = try Ringing.offerWaiting(to: agent, at: now, in: tx) {
            (after.state, after.call) = (.ringing, call)
        }
        if known == nil || (before.state, before.reason, before.call) != (after.state, after.reason, after.call) {
            if let since = before.since { try PresenceStore.endSpan(of: before, from: since, at: now, in: tx) }
            after.since = now
        }
        guard after != before else { return after }
        try PresenceStore.save(after, in: tx)
        if after.shows(otherThan: before), let view = try after.view(in: tx) {
            try tx.publish(PresenceChanged(view), on: .presence, .agent(agent))
        }
        return after
    }

    /// Wrap-up ends at its time, or once the call has a disposition where it needs one.
    private static func closeWrapUp(of presence: inout AgentPresence, at now: Timestamp) {
        guard let wrapUp = presence.wrapUp, wrapUp.until.map({ $0 <= now }) ?? true else { return }
        if wrapUp.needsDisposition {
            presence.wrapUp?.until = nil
        } else {
            presence.wrapUp = nil
        }
    }

    private static func show(_ presence: inout AgentPresence, in tx: Transaction) throws {
        (presence.reason, presence.call) = (nil, nil)
        if let claimed = try RingStore.claimed(by: presence.agent, in: tx) {
            presence.state = claimed.connectedAt == nil ? .ringing : .onCall
            presence.call = claimed.call
        } else if let wrapUp = presence.wrapUp {
            (presence.state, presence.call) = (.wrapUp, wrapUp.call)
        } else if presence.chosen == .available, let call = try RingStore.offers(to: presence.agent, in: tx).first {
            (presence.state, presence.call) = (.ringing, call)
        } else {
            (presence.state, presence.reason) = (presence.chosen, presence.chosenReason)
        }
    }
}

extension AgentPresence {
    /// Whether a dashboard would show something else.
    fileprivate func shows(otherThan other: AgentPresence) -> Bool {
        (state, reason, call, phone) != (other.state, other.reason, other.call, other.phone) || wrapUp != other.wrapUp
    }
}
