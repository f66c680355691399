import Broadcast
import Directory
import Domain
import SQLite

/// The messages of a company for whoever sends them: begun here, named by their provider, and getting further.
///
/// A webhook and the provider's answer may come in any order: whichever names the message first joins the two.
package enum MessageHistory {
    /// A message; nil when there is none.
    package static func message(_ id: MessageID, in tx: Transaction) throws -> Message? {
        try MessageStore.message(id, in: tx)
    }

    /// The message that whoever wrote it has named so.
    package static func message(clientID: String, in tx: Transaction) throws -> Message? {
        try MessageStore.message(clientID: clientID, in: tx)
    }

    /// Whether the provider has named a message so before.
    package static func isKnown(_ providerID: String, at account: AccountID, in tx: Transaction) throws -> Bool {
        try MessageStore.message(providerID, account: account, in: tx) != nil
    }

    /// The line that a number is written to from: of the newest message with it, or else the company's first.
    package static func usualLine(with number: PhoneNumber, in tx: Transaction) throws -> Line? {
        if let line = try MessageStore.newest(with: number.e164, in: tx)?.line,
            let found = try LineStore.line(line, in: tx)
        {
            return found
        }
        return try LineStore.lines(after: nil, limit: 1, in: tx).first
    }

    /// A line; nil: it was removed.
    package static func line(_ id: LineID, in tx: Transaction) throws -> Line? { try LineStore.line(id, in: tx) }

    /// Whether somebody has written to a line since a moment.
    package static func hasWritten(
        _ number: PhoneNumber, to line: Line, over channel: MessageChannel, since: Timestamp, in tx: Transaction
    ) throws -> Bool {
        try MessageStore.hasWritten(number.e164, to: line.number, over: channel, since: since, in: tx)
    }

    /// Notes a message of ours that is to be sent.
    package static func begin(_ message: Message, in tx: Transaction) throws {
        try MessageStore.insert(message, in: tx)
        try tx.publish(message.event(MessageEvent.updated), on: message.topics)
    }

    /// Takes a further status; one that is not further changes nothing.
    ///
    /// - Returns: Whether anything changed.
    @discardableResult
    package static func advance(
        _ known: Message, to status: MessageStatus, error: String? = nil, detail: String? = nil, in tx: Transaction
    ) throws -> Bool {
        guard status.rank > known.status.rank else { return false }
        var message = known
        message.status = status
        message.error = error ?? known.error
        message.errorDetail = detail ?? known.errorDetail
        try MessageStore.update(message, in: tx)
        try tx.publish(message.event(MessageEvent.updated), on: message.topics)
        return true
    }

    /// Says what is wrong with a message whose status stays.
    package static func note(_ known: Message, error: String, _ detail: String, in tx: Transaction) throws {
        var message = known
        (message.error, message.errorDetail) = (error, detail)
        try MessageStore.update(message, in: tx)
        try tx.publish(message.event(MessageEvent.updated), on: message.topics)
    }

    /// Takes the provider's name of a message of ours: from now on the provider has it.
    ///
    /// Where a webhook that did not name ours has made a message of its own, that one becomes ours.
    package static func name(
        _ own: Message, _ providerID: String, _ status: MessageStatus, error: String? = nil, in tx: Transaction
    ) throws {
        guard own.providerMessageID == nil else {
            try advance(own, to: status, error: error, in: tx)
            return
        }
        var message = own
        var heard = [(status, error), (.sending, nil)]
        if let stray = try MessageStore.message(providerID, account: own.account, in: tx) {
            heard.append((stray.status, stray.error))
            try MessageStore.delete(stray.id, in: tx)
        }
        for (status, error) in heard where status.rank > message.status.rank {
            (message.status, message.error) = (status, error)
        }
        message.providerMessageID = providerID
        message.errorDetail = nil
        try MessageStore.update(message, in: tx)
        try tx.publish(message.event(MessageEvent.updated), on: message.topics)
        try remember(message, in: tx)
    }

    /// Adds a message to the history of its contact, once; the provider has it, or it came from there.
    static func remember(_ message: Message, in tx: Transaction) throws {
        guard let contact = message.contact, let providerID = message.providerMessageID else { return }
        let kind: Interaction.Kind = message.channel == .sms ? .sms : .chat
        let summary = message.text.map { String($0.prefix(500)) }
        let interaction = Interaction(
            id: try tx.newID(), contact: contact, kind: kind, at: message.at, summary: summary, author: message.author)
        let key = "message:\(message.account.wire):\(providerID)"
        guard try InteractionStore.insert(interaction, key: key, in: tx) else { return }
        try tx.publish(
            InteractionAdded(
                interaction: interaction.id, contact: contact, call: nil, kind: kind.rawValue, at: message.at,
                summary: summary, outcome: nil), on: .contacts, .contact(contact))
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
