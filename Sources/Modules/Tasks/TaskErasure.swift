import Accounts
import ModuleKit

extension TasksModule {
    /// What somebody was to do for a person, and what followed from their calls.
    package static func erase(_ person: Person, in tx: Transaction) throws {
        var ids: [TaskID] = []
        if let contact = person.contact {
            ids += try tx.rows("SELECT id FROM tasks WHERE company_id = \(tx.company) AND contact_id = \(contact)") {
                TaskID($0.int64(0))
            }
        }
        for call in person.calls {
            ids += try tx.rows("SELECT id FROM tasks WHERE company_id = \(tx.company) AND call_id = \(call)") {
                TaskID($0.int64(0))
            }
        }
        for id in ids {
            guard let task = try TaskStore.task(id, in: tx) else { continue }
            try Audit.forget(id.wire, in: tx)
            try TaskStore.delete(task, in: tx)
        }
    }
}
