import HTTP
import ModuleKit

/// Why a call is not placed or not changed.
enum OutboundError: Error, Sendable {
    case unknownLine(LineID)
    case unknownAccount
    /// The provider has no API that this hub speaks.
    case notOffered(provider: String)
    /// Nobody has said how the hub signs in there.
    case noLogin(AccountID)
    case doNotCall(number: String, why: String)
    /// The number is being called or spoken with.
    case inProgress(CallID?)
    /// The same key was used for another request.
    case keyReused
    /// The same request is under way, or nobody knows what became of it: it is never sent twice.
    case undecided
    case cannot(provider: String, what: String)
    case noSuchLeg
    case over
    case provider(ProviderFault)
}

/// What a provider's API said instead of doing it.
enum ProviderFault: Error, Sendable, Equatable {
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

extension OutboundError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .unknownLine(let id): .notFound("There is no line \(id).")
        case .unknownAccount: .notFound("There is no such provider account.")
        case .notOffered(let provider):
            .invalid(
                "line",
                "Calls are not placed through `\(provider)`; they are through twilio, signalwire, telnyx, "
                    + "vonage, plivo and asterisk.")
        case .noLogin(let account):
            .conflict("The hub has no login at the provider: PUT /api/provider-accounts/\(account)/login first.")
        case .doNotCall(let number, let why):
            Problem(.conflict, "/problems/do-not-call", "Not to be called", detail: "\(number) is not called: \(why).")
        case .inProgress(let call?):
            .conflict("The number is on the phone with us already.", extra: ["call": call])
        case .inProgress(nil): .conflict("The number is being called already.")
        case .keyReused:
            Problem(
                .unprocessableContent, "/problems/idempotency-key-reused", "Key used for another request",
                detail: "This `Idempotency-Key` belongs to another request; take a new one.", field: "Idempotency-Key")
        case .undecided:
            Problem(
                .conflict, "/problems/outcome-unknown", "Nobody knows yet",
                detail: "The provider has not said whether it placed this call, and it is not placed twice; see the "
                    + "live calls.")
        case .cannot(let provider, let what):
            Problem(
                .conflict, "/problems/not-offered", "The provider cannot do this",
                detail: "\(provider) cannot \(what) a call of two by its API.")
        case .noSuchLeg: .conflict("The other side's leg is not known yet, so that nobody can be moved.")
        case .over: .conflict("The call is over.")
        case .provider(let fault): fault.problem
        }
    }
}

extension ProviderFault: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .busy(let seconds): .tooManyRequests(retryAfterSeconds: seconds)
        case .login(let detail):
            Problem(
                .badGateway, "/problems/provider-login", "The provider refused the login",
                detail: "\(detail) Set the account's login anew.")
        case .refused(let code, let detail):
            Problem(
                .unprocessableContent, "/problems/provider-refused", "The provider refused the call", detail: detail,
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
