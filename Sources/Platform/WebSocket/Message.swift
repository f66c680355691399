/// A whole message, whatever its fragments were.
package enum Message: Sendable, Hashable {
    /// Valid UTF-8.
    case text([UInt8])
    /// Any bytes.
    case binary([UInt8])

    /// The payload.
    package var bytes: [UInt8] {
        switch self {
        case .text(let bytes), .binary(let bytes): bytes
        }
    }

    /// The text; nil for a binary message.
    package var text: String? {
        if case .text(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil }
    }
}

/// What a peer sent.
package enum FrameEvent: Sendable, Hashable {
    /// A message is complete.
    case message(Message)
    /// To be answered by a pong with the same payload, of at most 125 bytes.
    case ping([UInt8])
    /// An answer to a ping, or a sign of life.
    case pong([UInt8])
    /// The peer closes; nothing it sends later counts. To be answered with the same code, or with none.
    case close(code: UInt16?, reason: [UInt8])
}
