/// Makes text smaller for the way (RFC 1952): for what is sent often and compressed once.
enum Gzip {
    /// The bytes as a gzip member that says no name and no time: the same bytes give the same.
    static func compressed(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
        out.reserveCapacity(bytes.count / 2 + 64)
        var writer = DeflateWriter(out)
        writer.block(bytes)
        out = writer.finished()
        for value in [crc32(bytes), UInt32(truncatingIfNeeded: bytes.count)] {
            for shift in [0, 8, 16, 24] { out.append(UInt8(truncatingIfNeeded: value >> UInt32(shift))) }
        }
        return out
    }

    /// The checksum of RFC 1952 §8.
    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xffff_ffff
        for byte in bytes { crc = table[Int((crc ^ UInt32(byte)) & 0xff)] ^ (crc >> 8) }
        return crc ^ 0xffff_ffff
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ (value >> 1) : value >> 1 }
    }
}

/// Writes one block of RFC 1951 with its fixed codes (§3.2.6): no table to send, which small files would not earn back.
private struct DeflateWriter {
    /// Of three bytes the places where they stood; so many are tried for the longest repetition.
    private static let tries = 32
    private static let window = 32_768
    private static let hashBits = 13

    private var out: [UInt8]
    private var held: UInt32 = 0
    private var heldBits: UInt32 = 0

    init(_ out: [UInt8]) { self.out = out }

    mutating func block(_ bytes: [UInt8]) {
        bits(1, 1)
        bits(1, 2)
        bytes.withUnsafeBufferPointer { repeated($0) }
        symbol(256)
    }

    consuming func finished() -> [UInt8] {
        if heldBits > 0 { out.append(UInt8(truncatingIfNeeded: held)) }
        return out
    }

    /// Writes the bytes, and for what was there within the last 32 KiB already how far back and how long it is.
    private mutating func repeated(_ bytes: UnsafeBufferPointer<UInt8>) {
        let count = bytes.count
        var newest = [Int32](repeating: -1, count: 1 << Self.hashBits)
        var before = [Int32](repeating: -1, count: count)
        func remember(_ place: Int) {
            guard place + 2 < count else { return }
            let hash = Self.hash(bytes, place)
            before[place] = newest[hash]
            newest[hash] = Int32(place)
        }
        var at = 0
        while at < count {
            var best = (length: 2, distance: 0)
            if at + 2 < count {
                let most = min(258, count - at)
                var candidate = Int(newest[Self.hash(bytes, at)])
                var tries = Self.tries
                while candidate >= 0, at - candidate <= Self.window, tries > 0, best.length < most {
                    // One that is no longer than the best differs there: most are passed over by this one look.
                    if bytes[candidate + best.length] == bytes[at + best.length] {
                        var length = 0
                        while length < most && bytes[candidate + length] == bytes[at + length] { length += 1 }
                        if length > best.length { best = (length, at - candidate) }
                    }
                    candidate = Int(before[candidate])
                    tries -= 1
                }
            }
            if best.distance > 0 {
                copy(best.length, best.distance)
            } else {
                symbol(Int(bytes[at]))
                best.length = 1
            }
            for place in at..<(at + best.length) { remember(place) }
            at += best.length
        }
    }

    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int {
        let three = UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16
        return Int((three &* 0x9e37_79b1) >> UInt32(32 - hashBits))
    }

    /// A repetition: of 3...258 bytes, 1...32,768 bytes back (§3.2.5).
    private mutating func copy(_ length: Int, _ distance: Int) {
        let (long, longBits) = Self.step(length - 3, perDoubling: 4)
        if length == 258 {
            symbol(285)
        } else {
            symbol(257 + long)
            bits(UInt32(length - 3) & (1 << longBits - 1), longBits)
        }
        let (far, farBits) = Self.step(distance - 1, perDoubling: 2)
        code(UInt32(far), 5)
        bits(UInt32(distance - 1) & (1 << farBits - 1), farBits)
    }

    /// Lengths and distances are written as a step of a scale and extra bits: the scale's steps double in width, four or
    /// two of them at a time.
    private static func step(_ value: Int, perDoubling: Int) -> (step: Int, extraBits: UInt32) {
        guard value >= 2 * perDoubling else { return (value, 0) }
        let log = Int.bitWidth - 1 - value.leadingZeroBitCount
        let extra = log - (perDoubling == 4 ? 2 : 1)
        return (extra * perDoubling + value >> extra, UInt32(extra))
    }

    /// A byte, the end of the block (256), or a length.
    private mutating func symbol(_ value: Int) {
        let value32 = UInt32(value)
        switch value {
        case ..<144: code(0x30 + value32, 8)
        case ..<256: code(0x190 + value32 - 144, 9)
        case ..<280: code(value32 - 256, 7)
        default: code(0xc0 + value32 - 280, 8)
        }
    }

    /// A code stands with its highest bit first (§3.1.1).
    private mutating func code(_ value: UInt32, _ count: UInt32) {
        var turned: UInt32 = 0
        for bit in 0..<count { turned |= (value >> bit & 1) << (count - 1 - bit) }
        bits(turned, count)
    }

    private mutating func bits(_ value: UInt32, _ count: UInt32) {
        held |= value << heldBits
        heldBits += count
        while heldBits >= 8 {
            out.append(UInt8(truncatingIfNeeded: held))
            held >>= 8
            heldBits -= 8
        }
    }
}
