import Domain
import SQLite

/// Every SQL statement on calls.
enum CallStore {
    static func insert(_ call: Call, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO calls (company_id, id, account_id, line_id, provider_call_id, direction, status, reason, from_raw,
                               from_kind, to_raw, to_kind, local_number, remote_number, contact_id, contact_match,
                               interaction_id, caller_name, geo, plan_version, recording, transcription, started_at,
                               answered_at, ended_at, duration_sec, answered_by, agent, heard_at)
            VALUES (\(tx.company), \(call.id), \(call.account), \(call.line), \(call.providerCallID), \(call.direction),
                    \(call.status), \(call.reason), \(call.from.raw), \(call.from.kind.rawValue), \(call.to.raw),
                    \(call.to.kind.rawValue), \(call.localNumber), \(call.remoteNumber), \(call.contact),
                    \(call.match.rawValue), \(call.interaction), \(call.callerName), \(call.geoJSON), \(call.planVersion),
                    \(call.recording), \(call.transcription), \(call.startedAt), \(call.answeredAt), \(call.endedAt),
                    \(call.durationSec), \(call.answeredBy), \(call.agent), \(call.heardAt))
            """)
    }

    static func update(_ call: Call, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE calls SET status = \(call.status), reason = \(call.reason), line_id = \(call.line),
                contact_id = \(call.contact), contact_match = \(call.match.rawValue),
                interaction_id = \(call.interaction), caller_name = \(call.callerName), geo = \(call.geoJSON),
                repeated = CASE WHEN started_at = \(call.startedAt) THEN repeated END,
                followed = CASE WHEN started_at = \(call.startedAt) THEN followed END,
                started_at = \(call.startedAt), answered_at = \(call.answeredAt), ended_at = \(call.endedAt),
                duration_sec = \(call.durationSec), answered_by = \(call.answeredBy), agent = \(call.agent),
                disposition = \(call.disposition), summary = sealed('calls.summary', company_id, id, \(call.summary)),
                sentiment = \(call.sentiment), intent = \(call.intent),
                note = sealed('calls.note', company_id, id, \(call.note)),
                note_version = \(call.noteVersion), heard_at = \(call.heardAt)
            WHERE company_id = \(tx.company) AND id = \(call.id)
            """)
    }

    /// Writes who speaks with whom, and on which line; all else is for ``update(_:in:)``.
    static func introduce(_ call: Call, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE calls SET direction = \(call.direction), from_raw = \(call.from.raw), from_kind = \(call.from.kind.rawValue),
                to_raw = \(call.to.raw), to_kind = \(call.to.kind.rawValue), local_number = \(call.localNumber),
                remote_number = \(call.remoteNumber), plan_version = \(call.planVersion), recording = \(call.recording),
                transcription = \(call.transcription), repeated = NULL, followed = NULL
            WHERE company_id = \(tx.company) AND id = \(call.id)
            """)
        try tx.execute(
            """
            UPDATE legs SET direction = \(call.direction), party = \((call.direction == .inbound ? call.from : call.to).display)
            WHERE company_id = \(tx.company) AND account_id = \(call.account)
              AND provider_call_id = \(call.providerCallID)
            """)
    }

    /// Notes that something was heard of a call that goes on.
    static func heard(_ id: CallID, at now: Timestamp, in tx: Transaction) throws {
        try tx.execute("UPDATE calls SET heard_at = \(now) WHERE company_id = \(tx.company) AND id = \(id)")
    }

    static func delete(_ id: CallID, in tx: Transaction) throws {
        try tx.execute("DELETE FROM calls WHERE company_id = \(tx.company) AND id = \(id)")
    }

    static func call(_ id: CallID, in tx: Transaction) throws -> Call? {
        try tx.first(select + "WHERE k.company_id = \(tx.company) AND k.id = \(id)", read)
    }

    /// The calls that go on, newest first.
    static func open(limit: Int, in tx: Transaction) throws -> [Call] {
        try tx.rows(
            select + "WHERE k.company_id = \(tx.company) AND k.ended_at IS NULL ORDER BY k.id DESC LIMIT \(limit)", read
        )
    }

    /// The calls that go on with a number, newest first, at most twenty of its contacts and twenty without one.
    static func open(with number: PhoneNumber, in tx: Transaction) throws -> [Call] {
        // A call that is silent for two days is closed: no line allows more.
        let oldest = Timestamp(milliseconds: tx.now) - .seconds(172_800)
        // Two plain joins, for a list of ids in one statement takes longer to set up than both to run.
        let withContact = try tx.rows(
            """
            SELECT k.id FROM contact_numbers n
            JOIN interactions i ON i.company_id = n.company_id AND i.contact_id = n.contact_id
            JOIN calls k ON k.company_id = i.company_id AND k.id = i.call_id
            WHERE n.company_id = \(tx.company) AND n.number = \(number) AND i.at >= \(oldest)
              AND k.ended_at IS NULL AND k.remote_number = \(number)
            LIMIT 20
            """
        ) { CallID($0.int64(0)) }
        let without = try tx.rows(
            """
            SELECT id FROM calls
            WHERE company_id = \(tx.company) AND remote_number = \(number) AND contact_id IS NULL AND ended_at IS NULL
            ORDER BY id DESC LIMIT 20
            """
        ) { CallID($0.int64(0)) }
        return try (withContact + without).sorted { $0.rawValue > $1.rawValue }.compactMap { try call($0, in: tx) }
    }

    /// Selects the ids of a number's calls: those in the history of contacts that have it, and those without a contact.
    ///
    /// Calls of such a contact with another number are among them.
    static func calls(with number: PhoneNumber, since: Timestamp, in tx: Transaction) -> SQL {
        """
        SELECT i.call_id FROM contact_numbers n
        JOIN interactions i ON i.company_id = n.company_id AND i.contact_id = n.contact_id
        WHERE n.company_id = \(tx.company) AND n.number = \(number) AND i.at >= \(since) AND i.call_id IS NOT NULL
        UNION ALL
        SELECT o.id FROM calls o
        WHERE o.company_id = \(tx.company) AND o.remote_number = \(number) AND o.contact_id IS NULL
        """
    }

    /// Open calls of all companies that nothing has been heard of for longer than their line allows.
    static func silent(at now: Timestamp, limit: Int, in tx: Transaction) throws -> [(company: CompanyID, call: CallID)]
    {
        try tx.rows(
            """
            SELECT k.company_id, k.id FROM calls k
            LEFT JOIN lines l ON l.company_id = k.company_id AND l.id = k.line_id
            WHERE k.ended_at IS NULL AND k.heard_at < \(now) - 3600000 * COALESCE(l.max_call_hours, 5)
            ORDER BY k.company_id, k.id LIMIT \(limit)
            """
        ) { (CompanyID($0.int64(0)), CallID($0.int64(1))) }
    }

    /// The newest calls of a company, for walking back until enough callers have been seen.
    static func newest(before: CallID?, line: LineID?, since: Timestamp?, limit: Int, in tx: Transaction) throws
        -> [Call]
    {
        var sql = select + "WHERE k.company_id = \(tx.company) AND k.id < \(before?.rawValue ?? .max)"
        if let line { sql = sql + " AND k.line_id = \(line)" }
        if let since { sql = sql + " AND k.started_at >= \(since)" }
        return try tx.rows(sql + " ORDER BY k.id DESC LIMIT \(limit)", read)
    }

    /// How many calls there were with a number since a moment.
    static func count(of number: PhoneNumber, since: Timestamp, in tx: Transaction) throws -> Int64 {
        try tx.first(
            """
            SELECT COUNT(*) FROM calls k
            WHERE k.company_id = \(tx.company) AND k.remote_number = \(number) AND k.started_at >= \(since) AND k.id IN (
            """ + calls(with: number, since: since, in: tx) + ")"
        ) { $0.int64(0) } ?? 0
    }

    /// The calls with a number since a moment that our side took, or that the other side did, newest first, at most twenty.
    static func answered(with number: PhoneNumber, since: Timestamp, in tx: Transaction) throws -> [Call] {
        try tx.rows(
            select
                + """
                WHERE k.company_id = \(tx.company) AND k.answered_at IS NOT NULL AND k.remote_number = \(number) AND k.id IN (
                """ + calls(with: number, since: since, in: tx) + ") ORDER BY k.id DESC LIMIT 20", read)
    }

    /// Which call a provider's leg belongs to.
    static func call(ofProviderCall id: String, in tx: Transaction) throws -> CallID? {
        try tx.first(
            """
            SELECT call_id FROM legs WHERE company_id = \(tx.company) AND provider_call_id = \(id)
            ORDER BY account_id LIMIT 1
            """
        ) { CallID($0.int64(0)) }
    }

    private static let select: SQL = """
        SELECT k.id, k.account_id, k.line_id, l.name, k.provider_call_id, k.direction, k.status, k.reason, k.from_raw,
               k.from_kind, k.to_raw, k.to_kind, k.local_number, k.remote_number, k.contact_id, c.name, k.contact_match,
               k.interaction_id, k.caller_name, k.geo, k.plan_version, k.recording, k.transcription, k.started_at,
               k.answered_at, k.ended_at, k.duration_sec, k.answered_by, k.agent, k.disposition,
               opened('calls.summary', k.company_id, k.id, k.summary), k.sentiment, k.intent,
               opened('calls.note', k.company_id, k.id, k.note), k.heard_at, k.note_version
        FROM calls k
        LEFT JOIN lines l ON l.company_id = k.company_id AND l.id = k.line_id
        LEFT JOIN contacts c ON c.company_id = k.company_id AND c.id = k.contact_id \u{20}
        """

    private static func read(_ row: Row) throws -> Call {
        let direction = CallDirection(rawValue: row.string(5)) ?? .inbound
        let (local, remote) = (row.stringOrNil(12), row.stringOrNil(13))
        let from = Party(
            raw: row.string(8), kind: Party.Kind(rawValue: row.string(9)) ?? .unknown,
            number: (direction == .inbound ? remote : local).map(PhoneNumber.init(e164:)))
        let to = Party(
            raw: row.string(10), kind: Party.Kind(rawValue: row.string(11)) ?? .unknown,
            number: (direction == .inbound ? local : remote).map(PhoneNumber.init(e164:)))
        let time = { (column: Int) in row.int64OrNil(column).map(Timestamp.init(milliseconds:)) }
        return Call(
            id: CallID(row.int64(0)), account: AccountID(row.int64(1)), line: row.int64OrNil(2).map { LineID($0) },
            lineName: row.stringOrNil(3), providerCallID: row.string(4), direction: direction,
            status: CallStatus(rawValue: row.string(6)) ?? .failed, reason: row.stringOrNil(7).flatMap(EndReason.init),
            from: from, to: to, contact: row.int64OrNil(14).map { ContactID($0) }, contactName: row.stringOrNil(15),
            match: CallView.Who.Match(rawValue: row.string(16)) ?? .none,
            interaction: row.int64OrNil(17).map { InteractionID($0) }, callerName: row.stringOrNil(18),
            geoJSON: row.stringOrNil(19), planVersion: row.int64(20), recording: row.bool(21),
            transcription: row.bool(22),
            startedAt: Timestamp(milliseconds: row.int64(23)), answeredAt: time(24), endedAt: time(25),
            durationSec: row.int64OrNil(26), answeredBy: row.stringOrNil(27).flatMap(AnsweredBy.init),
            agent: row.stringOrNil(28), disposition: row.stringOrNil(29), summary: row.stringOrNil(30),
            sentiment: row.stringOrNil(31), intent: row.stringOrNil(32), note: row.stringOrNil(33),
            noteVersion: row.int64(35), heardAt: Timestamp(milliseconds: row.int64(34)))
    }
}
