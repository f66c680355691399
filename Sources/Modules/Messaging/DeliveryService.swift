import Calls
import Directory
import ModuleKit
import Providers

/// Gives messages to their providers, an attempt at a time; each attempt's end is in the outbox, so that a restart goes on.
///
/// What a provider may have taken is never given to it again: the provider is asked for it, or tells by its webhook.
struct DeliveryService: Sendable {
    /// A request is over after so long; then nobody knows what became of it.
    private static let lease = Duration.seconds(60)
    /// So often a message is tried that the provider has not taken.
    private static let mostAttempts = 10
    /// The person wrote STOP to the provider, which keeps a list of its own: Twilio's word (reference §12.1), and Telnyx's.
    private static let optedOut: Set = ["21610", "40300"]
    /// After so many seconds each the provider is asked what became of a message.
    private static let questions = [5, 30, 120, 600]

    let database: Database
    let logins: ProviderLogins
    let surroundings: MessagingSurroundings
    let now: @Sendable () -> Timestamp

    private struct Job: Sendable {
        let entry: OutboxEntry
        let order: MessageOrder
        let provider: any MessageProvider
    }

    private enum Step: Sendable {
        case nothing, settled
        case send(Job)
        case ask(Job)
    }

    /// Does what is due first in a company.
    ///
    /// - Returns: false when nothing is.
    func attemptNext(in company: CompanyID) async throws -> Bool {
        let rules = try await surroundings.rules(for: company, database)
        switch try await database.write(company, { try next(rules, in: $0) }) {
        case .nothing: return false
        case .settled: return true
        case .send(let job): try await send(job, in: company)
        case .ask(let job): try await ask(job, in: company)
        }
        return true
    }

    // MARK: What is to be done

    private func next(_ rules: SendingRules, in tx: Transaction) throws -> Step {
        guard let entry = try OutboxStore.next(at: now(), in: tx) else { return .nothing }
        guard let message = try MessageHistory.message(entry.message, in: tx), message.providerMessageID == nil else {
            try OutboxStore.remove(entry.message, in: tx)
            return .settled
        }
        switch entry.state {
        case .sending:
            try lost(message, "The hub stopped while it was giving the message to the provider.", in: tx)
            return .settled
        case .asking:
            if let job = try job(entry, message, in: tx) { return .ask(job) }
            try OutboxStore.remove(entry.message, in: tx)
            return .settled
        case .waiting:
            return try begin(entry, message, rules, in: tx).map { .send($0) } ?? .settled
        }
    }

    private func begin(
        _ entry: OutboxEntry, _ message: Message, _ rules: SendingRules, in tx: Transaction
    ) throws -> Job? {
        guard let line = try message.line.flatMap({ try MessageHistory.line($0, in: tx) }) else {
            try end(message, .failed, "no-line", "The line was removed.", in: tx)
            return nil
        }
        let approved = entry.content.contentID != nil
        switch try rules.refusal(of: message, on: line, approved: approved, at: now(), in: tx) {
        case nil: break
        case .quiet(_, let until):
            try OutboxStore.wait(message.id, until: until, in: tx)
            return nil
        case let refusal?:
            try end(message, .canceled, refusal.word, refusal.detail, in: tx)
            return nil
        }
        guard let job = try job(entry, message, in: tx) else {
            try end(message, .failed, "no-login", "The hub has no login at the provider any more.", in: tx)
            return nil
        }
        try OutboxStore.begin(message.id, at: now(), lease: now() + Self.lease, in: tx)
        return job
    }

    /// nil: the account is gone, or nobody can sign in there.
    private func job(_ entry: OutboxEntry, _ message: Message, in tx: Transaction) throws -> Job? {
        guard let place = surroundings.place(entry.account, tx.company),
            let kind = ProviderKind(rawValue: place.provider),
            let login = try logins.login(of: entry.account, in: tx),
            let provider = kind.messages(login, try logins.api(kind, login))
        else { return nil }
        let order = MessageOrder(
            channel: message.channel, from: message.from, to: PhoneNumber(e164: message.to), text: message.text,
            content: entry.content, callback: "\(place.hooks)message?message=\(message.id)")
        return Job(entry: entry, order: order, provider: provider)
    }

    // MARK: Sending

