/// How one region dials: lengths, prefixes and the roots of their automata.
struct NumberingRegion {
    let index: Int
    /// Record of its country calling code.
    let callingCode: Int
    /// Label 1: the digits are of the region's general shape.
    let general: Int
    /// Labels are cuts.
    let internationalPrefix: Int
    let nationalPrefix: Int
    /// Bit n is set when a national number may have n digits.
    let lengths: UInt32
    /// Bit n is set when n digits can be dialled only from nearby.
    let localLengths: UInt32
    /// The national prefix pattern's last group stays, after the insertion: local numbers get their area code so.
    let keepsGroup: Bool
    /// ASCII digits, the first in the lowest byte.
    let insertion: UInt32
    let insertionCount: Int

    enum Length {
        case possible, localOnly, tooShort, tooLong, invalid
    }

    /// What a number of so many digits is in this region.
    func length(_ count: Int) -> Length {
        guard count < 32 else { return .tooLong }
        let bit: UInt32 = 1 << UInt32(count)
        if localLengths & bit != 0 { return .localOnly }
        if lengths & bit != 0 { return .possible }
        if lengths & (bit &- 1) == 0 { return .tooShort }
        return lengths >> UInt32(count) == 0 ? .tooLong : .invalid
    }
}

/// A run of digits, each 0 to 9, of which a front part may be cut.
struct PhoneDigits {
    /// More digits than any number has with all its prefixes; what follows is dropped, for it is too long anyway.
    static let capacity = 40

    var bytes = InlineArray<40, UInt8>(repeating: 0)
    var start = 0
    var end = 0

    var count: Int { end - start }

    @inline(__always)
    mutating func append(_ digit: UInt8) {
        guard end < Self.capacity else { return }
        bytes[end] = digit
        end += 1
    }

    /// Makes the first `count` digits the given ones, and what followed position `from` (of the start) theirs.
    mutating func replaceFront(with cut: NumberingCut, region: NumberingRegion) {
        let before = self
        start = 0
        end = 0
        for index in 0..<region.insertionCount {
            append(UInt8(truncatingIfNeeded: region.insertion >> UInt32(8 * index)) &- 0x30)
        }
        for index in cut.groupStart..<cut.groupEnd { append(before.bytes[before.start + index]) }
        for index in before.start + cut.end..<before.end { append(before.bytes[index]) }
    }
}
