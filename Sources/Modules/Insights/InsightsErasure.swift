import ModuleKit

extension InsightsModule {
    /// What was quoted, promised and judged in a person's calls; moods and counts, which have no words, stay.
    package static func erase(_ person: Person, in tx: Transaction) throws {
        for call in person.calls { try eraseWords(of: call, in: tx) }
        guard let contact = person.contact else { return }
        try tx.execute("DELETE FROM insights_promises WHERE company_id = \(tx.company) AND contact_id = \(contact)")
    }

    private static func eraseWords(of call: CallID, in tx: Transaction) throws {
        try tx.execute("DELETE FROM insights_triggers WHERE company_id = \(tx.company) AND call_id = \(call)")
        try tx.execute("DELETE FROM insights_promises WHERE company_id = \(tx.company) AND call_id = \(call)")
        try tx.execute("DELETE FROM insights_model_verdicts WHERE company_id = \(tx.company) AND call_id = \(call)")
        try tx.execute("DELETE FROM insights_model_troubles WHERE company_id = \(tx.company) AND call_id = \(call)")
    }
}
