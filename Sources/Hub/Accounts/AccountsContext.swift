import ModuleKit

/// What all services of the accounts share.
struct AccountsContext: Sendable {
    let database: Database
    let gatekeeper: Gatekeeper
    let booth: PasswordBooth
    let now: @Sendable () -> Timestamp

    /// Tells the gatekeeper, after the commit, and every open socket of the company, by the event log.
    ///
    /// - Parameter words: What happened, such as `role changed to agent`.
    func change(_ change: AccessChange, _ words: String, in tx: Transaction) throws {
        tx.afterCommit(change)
        guard change.company == tx.company else { return }
        try tx.publish(AccessChanged(user: change.user, key: change.key, change: words), on: .admin)
    }
}
