import CAssets

/// The world's numbering plans, read in place from the bytes that scripts/numbering-plan derived and CAssets embeds.
///
/// All patterns are one acyclic automaton over digits. A state is ten successors and a label; state 0 is the dead end.
/// What a label means depends on the root from which it was reached.
struct NumberingPlan: @unchecked Sendable {  // Safe because no thread writes or frees the bytes.
    private let bytes: UnsafeRawBufferPointer

    private let successors: UnsafeBufferPointer<UInt16>
    private let labels: UnsafeBufferPointer<UInt16>
    private let recordsByCode: UnsafeBufferPointer<UInt16>
    private let regionsByLetters: UnsafeBufferPointer<UInt16>
    private let regionsAt: Int
    private let callingCodesAt: Int
    private let cutsAt: Int
    private let formatsAt: Int
    private let templatesAt: Int

    /// Version of the metadata, "9.0.43".
    let version: String
    /// What each region is called: ISO 3166 letters, or "001" for a calling code that belongs to no country.
    let regionNames: [String]

    private static let regionSize = 24
    private static let callingCodeSize = 12
    private static let cutSize = 6
    private static let formatSize = 12

    /// Reads the plan out of the embedded files; nil when it is not among them or is of another layout.
    init?() {
        let all = UnsafeBufferPointer(start: assets, count: assets_count)
        guard let asset = all.first(where: { String(cString: $0.path) == "directory/NumberingPlan.plan" }) else {
            return nil
        }
        self.init(bytes: UnsafeRawBufferPointer(start: asset.bytes, count: asset.count))
    }

    private init?(bytes: UnsafeRawBufferPointer) {
        guard bytes.count > 60, bytes.prefix(8).elementsEqual("SWBPLAN1".utf8) else { return nil }
        let offsets = (0...9).map { Int(bytes.load(fromByteOffset: 20 + 4 * $0, as: UInt32.self)) }
        guard offsets[9] == bytes.count else { return nil }

        func numbers(_ section: Int) -> UnsafeBufferPointer<UInt16> {
            UnsafeRawBufferPointer(rebasing: bytes[offsets[section]..<offsets[section + 1]]).bindMemory(to: UInt16.self)
        }
        self.bytes = bytes
        version = String(decoding: bytes[8..<20].prefix { $0 != 0 }, as: UTF8.self)
        successors = numbers(0)
        labels = numbers(1)
        recordsByCode = numbers(2)
        regionsByLetters = numbers(3)
        regionsAt = offsets[4]
        callingCodesAt = offsets[5]
        cutsAt = offsets[6]
        formatsAt = offsets[7]
        templatesAt = offsets[8]
        regionNames = stride(from: offsets[4], to: offsets[5], by: Self.regionSize).map {
            String(decoding: bytes[$0..<$0 + 3].prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    // MARK: Walking

    /// The label of the state in which all the digits end, 0 for none.
    @inline(__always)
    func label(of digits: borrowing PhoneDigits, from root: Int) -> Int {
        var state = root
        for index in digits.start..<digits.end {
            state = Int(successors[state &* 10 &+ Int(digits.bytes[index])])
            if state == 0 { return 0 }
        }
        return Int(labels[state])
    }

    /// What a prefix pattern cuts from the front of the digits; nil when it does not match.
    ///
    /// The states were made so that the last match on the way is the one a backtracking engine would have chosen.
    func cut(_ digits: borrowing PhoneDigits, from root: Int) -> NumberingCut? {
        guard root != 0 else { return nil }
        var state = root
        var best: NumberingCut?
        var index = digits.start
        while true {
            let label = Int(labels[state])
            if label != 0 {
                let at = cutsAt + label * Self.cutSize + (index == digits.end ? 3 : 0)
                if bytes[at] != 0xFF {
                    best = NumberingCut(
                        end: Int(bytes[at]), groupStart: Int(bytes[at + 1]), groupEnd: Int(bytes[at + 2]))
                }
            }
            guard index < digits.end else { return best }
            state = Int(successors[state &* 10 &+ Int(digits.bytes[index])])
            if state == 0 { return best }
            index += 1
        }
    }

    // MARK: Records

    /// The country calling code at the front of the digits, and how many digits it takes; nil when there is none.
    func callingCode(atFrontOf digits: borrowing PhoneDigits) -> (CallingCode, length: Int)? {
        guard digits.count > 0, digits.bytes[digits.start] != 0 else { return nil }
        var code = 0
        for length in 1...min(3, digits.count) {
            code = code * 10 + Int(digits.bytes[digits.start + length - 1])
            if recordsByCode[code] != 0 { return (callingCode(record: Int(recordsByCode[code]) - 1), length) }
        }
        return nil
    }

    func callingCode(record: Int) -> CallingCode {
        let at = callingCodesAt + record * Self.callingCodeSize
        return CallingCode(
            value: number(at), mainRegion: number(at + 2), classifier: number(at + 4), nationalFormats: number(at + 6),
            internationalFormats: number(at + 8))
    }

    /// The region of two ASCII letters, of either case; nil when there is no such region.
    func region(named name: String) -> Int? {
        let letters = name.utf8
        guard letters.count == 2, let first = letters.first, let last = letters.last else { return nil }
        let row = Int(first | 0x20) - 0x61
        let column = Int(last | 0x20) - 0x61
        guard (0..<26).contains(row), (0..<26).contains(column) else { return nil }
        let found = Int(regionsByLetters[row * 26 + column])
        return found == 0 ? nil : found - 1
    }

    func region(_ index: Int) -> NumberingRegion {
        let at = regionsAt + index * Self.regionSize
        return NumberingRegion(
            index: index, callingCode: number(at + 4), general: number(at + 6), internationalPrefix: number(at + 8),
            nationalPrefix: number(at + 10), lengths: bytes.load(fromByteOffset: at + 12, as: UInt32.self),
            localLengths: bytes.load(fromByteOffset: at + 16, as: UInt32.self), keepsGroup: bytes[at + 3] & 0x80 != 0,
            insertion: bytes.load(fromByteOffset: at + 20, as: UInt32.self), insertionCount: Int(bytes[at + 3] & 0x7F))
    }

    /// The layout a format automaton chose.
    func format(_ label: Int) -> NumberingFormat {
        let at = formatsAt + label * Self.formatSize
        let template = templatesAt + number(at)
        return NumberingFormat(
            template: bytes[template..<template + Int(bytes[at + 2])],
            widths: bytes[at + 4..<at + 4 + Int(bytes[at + 3])])
    }

    private func number(_ offset: Int) -> Int {
        Int(bytes.load(fromByteOffset: offset, as: UInt16.self))
    }
}

/// A match of a prefix pattern: where it ends, and its last group, both counted from the first digit.
struct NumberingCut {
    let end: Int
    let groupStart: Int
    let groupEnd: Int

    var hasGroup: Bool { groupEnd > groupStart }
}

/// A country calling code: its main region and the roots of its automata.
struct CallingCode {
    let value: Int
    let mainRegion: Int
    /// Labels are `(region + 1) << 4 | type`.
    let classifier: Int
    /// Labels are layouts.
    let nationalFormats: Int
    let internationalFormats: Int
}

/// A layout: `template` has byte n where group n stands; a width is least digits << 4 | most digits.
struct NumberingFormat {
    let template: Slice<UnsafeRawBufferPointer>
    let widths: Slice<UnsafeRawBufferPointer>
}
