/// The masking of clients' frames (RFC 6455 §5.3): the same operation masks and unmasks.
enum Mask {
    /// XORs `bytes` with the key, eight bytes a step.
    ///
    /// - Parameters:
    ///   - key: The four key bytes as they stand in memory.
    ///   - offset: How many bytes of the payload came before these.
    @inline(__always)
    static func apply(_ key: UInt32, offset: Int, to bytes: UnsafeMutableRawBufferPointer) {
        let little = UInt32(littleEndian: key)
        let turn = UInt32(truncatingIfNeeded: offset & 3) &* 8
        let rotated = little >> turn | (turn == 0 ? 0 : little << (32 &- turn))
        let wide = UInt64(rotated) | UInt64(rotated) << 32
        var index = 0
        while index &+ 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            bytes.storeBytes(of: word ^ wide.littleEndian, toByteOffset: index, as: UInt64.self)
            index &+= 8
        }
        while index < bytes.count {
            bytes[index] ^= UInt8(truncatingIfNeeded: rotated >> (UInt32(truncatingIfNeeded: index & 3) &* 8))
            index &+= 1
        }
    }
}
