import ModuleKit

extension InsightsModule {
    /// Promises, which follow the contact they were made to.
    package static let contactRows = ContactRows(
        "promises",
        move: { from, to, tx in
            try tx.rows(
                """
                UPDATE insights_promises SET contact_id = \(to)
                WHERE company_id = \(tx.company) AND contact_id = \(from) RETURNING id
                """
            ) { $0.int64(0) }
        },
        giveBack: { row, from, to, tx in
            try tx.execute(
                """
                UPDATE insights_promises SET contact_id = \(to)
                WHERE company_id = \(tx.company) AND id = \(row) AND contact_id = \(from)
                """)
        })

    /// What was promised in a call, which goes with it.
    package static let moveCall: CallMover = { call, from, to, tx in
        try tx.execute(
            """
            UPDATE insights_promises SET contact_id = \(to)
            WHERE company_id = \(tx.company) AND call_id = \(call) AND contact_id IS \(from)
            """)
    }
}
