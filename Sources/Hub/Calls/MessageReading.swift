import Domain
import SQLite

/// What modules read of messages inside a transaction of their own.
package enum MessageReading {
    /// When the hub heard of a message first; nil when there is none.
    package static func at(_ message: MessageID, in tx: Transaction) throws -> Timestamp? {
        try MessageStore.message(message, in: tx)?.at
    }

    /// When the newest message that is known to have reached a contact was sent; among the newest twenty.
    package static func lastDelivered(to contact: ContactID, in tx: Transaction) throws -> Timestamp? {
        try tx.first(
            """
            SELECT at FROM (
              SELECT id, at, direction, status FROM messages
              WHERE company_id = \(tx.company) AND contact_id = \(contact) ORDER BY id DESC LIMIT 20) newest
            WHERE direction = 'outbound' AND status IN ('delivered', 'read') ORDER BY id DESC LIMIT 1
            """
        ) { Timestamp(milliseconds: $0.int64(0)) }
    }

    /// Columns of ``messages(after:through:limit:in:_:)``.
    package enum Column {
        /// By name, as the statement lists them.
        package static let id = 0, contact = 1, line = 2, direction = 3, channel = 4, status = 5, from = 6, to = 7
        /// By name, as the statement lists them.
        package static let text = 8, author = 9, at = 10
    }

    /// The newest message's identifier; 0 where there is none.
    package static func newest(in tx: Transaction) throws -> Int64 {
        try tx.first("SELECT id FROM messages WHERE company_id = \(tx.company) ORDER BY id DESC LIMIT 1") {
            $0.int64(0)
        } ?? 0
    }

    /// How many messages have an id up to `through`: counts an index, for progress only.
    package static func count(through: Int64, in tx: Transaction) throws -> Int {
        try tx.first("SELECT count(*) FROM messages WHERE company_id = \(tx.company) AND id <= \(through)") {
            $0.int(0)
        } ?? 0
    }

    /// Messages with an id above `after` and up to `through`, in order, until `body` returns false.
    ///
    /// What passed with contacts who are removed is left out.
    package static func messages(
        after: Int64, through: Int64, limit: Int, in tx: Transaction, _ body: (Row) throws -> Bool
    ) throws {
        try tx.forEach(
            """
            SELECT m.id, m.contact_id, m.line_id, m.direction, m.channel, m.status, m.from_raw, m.to_raw,
                   opened('messages.text', m.company_id, m.id, m.text), m.author, m.at
            FROM messages m LEFT JOIN contacts c ON c.company_id = m.company_id AND c.id = m.contact_id
            WHERE m.company_id = \(tx.company) AND m.id > \(after) AND m.id <= \(through) AND c.deleted_at IS NULL
            ORDER BY m.id LIMIT \(limit)
            """, body)
    }
}
