import Calls
import ModuleKit
import Providers
import Reactor
import Webhooks

/// The rules of comparing accounts with their providers' records: what a record says goes the way of a webhook.
struct ReconcileService: Sendable {
    /// So often an account is compared.
    static let interval = Duration.seconds(900)
    /// So far back the first time.
    static let firstLook = Duration.seconds(86_400)
    /// Calls that began so long before the mark are looked at again: they end, and their prices become known, later.
    static let overlap = Duration.seconds(6 * 3600)
    /// The longest span that is read at once.
    static let longestSpan = Duration.seconds(86_400)
    /// As far back as somebody may ask.
    static let farthest = Duration.seconds(92 * 86_400)
    /// So many records wait for the call that they belong to.
    static let mostWaiting = 10_000
    /// So many records make one transaction, so that webhooks need not wait.
    static let batch = 20

    let database: Database
    let ingest: CallIngest
    let logins: ProviderLogins
    let surroundings: ReconcileSurroundings
    let now: @Sendable () -> Timestamp
    /// What is to go on where a provider has stopped it.
    private let pulls = Lock<[AccountID: Pull]>([:])

    init(
        database: Database, ingest: CallIngest, logins: ProviderLogins, surroundings: ReconcileSurroundings,
        now: @escaping @Sendable () -> Timestamp
    ) {
        (self.database, self.ingest, self.logins) = (database, ingest, logins)
        (self.surroundings, self.now) = (surroundings, now)
    }

    // MARK: What is due

    /// Notes a span that somebody wants compared; a span that was wanted before and is not done yet is given up.
    func want(_ draft: SpanDraft, of account: AccountID, by request: Request) async throws -> SpanDraft {
        guard let reader = surroundings.reader(account, request.company) else { throw ReconcileError.unknownAccount }
        guard isOffered(reader) else { throw ReconcileError.notOffered(provider: reader.provider) }
        let at = now()
        let to = min(draft.to ?? at, at)
        let from = draft.from ?? to - Self.firstLook
        guard from < to else { throw Problem.invalid("from", "`from` must be before `to`, and before now.") }
        guard from >= at - Self.farthest else { throw Problem.invalid("from", "`from` is at most 92 days ago.") }
        try await database.write(request.company) { tx in
            guard try logins.login(of: account, in: tx) != nil else { throw ReconcileError.noLogin(account) }
            var row = try standing(of: account, in: tx)
            (row.wanted, row.dueAt, row.failures) = (from..<to, at, 0)
            try ReconcileStore.set(row, of: account, in: tx)
            let detail: JSONValue = ["from": .string(from.rfc3339), "to": .string(to.rfc3339)]
            try surroundings.audit("provider_account.reconcile_requested", account.wire, detail, request, tx)
            tx.afterCommit(ReconcileWork())
        }
        _ = pulls.withLock { $0.removeValue(forKey: account) }
        return SpanDraft(from: from, to: to)
    }

    /// The accounts whose time has come, of all companies, and when the next one's comes.
    func due() async throws -> (now: [(company: CompanyID, account: AccountID)], next: Timestamp?) {
        let at = now()
        let (known, rows) = try await database.read(tenant: 0) { tx in
            (try logins.accounts(in: tx), try ReconcileStore.all(in: tx))
        }
        let offered = known.filter { surroundings.reader($0.account, $0.company).map(isOffered) ?? false }
        for entry in offered {
            // An account that waits since an earlier run of the program has a page too.
            if let row = rows[entry.account] { surroundings.show(entry.account, row.state) }
        }
        let due = offered.filter { entry in
            guard let row = rows[entry.account] else { return true }
            // Whoever corrects a login need not wait until the wrong one would have been tried again.
            return row.dueAt <= at || row.fault != nil && row.lastRunAt.map { $0 < entry.updatedAt } ?? false
        }
        return (due.map { ($0.company, $0.account) }, offered.compactMap { rows[$0.account]?.dueAt }.min())
    }

    private func isOffered(_ reader: RecordReader) -> Bool {
        !reader.lists.isEmpty && ProviderKind(rawValue: reader.provider) != nil
    }

