import Domain
import JSON
import SQLite

/// What the directory itself adds to the timeline of a contact: how it came to be, and what it wants of each channel.
package enum ContactTimeline {
    /// When and from where the contact came.
    package static let created = TimelineSource([.created]) { query, tx in
        try tx.rows(
            """
            SELECT created_at, source FROM contacts
            WHERE company_id = \(tx.company) AND id = \(query.contact) AND created_at >= \(query.from)
              AND (created_at, id) < (\(query.before.at), \(query.before.key))
            """
        ) { row in
            var item = TimelineItem(
                at: Timestamp(milliseconds: row.int64(0)), .created, query.contact, title: "Contact made")
            item.data["source"] = .string(row.string(1))
            return item
        }
    }

    /// What was said of consent, at the addresses that the contact has now.
    package static let consent = TimelineSource([.consent]) { query, tx in
        try tx.rows(
            """
            SELECT id, at, address, channel, purpose, state, source, word, note, author FROM consent_changes
            WHERE company_id = \(tx.company) AND at >= \(query.from)
              AND (at, id) < (\(query.before.at), \(query.before.key))
              AND address IN (SELECT number FROM contact_numbers
                              WHERE company_id = \(tx.company) AND contact_id = \(query.contact)
                              UNION ALL SELECT lower(email) FROM contacts
                              WHERE company_id = \(tx.company) AND id = \(query.contact) AND email IS NOT NULL)
            ORDER BY at DESC, id DESC LIMIT \(query.limit)
            """
        ) { row in
            let (channel, purpose, state) = (row.string(3), row.string(4), row.string(5))
            var item = TimelineItem(
                at: Timestamp(milliseconds: row.int64(1)), .consent, id: "\(row.int64(0))", key: row.int64(0),
                title: "Consent \(state): \(channel), \(purpose)")
            (item.text, item.author) = (row.stringOrNil(8), row.stringOrNil(9))
            item.data = [
                "address": .string(row.string(2)), "channel": .string(channel), "purpose": .string(purpose),
                "state": .string(state), "source": .string(row.string(6)),
            ]
            item.data["word"] = row.stringOrNil(7).map { .string($0) }
            return item
        }
    }
}
