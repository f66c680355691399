import ModuleKit

extension PresenceModule {
    /// What agents told each other of a person when they handed a call over.
    package static func erase(_ person: Person, in tx: Transaction) throws {
        for call in person.calls {
            try tx.execute(
                "UPDATE call_hand_overs SET note = NULL WHERE company_id = \(tx.company) AND call_id = \(call)")
        }
    }
}