    private func standing(of account: AccountID, in tx: Transaction) throws -> ReconcileRow {
        let at = now()
        return try ReconcileStore.row(account, in: tx)
            ?? ReconcileRow(completeUntil: at - Self.firstLook + Self.overlap, dueAt: at)
    }

    // MARK: A span

    /// Reads one span of an account's records, or goes on with one that the provider has stopped.
    func step(_ account: AccountID, in company: CompanyID) async throws {
        let found = try await database.read(company) { tx in
            (try logins.login(of: account, in: tx), try standing(of: account, in: tx))
        }
        guard let reader = surroundings.reader(account, company), let login = found.0,
            let kind = ProviderKind(rawValue: reader.provider)
        else { return }
        var pull = pulls.withLock { $0.removeValue(forKey: account) } ?? begin(account, company, found.1)
        do {
            try await read(&pull, reader, login, try logins.api(kind, login))
        } catch let fault as ProviderFault {
            // Whoever stops the program breaks requests off; that is no fault of the provider's.
            try Task.checkCancellation()
            return try await stop(pull, fault)
        }
        try await finish(pull, provider: reader.provider)
    }

    private func begin(_ account: AccountID, _ company: CompanyID, _ row: ReconcileRow) -> Pull {
        let whole = row.wanted ?? (min(row.completeUntil, now()) - Self.overlap)..<now()
        let end = min(whole.lowerBound + Self.longestSpan, whole.upperBound)
        return Pull(
            account: account, company: company, span: whole.lowerBound..<end, isWanted: row.wanted != nil)
    }

    private func read(
        _ pull: inout Pull, _ reader: RecordReader, _ login: ProviderLogin, _ api: ProviderAPI
    ) async throws {
        while pull.list < reader.lists.count {
            try Task.checkCancellation()
            let list = reader.lists[pull.list]
            let answer = try await api.get(pull.path(list, login))
            guard let records = list.records(of: answer.json) else {
                throw ProviderFault.refused(code: nil, "The provider's answer is no page of its \(list.name).")
            }
            try await take(records, of: list, at: api.base, &pull, reader)
            let goesOn = try pull.advance(list, login, after: answer, records: records.count, base: api.base)
            if !goesOn || pull.waiting.count > Self.mostWaiting { try await release(&pull) }
        }
    }

    private func take(
        _ records: [JSONValue], of list: RecordList, at base: String, _ pull: inout Pull, _ reader: RecordReader
    ) async throws {
        let at = now()
        var events: [ProviderEvent] = []
        for record in records {
            // What cannot be understood is counted, and must not keep the others from being read.
            if let event = try? reader.event(record, of: list, at: at) { events.append(event.located(at: base)) }
        }
        var counts = ReconcileCounts()
        counts.seen = Int64(records.count)
        counts.unreadable = Int64(records.count - events.count)
        pull.counts = pull.counts + counts
        try await apply(events, holdingBack: true, counting: counts, &pull)
    }

    /// Applies what was held back: in the order in which it began, so that a call comes before its further legs.
    private func release(_ pull: inout Pull) async throws {
        let events = pull.waiting
        pull.waiting = []
        try await apply(events, holdingBack: false, counting: ReconcileCounts(), &pull)
    }

    private func apply(
        _ events: [ProviderEvent], holdingBack: Bool, counting first: ReconcileCounts, _ pull: inout Pull
    ) async throws {
        let (account, ingest) = (pull.account, ingest)
        var events = events.sorted { $0.beganAt < $1.beganAt }[...]
        var extra = first
        repeat {
            let batch = Array(events.prefix(Self.batch))
            events = events.dropFirst(Self.batch)
            let more = extra
            extra = ReconcileCounts()
            let (counts, held) = try await database.write(pull.company) { tx in
                var (counts, held) = (ReconcileCounts(), [ProviderEvent]())
                for event in batch {
                    if holdingBack, event.isFurtherLeg, try !ingest.knows(event, in: tx) {
                        held.append(event)
                    } else {
                        let settled = try ingest.hasSettled(event, in: tx)
                        counts.count(try ingest.apply(settled ? event.withoutState : event, in: tx))
                    }
                }
                var row = try standing(of: account, in: tx)
                row.totals = row.totals + counts + more
                try ReconcileStore.set(row, of: account, in: tx)
                return (counts, held)
            }
            pull.counts = pull.counts + counts
            pull.waiting += held
            surroundings.recovered(account, counts.recovered)
        } while !events.isEmpty
    }

