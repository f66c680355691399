import ModuleKit

/// Why an account is not compared with its provider's records.
enum ReconcileError: Error, Sendable {
    case unknownAccount
    /// The provider has no lists of records that its profile knows.
    case notOffered(provider: String)
    case noLogin(AccountID)
}

extension ReconcileError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .unknownAccount: .notFound("There is no such provider account.")
        case .notOffered(let provider):
            .conflict(
                "The hub knows no lists of records at `\(provider)`: what its webhooks lose stays lost, and a call whose end "
                    + "never came is closed after its line's `maxCallHours`.")
        case .noLogin(let account):
            .conflict("The hub has no login at the provider: PUT /api/provider-accounts/\(account)/login first.")
        }
    }
}
