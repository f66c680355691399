import ModuleKit

/// Why a login is not kept.
enum ProvidersError: Error, Sendable {
    case unknownAccount
    case noLogin
    /// The provider has no API that this hub speaks.
    case notOffered(provider: String)
}

extension ProvidersError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .unknownAccount: .notFound("There is no such provider account.")
        case .noLogin: .notFound("The account has no login.")
        case .notOffered(let provider):
            .conflict(
                "The hub signs in at \(ProviderKind.allCases.map(\.rawValue).joined(separator: ", ")), and not at "
                    + "`\(provider)`.")
        }
    }
}
