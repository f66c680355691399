import Calls
import Domain
import Reactor

/// What each provider account has been heard to do since the program started; in memory, behind one lock.
final class AccountHealth: Sendable {
    /// One account.
    struct State: Sendable {
        /// Webhooks that were believed.
        var accepted: Int64 = 0
        /// Of those: they said nothing new.
        var repeated: Int64 = 0
        /// Of those: of no use to the hub.
        var ignored: Int64 = 0
        /// Believed, but not stored: the provider was told to come again.
        var notStored: Int64 = 0
        /// Ends of calls that came after the sweeper had given them up.
        var recovered: Int64 = 0
        var refusals: [Refusal.Reason: Int64] = [:]
        var lastGoodAt: Timestamp?
        /// From the moment it happened to the moment we heard of it, in milliseconds, of the last event that said so.
        var lastLagMs: Int64?
        /// The same, over the last sixteen or so.
        var meanLagMs: Double?
        /// How far it has been compared with its provider's records; nil: nobody compares it.
        var reconcile: ReconcileState?
        /// The socket over which it tells of calls; nil: there is none.
        var connection: ConnectionState?
    }

    private let states = Lock<[AccountID: State]>([:])

    func state(of account: AccountID) -> State { states.withLock { $0[account] } ?? State() }

    func forget(_ account: AccountID) { states.withLock { $0[account] = nil } }

    func accepted(_ event: ProviderEvent, _ applied: AppliedEvent) {
        accepted(
            event.account, changed: applied.changed, recovered: applied.recovered, at: event.receivedAt,
            occurred: event.occurredAt)
    }

    func accepted(
        _ account: AccountID, changed: Bool, recovered: Bool = false, at: Timestamp, occurred: Timestamp? = nil
    ) {
        states.withLock { states in
            var state = states[account, default: State()]
            state.accepted += 1
            if !changed { state.repeated += 1 }
            if recovered { state.recovered += 1 }
            state.lastGoodAt = at
            // A late repetition says nothing of how far behind the provider is.
            if changed, let occurred {
                let lag = max(0, at.milliseconds - occurred.milliseconds)
                state.lastLagMs = lag
                state.meanLagMs = state.meanLagMs.map { $0 + (Double(lag) - $0) / 16 } ?? Double(lag)
            }
            states[account] = state
        }
    }

    func ignored(_ account: AccountID, at: Timestamp) {
        states.withLock { states in
            states[account, default: State()].accepted += 1
            states[account, default: State()].ignored += 1
            states[account, default: State()].lastGoodAt = at
        }
    }

    /// Changes what is shown of an account.
    func show(_ account: AccountID, _ change: (inout State) -> Void) {
        states.withLock { change(&$0[account, default: State()]) }
    }

    func notStored(_ account: AccountID) { states.withLock { $0[account, default: State()].notStored += 1 } }

    func refused(_ account: AccountID, _ reason: Refusal.Reason) {
        states.withLock { $0[account, default: State()].refusals[reason, default: 0] += 1 }
    }
}
