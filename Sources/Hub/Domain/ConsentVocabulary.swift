import JSON
import SQLite

/// A way to reach somebody; consent is of each one by itself.
package enum ContactChannel: String, Sendable, CaseIterable, Hashable {
    case sms, whatsapp, call, email
}

/// What somebody is reached for.
package enum ConsentPurpose: String, Sendable, CaseIterable, Hashable {
    /// What they have asked for or wait for: an answer, a reminder, a text back.
    case service
    /// What the company would like them to read.
    case marketing
}

/// Whether somebody wants to be reached.
package enum ConsentState: String, Sendable, CaseIterable, Hashable {
    case granted, withdrawn, unknown
}

/// How the company came to know what somebody wants.
package enum ConsentSource: String, Sendable, CaseIterable, Hashable {
    /// They wrote a keyword.
    case message
    /// Somebody of the company noted it.
    case person
    /// It came with imported contacts.
    case `import`
    /// The provider refused to send, for it keeps a list of its own.
    case provider
}

extension ContactChannel: JSONEncodable, SQLBindable, Decodable {}
extension ConsentPurpose: JSONEncodable, SQLBindable, Decodable {}
extension ConsentState: JSONEncodable, SQLBindable, Decodable {}
extension ConsentSource: JSONEncodable, SQLBindable {}
