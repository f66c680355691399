import JSON

/// A text message came in, or one is known to have got further.
package struct MessageEvent: Event {
    /// Somebody wrote.
    package static let received = EventType("message.received", "A text message came in.", schema)
    /// One of ours was written, sent, delivered, read, or failed.
    package static let updated = EventType(
        "message.updated", "A text message of ours was written, got further, or failed.", schema)
    /// All of them.
    package static let types = [received, updated]

    package let type: EventType
    package let message: MessageID
    /// nil until the provider has named it.
    package let providerMessageID: String?
    package let direction: CallDirection
    package let channel: MessageChannel
    package let status: MessageStatus
    package let from: String
    package let to: String
    package let contact: ContactID?
    package let line: LineID?
    package let text: String?
    package let optOut: OptOut?
    /// Why it failed: the provider's code, or a word of the hub's.
    package let error: String?

    package init(
        _ type: EventType, message: MessageID, providerMessageID: String?, direction: CallDirection,
        channel: MessageChannel, status: MessageStatus, from: String, to: String, contact: ContactID?, line: LineID?,
        text: String?, optOut: OptOut?, error: String? = nil
    ) {
        self.type = type
        self.message = message
        self.providerMessageID = providerMessageID
        self.direction = direction
        self.channel = channel
        self.status = status
        self.from = from
        self.to = to
        self.contact = contact
        self.line = line
        self.text = text
        self.optOut = optOut
        self.error = error
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("message", message)
            $0.member("providerMessageId", providerMessageID)
            $0.member("direction", direction)
            $0.member("channel", channel)
            $0.member("status", status)
            $0.member("from", from)
            $0.member("to", to)
            $0.member("contact", contact)
            $0.member("line", line)
            $0.member("text", text)
            $0.member("optOut", optOut)
            $0.member("error", error)
        }
    }

    static let schema: Schema = .object([
        .required("message", .string()), .optional("providerMessageId", .string()),
        .required("direction", .enumeration(CallDirection.self)),
        .required("channel", .enumeration(MessageChannel.self)),
        .required("status", .enumeration(MessageStatus.self)), .required("from", .string()), .required("to", .string()),
        .optional("contact", .string()), .optional("line", .string()), .optional("text", .string()),
        .optional("optOut", .enumeration(OptOut.self)), .optional("error", .string()),
    ])
}
