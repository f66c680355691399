import ModuleKit

/// What a client of the provider accounts, or a sender of webhooks, is told.
enum WebhooksError: Error {
    case noSuchAccount(AccountID)
    case unknownProvider(String, known: [String])
    case tooManyAccounts(Int)
    /// Nothing at that path: an account that is not there, another provider's, or a hook that the provider has not.
    case noSuchHook(String)
    case refused(Refusal)
}

extension WebhooksError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .noSuchAccount(let id):
            Problem.notFound("There is no provider account \(id.wire).")
        case .unknownProvider(let name, let known):
            Problem.invalid("provider", "There is no provider `\(name)`; there is \(known.joined(separator: ", ")).")
        case .tooManyAccounts(let limit):
            Problem(
                .conflict, "/problems/webhooks/too-many-accounts", "Too many provider accounts",
                detail: "A company has at most \(limit) provider accounts.", extra: ["limit": limit])
        case .noSuchHook(let detail):
            Problem(.notFound, "/problems/webhooks/no-such-hook", "No such webhook", detail: detail)
        case .refused(let refusal): Self.problem(of: refusal)
        }
    }

    private static func problem(of refusal: Refusal) -> Problem {
        switch refusal.reason {
        case .unreadable: Problem.unreadable(refusal.detail)
        case .incomplete:
            Problem(
                .unprocessableContent, "/problems/webhooks/incomplete", "Incomplete webhook", detail: refusal.detail)
        default:
            // The sender may be anybody: what exactly did not match, only an administrator reads.
            Problem(
                .forbidden, "/problems/webhooks/refused", "Webhook refused",
                detail: "Its signature could not be verified; the reason is at /api/webhook-refusals.",
                extra: ["reason": refusal.reason.rawValue])
        }
    }
}
