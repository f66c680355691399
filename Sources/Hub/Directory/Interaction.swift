import Domain
import JSON

/// One thing that passed between a contact and the company.
package struct Interaction: Sendable, JSONEncodable {
    /// What kind of thing passed.
    package enum Kind: String, Sendable, CaseIterable, JSONEncodable, Decodable {
        case call, email, sms, chat, appointment, note
    }

    package var id: InteractionID
    package var contact: ContactID
    package var call: CallID?
    package var kind: Kind
    package var at: Timestamp
    package var summary: String?
    package var outcome: String?
    package var sentiment: String?
    package var keywords: [String]
    package var author: String?

    package init(
        id: InteractionID, contact: ContactID, call: CallID? = nil, kind: Kind, at: Timestamp, summary: String? = nil,
        outcome: String? = nil, sentiment: String? = nil, keywords: [String] = [], author: String? = nil
    ) {
        self.id = id
        self.contact = contact
        self.call = call
        self.kind = kind
        self.at = at
        self.summary = summary
        self.outcome = outcome
        self.sentiment = sentiment
        self.keywords = keywords
        self.author = author
    }

    package func encode(to json: inout JSONWriter) {
        json.object {
            encodeSummary(to: &$0)
            $0.member("contact", contact)
            $0.member("call", call)
            $0.member("sentiment", sentiment)
            if !keywords.isEmpty { $0.member("keywords", keywords) }
            $0.member("author", author)
        }
    }

    /// As a context frame shows it.
    package func encodeSummary(to json: inout JSONWriter) {
        json.member("id", id)
        json.member("kind", kind)
        json.member("at", at)
        json.member("summary", summary)
        json.member("outcome", outcome)
    }

    private static let summaryProperties: [Schema.Property] = [
        .required("id", .string()), .required("kind", .enumeration(Kind.self)), .required("at", .string()),
        .optional("summary", .string()), .optional("outcome", .string()),
    ]

    /// The shape of an interaction in a context frame.
    package static let summarySchema: Schema = .object(summaryProperties)

    /// The shape of a whole interaction.
    package static let schema: Schema = .object(
        summaryProperties + [
            .required("contact", .string()), .optional("call", .string()), .optional("sentiment", .string()),
            .optional("keywords", .array(of: .string())), .optional("author", .string()),
        ])
}
