import JSON
import SQLite

/// A telephone number in E.164: `+`, country code, national number; stored and compared as text.
package struct PhoneNumber: Hashable, Sendable {
    /// Such as `+2348021234567`.
    package let e164: String

    /// Takes what a parser has made or the database has kept.
    package init(e164: String) { self.e164 = e164 }
}

extension PhoneNumber: CustomStringConvertible {
    package var description: String { e164 }
}

extension PhoneNumber: JSONEncodable {
    package func encode(to json: inout JSONWriter) { json.value(e164) }
}

extension PhoneNumber: SQLBindable {
    package var sqlValue: SQLValue { .text(e164) }
}

/// Who is at the other end, as far as the network says; only a number can become a contact.
package struct Party: Hashable, Sendable {
    /// What kind of address it is (reference §13.3).
    package enum Kind: String, Sendable, CaseIterable {
        case number, sip, client
        case shortCode = "short-code"
        case alphanumeric, anonymous, unknown
    }

    /// As the provider wrote it.
    package let raw: String
    package let kind: Kind
    /// Present exactly when `kind` is `.number`.
    package let number: PhoneNumber?

    package init(raw: String, kind: Kind, number: PhoneNumber? = nil) {
        self.raw = raw
        self.kind = kind
        self.number = number
    }

    /// What is shown and sent: E.164 where there is one, else the provider's own text.
    package var display: String { number?.e164 ?? (kind == .anonymous ? "anonymous" : raw) }
}
