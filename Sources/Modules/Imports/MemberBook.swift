import Accounts
import ModuleKit

/// Who of the company can own a contact, by id, address or name.
struct MemberBook: Sendable {
    private let ids: [String: UserID]

    init(_ members: [User]) {
        var ids: [String: UserID] = [:]
        for member in members {
            // Of two of one name neither is meant.
            ids[member.name.lowercased()] = ids[member.name.lowercased()] == nil ? member.id : UserID(0)
        }
        for member in members {
            ids[member.email.lowercased()] = member.id
            ids[member.id.wire] = member.id
        }
        self.ids = ids.filter { $0.value != UserID(0) }
    }

    func id(of text: String) -> UserID? { ids[text.lowercased()] }
}
