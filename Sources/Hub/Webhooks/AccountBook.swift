import Domain
import Reactor

/// All provider accounts of the hub in memory, for the loops; behind one lock, and kept true after each commit.
final class AccountBook: Sendable {
    private struct State {
        var accounts: [AccountID: ProviderAccount] = [:]
        /// Accounts that were removed: a change that committed before must not bring one back.
        var removed: Set<AccountID> = []
    }

    private let state = Lock(State())

    /// The account of that id, whoever's it is.
    func account(_ id: AccountID) -> ProviderAccount? { state.withLock { $0.accounts[id] } }

    /// Takes an account as it was committed; an older version than is known changes nothing.
    func set(_ account: ProviderAccount) {
        state.withLock { state in
            guard !state.removed.contains(account.id) else { return }
            if let known = state.accounts[account.id], known.version > account.version { return }
            state.accounts[account.id] = account
        }
    }

    /// Forgets an account that was removed.
    func remove(_ id: AccountID) {
        state.withLock { state in
            state.accounts[id] = nil
            state.removed.insert(id)
        }
    }
}