    // MARK: Its end

    private func finish(_ pull: Pull, provider: String) async throws {
        let at = now()
        let row = try await database.write(pull.company) { tx in
            var row = try standing(of: pull.account, in: tx)
            let end = pull.span.upperBound
            if !pull.isWanted {
                row.completeUntil = max(row.completeUntil, end)
            } else if let wanted = row.wanted, wanted.contains(pull.span.lowerBound) {
                row.wanted = end < wanted.upperBound ? end..<wanted.upperBound : nil
            }
            (row.failures, row.fault, row.lastRunAt) = (0, nil, at)
            let isBehind = row.wanted != nil || row.completeUntil + Self.interval < at
            row.dueAt = isBehind ? at : at + Self.interval
            try ReconcileStore.set(row, of: pull.account, in: tx)
            if pull.isWanted || pull.counts.hasFilled {
                try tx.publish(
                    AccountReconciled(
                        account: pull.account, provider: provider, from: pull.span.lowerBound, to: end,
                        counts: pull.counts),
                    on: .admin)
            }
            return row
        }
        surroundings.show(pull.account, row.state)
    }

    /// Keeps what the provider has stopped for later: when it says, or after longer and longer waits.
    private func stop(_ pull: Pull, _ fault: ProviderFault) async throws {
        let at = now()
        let row = try await database.write(pull.company) { tx in
            var row = try standing(of: pull.account, in: tx)
            row.failures += 1
            row.fault = fault.description
            row.lastRunAt = at
            row.dueAt = at + fault.pause(afterFailures: row.failures)
            try ReconcileStore.set(row, of: pull.account, in: tx)
            return row
        }
        if fault.isPassing { pulls.withLock { $0[pull.account] = pull } }
        surroundings.show(pull.account, row.state)
    }
}

/// There is something to compare; wakes the keeper after the commit.
struct ReconcileWork: Sendable {}

extension ProviderEvent {
    /// What is left of a record that ends a leg as a webhook has: each tells the seconds a little differently, and that
    /// is no news.
    fileprivate var withoutState: ProviderEvent {
        var event = self
        (event.status, event.unansweredStatus, event.reason, event.providerStatus) = (nil, nil, nil, nil)
        (event.startedAt, event.answeredAt, event.durationSec) = (nil, nil, nil)
        return event
    }

    /// A recording's address as a path is at the API, and names its resource: the sound's is the same without `.json`.
    fileprivate func located(at base: String) -> ProviderEvent {
        guard let url = recording?.url, url.hasPrefix("/"), !url.hasPrefix("//") else { return self }
        var event = self
        event.recording?.url = base + (url.hasSuffix(".json") ? String(url.dropLast(5)) : url)
        return event
    }

    fileprivate var beganAt: Timestamp { startedAt ?? occurredAt ?? receivedAt }

    /// Whether it names a conversation that another leg stands for.
    fileprivate var isFurtherLeg: Bool { providerGroupID != nil && providerGroupID != providerCallID }
}

extension ReconcileCounts {
    fileprivate mutating func count(_ applied: AppliedEvent) {
        if applied.isNew { new += 1 } else if applied.changed { filled += 1 } else { known += 1 }
        if applied.recovered { recovered += 1 }
    }
}

extension ProviderFault {
    /// Whether the same page may be given later.
    fileprivate var isPassing: Bool {
        switch self {
        case .busy, .unreachable, .undecided, .login: true
        case .refused, .gone: false
        }
    }

    fileprivate func pause(afterFailures count: Int64) -> Duration {
        switch self {
        case .busy(let seconds): .seconds(seconds)
        case .login: .seconds(3600)
        default: min(.seconds(10 << min(count, 10)), .seconds(3600))
        }
    }
}
