import Domain
import JSON

/// Whether somebody wants to be reached by a channel for a purpose, and how the company came to know.
package struct Consent: Sendable, JSONEncodable {
    /// E.164, or an e-mail address in lower case.
    package var address: String
    package var channel: ContactChannel
    package var purpose: ConsentPurpose
    package var state: ConsentState
    package var source: ConsentSource
    /// The keyword that was written, in capitals.
    package var word: String?
    /// What whoever noted it says of it; at most 500 characters.
    package var note: String?
    /// Who noted it: `usr_…` or `key_…`.
    package var author: String?
    package var at: Timestamp

    package init(
        address: String, channel: ContactChannel, purpose: ConsentPurpose, state: ConsentState, source: ConsentSource,
        word: String? = nil, note: String? = nil, author: String? = nil, at: Timestamp
    ) {
        (self.address, self.channel, self.purpose, self.state) = (address, channel, purpose, state)
        (self.source, self.word, self.note, self.author, self.at) = (source, word, note, author, at)
    }

    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("address", address)
            $0.member("channel", channel)
            $0.member("purpose", purpose)
            $0.member("state", state)
            $0.member("source", source)
            $0.member("word", word)
            $0.member("note", note)
            $0.member("author", author)
            $0.member("at", at)
        }
    }

    /// The shape of a consent on the wire.
    package static let schema: Schema = .object([
        .required("address", .string(), "E.164, or an e-mail address."),
        .required("channel", .enumeration(ContactChannel.self)),
        .required("purpose", .enumeration(ConsentPurpose.self)), .required("state", .enumeration(ConsentState.self)),
        .required("source", .enumeration(ConsentSource.self), "How the company came to know."),
        .optional("word", .string(), "The keyword that was written."), .optional("note", .string()),
        .optional("author", .string(), "Who noted it."), .required("at", .string(format: .dateTime)),
    ])
}
