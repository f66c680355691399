import Domain
import SQLite

/// Every SQL statement on text messages.
enum MessageStore {
    private static let columns: SQL = """
        id, account_id, provider_message_id, direction, channel, status, from_raw, to_raw, line_id, contact_id,
        opened('messages.text', company_id, id, text), media_count, opt_out, error, error_detail, purpose,
        author, client_id, segments, send_at, at
        """

    static func message(_ providerID: String, account: AccountID, in tx: Transaction) throws -> Message? {
        try tx.first(
            """
            SELECT \(columns) FROM messages
            WHERE company_id = \(tx.company) AND account_id = \(account) AND provider_message_id = \(providerID)
            """, read)
    }

    static func message(_ id: MessageID, in tx: Transaction) throws -> Message? {
        try tx.first("SELECT \(columns) FROM messages WHERE company_id = \(tx.company) AND id = \(id)", read)
    }

    static func message(clientID: String, in tx: Transaction) throws -> Message? {
        try tx.first(
            "SELECT \(columns) FROM messages WHERE company_id = \(tx.company) AND client_id = \(clientID)", read)
    }

    /// The newest message with a number on any line.
    static func newest(with remote: String, in tx: Transaction) throws -> Message? {
        try tx.first(
            """
            SELECT \(columns) FROM messages WHERE company_id = \(tx.company) AND remote = \(remote)
            ORDER BY id DESC LIMIT 1
            """, read)
    }

    /// Whether somebody has written to one of our numbers since a moment.
    static func hasWritten(
        _ remote: String, to local: String, over channel: MessageChannel, since: Timestamp, in tx: Transaction
    ) throws -> Bool {
        try tx.exists(
            """
            SELECT 1 FROM messages
            WHERE company_id = \(tx.company) AND remote = \(remote) AND direction = 'inbound' AND channel = \(channel)
              AND to_raw = \(local) AND at > \(since) LIMIT 1
            """)
    }

    /// Those that fit, newest first, older than a message.
    static func messages(
        _ filter: MessageFilter, before: MessageID?, limit: Int, in tx: Transaction
    ) throws -> [Message] {
        var conditions: SQL = "company_id = \(tx.company) AND id < \(before ?? MessageID(.max))"
        if let contact = filter.contact { conditions += " AND contact_id = \(contact)" }
        if let number = filter.number { conditions += " AND remote = \(number)" }
        if let line = filter.line { conditions += " AND line_id = \(line)" }
        if let channel = filter.channel { conditions += " AND channel = \(channel)" }
        if let direction = filter.direction { conditions += " AND direction = \(direction)" }
        if let status = filter.status { conditions += " AND status = \(status)" }
        return try tx.rows(
            "SELECT \(columns) FROM messages WHERE \(conditions) ORDER BY id DESC LIMIT \(limit)", read)
    }

    static func insert(_ message: Message, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO messages (company_id, id, account_id, provider_message_id, direction, channel, status, from_raw,
                                  to_raw, remote, line_id, contact_id, text, media_count, opt_out, error, error_detail,
                                  purpose, author, client_id, segments, send_at, at)
            VALUES (\(tx.company), \(message.id), \(message.account), \(message.providerMessageID), \(message.direction),
                    \(message.channel), \(message.status), \(message.from), \(message.to), \(message.remote),
                    \(message.line), \(message.contact),
                    sealed('messages.text', \(tx.company), \(message.id), \(message.text)),
                    \(message.mediaCount), \(message.optOut),
                    \(message.error), \(message.errorDetail), \(message.purpose), \(message.author),
                    \(message.clientID), \(message.segments), \(message.sendAt), \(message.at))
            """)
    }

    static func update(_ message: Message, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE messages SET provider_message_id = \(message.providerMessageID), status = \(message.status),
                error = \(message.error), error_detail = \(message.errorDetail)
            WHERE company_id = \(tx.company) AND id = \(message.id)
            """)
    }

    static func delete(_ id: MessageID, in tx: Transaction) throws {
        try tx.execute("DELETE FROM messages WHERE company_id = \(tx.company) AND id = \(id)")
    }

    private static func read(_ row: Row) throws -> Message {
        var message = Message(
            id: MessageID(row.int64(0)), account: AccountID(row.int64(1)), providerMessageID: row.stringOrNil(2),
            direction: CallDirection(rawValue: row.string(3)) ?? .inbound,
            channel: MessageChannel(rawValue: row.string(4)) ?? .sms,
            status: MessageStatus(rawValue: row.string(5)) ?? .queued, from: row.string(6), to: row.string(7),
            line: row.int64OrNil(8).map { LineID($0) }, contact: row.int64OrNil(9).map { ContactID($0) },
            text: row.stringOrNil(10), mediaCount: row.int64(11), at: Timestamp(milliseconds: row.int64(20)))
        message.optOut = row.stringOrNil(12).flatMap(OptOut.init)
        (message.error, message.errorDetail) = (row.stringOrNil(13), row.stringOrNil(14))
        message.purpose = row.stringOrNil(15).flatMap(ConsentPurpose.init)
        (message.author, message.clientID) = (row.stringOrNil(16), row.stringOrNil(17))
        message.segments = row.int64OrNil(18)
        message.sendAt = row.int64OrNil(19).map { Timestamp(milliseconds: $0) }
        return message
    }
}

/// Which messages a list shows; what is nil does not matter.
struct MessageFilter: Sendable {
    var contact: ContactID?
    /// At the other end: E.164, or what the network called it.
    var number: String?
    var line: LineID?
    var channel: MessageChannel?
    var direction: CallDirection?
    var status: MessageStatus?
}
