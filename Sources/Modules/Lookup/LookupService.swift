import Calls
import Directory
import ModuleKit
import Reactor

/// The rules of looking up who calls.
struct LookupService: Sendable {
    let database: Database
    let parser: PhoneParser
    let region: @Sendable (CompanyID) -> String
    let now: @Sendable () -> Timestamp
    let missed: MissedCalls
    let record: @Sendable (_ name: String, _ nanoseconds: Int64) -> Void

    /// The context frame of a number; every statement in one read transaction on the loop's own connection.
    ///
    /// - Parameter took: Becomes how long that took, in nanoseconds.
    /// - Throws: 422 when the text is no telephone number.
    func frame(
        _ text: String, region given: String?, line: LineID?, isBrief: Bool, in company: CompanyID, took: inout UInt64
    ) throws -> ContextFrame {
        let started = MonotonicClock.nanoseconds()
        defer {
            took = MonotonicClock.nanoseconds() &- started
            record("lookup", Int64(took))
        }
        let home = region(company)
        return try database.readHere(company) { tx in
            let region = try given ?? line.map { try LineService.region(of: $0, in: tx) } ?? home
            let parsed = parser.parse(text, region: region)
            guard let number = parsed.number else { throw Self.noNumber(parsed, region: region) }
            return try frame(parsed, number, region: region, isBrief: isBrief, in: tx)
        }
    }

    /// The same as JSON, for programs that are told of a call; nil when the text is no telephone number.
    func frame(_ text: String, line: LineID?, in company: CompanyID) async throws -> [UInt8]? {
        let home = region(company)
        return try await database.read(company) { tx in
            let region = try line.map { try LineService.region(of: $0, in: tx) } ?? home
            let parsed = parser.parse(text, region: region)
            guard let number = parsed.number else { return nil }
            return try frame(parsed, number, region: region, isBrief: false, in: tx).jsonBytes
        }
    }

    private func frame(
        _ parsed: ParsedNumber, _ number: PhoneNumber, region: String, isBrief: Bool, in tx: Transaction
    ) throws -> ContextFrame {
        var candidates = try ContactDirectory.candidates(for: number, at: now(), in: tx)
        var frame = ContextFrame(
            number: parsed, e164: number, national: parser.format(number, as: .national, in: region),
            match: candidates.isEmpty ? .none : candidates.count == 1 ? .one : .many, candidates: candidates,
            openCalls: [],
            recent: [], offset: 0, isBrief: isBrief)
        guard !isBrief else { return frame }
        if let best = candidates.first?.contact.id {
            frame.recent = try InteractionStore.recent(of: best, limit: 3, in: tx)
            candidates[0].contact.lastContactAt = frame.recent.first?.at
            frame.candidates = candidates
        }
        frame.openCalls = try CallService.openCalls(with: number, in: tx).map { $0.view() }
        frame.offset = try EventLog.extent(in: tx).last
        return frame
    }

    /// One row a caller, newest first.
    func recentCallers(limit: Int, line: LineID?, since: Timestamp?, in company: CompanyID) async throws
        -> [RecentCaller]
    {
        let today = Timestamp(milliseconds: now().milliseconds / 86_400_000 * 86_400_000)
        return try await database.read(company) { tx in
            try CallService.newestByCaller(limit: limit, line: line, since: since, in: tx).map { call, number in
                RecentCaller(
                    call: call, number: number,
                    callsToday: try CallService.count(of: number, since: today, in: tx),
                    missed: try missed(number, call.contact, tx))
            }
        }
    }

    /// Adds to a contact's history what an agent says has passed; the same within a minute counts once.
    ///
    /// - Returns: The interaction, and whether it is new.
    func add(_ entry: InteractionEntry, by author: String, in company: CompanyID) async throws -> (
        Interaction, isNew: Bool
    ) {
        let at = entry.at ?? now()
        let number = try entry.phoneNumber.map { text in
            let parsed = parser.parse(text, region: region(company))
            guard let number = parsed.number else {
                throw Problem.invalid(
                    "phoneNumber", "`phoneNumber` is no telephone number (\(parsed.reason?.rawValue ?? "")).")
            }
            return number
        }
        return try await database.write(company) { tx in
            let contact = try contact(of: entry, number, at: at, in: tx)
            let earlier = try InteractionStore.recent(of: contact, limit: 20, in: tx)
            if let same = earlier.first(where: { entry.isSame(as: $0, at: at) }) { return (same, false) }
            let interaction = Interaction(
                id: try tx.newID(), contact: contact, kind: entry.kind, at: at, summary: entry.summary,
                outcome: entry.outcome, sentiment: entry.sentiment, keywords: entry.keywords ?? [], author: author)
            _ = try InteractionStore.insert(interaction, in: tx)
            try tx.publish(InteractionAdded(interaction), on: .contacts, .contact(contact))
            return (interaction, true)
        }
    }

    private func contact(of entry: InteractionEntry, _ number: PhoneNumber?, at now: Timestamp, in tx: Transaction)
        throws -> ContactID
    {
        if let id = entry.contact {
            return try ContactDirectory.existing(id, in: tx).id
        }
        guard let number else { throw Problem.invalid("contact", "Give `contact` or `phoneNumber`.") }
        if let (contact, _) = try ContactDirectory.match(number, at: now, in: tx) { return contact.id }
        var draft = ContactDirectory.Draft(source: "agent")
        draft.numbers = [Contact.Number(number: number)]
        let made = try ContactDirectory.create(draft, at: now, in: tx)
        try tx.publish(
            ContactEvent(ContactEvent.created, contact: made.id, number: number), on: .contacts, .contact(made.id))
        return made.id
    }

    private static func noNumber(_ parsed: ParsedNumber, region: String) -> Problem {
        Problem(
            .unprocessableContent, "/problems/not-a-number", "Not a telephone number",
            detail:
                "\(parsed.raw.prefix(60).description.jsonText) is no telephone number of \(region): \(parsed.reason?.rawValue ?? "unknown").",
            field: "phoneNumber", extra: ["reason": parsed.reason?.rawValue ?? "unknown"])
    }
}

/// A caller, with the last call and what is still to be done about it.
struct RecentCaller: Sendable, JSONEncodable {
    let call: Call
    let number: PhoneNumber
    let callsToday: Int64
    let missed: Int64

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("number", number)
            $0.member("contact", call.view().contact)
            $0.object("lastCall") {
                $0.member("call", call.id)
                $0.member("direction", call.direction)
                $0.member("status", call.status)
                $0.member("at", call.startedAt)
                $0.member("durationSec", call.durationSec)
            }
            $0.member("callsToday", callsToday)
            $0.member("missedNotReturned", missed)
        }
    }

    static let schema: Schema = .object([
        .required("number", .string()),
        .optional(
            "contact",
            .object([
                .required("id", .string()), .optional("name", .string()),
                .required("match", .enumeration(CallView.Who.Match.self)), .optional("created", .boolean),
            ])),
        .required(
            "lastCall",
            .object([
                .required("call", .string()), .required("direction", .enumeration(CallDirection.self)),
                .required("status", .enumeration(CallStatus.self)), .required("at", .string()),
                .optional("durationSec", .integer(min: 0)),
            ])),
        .required("callsToday", .integer(min: 0)), .required("missedNotReturned", .integer(min: 0)),
    ])
}
