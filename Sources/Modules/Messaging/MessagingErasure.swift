import Accounts
import Calls
import ModuleKit

extension MessagingModule {
    /// Messages to a person that wait are not sent any more.
    package static func erase(_ person: Person, in tx: Transaction) throws {
        for message in try CallErasure.messages(of: person, in: tx) {
            try OutboxStore.remove(message, in: tx)
            try Audit.forget(message.wire, in: tx)
        }
    }
}
