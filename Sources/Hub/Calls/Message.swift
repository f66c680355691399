import Domain
import JSON

/// A text message, as it is kept.
package struct Message: Sendable, JSONEncodable {
    package var id: MessageID
    package var account: AccountID
    /// nil until the provider has named it.
    package var providerMessageID: String?
    package var direction: CallDirection
    package var channel: MessageChannel
    package var status: MessageStatus
    package var from: String
    package var to: String
    package var line: LineID?
    package var contact: ContactID?
    package var text: String?
    package var mediaCount: Int64
    package var optOut: OptOut?
    /// The provider's code, or a word of the hub's.
    package var error: String?
    /// What went wrong, in a sentence.
    package var errorDetail: String?
    /// What one of ours is for.
    package var purpose: ConsentPurpose?
    /// Who wrote one of ours.
    package var author: String?
    /// Whoever wrote it named it so, once in a company.
    package var clientID: String?
    /// Into how many parts the network cuts a text of ours.
    package var segments: Int64?
    /// When one of ours is to leave, where somebody said so.
    package var sendAt: Timestamp?
    package var at: Timestamp

    package init(
        id: MessageID, account: AccountID, providerMessageID: String? = nil, direction: CallDirection,
        channel: MessageChannel, status: MessageStatus, from: String, to: String, line: LineID?, contact: ContactID?,
        text: String?, mediaCount: Int64, at: Timestamp
    ) {
        (self.id, self.account, self.providerMessageID) = (id, account, providerMessageID)
        (self.direction, self.channel, self.status) = (direction, channel, status)
        (self.from, self.to, self.line, self.contact) = (from, to, line, contact)
        (self.text, self.mediaCount, self.at) = (text, mediaCount, at)
    }

    /// The number or name at the other end.
    package var remote: String { direction == .inbound ? from : to }

    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("id", id)
            $0.member("account", account)
            $0.member("providerMessageId", providerMessageID)
            $0.member("direction", direction)
            $0.member("channel", channel)
            $0.member("status", status)
            $0.member("from", from)
            $0.member("to", to)
            $0.member("line", line)
            $0.member("contact", contact)
            $0.member("text", text)
            $0.member("mediaCount", mediaCount)
            $0.member("optOut", optOut)
            $0.member("error", error)
            $0.member("errorDetail", errorDetail)
            $0.member("purpose", purpose)
            $0.member("author", author)
            $0.member("clientId", clientID)
            $0.member("segments", segments)
            $0.member("sendAt", sendAt)
            $0.member("at", at)
        }
    }

    /// The shape of a message on the wire.
    package static let schema: Schema = .object([
        .required("id", .string()), .required("account", .string()),
        .optional("providerMessageId", .string(), "The provider's name for it, once it has given one."),
        .required("direction", .enumeration(CallDirection.self)),
        .required("channel", .enumeration(MessageChannel.self)),
        .required("status", .enumeration(MessageStatus.self)), .required("from", .string()), .required("to", .string()),
        .optional("line", .string()), .optional("contact", .string()), .optional("text", .string()),
        .required("mediaCount", .integer(min: 0), "Pictures and the like that came with it."),
        .optional("optOut", .enumeration(OptOut.self), "The keyword that it is."),
        .optional("error", .string(), "Why it failed: the provider's code, or a word of the hub's."),
        .optional("errorDetail", .string(), "The same in a sentence."),
        .optional("purpose", .enumeration(ConsentPurpose.self), "What one of ours is for."),
        .optional("author", .string(), "Who wrote one of ours."), .optional("clientId", .string()),
        .optional("segments", .integer(min: 0), "Into how many parts the network cuts a text of ours."),
        .optional("sendAt", .string(format: .dateTime)),
        .required("at", .string(format: .dateTime), "When the hub heard of it first."),
    ])

    func event(_ type: EventType) -> MessageEvent {
        MessageEvent(
            type, message: id, providerMessageID: providerMessageID, direction: direction, channel: channel,
            status: status, from: from, to: to, contact: contact, line: line, text: text, optOut: optOut, error: error)
    }
}