    private func send(_ job: Job, in company: CompanyID) async throws {
        let result: Result<MessageReceipt, ProviderFault>
        do throws(ProviderFault) {
            result = .success(try await job.provider.send(job.order))
        } catch {
            result = .failure(error)
        }
        // The program stops: the outbox says that a request had begun, and the next start asks what became of it.
        try Task.checkCancellation()
        try await database.write(company) { tx in
            guard let message = try MessageHistory.message(job.entry.message, in: tx) else { return }
            switch result {
            case .success(let receipt):
                try MessageHistory.name(message, receipt.id, receipt.status, error: receipt.error, in: tx)
                try OutboxStore.remove(message.id, in: tx)
            case .failure(let fault): try settle(message, job, fault, in: tx)
            }
        }
    }

    private func settle(_ message: Message, _ job: Job, _ fault: ProviderFault, in tx: Transaction) throws {
        // Its webhook was quicker than the answer.
        guard message.providerMessageID == nil else { return try OutboxStore.remove(message.id, in: tx) }
        switch fault {
        case .undecided(let detail): try lost(message, detail, in: tx)
        case .busy(let seconds):
            try postpone(message, job.entry, seconds, "busy", "The provider has too much to do.", in: tx)
        case .unreachable(let detail): try postpone(message, job.entry, 0, "unreachable", detail, in: tx)
        case .login(let detail): try end(message, .failed, "login", "\(detail) Set the account's login anew.", in: tx)
        case .gone: try end(message, .failed, "gone", "The provider knows no such account.", in: tx)
        case .refused(let code, let detail):
            try end(message, .failed, code ?? "refused", detail, in: tx)
            if code.map(Self.optedOut.contains) == true { try withdraw(message, in: tx) }
        }
    }

    private func withdraw(_ message: Message, in tx: Transaction) throws {
        for purpose in ConsentPurpose.allCases {
            let consent = Consent(
                address: message.to, channel: message.channel.contactChannel, purpose: purpose, state: .withdrawn,
                source: .provider, at: now())
            try ConsentBook.record(consent, contact: message.contact, in: tx)
        }
    }

    private func postpone(
        _ message: Message, _ entry: OutboxEntry, _ seconds: Int, _ word: String, _ detail: String, in tx: Transaction
    ) throws {
        guard entry.attempts + 1 < Self.mostAttempts else { return try end(message, .failed, word, detail, in: tx) }
        let wait = max(seconds, min(300, 1 << (entry.attempts + 1)))
        let due = now() + .seconds(wait) + .milliseconds(Int.random(in: 0...(wait * 250)))
        try MessageHistory.advance(message, to: .queued, in: tx)
        try OutboxStore.wait(message.id, until: due, in: tx)
        try OutboxStore.hold(entry.account, until: due, in: tx)
    }

    private func end(
        _ message: Message, _ status: MessageStatus, _ error: String, _ detail: String, in tx: Transaction
    ) throws {
        try OutboxStore.remove(message.id, in: tx)
        try MessageHistory.advance(message, to: status, error: error, detail: detail, in: tx)
    }

    /// The provider may have it.
    private func lost(_ message: Message, _ detail: String, in tx: Transaction) throws {
        try MessageHistory.advance(message, to: .unknown, error: "outcome-unknown", detail: detail, in: tx)
        try OutboxStore.ask(message.id, at: now() + .seconds(Self.questions[0]), attempts: 0, in: tx)
    }

    // MARK: Asking

    private func ask(_ job: Job, in company: CompanyID) async throws {
        let since = job.entry.begunAt ?? now()
        let found: [MessageReceipt]?
        // A provider that cannot be asked now is asked again.
        do throws(ProviderFault) { found = try await job.provider.find(job.order, since: since) } catch { found = [] }
        try Task.checkCancellation()
        try await database.write(company) { tx in
            guard let message = try MessageHistory.message(job.entry.message, in: tx),
                message.providerMessageID == nil
            else { return try OutboxStore.remove(job.entry.message, in: tx) }
            // Another message of the same words has its own; the oldest that is nobody's is this one.
            let own = try found?.last { try !MessageHistory.isKnown($0.id, at: job.entry.account, in: tx) }
            if let own {
                try MessageHistory.name(message, own.id, own.status, error: own.error, in: tx)
                return try OutboxStore.remove(message.id, in: tx)
            }
            let asked = job.entry.attempts + 1
            guard found != nil, asked < Self.questions.count else {
                try OutboxStore.remove(message.id, in: tx)
                let why =
                    found == nil ? "The provider tells by its webhooks alone." : "The provider lists no such message."
                return try MessageHistory.note(
                    message, error: "outcome-unknown", "\(why) It is not sent again by itself.", in: tx)
            }
            try OutboxStore.ask(message.id, at: now() + .seconds(Self.questions[asked]), attempts: asked, in: tx)
        }
    }
}
