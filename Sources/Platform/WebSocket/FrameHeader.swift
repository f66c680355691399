/// What a frame carries (RFC 6455 §5.2).
package enum Opcode: UInt8, Sendable {
    /// More of the message begun before.
    case continuation = 0
    /// The beginning of a text.
    case text = 1
    /// The beginning of a binary message.
    case binary = 2
    /// The end of the connection.
    case close = 8
    /// Are you there?
    case ping = 9
    /// I am.
    case pong = 10

    var isControl: Bool { rawValue >= 8 }
}

/// The first 2...14 bytes of a frame.
struct FrameHeader: Sendable {
    let opcode: Opcode
    let isFinal: Bool
    let length: Int
    let key: UInt32?
    /// The bytes of the header itself.
    let size: Int

    /// Reads a header; nil when more bytes are needed.
    ///
    /// - Parameter expectsMask: Clients mask and servers do not; anything else is a breach (RFC 6455 §5.1).
    static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, expectsMask: Bool
    ) throws(WebSocketError) -> FrameHeader? {
        guard bytes.count >= 2 else { return nil }
        let (first, second) = (bytes[0], bytes[1])
        guard first & 0x70 == 0 else { throw breach("A reserved bit is set.") }
        guard let opcode = Opcode(rawValue: first & 0x0f) else { throw breach("The opcode is reserved.") }
        guard (second & 0x80 != 0) == expectsMask else {
            throw breach(expectsMask ? "A client's frame is not masked." : "A server's frame is masked.")
        }
        let isFinal = first & 0x80 != 0
        let short = second & 0x7f
        if opcode.isControl {
            guard isFinal else { throw breach("A control frame is fragmented.") }
            guard short <= 125 else { throw breach("A control frame is longer than 125 bytes.") }
        }
        let extended = short == 126 ? 2 : short == 127 ? 8 : 0
        let size = 2 + extended + (expectsMask ? 4 : 0)
        guard bytes.count >= size else { return nil }
        let length = try payloadLength(bytes, short, extended)
        let key =
            expectsMask ? UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: size - 4, as: UInt32.self) : nil
        return FrameHeader(opcode: opcode, isFinal: isFinal, length: length, key: key, size: size)
    }

    private static func payloadLength(
        _ bytes: UnsafeBufferPointer<UInt8>, _ short: UInt8, _ extended: Int
    ) throws(WebSocketError) -> Int {
        guard extended > 0 else { return Int(short) }
        let length = bytes[2..<2 + extended].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(Int64.max) else { throw breach("The highest bit of a length is set.") }
        guard length > (extended == 2 ? 125 : 65_535) else { throw breach("A length is not in its shortest form.") }
        return Int(length)
    }

    private static func breach(_ reason: String) -> WebSocketError { WebSocketError(.protocolError, reason) }
}
