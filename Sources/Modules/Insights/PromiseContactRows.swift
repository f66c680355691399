import ModuleKit

extension InsightsModule {
    /// Promises, which follow the contact they were made to.
    package static let contactRows = ContactRows("promises", table: "insights_promises")

    /// What was promised in a call, which goes with it.
    package static let moveCall: CallMover = { call, from, to, tx in
        try tx.execute(
            """
            UPDATE insights_promises SET contact_id = \(to)
            WHERE company_id = \(tx.company) AND call_id = \(call) AND contact_id IS \(from)
            """)
    }
}
