import JSON

/// Somebody let themselves be reached by a channel, or no longer does.
package struct ConsentChanged: Event {
    package static let type = EventType(
        "consent.changed", "Somebody may be reached by a channel for a purpose, or no longer may.",
        .object([
            .required("address", .string()), .required("channel", .enumeration(ContactChannel.self)),
            .required("purpose", .enumeration(ConsentPurpose.self)),
            .required("state", .enumeration(ConsentState.self)),
            .required("source", .enumeration(ConsentSource.self)), .optional("contact", .string()),
            .optional("word", .string()), .optional("author", .string()),
        ]))

    package var type: EventType { Self.type }
    /// E.164, or an e-mail address.
    package let address: String
    package let channel: ContactChannel
    package let purpose: ConsentPurpose
    package let state: ConsentState
    package let source: ConsentSource
    package let contact: ContactID?
    /// The keyword that was written.
    package let word: String?
    /// Who noted it.
    package let author: String?

    package init(
        address: String, channel: ContactChannel, purpose: ConsentPurpose, state: ConsentState, source: ConsentSource,
        contact: ContactID?, word: String?, author: String?
    ) {
        (self.address, self.channel, self.purpose, self.state) = (address, channel, purpose, state)
        (self.source, self.contact, self.word, self.author) = (source, contact, word, author)
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("address", address)
            $0.member("channel", channel)
            $0.member("purpose", purpose)
            $0.member("state", state)
            $0.member("source", source)
            $0.member("contact", contact)
            $0.member("word", word)
            $0.member("author", author)
        }
    }
}
