import ModuleKit

/// A message on its way to the provider.
struct OutboxEntry: Sendable {
    enum State: String, Sendable { case waiting, sending, asking }

    let message: MessageID
    let account: AccountID
    let state: State
    /// Requests in this state so far.
    let attempts: Int
    let begunAt: Timestamp?
    let content: MessageContent
}

/// What a provider is given besides the message's text.
struct MessageContent: Sendable, Hashable {
    var mediaURLs: [String] = []
    /// The provider's id of an approved text, with its values.
    var contentID: String?
    var variables: [String: String] = [:]

    var json: JSONValue {
        var object: JSONObject = ["media": .array(mediaURLs.map { .string($0) })]
        if let contentID { object["contentId"] = .string(contentID) }
        object["variables"] = .object(
            JSONObject(variables.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
        return .object(object)
    }

    init(mediaURLs: [String] = [], contentID: String? = nil, variables: [String: String] = [:]) {
        (self.mediaURLs, self.contentID, self.variables) = (mediaURLs, contentID, variables)
    }

    init(_ json: JSONValue) {
        mediaURLs = json["media"].array?.compactMap(\.string) ?? []
        contentID = json["contentId"].string
        for member in json["variables"].object?.members ?? [] { variables[member.name] = member.value.string }
    }
}

/// Every SQL statement on the outbox.
enum OutboxStore {
    static func insert(
        _ message: MessageID, at account: AccountID, due: Timestamp, _ content: MessageContent, in tx: Transaction
    ) throws {
        try tx.execute(
            """
            INSERT INTO messaging_outbox (company_id, message_id, account_id, state, due_at, attempts, content)
            VALUES (\(tx.company), \(message), \(account), 'waiting', \(due), 0, \(content.json.jsonText))
            """)
        tx.afterCommit(OutboxWork())
    }

    /// Companies of which something is due; at most 64.
    static func dueCompanies(at now: Timestamp, in tx: Transaction) throws -> [CompanyID] {
        try tx.rows(
            "SELECT DISTINCT company_id FROM messaging_outbox WHERE due_at <= \(now) ORDER BY company_id LIMIT 64"
        ) { CompanyID($0.int64(0)) }
    }

    /// When the next thing after a moment is due, in any company.
    static func nextDue(after now: Timestamp, in tx: Transaction) throws -> Timestamp? {
        try tx.first("SELECT due_at FROM messaging_outbox WHERE due_at > \(now) ORDER BY due_at LIMIT 1") {
            Timestamp(milliseconds: $0.int64(0))
        }
    }

    /// What the company's sender has to do first.
    static func next(at now: Timestamp, in tx: Transaction) throws -> OutboxEntry? {
        try tx.first(
            """
            SELECT message_id, account_id, state, attempts, begun_at, content FROM messaging_outbox
            WHERE company_id = \(tx.company) AND due_at <= \(now) ORDER BY due_at, message_id LIMIT 1
            """
        ) { row in
            OutboxEntry(
                message: MessageID(row.int64(0)), account: AccountID(row.int64(1)),
                state: OutboxEntry.State(rawValue: row.string(2)) ?? .asking, attempts: row.int(3),
                begunAt: row.int64OrNil(4).map { Timestamp(milliseconds: $0) },
                content: MessageContent(try JSONParser.parse(Array(row.string(5).utf8))))
        }
    }

    /// A request begins; at `lease` nobody knows what became of it.
    static func begin(_ message: MessageID, at now: Timestamp, lease: Timestamp, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE messaging_outbox SET state = 'sending', begun_at = \(now), due_at = \(lease), attempts = attempts + 1
            WHERE company_id = \(tx.company) AND message_id = \(message)
            """)
    }

    static func wait(_ message: MessageID, until due: Timestamp, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE messaging_outbox SET state = 'waiting', due_at = \(due)
            WHERE company_id = \(tx.company) AND message_id = \(message)
            """)
    }

    /// All that waits for a provider account waits until a moment; the order stays.
    static func hold(_ account: AccountID, until due: Timestamp, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE messaging_outbox SET due_at = \(due)
            WHERE company_id = \(tx.company) AND due_at < \(due) AND account_id = \(account) AND state = 'waiting'
            """)
    }

    /// Nobody knows whether it was sent; the provider is asked at a moment.
    static func ask(_ message: MessageID, at due: Timestamp, attempts: Int, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE messaging_outbox SET state = 'asking', due_at = \(due), attempts = \(attempts)
            WHERE company_id = \(tx.company) AND message_id = \(message)
            """)
    }

    static func remove(_ message: MessageID, in tx: Transaction) throws {
        try tx.execute("DELETE FROM messaging_outbox WHERE company_id = \(tx.company) AND message_id = \(message)")
    }

    /// Takes a message out that nobody has begun to send.
    ///
    /// - Returns: false when somebody has.
    static func withdraw(_ message: MessageID, in tx: Transaction) throws -> Bool {
        try tx.execute(
            """
            DELETE FROM messaging_outbox
            WHERE company_id = \(tx.company) AND message_id = \(message) AND state = 'waiting'
            """) == 1
    }
}

/// Something was put into the outbox; handed on after the commit.
struct OutboxWork: Sendable {}
