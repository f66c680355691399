import HTTP
import ModuleKit

/// What can be wrong with a request about people, keys and companies.
package enum AccountsError: Error {
    case unknown(String)
    case invalid([FieldProblem])
    case wrongCredentials
    case noCompany
    case tooManyAttempts(Duration)
    case tooManySignIns
    case signInEnded
    case invitationOver
    case slugTaken(String)
    case alreadyMember(String)
    case passwordOfAnother
    case notInvited
    case lastOwner
    case ownKey
    case aboveYou(Role)
    case scopeBeyondYours([String])
    case personOnly
    case idempotencyKeyReused
}

extension AccountsError: ProblemConvertible {
    /// What the client reads.
    package var problem: Problem {
        switch self {
        case .unknown(let id): .notFound("There is no \(id) here.")
        case .invalid(let problems): .invalid(problems)
        case .wrongCredentials:
            Problem(
                .unauthorized, "/problems/wrong-credentials", "Wrong e-mail or password",
                detail: "No person signs in with this e-mail and this password.",
                headers: [("WWW-Authenticate", "Bearer")])
        case .noCompany:
            Problem(
                .forbidden, "/problems/no-company", "No company", detail: "You are not, or no longer, a member there.")
        case .tooManyAttempts(let wait): .tooManyRequests(retryAfterSeconds: wait.wholeSeconds)
        case .tooManySignIns: .unavailable("Too many people are signing in at this moment.", retryAfterSeconds: 5)
        case .signInEnded:
            Problem(
                .unauthorized, "/problems/sign-in-ended", "Sign-in ended", detail: "Sign in again.",
                headers: [("WWW-Authenticate", "Bearer")])
        case .invitationOver:
            Problem(
                .gone, "/problems/invitation-over", "Invitation over",
                detail: "This invitation has been used, replaced, or is too old; ask for a new one.")
        case .slugTaken(let slug):
            Problem(
                .conflict, "/problems/slug-taken", "Slug taken", detail: "Another company has the slug \(slug).",
                field: "slug")
        case .alreadyMember(let email):
            Problem(
                .conflict, "/problems/already-a-member", "Already a member", detail: "\(email) is a member already.",
                field: "email")
        case .passwordOfAnother:
            Problem(
                .conflict, "/problems/known-person", "Known person",
                detail:
                    "This person signs in to the hub already: leave out `password`, and they accept with their own.",
                field: "password")
        case .notInvited:
            Problem(.conflict, "/problems/not-invited", "Not invited", detail: "This person has accepted already.")
        case .lastOwner:
            Problem(
                .conflict, "/problems/last-owner", "Last owner",
                detail: "A company keeps at least one owner who can sign in: make somebody else an owner first.")
        case .ownKey:
            Problem(
                .conflict, "/problems/own-key", "Own key",
                detail: "A key does not revoke itself: use another key, or sign in as a person.")
        case .aboveYou(let role):
            Problem(
                .forbidden, "/problems/above-you", "Above you",
                detail: "Nobody gives or takes more than their own role, which is \(role.name).", field: "role")
        case .scopeBeyondYours(let names):
            Problem(
                .forbidden, "/problems/above-you", "Above you",
                detail: "You do not have \(names.joined(separator: ", ")), so you cannot pass it on.", field: "scopes")
        case .personOnly: .forbidden("Only a person can do this, not an API key.")
        case .idempotencyKeyReused:
            Problem(
                .unprocessableContent, "/problems/idempotency-key-reused", "Idempotency-Key reused",
                detail: "This `Idempotency-Key` was sent with another request within the last 24 hours.",
                field: "Idempotency-Key")
        }
    }
}

extension Duration {
    /// Rounded up, and at least one: what Retry-After says is never too early.
    fileprivate var wholeSeconds: Int {
        let (seconds, rest) = components
        return max(1, Int(seconds) + (rest > 0 ? 1 : 0))
    }
}
