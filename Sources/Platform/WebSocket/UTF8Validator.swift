import HTTP

/// Checks UTF-8 (RFC 3629) piece by piece, and fails at the first byte that no text can have there.
struct UTF8Validator: Sendable {
    private var missing: UInt8 = 0
    private var lowest: UInt8 = 0x80
    private var highest: UInt8 = 0xbf

    /// Whether the text could end here: no character is cut.
    var isComplete: Bool { missing == 0 }

    /// Takes the next bytes; false when they cannot go on from those before.
    mutating func accept(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        while index < bytes.count {
            if missing == 0 {
                index = UTF8Check.skipASCII(bytes, from: index)
                guard index < bytes.count else { return true }
                guard begin(bytes[index]) else { return false }
            } else {
                let byte = bytes[index]
                guard byte >= lowest, byte <= highest else { return false }
                (lowest, highest) = (0x80, 0xbf)
                missing &-= 1
            }
            index &+= 1
        }
        return true
    }

    /// The first byte of a character beyond ASCII.
    ///
    /// It narrows the second, so that overlong forms, surrogates and what lies beyond U+10FFFF fail at once.
    @inline(__always)
    private mutating func begin(_ byte: UInt8) -> Bool {
        switch byte {
        case 0xc2...0xdf: missing = 1
        case 0xe0: (missing, lowest) = (2, 0xa0)
        case 0xed: (missing, highest) = (2, 0x9f)
        case 0xe1...0xef: missing = 2
        case 0xf0: (missing, lowest) = (3, 0x90)
        case 0xf1...0xf3: missing = 3
        case 0xf4: (missing, highest) = (3, 0x8f)
        default: return false
        }
        return true
    }
}
