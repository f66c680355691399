import Accounts
import ModuleKit

extension ObligationsModule {
    /// What the company owed a person, settled or not; the counts lose it too.
    package static func erase(_ person: Person, in tx: Transaction) throws {
        try ObligationStore.erase(person, in: tx)
    }
}

extension ObligationStore {
    fileprivate static func erase(_ person: Person, in tx: Transaction) throws {
        var ids = try tx.rows(
            "SELECT id FROM obligations WHERE company_id = \(tx.company) AND contact_id = \(person.contact?.rawValue ?? 0)"
        ) { ObligationID($0.int64(0)) }
        for number in person.numbers {
            ids += try tx.rows(
                """
                SELECT id FROM obligations
                WHERE company_id = \(tx.company) AND number = \(number) AND contact_id IS NULL
                """
            ) { ObligationID($0.int64(0)) }
        }
        for id in ids {
            guard let obligation = try obligation(id, in: tx) else { continue }
            try count(obligation.counted.sorted(), by: -1, in: tx)
            try Audit.forget(id.wire, in: tx)
            try tx.execute("DELETE FROM obligations WHERE company_id = \(tx.company) AND id = \(id)")
        }
    }
}
