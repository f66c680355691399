import Directory
import Domain
import JSON
import SQLite

/// What passed between a contact and the company, as lines of its timeline: calls with what became of them, messages,
/// and what people noted.
package enum InteractionTimeline {
    /// Every kind of interaction.
    package static let source = TimelineSource([.call, .message, .email, .appointment, .note]) { query, tx in
        let kinds = Interaction.Kind.allCases.filter { query.kinds?.contains($0.timelineKind) ?? true }
        guard !kinds.isEmpty else { return [] }
        return try tx.rows(
            """
            SELECT i.id, i.kind, i.at, opened('interactions.summary', i.company_id, i.id, i.summary), i.outcome,
                   i.sentiment, i.author, i.call_id, k.direction, k.status, k.answered_at, k.duration_sec,
                   k.agent, k.disposition
            FROM interactions i LEFT JOIN calls k ON k.company_id = i.company_id AND k.id = i.call_id
            WHERE i.company_id = \(tx.company) AND i.contact_id = \(query.contact)
              AND (i.at, i.id) < (\(query.before.at), \(query.before.key)) AND i.at >= \(query.from)
              AND i.kind IN (\(SQL.list(kinds.map(\.rawValue))))
            ORDER BY i.at DESC, i.id DESC LIMIT \(query.limit)
            """, line)
    }

    private static func line(_ row: Row) throws -> TimelineItem {
        let kind: Interaction.Kind = try row.value(1)
        let (author, direction) = (row.stringOrNil(6), row.stringOrNil(8))
        var item = TimelineItem(
            at: Timestamp(milliseconds: row.int64(2)), kind.timelineKind, InteractionID(row.int64(0)),
            title: title(of: kind, direction: direction, wasAnswered: !row.isNull(10), author: author))
        (item.text, item.author) = (row.stringOrNil(3), author)
        item.call = row.int64OrNil(7).map { CallID($0) }
        if kind.timelineKind == .message { item.data["channel"] = .string(kind.rawValue) }
        for (column, name) in [
            (4, "outcome"), (5, "sentiment"), (8, "direction"), (9, "status"), (12, "agent"), (13, "disposition"),
        ] {
            item.data[name] = row.stringOrNil(column).map { .string($0) }
        }
        item.data["durationSec"] = row.int64OrNil(11).map { .integer($0) }
        return item
    }

    private static func title(
        of kind: Interaction.Kind, direction: String?, wasAnswered: Bool, author: String?
    ) -> String {
        switch kind {
        case .call where direction == nil: "Call"
        case .call where direction == CallDirection.outbound.rawValue: wasAnswered ? "Call to them" : "Not reached"
        case .call: wasAnswered ? "Call from them" : "Missed call"
        case .sms, .chat: author == nil ? "Message from them" : "Message to them"
        case .email: "E-mail"
        case .appointment: "Appointment"
        case .note: "Note"
        }
    }
}

extension Interaction.Kind {
    /// How a timeline names it.
    fileprivate var timelineKind: TimelineKind {
        switch self {
        case .call: .call
        case .sms, .chat: .message
        case .email: .email
        case .appointment: .appointment
        case .note: .note
        }
    }
}
