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
        try MessageStore.messages(of: contact, before: nil, limit: 20, in: tx)
            .first { $0.direction == .outbound && ($0.status == .delivered || $0.status == .read) }?.at
    }
}
