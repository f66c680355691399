import JSON
import SQLite

/// How far a message is, as its provider tells (reference §2.8); inbound ones are `received`.
package enum MessageStatus: String, Sendable, CaseIterable, Hashable {
    case queued, sending, sent, delivered, undelivered, failed, canceled, received, read

    /// 0…4; a rank never goes down, for `sent` often comes after `delivered`.
    package var rank: Int {
        switch self {
        case .queued: 0
        case .sending: 1
        case .sent: 2
        case .delivered, .undelivered, .failed, .canceled, .received: 3
        case .read: 4
        }
    }
}

/// Over what a message went.
package enum MessageChannel: String, Sendable, CaseIterable, Hashable {
    case sms, whatsapp
}

/// A keyword by which somebody says whether messages are welcome, where the provider read it.
package enum OptOut: String, Sendable, CaseIterable, Hashable {
    case stop, start, help
}

extension MessageStatus: JSONEncodable, SQLBindable {}
extension MessageChannel: JSONEncodable, SQLBindable {}
extension OptOut: JSONEncodable, SQLBindable {}
