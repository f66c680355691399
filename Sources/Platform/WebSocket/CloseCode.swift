/// Why a WebSocket is closed (RFC 6455 §7.4); applications have 4000...4999 for themselves.
package struct CloseCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The number on the wire.
    package let rawValue: UInt16

    /// Any code.
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The number.
    package var description: String { "\(rawValue)" }

    /// 1000: its purpose is fulfilled.
    package static let normal = CloseCode(rawValue: 1000)
    /// 1001: the server stops, or the page was left.
    package static let goingAway = CloseCode(rawValue: 1001)
    /// 1002: a frame broke the protocol.
    package static let protocolError = CloseCode(rawValue: 1002)
    /// 1007: a text that is not UTF-8.
    package static let invalidPayload = CloseCode(rawValue: 1007)
    /// 1009: a message that is too big.
    package static let messageTooBig = CloseCode(rawValue: 1009)
    /// 1011: the server failed.
    package static let internalError = CloseCode(rawValue: 1011)

    /// Whether the code may stand in a close frame: 1004, 1005, 1006 and 1015 never do, nor what nobody has registered.
    package var mayBeSent: Bool {
        switch rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}

/// A breach of the protocol: close with `closeCode` and drop the connection.
package struct WebSocketError: Error, Sendable, Hashable {
    /// What to say to the peer: 1002, 1007 or 1009.
    package let closeCode: CloseCode
    /// One sentence, short enough for a close frame.
    package let reason: String

    /// A breach and its code.
    package init(_ closeCode: CloseCode, _ reason: String) {
        self.closeCode = closeCode
        self.reason = reason
    }
}
