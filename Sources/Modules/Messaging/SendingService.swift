import Accounts
import Calls
import Directory
import ModuleKit
import Providers

/// The rules of messages that somebody wants sent: what is accepted is on disk, and leaves once.
struct SendingService: Sendable {
    /// So far ahead a message may be written.
    private static let horizon = Duration.seconds(366 * 86_400)

    let database: Database
    let logins: ProviderLogins
    let parser: PhoneParser
    let surroundings: MessagingSurroundings
    let now: @Sendable () -> Timestamp

    /// Takes a message on, once for each idempotency key and each `clientId`.
    func send(
        _ draft: MessageDraft, in company: CompanyID, by actor: Actor, once: Once? = nil,
        answer: @escaping @Sendable (Message) -> Response
    ) async throws -> Response {
        let rules = try await surroundings.rules(for: company, database)
        return try await database.write(company) { tx in
            try Once.run(once, in: tx) { answer(try begin(draft, rules, by: actor, in: tx)) }
        }
    }

    /// The same for other parts of the program.
    func send(_ draft: MessageDraft, in company: CompanyID, by actor: Actor) async throws -> MessageID {
        let rules = try await surroundings.rules(for: company, database)
        return try await database.write(company) { try begin(draft, rules, by: actor, in: $0).id }
    }

    /// Calls a message back that nobody has begun to send.
    func cancel(_ id: MessageID, by request: Request) async throws -> Message {
        try await database.write(request.company) { tx in
            guard let message = try MessageHistory.message(id, in: tx) else { throw MessagingError.unknownMessage(id) }
            guard try OutboxStore.withdraw(id, in: tx) else { throw MessagingError.underWay(id) }
            try MessageHistory.advance(message, to: .canceled, in: tx)
            try surroundings.audit("message.canceled", id.wire, [:], request, tx)
            return try MessageHistory.message(id, in: tx) ?? message
        }
    }

    private func begin(
        _ draft: MessageDraft, _ rules: SendingRules, by actor: Actor, in tx: Transaction
    ) throws -> Message {
        let at = now()
        let named = try draft.line.map { try LineService.line($0, in: tx) }
        let number = try number(draft, region: named?.region ?? surroundings.region(tx.company), in: tx)
        guard let line = try named ?? MessageHistory.usualLine(with: number, in: tx) else {
            throw Problem.invalid("line", "The company has no line to send from.")
        }
        guard line.number.hasPrefix("+"), line.number != number.e164 else {
            throw Problem.invalid("line", "`line` is \(line.number), from which \(number) cannot be written to.")
        }
        let wording = try Wording(draft, to: number, from: line, at: at, in: tx)
        if let earlier = try draft.clientId.flatMap({ try MessageHistory.message(clientID: $0, in: tx) }) {
            let isSame = earlier.to == number.e164 && earlier.text == wording.text && earlier.channel == wording.channel
            guard isSame else { throw MessagingError.clientIDReused }
            return earlier
        }
        try check(line.account, wording, in: tx)
        if let sendAt = draft.sendAt, sendAt <= at || sendAt > at + Self.horizon {
            throw Problem.invalid("sendAt", "`sendAt` is \(sendAt); it must be later than now, and within a year.")
        }
        var message = Message(
            id: try tx.newID(), account: line.account, direction: .outbound, channel: wording.channel,
            status: draft.sendAt == nil ? .queued : .scheduled, from: line.number, to: number.e164, line: line.id,
            contact: try ContactDirectory.match(number, at: at, in: tx)?.contact.id, text: wording.text,
            mediaCount: Int64(wording.content.mediaURLs.count), at: at)
        (message.purpose, message.author) = (draft.purpose ?? .service, actor.wire)
        (message.clientID, message.sendAt) = (draft.clientId, draft.sendAt)
        if wording.channel == .sms { message.segments = wording.text.map { Int64(MessageLength($0).segments) } }
        let due = draft.sendAt ?? at
        let approved = wording.content.contentID != nil
        if let refusal = try rules.refusal(of: message, on: line, approved: approved, at: due, in: tx) {
            throw MessagingError.refused(refusal)
        }
        try MessageHistory.begin(message, in: tx)
        try OutboxStore.insert(message.id, at: line.account, due: due, wording.content, in: tx)
        try Audit.record("message.queued", message.id.wire, by: actor, at: at, in: tx)
        return message
    }

    private func number(_ draft: MessageDraft, region: String, in tx: Transaction) throws -> PhoneNumber {
        if let id = ContactID(wire: draft.to) {
            guard let number = try ContactDirectory.existing(id, in: tx).numbers.first?.number else {
                throw Problem.invalid("to", "The contact \(id) has no number.")
            }
            return number
        }
        guard let number = parser.parse(draft.to, region: region).validNumber else {
            throw Problem.invalid("to", "`to` is no telephone number of \(region) that can be written to.")
        }
        return number
    }

    /// Whether the line's provider sends such a message, and the hub can sign in there.
    private func check(_ account: AccountID, _ wording: Wording, in tx: Transaction) throws {
        let name = surroundings.place(account, tx.company)?.provider ?? "none"
        guard let kind = ProviderKind(rawValue: name), kind.messageChannels.contains(wording.channel) else {
            throw MessagingError.notOffered(provider: name, wording.channel)
        }
        guard kind.sendsMedia || wording.content.mediaURLs.isEmpty else { throw MessagingError.noMedia(provider: name) }
        guard try logins.login(of: account, in: tx) != nil else { throw MessagingError.noLogin(account) }
    }
}
