import Domain
import Web

/// What can be wrong about a request for calls or lines.
package enum CallsError: Error {
    case unknownCall(String)
    case unknownLine(String)
    case unknownVersion(String)
    case lineExists(number: String, line: LineID)
    case lineChanged
}

extension CallsError: ProblemConvertible {
    package var problem: Problem {
        switch self {
        case .unknownCall(let name):
            Problem(
                .notFound, "/problems/unknown-call", "No such call",
                detail:
                    "There is no call \(name.prefix(60)): neither a call's id nor a provider's id of one of its legs.")
        case .unknownLine(let id):
            Problem(.notFound, "/problems/unknown-line", "No such line", detail: "There is no line \(id.prefix(60)).")
        case .unknownVersion(let source):
            Problem(
                .notFound, "/problems/unknown-version", "No such version",
                detail: "The call has no transcript from \(source.prefix(60)).")
        case .lineExists(let number, let line):
            Problem.conflict("The number \(number) is the line \(line) already.", extra: ["line": line])
        case .lineChanged: Problem.stale()
        }
    }
}
