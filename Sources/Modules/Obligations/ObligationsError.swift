import ModuleKit

/// What can be wrong about a request for obligations or opening hours.
enum ObligationsError: Error {
    case unknown(ObligationID)
    /// It is settled: nothing can be done about it but to open it again.
    case settled(Obligation)
    case notSettled(Obligation)
    case claimed(by: UserID)
    /// The person has another one on that line that is not settled.
    case another(ObligationID)
    case noLine
    case noMember(field: String)
}

extension ObligationsError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .unknown(let id):
            Problem(
                .notFound, "/problems/unknown-obligation", "No such obligation", detail: "There is no obligation \(id)."
            )
        case .settled(let obligation):
            .conflict(
                "The obligation is \(obligation.state.rawValue) already; open it again first.",
                extra: ["state": obligation.state])
        case .notSettled(let obligation):
            .conflict("The obligation is not settled.", extra: ["state": obligation.state])
        case .claimed(let user): .conflict("Somebody else is at it already.", extra: ["owner": user])
        case .another(let id):
            .conflict("The person has another obligation on this line that is not settled.", extra: ["obligation": id])
        case .noLine: .invalid("line", "`line` is missing: the obligation came in on none of the company's lines.")
        case .noMember(let field): .invalid(field, "`\(field)` is no member of the company; take one of /api/users.")
        }
    }
}
