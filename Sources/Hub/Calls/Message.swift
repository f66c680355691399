import Domain
import JSON

/// A text message, as it is kept.
package struct Message: Sendable, JSONEncodable {
    package var id: MessageID
    package var account: AccountID
    package var providerMessageID: String
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
    package var error: String?
    package var at: Timestamp

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
            $0.member("at", at)
        }
    }

    /// The shape of a message on the wire.
    package static let schema: Schema = .object([
        .required("id", .string()), .required("account", .string()), .required("providerMessageId", .string()),
        .required("direction", .enumeration(CallDirection.self)),
        .required("channel", .enumeration(MessageChannel.self)),
        .required("status", .enumeration(MessageStatus.self)), .required("from", .string()), .required("to", .string()),
        .optional("line", .string()), .optional("contact", .string()), .optional("text", .string()),
        .required("mediaCount", .integer(min: 0), "Pictures and the like that came with it."),
        .optional("optOut", .enumeration(OptOut.self), "The keyword that the provider read in it."),
        .optional("error", .string(), "The provider's error, of one that failed."),
        .required("at", .string(format: .dateTime), "When the hub heard of it first."),
    ])

    func event(_ type: EventType) -> MessageEvent {
        MessageEvent(
            type, message: id, providerMessageID: providerMessageID, direction: direction, channel: channel,
            status: status, from: from, to: to, contact: contact, line: line, text: text, optOut: optOut)
    }
}
