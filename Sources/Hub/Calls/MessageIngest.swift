import Broadcast
import Directory
import Domain
import SQLite

/// Turns what a webhook says of a text message into a message, its contact, and an event, once however often it is said.
///
/// Runs inside the writer's closure, so every step may be run again. A message is unique by account and provider id, and
/// its status is monotonic: late words enrich and never regress.
package struct MessageIngest: Sendable {
    private let parser: PhoneParser
    private let region: @Sendable (CompanyID) -> String

    init(parser: PhoneParser, region: @escaping @Sendable (CompanyID) -> String) {
        self.parser = parser
        self.region = region
    }

    /// Applies what was said, and publishes it when it is news.
    ///
    /// - Returns: Whether anything was learned.
    package func apply(_ said: ProviderMessage, in tx: Transaction) throws -> Bool {
        if let known = try MessageStore.message(said.id, account: said.account, in: tx) {
            return try advance(known, with: said, in: tx)
        }
        let standard = region(tx.company)
        let isInbound = said.direction == .inbound
        let local = party(isInbound ? said.to : said.from, region: standard)
        let line = try LineFinder.line(
            of: local, account: said.account, region: standard, at: said.receivedAt, in: tx)
        let remote = party(isInbound ? said.from : said.to, region: line?.region ?? standard)
        let contact = try contact(remote, said, policy: line?.autoCreate ?? .never, in: tx)
        let message = Message(
            id: try tx.newID(), account: said.account, providerMessageID: said.id, direction: said.direction,
            channel: said.channel, status: said.status, from: (isInbound ? remote : local).display,
            to: (isInbound ? local : remote).display, line: line?.id, contact: contact, text: said.text,
            mediaCount: said.mediaCount ?? 0, optOut: said.optOut, error: said.error, at: said.receivedAt)
        try MessageStore.insert(message, in: tx)
        try tx.publish(message.event(isInbound ? MessageEvent.received : MessageEvent.updated), on: message.topics)
        if isInbound { try remember(message, in: tx) }
        return true
    }

    private func advance(_ known: Message, with said: ProviderMessage, in tx: Transaction) throws -> Bool {
        guard said.status.rank > known.status.rank else { return false }
        var message = known
        message.status = said.status
        message.error = said.error ?? known.error
        try MessageStore.update(message, in: tx)
        try tx.publish(message.event(MessageEvent.updated), on: message.topics)
        return true
    }

    /// Who is at the other end; somebody who writes is made a contact where the line makes callers one.
    private func contact(
        _ remote: Party, _ said: ProviderMessage, policy: Line.AutoCreate, in tx: Transaction
    ) throws -> ContactID? {
        guard let number = remote.number else { return nil }
        if let found = try ContactDirectory.match(number, at: said.receivedAt, in: tx) { return found.contact.id }
        guard said.direction == .inbound, policy != .never else { return nil }
        var draft = ContactDirectory.Draft(source: "message")
        draft.name = said.profileName.flatMap { $0.isEmpty ? nil : String($0.prefix(200)) }
        draft.numbers = [Contact.Number(number: number)]
        let contact = try ContactDirectory.create(draft, at: said.receivedAt, in: tx)
        try tx.publish(
            ContactEvent(ContactEvent.created, contact: contact.id, name: contact.name, number: number), on: .contacts,
            .contact(contact.id))
        return contact.id
    }

    /// Adds it to the history of its contact.
    private func remember(_ message: Message, in tx: Transaction) throws {
        guard let contact = message.contact else { return }
        let kind: Interaction.Kind = message.channel == .sms ? .sms : .chat
        let summary = message.text.map { String($0.prefix(500)) }
        let interaction = Interaction(
            id: try tx.newID(), contact: contact, kind: kind, at: message.at, summary: summary)
        let key = "message:\(message.account.wire):\(message.providerMessageID)"
        guard try InteractionStore.insert(interaction, key: key, in: tx) else { return }
        try tx.publish(
            InteractionAdded(
                interaction: interaction.id, contact: contact, call: nil, kind: kind.rawValue, at: message.at,
                summary: summary, outcome: nil), on: .contacts, .contact(contact))
    }

    private func party(_ party: Party?, region: String) -> Party {
        guard let party else { return Party(raw: "", kind: .anonymous) }
        return party.kind == .number ? party : parser.party(party.raw, region: region)
    }
}

extension Message {
    /// Everything that a change of the message concerns.
    var topics: [Topic] {
        var topics: [Topic] = [.conversations]
        if let contact { topics.append(.contact(contact)) }
        if let line { topics.append(.line(line)) }
        return topics
    }
}
