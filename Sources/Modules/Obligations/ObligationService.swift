import Accounts
import Directory
import ModuleKit

/// Has somebody called as `POST /api/calls` does.
package typealias CallBack =
    @Sendable (
        _ number: PhoneNumber, _ line: LineID, _ agent: String, _ timeoutSec: Int?, _ request: Request
    ) async throws -> CallID

/// Writes to somebody on a line: consent and quiet hours are its own to keep.
package typealias TextBack =
    @Sendable (
        _ number: PhoneNumber, _ line: LineID, _ content: TextBackContent, _ company: CompanyID, _ request: Request
    ) async throws -> MessageID

/// The rules of what people do about obligations: each is one transaction.
struct ObligationService: Sendable {
    let database: Database
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter

    // MARK: Reading

    func list(
        _ filter: ObligationFilter, by order: ObligationOrder, after: ObligationStore.Place?, limit: Int,
        in company: CompanyID
    ) async throws -> (obligations: [Obligation], offset: Int64) {
        try await database.read(company) { tx in
            try ContactDirectory.refuseMerged(filter.contact, in: tx)
            return (
                try ObligationStore.list(filter, by: order, after: after, limit: limit, in: tx),
                try EventLog.extent(in: tx).last
            )
        }
    }

    func page(
        _ id: ObligationID, before: Int64?, limit: Int, in company: CompanyID
    ) async throws -> (Obligation, [ObligationChange]) {
        try await database.read(company) { tx in
            (
                try Self.obligation(id, in: tx),
                try ObligationJournal.history(of: id, before: before, limit: limit, in: tx)
            )
        }
    }

    /// How many there are by state, how many are overdue, and what is due next.
    struct Counts: Sendable, JSONEncodable {
        let numbers: [String: Int64]
        let mine: Int64?
        let next: Obligation?

        func encode(to json: inout JSONWriter) {
            json.object {
                for state in Obligation.State.allCases {
                    $0.key(state.rawValue)
                    $0.value(numbers[state.rawValue] ?? 0)
                }
                $0.member("overdue", numbers["overdue"] ?? 0)
                $0.member("mine", mine)
                guard let next else { return }
                $0.object("next") {
                    $0.member("id", next.id)
                    $0.member("dueAt", next.dueAt)
                }
            }
        }

        static let schema: Schema = .object(
            Obligation.State.allCases.map { .required($0.rawValue, .integer(min: 0)) } + [
                .required("overdue", .integer(min: 0), "Of those that are not settled."),
                .optional("mine", .integer(min: 0), "The caller's own that are not settled; absent for keys."),
                .optional(
                    "next",
                    .object([
                        .required("id", ObligationID.schema), .required("dueAt", .string(format: .dateTime)),
                    ]), "What is due first."),
            ])
    }

    func counts(for user: UserID?, in company: CompanyID) async throws -> Counts {
        try await database.read(company) { tx in
            Counts(
                numbers: try ObligationStore.counts(in: tx),
                mine: try user.map { try ObligationStore.count(of: $0, in: tx) },
                next: try ObligationStore.list(ObligationFilter(), by: .due, after: nil, limit: 1, in: tx).first)
        }
    }

    // MARK: Doing

    /// Whoever claims it is at it, and its owner; a key is at it without owning anything.
    func claim(_ id: ObligationID, by request: Request) async throws -> Obligation {
        let user = Actor(request).user
        return try await change(id, .claimed, by: request) { obligation, _ in
            if obligation.state == .inProgress, let owner = obligation.owner, owner != user {
                throw ObligationsError.claimed(by: owner)
            }
            obligation.begin(by: user)
            return nil
        }
    }

    /// Gives it to a member or a team; whoever was at it is not at it any more.
    func assign(_ id: ObligationID, _ assignment: Assignment, by request: Request) async throws -> Obligation {
        try await change(id, .assigned, by: request) { obligation, tx in
            if let owner = assignment.owner, try !UserService.isMember(owner, in: tx) {
                throw ObligationsError.noMember(field: "owner")
            }
            if obligation.state == .inProgress, obligation.owner != assignment.owner { obligation.state = .open }
            obligation.owner = assignment.owner
            obligation.team = assignment.team ?? obligation.team
            return assignment.owner?.wire ?? obligation.team
        }
    }

    func snooze(_ id: ObligationID, _ snooze: Snooze, by request: Request) async throws -> Obligation {
        let at = now()
        return try await change(id, .snoozed, by: request) { obligation, _ in
            guard snooze.until > at, snooze.until < at + .seconds(366 * 86_400) else {
                throw Problem.invalid(
                    "until", "`until` is past or more than a year away; it must be within a year from now.")
            }
            (obligation.state, obligation.snoozedUntil) = (.snoozed, snooze.until)
            return snooze.until.rfc3339
        }
    }

