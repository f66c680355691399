import ModuleKit

/// Why nobody is erased.
enum PrivacyError: Error, Sendable {
    case unknownContact(ContactID)
    case callGoesOn(CallID)
}

extension PrivacyError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .unknownContact(let id):
            Problem(.notFound, "/problems/unknown-contact", "No such contact", detail: "There is no contact \(id).")
        case .callGoesOn(let id):
            .conflict("The call \(id) with this person goes on: erase them when it is over.", extra: ["call": id])
        }
    }
}
