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
            return try MessageHistory.advance(known, to: said.status, error: said.error, in: tx)
        }
        if let own = try said.reference.flatMap({ try MessageStore.message($0, in: tx) }),
            own.account == said.account, own.providerMessageID == nil
        {
            try MessageHistory.name(own, said.id, said.status, error: said.error, in: tx)
            return true
        }
        var message = try read(said, in: tx)
        message.optOut = try keyword(of: said, message, in: tx)
        let isInbound = said.direction == .inbound
        try MessageStore.insert(message, in: tx)
        try tx.publish(message.event(isInbound ? MessageEvent.received : MessageEvent.updated), on: message.topics)
        try MessageHistory.remember(message, in: tx)
        return true
    }

    private func read(_ said: ProviderMessage, in tx: Transaction) throws -> Message {
        let standard = region(tx.company)
        let isInbound = said.direction == .inbound
        let local = party(isInbound ? said.to : said.from, region: standard)
        let line = try LineFinder.line(
            of: local, account: said.account, region: standard, at: said.receivedAt, in: tx)
        let remote = party(isInbound ? said.from : said.to, region: line?.region ?? standard)
        let contact = try contact(remote, said, policy: line?.autoCreate ?? .never, in: tx)
        var message = Message(
            id: try tx.newID(), account: said.account, providerMessageID: said.id, direction: said.direction,
            channel: said.channel, status: said.status, from: (isInbound ? remote : local).display,
            to: (isInbound ? local : remote).display, line: line?.id, contact: contact, text: said.text,
            mediaCount: said.mediaCount ?? 0, at: said.receivedAt)
        message.error = said.error
        return message
    }

    /// Keeps the writer's consent, where the message is a keyword: as the provider read it, or as we do.
    private func keyword(of said: ProviderMessage, _ message: Message, in tx: Transaction) throws -> OptOut? {
        guard said.direction == .inbound else { return said.optOut }
        let read = said.text.flatMap(OptOut.keyword(in:))
        guard let keyword = said.optOut ?? read?.keyword else { return nil }
        // Only numbers are written to, so that nobody else has a consent.
        guard message.from.hasPrefix("+") else { return said.optOut }
        let counts = try ConsentBook.heard(
            keyword, word: read?.word, from: PhoneNumber(e164: message.from), over: said.channel.contactChannel,
            contact: message.contact, at: said.receivedAt, in: tx)
        return counts ? keyword : said.optOut
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

    private func party(_ party: Party?, region: String) -> Party {
        guard let party else { return Party(raw: "", kind: .anonymous) }
        return party.kind == .number ? party : parser.party(party.raw, region: region)
    }
}
