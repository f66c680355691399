import ModuleKit

extension FiguresModule {
    /// From which number a person called; how often anybody called again is counted without them.
    package static func erase(_ person: Person, in tx: Transaction) throws {
        for call in person.calls {
            try tx.execute("DELETE FROM figure_callers WHERE company_id = \(tx.company) AND call_id = \(call)")
        }
    }
}
