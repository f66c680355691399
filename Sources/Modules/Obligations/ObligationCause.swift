import Calls
import Directory
import ModuleKit

/// A missed call, a voicemail or a message that somebody has to see to.
struct ObligationCause: Sendable {
    let kind: Obligation.Kind
    /// The call or the message, by its number and by its name.
    let id: Int64
    let name: String
    let at: Timestamp
    let number: PhoneNumber
    let contact: ContactID?
    let line: LineID?

    /// A call that nobody took; nil where nobody could call back.
    init?(_ kind: Obligation.Kind, _ call: CallView) {
        guard let number = call.from.number, call.reason != .blocked else { return nil }
        self.init(
            kind: kind, id: call.id.rawValue, name: call.id.wire, at: call.startedAt, number: number,
            contact: call.contact?.id, line: call.line)
    }

    /// A message that came in; nil where nobody could answer it, or where its provider has answered it already.
    init?(_ message: MessageEvent, at: Timestamp) {
        guard message.optOut == nil, let number = PhoneNumber(shown: message.from) else { return nil }
        self.init(
            kind: .unansweredMessage, id: message.message.rawValue, name: message.message.wire, at: at,
            number: number, contact: message.contact, line: message.line)
    }

    private init(
        kind: Obligation.Kind, id: Int64, name: String, at: Timestamp, number: PhoneNumber, contact: ContactID?,
        line: LineID?
    ) {
        (self.kind, self.id, self.name, self.at) = (kind, id, name, at)
        (self.number, self.contact, self.line) = (number, contact, line)
    }
}

/// Who waits, with every number of theirs.
struct ObligationPerson {
    let contact: Contact?
    let numbers: [PhoneNumber]

    init(_ number: PhoneNumber, _ contact: ContactID?, in tx: Transaction) throws {
        self.contact = try contact.flatMap { try ContactDirectory.contact($0, in: tx) }
        let others = self.contact?.numbers.map(\.number).filter { $0 != number } ?? []
        numbers = [number] + others.prefix(10)
    }

    /// Whether they were reached since a moment, by whatever channel; what was told late must not open anything.
    func wasReached(since: Timestamp, in tx: Transaction) throws -> Bool {
        if try numbers.contains(where: { try CallService.hasSpoken(with: $0, since: since, in: tx) }) { return true }
        guard let contact = contact?.id else { return false }
        if let sent = try MessageReading.lastDelivered(to: contact, in: tx), sent >= since { return true }
        return try InteractionStore.recent(of: contact, limit: 20, in: tx).contains {
            $0.call == nil && $0.at >= since
                && Obligation.End(interaction: $0.kind.rawValue, outcome: $0.outcome) != nil
        }
    }

    /// The member who spoke with them last.
    func lastAgent(in tx: Transaction) throws -> UserID? {
        let agents = try numbers.compactMap { try CallService.lastAgent(with: $0, in: tx) }
        return agents.max { $0.at < $1.at }?.user
    }
}

extension PhoneNumber {
    /// The number that a message's event shows; nil for short codes, names and what else can write.
    init?(shown text: String) {
        let digits = text.utf8.dropFirst()
        guard text.hasPrefix("+"), (3...15).contains(digits.count), digits.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        self.init(e164: text)
    }
}

extension Obligation.End {
    /// How somebody was reached, as a line of their history says by its outcome `reached` or `answered`; nil: they were not.
    init?(interaction kind: String, outcome: String?) {
        guard let outcome = outcome?.lowercased(), ["reached", "answered"].contains(outcome) else { return nil }
        switch Interaction.Kind(rawValue: kind) {
        case .call: self = .reachedByCall
        case .sms, .chat: self = .reachedByMessage
        case .email: self = .reachedByEmail
        default: return nil
        }
    }
}
