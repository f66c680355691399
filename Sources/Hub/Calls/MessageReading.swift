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
}
