/// Percent-encoding (RFC 3986 §2.1), and the form variant in which a plus stands for a space.
package enum PercentCoding {
    /// What stays as it is.
    package enum Allowed: Sendable {
        /// Letters, digits and `-._~`: for any value anywhere.
        case unreserved
        /// What a path segment may hold besides: sub-delimiters, colon and at-sign.
        case segment
        /// As a browser's form does it: letters, digits and `*-._`; a space becomes a plus.
        case form
    }

    /// The decoded bytes, or nil when a percent sign is not followed by two hexadecimal digits.
    @inlinable
    package static func decode(_ bytes: some Collection<UInt8>, plusIsSpace: Bool = false) -> [UInt8]? {
        if let decoded = bytes.withContiguousStorageIfAvailable({ decode(contiguous: $0, plusIsSpace) }) {
            return decoded
        }
        return Array(bytes).withUnsafeBufferPointer { decode(contiguous: $0, plusIsSpace) }
    }

    /// As above, of a request's own bytes: no type is looked up at run time, which every request would pay for.
    package static func decode(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool = false) -> [UInt8]? {
        bytes.withUnsafeBufferPointer { decode(contiguous: $0, plusIsSpace) }
    }

    @usableFromInline
    static func decode(contiguous bytes: UnsafeBufferPointer<UInt8>, _ plusIsSpace: Bool) -> [UInt8]? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "%") {
                guard index + 1 < bytes.count, let high = bytes[index].hexValue, let low = bytes[index + 1].hexValue
                else { return nil }
                index += 2
                decoded.append(high << 4 | low)
            } else {
                decoded.append(plusIsSpace && byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return decoded
    }

    /// The decoded text, or nil when it is malformed or no UTF-8.
    @inlinable
    package static func decodeText(_ bytes: some Collection<UInt8>, plusIsSpace: Bool = false) -> String? {
        decode(bytes, plusIsSpace: plusIsSpace).flatMap(text)
    }

    /// As above, of a request's own bytes.
    package static func decodeText(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool = false) -> String? {
        decode(bytes, plusIsSpace: plusIsSpace).flatMap(text)
    }

    /// The text that the bytes are in UTF-8, or nil when they are none.
    package static func text(_ bytes: [UInt8]) -> String? {
        UTF8Check.firstFault(in: bytes) == nil ? String(decoding: bytes, as: UTF8.self) : nil
    }

    /// Text as it may stand in an address.
    package static func encode(_ text: String, _ allowed: Allowed = .unreserved) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if isPlain(byte, allowed) {
                bytes.append(byte)
            } else if byte == 0x20, allowed == .form {
                bytes.append(UInt8(ascii: "+"))
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(hexDigit(byte >> 4))
                bytes.append(hexDigit(byte & 15))
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8, _ allowed: Allowed) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x30...0x39: true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
        case UInt8(ascii: "~"): allowed != .form
        case UInt8(ascii: "*"): allowed != .unreserved
        case UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: ","): allowed == .segment
        default: allowed == .segment && byte.isHostByte
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? value + 0x30 : value + 0x37 }
}
