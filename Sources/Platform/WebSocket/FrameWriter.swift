/// Appends frames to a byte array: bare as a server sends them, or masked with a key as a client must.
package enum FrameWriter {
    /// Appends a text; `payload` is UTF-8.
    package static func text(_ payload: some Collection<UInt8>, mask: UInt32? = nil, into bytes: inout [UInt8]) {
        frame(.text, payload, mask: mask, into: &bytes)
    }

    /// Appends a binary message.
    package static func binary(_ payload: some Collection<UInt8>, mask: UInt32? = nil, into bytes: inout [UInt8]) {
        frame(.binary, payload, mask: mask, into: &bytes)
    }

    /// Appends a message as it was received.
    package static func message(_ message: Message, mask: UInt32? = nil, into bytes: inout [UInt8]) {
        switch message {
        case .text(let payload): text(payload, mask: mask, into: &bytes)
        case .binary(let payload): binary(payload, mask: mask, into: &bytes)
        }
    }

    /// Appends a ping; only the first 125 bytes of `payload` fit.
    package static func ping(_ payload: some Collection<UInt8>, mask: UInt32? = nil, into bytes: inout [UInt8]) {
        frame(.ping, payload.prefix(125), mask: mask, into: &bytes)
    }

    /// Appends a pong; only the first 125 bytes of `payload` fit.
    package static func pong(_ payload: some Collection<UInt8>, mask: UInt32? = nil, into bytes: inout [UInt8]) {
        frame(.pong, payload.prefix(125), mask: mask, into: &bytes)
    }

    /// Appends a close frame; without a code it is empty.
    ///
    /// The reason is cut to 123 bytes, between characters.
    package static func close(
        _ code: CloseCode?, _ reason: String = "", mask: UInt32? = nil, into bytes: inout [UInt8]
    ) {
        var payload: [UInt8] = []
        if let code {
            payload = [UInt8(code.rawValue >> 8), UInt8(truncatingIfNeeded: code.rawValue)]
            for character in reason.unicodeScalars {
                let encoded = UTF8.encode(character).map(Array.init) ?? []
                guard payload.count + encoded.count <= 125 else { break }
                payload += encoded
            }
        }
        frame(.close, payload, mask: mask, into: &bytes)
    }

    /// Appends any one frame, a fragment too.
    ///
    /// - Parameter mask: The four key bytes as they stand in memory; nil for none.
    package static func frame(
        _ opcode: Opcode, isFinal: Bool = true, _ payload: some Collection<UInt8>, mask: UInt32? = nil,
        into bytes: inout [UInt8]
    ) {
        let count = payload.count
        bytes.reserveCapacity(bytes.count + count + 14)
        bytes.append(opcode.rawValue | (isFinal ? 0x80 : 0))
        let masked: UInt8 = mask == nil ? 0 : 0x80
        if count < 126 {
            bytes.append(masked | UInt8(truncatingIfNeeded: count))
        } else {
            let size = count < 65_536 ? 2 : 8
            bytes.append(masked | (size == 2 ? 126 : 127))
            for shift in (0..<size).reversed() { bytes.append(UInt8(truncatingIfNeeded: count >> (shift * 8))) }
        }
        guard let mask else { return bytes.append(contentsOf: payload) }
        withUnsafeBytes(of: mask) { bytes.append(contentsOf: $0) }
        let start = bytes.count
        bytes.append(contentsOf: payload)
        bytes.withUnsafeMutableBytes {
            Mask.apply(mask, offset: 0, to: UnsafeMutableRawBufferPointer(rebasing: $0[start...]))
        }
    }

    /// How many bytes the frame of a server has before a payload of `count` bytes.
    package static func headerBytes(_ count: Int) -> Int { count < 126 ? 2 : count < 65_536 ? 4 : 10 }
}
