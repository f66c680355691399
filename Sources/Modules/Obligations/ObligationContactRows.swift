import ModuleKit

extension ObligationsModule {
    /// Obligations, which follow their contact.
    ///
    /// A contact has one open obligation on a line: where both have one, the other's stays with its number alone.
    package static let contactRows = ContactRows(
        "obligations",
        move: { from, to, tx in
            try tx.rows(
                """
                UPDATE obligations SET contact_id = CASE WHEN closed_at IS NULL AND EXISTS (
                  SELECT 1 FROM obligations o WHERE o.company_id = obligations.company_id AND o.contact_id = \(to)
                    AND o.line_id = obligations.line_id AND o.closed_at IS NULL) THEN NULL ELSE \(to) END
                WHERE company_id = \(tx.company) AND contact_id = \(from) RETURNING id
                """
            ) { $0.int64(0) }
        },
        giveBack: { row, from, to, tx in
            try tx.execute(
                """
                UPDATE obligations SET contact_id = \(to)
                WHERE company_id = \(tx.company) AND id = \(row) AND (contact_id = \(from) OR contact_id IS NULL)
                """)
        })
}
