import ModuleKit

/// Why nobody is erased.
enum PrivacyError: Error, Sendable {
    case callGoesOn(CallID)
}

extension PrivacyError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .callGoesOn(let id):
            .conflict("The call \(id) with this person goes on: erase them when it is over.", extra: ["call": id])
        }
    }
}
