import Directory
import Domain
import SQLite

/// What a list of calls is narrowed to; absent means all.
package struct CallFilter: Sendable {
    /// Somebody or something that a call has, or the lack of it.
    package enum Owner<ID: Sendable & SQLBindable>: Sendable {
        case none
        case one(ID)
    }

    /// An hour of the week on the company's clock.
    package struct WeekHour: Sendable {
        /// 1 is Monday, 7 Sunday; nil: any.
        package var weekday: Int?
        /// 0…23; nil: any.
        package var hour: Int?
    }

    /// Began at or after.
    package var from: Timestamp?
    /// Began before.
    package var to: Timestamp?
    package var status: CallStatus?
    package var direction: CallDirection?
    package var line: Owner<LineID>?
    /// `usr_…`, `key_…`, or the number of a telephone that took it.
    package var agent: Owner<String>?
    /// Any of these agents.
    package var agents: [AgentID]?
    package var contact: ContactID?
    package var number: PhoneNumber?
    /// The disposition.
    package var outcome: String?
    package var sentiment: String?
    package var intent: String?
    /// Part of a name, a note, a summary or a disposition, in any case of ASCII letters.
    package var text: String?
    package var marks: [CallMark: Bool] = [:]
    /// Inbound, and taken within so many seconds of its beginning.
    package var answeredWithinSec: Int64?
    package var weekHour: WeekHour?

    package init() {}
}

/// What a call is or is not; each is a parameter of the history, and a number of the figures counts those that are.
package enum CallMark: String, Sendable, CaseIterable, Hashable {
    /// It is over.
    case ended
    /// A person or an AI agent took it, or the other side took ours.
    case answered
    /// Inbound, over, and never answered.
    case missed
    /// Missed, and it was the caller who hung up: its status is `completed` or `canceled`.
    case abandoned
    /// Missed, and the person was reached after.
    case recovered
    /// Inbound, and the same number had called in the seven days before.
    case repeated
    /// Inbound, and the same number called again in the seven days after.
    case followed
    /// Written down by hand, not heard of from a provider.
    case manual
    /// Over and answered, on a line that wants a disposition, and it has none.
    case undisposed

    /// What the reader of the API is told.
    var doc: String {
        switch self {
        case .ended: "Whether it is over."
        case .answered: "Whether a person or an AI agent took it, or the other side took ours."
        case .missed: "Inbound, over, and never answered."
        case .abandoned: "Missed, and the caller hung up: its status is `completed` or `canceled`."
        case .recovered: "Missed, and the person was reached after."
        case .repeated: "Inbound, and the same number had called in the seven days before."
        case .followed: "Inbound, and the same number called again in the seven days after."
        case .manual: "Written down by hand."
        case .undisposed: "Answered, on a line that requires a disposition, and it has none."
        }
    }

    /// Whether a call `k` is so; never null.
    private func condition(_ tx: Transaction) -> SQL {
        switch self {
        case .ended: "(k.ended_at IS NOT NULL)"
        case .answered: "(k.answered_at IS NOT NULL)"
        case .missed: "(k.direction = 'inbound' AND k.ended_at IS NOT NULL AND k.answered_at IS NULL)"
        case .abandoned:
            """
            (k.direction = 'inbound' AND k.ended_at IS NOT NULL AND k.answered_at IS NULL
             AND k.status IN ('completed', 'canceled'))
            """
        case .recovered: "(k.recovered = 1 AND k.ended_at IS NOT NULL AND k.answered_at IS NULL)"
        case .repeated: "(k.direction = 'inbound' AND k.ended_at IS NOT NULL AND COALESCE(k.repeated, 0) = 1)"
        case .followed: "(k.direction = 'inbound' AND k.ended_at IS NOT NULL AND COALESCE(k.followed, 0) = 1)"
        case .manual: "(k.account_id = 0)"
        case .undisposed:
            """
            (k.answered_at IS NOT NULL AND k.ended_at IS NOT NULL AND k.disposition IS NULL
             AND COALESCE(k.line_id, 0) IN (
            """ + DispositionStore.linesThatRequire(tx) + "))"
        }
    }

    /// Whether a call `k` is so, or is not.
    func condition(is wanted: Bool, _ tx: Transaction) -> SQL {
        wanted ? condition(tx) : "NOT " + condition(tx)
    }
}

extension CallFilter {
    /// What an index finds: begins with `AND`, for calls `k`.
    func indexed(_ tx: Transaction) -> SQL {
        var sql: SQL = ""
        if let from { sql += " AND k.started_at >= \(from)" }
        if let to { sql += " AND k.started_at < \(to)" }
        if let contact {
            sql += """
                 AND k.contact_id = \(contact) AND k.id IN (
                  SELECT i.call_id FROM interactions i
                  WHERE i.company_id = \(tx.company) AND i.contact_id = \(contact) AND i.call_id IS NOT NULL)
                """
        }
        if let number {
            sql += " AND k.remote_number = \(number) AND k.id IN ("
            sql += CallStore.calls(with: number, since: Timestamp(milliseconds: 0), in: tx) + ")"
        }
        if case .one(let agent) = agent { sql += " AND k.agent = \(agent)" }
        if let outcome { sql += " AND k.disposition = \(outcome)" }
        return sql
    }

    /// What each call is looked at for: a condition on calls `k` and their contacts `c`.
    func looked(_ tx: Transaction) -> SQL {
        var sql: SQL = "1"
        if let status { sql += " AND k.status = \(status)" }
        if let direction { sql += " AND k.direction = \(direction)" }
        switch line {
        case .none?: sql += " AND k.line_id IS NULL"
        case .one(let line)?: sql += " AND COALESCE(k.line_id, 0) = \(line)"
        case nil: break
        }
        if case .none? = agent { sql += " AND k.agent IS NULL" }
        if let agents {
            sql += agents.isEmpty ? " AND 0" : " AND COALESCE(k.agent, '') IN (" + SQL.list(agents) + ")"
        }
        if let sentiment { sql += " AND COALESCE(k.sentiment, k.found_sentiment, '') = \(sentiment)" }
        if let intent { sql += " AND COALESCE(k.intent, k.found_intent, '') = \(intent)" }
        if let answeredWithinSec {
            sql += """
                 AND k.direction = 'inbound' AND k.ended_at IS NOT NULL AND k.answered_at IS NOT NULL
                 AND k.answered_at - k.started_at <= \(answeredWithinSec) * 1000
                """
        }
        for (mark, wanted) in marks.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            sql += " AND " + mark.condition(is: wanted, tx)
        }
        if let text {
            let part =
                "%"
                + ContactSearch.folded(text).replacing("!", with: "!!").replacing("%", with: "!%")
                .replacing("_", with: "!_") + "%"
            sql += """
                 AND (lower(COALESCE(c.name, '') || char(10) || COALESCE(k.caller_name, '') || char(10)
                   || COALESCE(opened('calls.note', k.company_id, k.id, k.note), '') || char(10)
                   || COALESCE(opened('calls.summary', k.company_id, k.id, k.summary), '') || char(10)
                   || COALESCE(k.disposition, '')) LIKE \(part) ESCAPE '!')
                """
        }
        return sql
    }
}