    func settle(_ id: ObligationID, _ settlement: Settlement, by request: Request) async throws -> Obligation {
        let at = now()
        return try await change(id, .done, by: request) { obligation, _ in
            (obligation.state, obligation.end, obligation.remark) = (.done, .byHand, settlement.outcome)
            (obligation.closedAt, obligation.snoozedUntil) = (at, nil)
            return settlement.outcome
        }
    }

    func dismiss(_ id: ObligationID, _ dismissal: Dismissal, by request: Request) async throws -> Obligation {
        let at = now()
        return try await change(id, .dismissed, by: request) { obligation, _ in
            (obligation.state, obligation.remark) = (.dismissed, dismissal.reason)
            (obligation.closedAt, obligation.snoozedUntil) = (at, nil)
            return dismissal.reason
        }
    }

    /// Takes back that it was settled; it is due when it was.
    func reopen(_ id: ObligationID, by request: Request) async throws -> Obligation {
        try await change(id, .reopened, by: request) { obligation, tx in
            let other = try ObligationStore.standing(
                obligation.number, obligation.contact, line: obligation.line, in: tx)
            if let other { throw ObligationsError.another(other.id) }
            obligation.state = .open
            (obligation.closedAt, obligation.end, obligation.remark) = (nil, nil, nil)
            return nil
        }
    }

    /// Has the person called; the obligation is done when they answer.
    func callBack(
        _ id: ObligationID, _ draft: CallBackDraft, through call: CallBack, by request: Request
    ) async throws -> Obligation {
        let (number, line) = try await target(of: id, line: draft.line, by: request)
        let placed = try await call(number, line, draft.agent, draft.timeoutSec, request)
        return try await note(.calledBack, placed.wire, of: id, by: request)
    }

    /// Writes to the person; the obligation is done when the message is delivered.
    func textBack(
        _ id: ObligationID, _ draft: TextBackDraft, through text: TextBack, by request: Request
    ) async throws -> (Obligation, MessageID) {
        let (number, line) = try await target(of: id, line: draft.line, by: request)
        let message = try await text(number, line, try draft.content(), request.company, request)
        return (try await note(.textedBack, message.wire, of: id, by: request), message)
    }

    private func target(
        of id: ObligationID, line: LineID?, by request: Request
    ) async throws -> (PhoneNumber, LineID) {
        try await database.read(request.company) { tx in
            let obligation = try Self.obligation(id, in: tx)
            try request.requireMatch("\(obligation.version)", required: false)
            guard !obligation.state.isClosed else { throw ObligationsError.settled(obligation) }
            guard let line = line ?? obligation.line else { throw ObligationsError.noLine }
            return (obligation.number, line)
        }
    }

    /// Notes a call or a message that was asked for, once; the answer may have settled the obligation already.
    private func note(
        _ what: ObligationChange.What, _ source: String, of id: ObligationID, by request: Request
    ) async throws -> Obligation {
        let (at, user) = (now(), Actor(request).user)
        return try await database.write(request.company) { tx in
            let before = try Self.obligation(id, in: tx)
            guard try !ObligationJournal.has(what, source, of: id, in: tx) else { return before }
            var after = before
            if !before.state.isClosed { after.begin(by: user) }
            try audit("obligation.\(what.rawValue)", id.wire, ["source": .string(source)], request, tx)
            return try ObligationJournal.write(
                after, was: before, ObligationChange(what: what, at: at, actor: request.author, source: source), in: tx)
        }
    }

    /// Changes one that is not settled, or opens one that is; what changes nothing is not noted.
    ///
    /// - Parameter body: Makes the change; what it returns stands beside it in the history.
    private func change(
        _ id: ObligationID, _ what: ObligationChange.What, by request: Request,
        _ body: @escaping @Sendable (inout Obligation, Transaction) throws -> String?
    ) async throws -> Obligation {
        let at = now()
        return try await database.write(request.company) { tx in
            let before = try Self.obligation(id, in: tx)
            try request.requireMatch("\(before.version)", required: false)
            if what == .reopened, !before.state.isClosed { throw ObligationsError.notSettled(before) }
            if what != .reopened, before.state.isClosed { throw ObligationsError.settled(before) }
            var after = before
            let detail = try body(&after, tx)
            guard after != before else { return before }
            let change = ObligationChange(what: what, at: at, actor: request.author, detail: detail)
            try audit(
                "obligation.\(what.rawValue)", id.wire, detail.map { ["detail": .string($0)] } ?? [:], request, tx)
            return try ObligationJournal.write(after, was: before, change, in: tx)
        }
    }

    private static func obligation(_ id: ObligationID, in tx: Transaction) throws -> Obligation {
        guard let obligation = try ObligationStore.obligation(id, in: tx) else { throw ObligationsError.unknown(id) }
        return obligation
    }
}

extension Obligation {
    /// Somebody is at it now, and owns it where they are a member.
    fileprivate mutating func begin(by user: UserID?) {
        (state, snoozedUntil) = (.inProgress, nil)
        owner = user ?? owner
    }
}
