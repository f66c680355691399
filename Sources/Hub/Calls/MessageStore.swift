import Domain
import SQLite

/// Every SQL statement on text messages.
enum MessageStore {
    static func message(_ providerID: String, account: AccountID, in tx: Transaction) throws -> Message? {
        try tx.first(
            """
            SELECT id, account_id, provider_message_id, direction, channel, status, from_raw, to_raw, line_id, contact_id,
                   text, media_count, opt_out, error, at
            FROM messages
            WHERE company_id = \(tx.company) AND account_id = \(account) AND provider_message_id = \(providerID)
            """, read)
    }

    static func message(_ id: MessageID, in tx: Transaction) throws -> Message? {
        try tx.first(
            """
            SELECT id, account_id, provider_message_id, direction, channel, status, from_raw, to_raw, line_id, contact_id,
                   text, media_count, opt_out, error, at
            FROM messages WHERE company_id = \(tx.company) AND id = \(id)
            """, read)
    }

    /// Newest first, older than a message.
    static func messages(before: MessageID?, limit: Int, in tx: Transaction) throws -> [Message] {
        try tx.rows(
            """
            SELECT id, account_id, provider_message_id, direction, channel, status, from_raw, to_raw, line_id, contact_id,
                   text, media_count, opt_out, error, at
            FROM messages WHERE company_id = \(tx.company) AND id < \(before ?? MessageID(.max))
            ORDER BY id DESC LIMIT \(limit)
            """, read)
    }

    /// Those of a contact, newest first, older than a message.
    static func messages(
        of contact: ContactID, before: MessageID?, limit: Int, in tx: Transaction
    ) throws -> [Message] {
        try tx.rows(
            """
            SELECT id, account_id, provider_message_id, direction, channel, status, from_raw, to_raw, line_id, contact_id,
                   text, media_count, opt_out, error, at
            FROM messages
            WHERE company_id = \(tx.company) AND contact_id = \(contact) AND id < \(before ?? MessageID(.max))
            ORDER BY id DESC LIMIT \(limit)
            """, read)
    }

    static func insert(_ message: Message, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO messages (company_id, id, account_id, provider_message_id, direction, channel, status, from_raw,
                                  to_raw, line_id, contact_id, text, media_count, opt_out, error, at)
            VALUES (\(tx.company), \(message.id), \(message.account), \(message.providerMessageID), \(message.direction),
                    \(message.channel), \(message.status), \(message.from), \(message.to), \(message.line),
                    \(message.contact), \(message.text), \(message.mediaCount), \(message.optOut), \(message.error),
                    \(message.at))
            """)
    }

    static func update(_ message: Message, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE messages SET status = \(message.status), error = \(message.error)
            WHERE company_id = \(tx.company) AND id = \(message.id)
            """)
    }

    private static func read(_ row: Row) throws -> Message {
        Message(
            id: MessageID(row.int64(0)), account: AccountID(row.int64(1)), providerMessageID: row.string(2),
            direction: CallDirection(rawValue: row.string(3)) ?? .inbound,
            channel: MessageChannel(rawValue: row.string(4)) ?? .sms,
            status: MessageStatus(rawValue: row.string(5)) ?? .queued, from: row.string(6), to: row.string(7),
            line: row.int64OrNil(8).map { LineID($0) }, contact: row.int64OrNil(9).map { ContactID($0) },
            text: row.stringOrNil(10), mediaCount: row.int64(11), optOut: row.stringOrNil(12).flatMap(OptOut.init),
            error: row.stringOrNil(13), at: Timestamp(milliseconds: row.int64(14)))
    }
}
