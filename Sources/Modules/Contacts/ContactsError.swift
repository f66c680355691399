import ModuleKit

/// What can be wrong about a request for contacts.
enum ContactsError: Error {
    case unknownContact(ContactID)
}

extension ContactsError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .unknownContact(let id):
            Problem(.notFound, "/problems/unknown-contact", "No such contact", detail: "There is no contact \(id).")
        }
    }
}
