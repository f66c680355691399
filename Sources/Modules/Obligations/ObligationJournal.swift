import ModuleKit

/// One line of an obligation's history.
struct ObligationChange: Sendable, JSONEncodable {
    enum What: String, Sendable, CaseIterable, JSONEncodable, SQLBindable {
        case opened
        /// The person called or wrote again.
        case again
        /// A missed call left a voicemail.
        case voicemail
        /// A call that had been taken for missed was answered.
        case answered
        /// The call that brought it about turned out to be another contact's.
        case moved
        case claimed, assigned, snoozed, woken
        case calledBack = "called-back"
        case textedBack = "texted-back"
        case overdue, done, dismissed, reopened

        /// The event that tells of it.
        var event: EventType {
            switch self {
            case .opened: ObligationEvent.opened
            case .done, .dismissed: ObligationEvent.closed
            case .overdue: ObligationEvent.overdue
            default: ObligationEvent.updated
            }
        }
    }

    var id: Int64 = 0
    var what: What
    var at: Timestamp
    /// `usr_…` or `key_…`; nil: the hub itself.
    var actor: String?
    /// The call, message or interaction that made it: `cal_…`, `msg_…`, `int_…`.
    var source: String?
    /// An owner or a team, until when, what it came to, or why.
    var detail: String?

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("at", at)
            $0.member("change", what)
            $0.member("actor", actor)
            $0.member("source", source)
            $0.member("detail", detail)
        }
    }

    static let schema: Schema = .object([
        .required("at", .string(format: .dateTime)), .required("change", .enumeration(What.self)),
        .optional("actor", .string(), "`usr_…` or `key_…`; absent: the hub itself."),
        .optional("source", .string(), "The call, message or interaction that made it."),
        .optional("detail", .string(), "An owner or a team, until when, what it came to, or why."),
    ])
}

/// Writes changes: the row, a line of the history and the event, all in one transaction.
enum ObligationJournal {
    /// Makes an obligation.
    ///
    /// - Returns: As it stands, with its names.
    static func open(_ obligation: Obligation, _ change: ObligationChange, in tx: Transaction) throws {
        try ObligationStore.insert(obligation, in: tx)
        try append(change, to: obligation.id, in: tx)
        let named = try ObligationStore.obligation(obligation.id, in: tx) ?? obligation
        try tx.publish(ObligationEvent(change.what.event, named), on: topics(named))
    }

    /// Changes an obligation, and counts its version up.
    @discardableResult
    static func write(
        _ obligation: Obligation, was before: Obligation, _ change: ObligationChange, in tx: Transaction
    ) throws -> Obligation {
        var after = obligation
        after.version = before.version + 1
        try ObligationStore.update(after, was: before, in: tx)
        try append(change, to: after.id, in: tx)
        if after.state.isClosed { try ObligationStore.forgetSent(to: after.id, in: tx) }
        // Whoever had it hears that they have it no more.
        let former = topics(before).filter { !topics(after).contains($0) }
        try tx.publish(ObligationEvent(change.what.event, after), on: topics(after) + former)
        return after
    }

    /// Whether a call or a message stands in the history as that change already.
    static func has(_ what: ObligationChange.What, _ source: String, of id: ObligationID, in tx: Transaction) throws
        -> Bool
    {
        try tx.exists(
            """
            SELECT 1 FROM obligation_history
            WHERE company_id = \(tx.company) AND obligation_id = \(id) AND change = \(what) AND source = \(source)
            LIMIT 1
            """)
    }

    /// The history, newest first, older than a line of it.
    static func history(
        of id: ObligationID, before: Int64?, limit: Int, in tx: Transaction
    ) throws -> [ObligationChange] {
        try tx.rows(
            """
            SELECT id, at, actor, change, source, detail FROM obligation_history
            WHERE company_id = \(tx.company) AND obligation_id = \(id) AND id < \(before ?? .max)
            ORDER BY id DESC LIMIT \(limit)
            """
        ) { row in
            ObligationChange(
                id: row.int64(0), what: try row.value(3), at: Timestamp(milliseconds: row.int64(1)),
                actor: row.stringOrNil(2), source: row.stringOrNil(4), detail: row.stringOrNil(5))
        }
    }

    private static func append(_ change: ObligationChange, to id: ObligationID, in tx: Transaction) throws {
        let line: Int64 = try tx.newID()
        try tx.execute(
            """
            INSERT INTO obligation_history (company_id, obligation_id, id, at, actor, change, source, detail)
            VALUES (\(tx.company), \(id), \(line), \(change.at), \(change.actor), \(change.what), \(change.source),
                    \(change.detail))
            """)
    }

    private static func topics(_ obligation: Obligation) -> [Topic] {
        var topics: [Topic] = [.tasks]
        if let contact = obligation.contact { topics.append(.contact(contact)) }
        if let line = obligation.line { topics.append(.line(line)) }
        if let owner = obligation.owner { topics.append(.agent(owner)) }
        return topics
    }
}
