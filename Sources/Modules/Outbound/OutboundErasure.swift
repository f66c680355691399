import Accounts
import ModuleKit

extension OutboundModule {
    /// Whom calls were placed to; that they were stays, lest a request that is sent again calls again.
    package static func erase(_ person: Person, in tx: Transaction) throws {
        for number in person.numbers {
            try tx.execute(
                "UPDATE outbound_orders SET number = 'erased' WHERE company_id = \(tx.company) AND number = \(number)")
            try Audit.forget("call.placed", naming: number, in: tx)
        }
    }
}
