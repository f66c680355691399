import ModuleKit

// What other modules are handed of obligations: a person's day, and a contact's timeline.

extension ObligationsModule {
    /// Obligations of somebody and of nobody that do not rest, those that are due first.
    package static let day: DaySource = { query, tx in
        let owners: [UserID?] = query.owner.map { [$0, nil] } ?? [nil]
        return try owners.flatMap { owner in
            try tx.rows(
                ObligationStore.select
                    + """
                    WHERE o.company_id = \(tx.company) AND o.closed_at IS NULL AND o.state <> 'snoozed'
                      AND o.owner_id IS \(owner) AND o.due_at < \(query.dueBefore ?? Timestamp(milliseconds: .max))
                    ORDER BY o.due_at, o.id LIMIT \(query.limit)
                    """, ObligationStore.read)
        }.map { obligation in
            DayItem(
                .obligation, obligation.id, title: obligation.title, dueAt: obligation.dueAt,
                contact: obligation.contact, number: obligation.number)
        }
    }

    /// Obligations towards a contact, by when they came to be.
    package static let timeline = TimelineSource([.obligation]) { query, tx in
        try tx.rows(
            ObligationStore.select
                + """
                WHERE o.company_id = \(tx.company) AND o.contact_id = \(query.contact)
                  AND (o.opened_at, o.id) < (\(query.before.at), \(query.before.key)) AND o.opened_at >= \(query.from)
                ORDER BY o.opened_at DESC, o.id DESC LIMIT \(query.limit)
                """
        ) { row in
            let obligation = try ObligationStore.read(row)
            var item = TimelineItem(at: obligation.openedAt, .obligation, obligation.id, title: obligation.title)
            item.text = obligation.remark
            item.data = [
                "obligationKind": .string(obligation.kind.rawValue), "state": .string(obligation.state.rawValue),
                "dueAt": .string(obligation.dueAt.rfc3339), "number": .string(obligation.number.e164),
            ]
            item.data["owner"] = obligation.owner.map { .string($0.wire) }
            item.data["closedAt"] = obligation.closedAt.map { .string($0.rfc3339) }
            item.data["end"] = obligation.end.map { .string($0.rawValue) }
            return item
        }
    }
}

extension Obligation {
    /// What is to be done.
    fileprivate var title: String {
        switch kind {
        case .missedCall: calls > 1 ? "Call back: \(calls) missed calls" : "Call back: missed call"
        case .voicemail: "Call back: voicemail"
        case .unansweredMessage: messages > 1 ? "Answer \(messages) messages" : "Answer a message"
        }
    }
}
