import HTTP
import ModuleKit

/// What a provider's API said instead of doing it.
package enum ProviderFault: Error, Sendable, Equatable {
    /// Too much at once; nothing was done.
    case busy(retryAfterSeconds: Int)
    /// Our user or secret is not right; nothing was done.
    case login(String)
    /// Something about the request; nothing was done.
    case refused(code: String?, String)
    /// There is no such call any more.
    case gone
    /// It could not be asked; nothing was done.
    case unreachable(String)
    /// It was asked and has not said what it did.
    case undecided(String)
}

extension ProviderFault: CustomStringConvertible {
    /// One sentence, for who reads it later.
    package var description: String {
        switch self {
        case .busy(let seconds): "The provider asks us to wait for \(seconds) s."
        case .gone: "The provider has no such thing (404)."
        case .login(let detail), .refused(_, let detail), .unreachable(let detail), .undecided(let detail): detail
        }
    }
}

extension ProviderFault: ProblemConvertible {
    package var problem: Problem {
        switch self {
        case .busy(let seconds): .tooManyRequests(retryAfterSeconds: seconds)
        case .login(let detail):
            Problem(
                .badGateway, "/problems/provider-login", "The provider refused the login",
                detail: "\(detail) Set the account's login anew.")
        case .refused(let code, let detail):
            Problem(
                .unprocessableContent, "/problems/provider-refused", "The provider refused it", detail: detail,
                extra: ["providerCode": code ?? ""])
        case .gone: .conflict("The provider says that the call is over.")
        case .unreachable(let detail):
            Problem(.badGateway, "/problems/provider-unreachable", "The provider cannot be reached", detail: detail)
        case .undecided(let detail):
            Problem(
                .gatewayTimeout, "/problems/outcome-unknown", "Nobody knows yet",
                detail: "\(detail) Whether it did what it was asked is not known; it is not asked twice.")
        }
    }
}
