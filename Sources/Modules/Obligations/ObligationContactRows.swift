import Directory
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

    /// The obligation that a call brought about or added to last, which goes with it.
    ///
    /// Where the other has one on that line already, it stays with its number alone, as when two are joined.
    package static let moveCall: CallMover = { call, from, to, tx in
        guard let cause = try ObligationStore.cause(call.rawValue, in: tx),
            try ObligationStore.newestCause(of: cause.obligation, in: tx) == call.rawValue,
            let before = try ObligationStore.obligation(cause.obligation, in: tx),
            before.contact == from || before.contact == nil
        else { return }
        var after = before
        (after.contact, after.contactName) = (to, try to.flatMap { try ContactDirectory.bearing(of: $0, in: tx)?.name })
        if !before.state.isClosed,
            let standing = try ObligationStore.standing(before.number, to, line: before.line, in: tx),
            standing.id != before.id
        {
            (after.contact, after.contactName) = (nil, nil)
        }
        guard after.contact != before.contact else { return }
        let change = ObligationChange(what: .moved, at: Timestamp(milliseconds: tx.now), source: call.wire)
        try ObligationJournal.write(after, was: before, change, in: tx)
    }
}
