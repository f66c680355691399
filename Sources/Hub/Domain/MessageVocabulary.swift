import JSON
import SQLite

/// How far a message is, as the hub and its provider tell (reference §2.8); inbound ones are `received`.
package enum MessageStatus: String, Sendable, CaseIterable, Hashable {
    /// Not at the provider yet: for a later time, or in the hub's own queue.
    case scheduled, queued
    /// Handed over, and the provider has not said whether it took it.
    case unknown
    case sending, sent, delivered, undelivered, failed, canceled, received, read

    /// 0…6; a rank never goes down, for `sent` often comes after `delivered`.
    package var rank: Int {
        switch self {
        case .scheduled: 0
        case .queued: 1
        case .unknown: 2
        case .sending: 3
        case .sent: 4
        case .delivered, .undelivered, .failed, .canceled, .received: 5
        case .read: 6
        }
    }
}

/// Over what a message went.
package enum MessageChannel: String, Sendable, CaseIterable, Hashable {
    case sms, whatsapp

    /// The same among all ways to reach somebody.
    package var contactChannel: ContactChannel {
        switch self {
        case .sms: .sms
        case .whatsapp: .whatsapp
        }
    }
}

/// A keyword by which somebody says whether messages are welcome.
package enum OptOut: String, Sendable, CaseIterable, Hashable {
    case stop, start, help

    /// Reads a message that is a keyword and nothing else, in any case, with blanks and a full stop around it.
    ///
    /// - Returns: The keyword and the word as it counts, in capitals; nil for any other text.
    package static func keyword(in text: String) -> (keyword: OptOut, word: String)? {
        guard text.utf8.count <= 40 else { return nil }
        let word = text.uppercased().filter { !$0.isWhitespace && !".!\"'".contains($0) }
        return switch word {
        case "STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT": (.stop, word)
        case "START", "YES", "UNSTOP": (.start, word)
        case "HELP", "INFO": (.help, word)
        default: nil
        }
    }
}

extension MessageStatus: JSONEncodable, SQLBindable {}
extension MessageChannel: JSONEncodable, SQLBindable, Decodable {}
extension OptOut: JSONEncodable, SQLBindable {}
