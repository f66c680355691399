import Reactor

/// Makes a request's ids, `req_` and eleven digits in Crockford's base 32; owned by one loop's thread.
///
/// They have 15 bytes, which a String holds without memory of its own. The counter begins at the time in steps of a
/// 256th of a millisecond and so, for a loop with fewer than 256,000 requests a second, above that of the run before.
struct RequestIDs {
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    private var counter = UInt64(WallClock.milliseconds()) << 8
    private let loop: UInt64

    init(loop: Int) { self.loop = UInt64(loop) & 63 }

    mutating func next() -> String {
        counter &+= 1
        var value = counter << 6 | loop
        return String(unsafeUninitializedCapacity: 15) { text in
            text[0] = UInt8(ascii: "r")
            text[1] = UInt8(ascii: "e")
            text[2] = UInt8(ascii: "q")
            text[3] = UInt8(ascii: "_")
            for index in stride(from: 14, to: 3, by: -1) {
                text[index] = Self.alphabet[Int(truncatingIfNeeded: value & 31)]
                value >>= 5
            }
            return 15
        }
    }
}
