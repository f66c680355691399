import Domain
import ModuleKit
import SQLite

extension CallsModule {
    /// Calls and messages, which follow their contact.
    ///
    /// Calls are found by the contact's history, so they go before it.
    package static let contactRows = [
        ContactRows(
            "calls",
            move: { from, to, tx in
                try tx.rows(
                    """
                    UPDATE calls SET contact_id = \(to)
                    WHERE company_id = \(tx.company) AND contact_id = \(from) AND id IN (
                      SELECT i.call_id FROM interactions i
                      WHERE i.company_id = \(tx.company) AND i.contact_id = \(from) AND i.call_id IS NOT NULL)
                    RETURNING id
                    """
                ) { $0.int64(0) }
            },
            giveBack: { row, from, to, tx in
                try tx.execute(
                    """
                    UPDATE calls SET contact_id = \(to)
                    WHERE company_id = \(tx.company) AND id = \(row) AND contact_id = \(from)
                    """)
            }),
        ContactRows("messages", table: "messages"),
    ]
}
