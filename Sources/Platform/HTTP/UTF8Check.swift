/// Whether bytes are UTF-8 (RFC 3629), and where they stop being so.
package enum UTF8Check {
    /// The offset of the first character that is not UTF-8 or that the end cuts; nil when all is well.
    package static func firstFault(in bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            var index = 0
            while index < bytes.count {
                index = skipASCII(bytes, from: index)
                guard index < bytes.count else { return nil }
                let length = sequenceLength(bytes, at: index)
                guard length > 0 else { return index }
                index += length
            }
            return nil
        }
    }

    /// The index of the first byte from `from` on that is not ASCII, or the end; eight bytes a step.
    @inline(__always)
    package static func skipASCII(_ bytes: UnsafeBufferPointer<UInt8>, from: Int) -> Int {
        var index = from
        let raw = UnsafeRawBufferPointer(bytes)
        while index &+ 8 <= bytes.count,
            raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
        {
            index &+= 8
        }
        while index < bytes.count, bytes[index] < 0x80 { index &+= 1 }
        return index
    }

    /// The length of the character that begins at `index` with a byte beyond ASCII, or 0 when it is malformed or cut.
    private static func sequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
        let length: Int
        let second: ClosedRange<UInt8>
        switch bytes[index] {
        case 0xc2...0xdf: (length, second) = (2, 0x80...0xbf)
        case 0xe0: (length, second) = (3, 0xa0...0xbf)
        case 0xed: (length, second) = (3, 0x80...0x9f)
        case 0xe1...0xef: (length, second) = (3, 0x80...0xbf)
        case 0xf0: (length, second) = (4, 0x90...0xbf)
        case 0xf1...0xf3: (length, second) = (4, 0x80...0xbf)
        case 0xf4: (length, second) = (4, 0x80...0x8f)
        default: return 0
        }
        guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { return 0 }
        for offset in 2..<max(length, 2) where bytes[index + offset] & 0xc0 != 0x80 { return 0 }
        return length
    }
}
