import HTTP
import ModuleKit
import Providers

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
