import JSON
import Web

/// An event's place in a company's log, and the life of the log it counts in.
package struct LogPosition: Hashable, Sendable {
    /// Names the log's life; it changes when a restore breaks continuity.
    package let epoch: String
    /// Counts the company's events from 1 without a gap; 0 stands before the first.
    package let offset: Int64

    package init(epoch: String, offset: Int64) {
        self.epoch = epoch
        self.offset = offset
    }

    /// `<epoch>.<offset>`, as in `Last-Event-ID` and `Switchboard-Offset`.
    package init?(header: String) {
        let parts = header.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, let offset = Int64(parts[1]), offset >= 0 else { return nil }
        self.init(epoch: String(parts[0]), offset: offset)
    }

    /// The form of `Switchboard-Offset`.
    package var header: String { "\(epoch).\(offset)" }
}

/// How a subscription continues after an offset.
package enum Outcome: Sendable, Equatable {
    /// Nothing was missed.
    case current
    /// So many events follow at once, oldest first.
    case replayed(count: Int)
    /// It cannot be continued: take the snapshot.
    case reset(ResetReason)
}

/// Why a log cannot be continued after an offset.
package enum ResetReason: String, Sendable {
    /// What came next has been removed by age or count.
    case retention
    /// The offset counts in another life of the log.
    case epoch
    /// The offset has not been reached.
    case ahead
}

/// How the hub closes a socket, beside RFC 6455's own codes; never reused for anything else.
package enum HubCloseCode {
    /// The program stops: come back with `after`.
    package static let stopping: UInt16 = 1001
    /// The subscriber took events too slowly: come back with `after`.
    package static let tooSlow: UInt16 = 4001
    /// Frames were not understood.
    package static let protocolError: UInt16 = 4400
    /// The sign-in ended: sign in again.
    package static let signInEnded: UInt16 = 4401
    /// A permission was withdrawn.
    package static let permissionWithdrawn: UInt16 = 4403
}
