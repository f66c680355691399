import ModuleKit

/// What can be wrong about a request for contacts.
enum ContactsError: Error {
    /// Another contact has the external id.
    case externalIDTaken(by: ContactID)
    case unknownField(String)
    /// There is a field of that key already, or one that is being removed.
    case fieldTaken(String)
    case tooManyFields(most: Int)
    case unknownBusiness(BusinessID)
    /// Another business has the name.
    case businessTaken(by: BusinessID)
    /// More contacts work for it than are changed at once.
    case businessInUse(most: Int)
    case unknownInteraction(InteractionID)
    /// No person wrote it.
    case interactionNotWritten(InteractionID)
}

extension ContactsError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .externalIDTaken(let other):
            .conflict("Another contact has this `externalId`.", extra: ["contact": other])
        case .unknownField(let key):
            Problem(
                .notFound, "/problems/unknown-field", "No such field", detail: "There is no field \(key.prefix(60)).")
        case .fieldTaken(let key): .conflict("There is a field `\(key)` already.", extra: ["key": key])
        case .tooManyFields(let most): .conflict("A company has at most \(most) fields of its own; remove one first.")
        case .unknownBusiness(let id):
            Problem(
                .notFound, "/problems/unknown-business", "No such business", detail: "There is no business \(id).")
        case .businessTaken(let other):
            .conflict("Another business has this `name`.", extra: ["business": other])
        case .businessInUse(let most):
            .conflict("More than \(most) contacts work for the business; move some of them to another first.")
        case .unknownInteraction(let id):
            Problem(
                .notFound, "/problems/unknown-interaction", "No such interaction",
                detail: "There is no interaction \(id).")
        case .interactionNotWritten(let id):
            .conflict("\(id) was not written by hand: what calls and messages leave is never edited.")
        }
    }
}
