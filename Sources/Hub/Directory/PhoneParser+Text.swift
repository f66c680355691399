/// Questions to the bytes of a text, before any of them is read as a number.
extension Span<UInt8> {
    func string(_ part: Range<Int>) -> String {
        extracting(part).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    func first(_ part: Range<Int>) -> UInt8? { part.isEmpty ? nil : self[part.lowerBound] }

    func first(_ byte: UInt8, in part: Range<Int>) -> Int? { part.first { self[$0] == byte } }

    func trimmed(_ part: Range<Int>) -> Range<Int> {
        var start = part.lowerBound
        var end = part.upperBound
        while start < end, self[start] <= 0x20 { start += 1 }
        while end > start, self[end - 1] <= 0x20 { end -= 1 }
        return start..<end
    }

    /// Digits and the plain punctuation of numbers, and nothing else.
    @inline(__always)
    func isPlain(_ part: Range<Int>) -> Bool {
        for index in part where !Symbol.isPlain(self[index]) { return false }
        return true
    }

    /// 3 to 6 digits and nothing else.
    func isShortCode(_ part: Range<Int>) -> Bool {
        guard (3...6).contains(part.count) else { return false }
        return part.allSatisfy { self[$0] &- 0x30 < 10 }
    }

    /// ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN or UNAVAILABLE typed on a keypad, which some networks send as a number.
    func isKeypadWord(_ part: Range<Int>) -> Bool {
        guard part.count <= 12 else { return false }
        var value = 0
        for index in part {
            if self[index] &- 0x30 < 10 {
                value = value * 10 + Int(self[index] - 0x30)
            } else if index != part.lowerBound || self[index] != 0x2B {
                return false
            }
        }
        guard value != 266_696_687 else { return true }
        guard self[part.lowerBound] == 0x2B else { return false }
        return value == 7_378_742_833 || value == 2_562_533 || value == 8_656_696 || value == 86_282_452_253
    }

    /// A sender's name: up to 11 characters, two letters or more among them, and nothing that only an address has.
    func isSenderName(_ part: Range<Int>) -> Bool {
        guard (1...11).contains(part.count) else { return false }
        var letters = 0
        for index in part {
            switch self[index] {
            case 0x41...0x5A, 0x61...0x7A: letters += 1
            case 0x30...0x39, 0x20, 0x26, 0x2D, 0x2E, 0x5F: break
            default: return false
            }
        }
        return letters > 1
    }

    func hasLetterFirst(_ part: Range<Int>) -> Bool { first(part).map { ($0 | 0x20) &- 0x61 < 26 } ?? false }

    func digitCount(_ part: Range<Int>) -> Int { part.reduce(0) { self[$1] &- 0x30 < 10 ? $0 + 1 : $0 } }

    /// What stands in `<…>`, without a name before it and parameters after it (RFC 3261 §20.10); all when there is none.
    func addressInBrackets(_ part: Range<Int>) -> Range<Int> {
        var isQuoted = false
        for index in part {
            if self[index] == 0x22 { isQuoted.toggle() }
            guard !isQuoted, self[index] == 0x3C else { continue }
            guard let end = first(0x3E, in: index + 1..<part.upperBound) else { break }
            return trimmed(index + 1..<end)
        }
        return part
    }

    /// The letters before a first colon, in lower case, and what follows it.
    func scheme(_ part: Range<Int>) -> (String, Range<Int>)? {
        guard let colon = first(0x3A, in: part), (1...9).contains(colon - part.lowerBound) else { return nil }
        let letters = part.lowerBound..<colon
        guard letters.allSatisfy({ (self[$0] | 0x20) &- 0x61 < 26 }) else { return nil }
        return (string(letters).lowercased(), trimmed(colon + 1..<part.upperBound))
    }

    /// The part up to its parameters, headers and context.
    func addressWithoutParameters(_ part: Range<Int>) -> Range<Int> {
        part.lowerBound..<(part.first { self[$0] == 0x3B || self[$0] == 0x3F } ?? part.upperBound)
    }
}

extension PhoneSymbols {
    /// Makes commas of the `w` between a number and the digits to dial after it: both mean a pause in dialling.
    ///
    /// With fewer than 7 digits before it, or another letter anywhere, `w` is a letter of a word.
    mutating func readPausesAsCommas() {
        var digits = 0
        var pauses: Range<Int>?
        for index in 0..<count {
            if Symbol.isLetter(bytes[index]) {
                guard bytes[index] | 0x20 == 0x77, digits >= 7 else { return }
                guard pauses == nil || pauses?.upperBound == index else { return }
                pauses = (pauses?.lowerBound ?? index)..<index + 1
            } else if Symbol.digit(bytes[index]) != 0xFF {
                digits += 1
            }
        }
        guard let pauses, pauses.upperBound < count, Symbol.digit(bytes[pauses.upperBound]) != 0xFF else { return }
        for index in pauses { bytes[index] = 0x2C }
    }
}
