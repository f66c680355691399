/// A text as phone numbers see it: one byte a character, ASCII as it is, what else matters as a code of `Symbol`.
///
/// It cannot be copied, because copying its bytes into closures cost a fifth of the parser's time.
struct PhoneSymbols: ~Copyable {
    /// Characters that are looked at; a longer text is refused, as libphonenumber refuses it.
    static let longest = 250

    var bytes = InlineArray<250, UInt8>(repeating: 0)
    var count = 0
    /// Some byte is none of the digits and the plain punctuation `+ -.()/`.
    var hasMarks = false

    /// Reads UTF-8; false when it has more than `longest` characters.
    mutating func read(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        while index < range.upperBound {
            guard count < Self.longest else { return false }
            let byte = text[index]
            if byte < 0x80 {
                index += 1
                hasMarks = hasMarks || !Symbol.isPlain(byte)
                bytes[count] = byte
            } else {
                hasMarks = true
                bytes[count] = Symbol.code(of: Self.scalar(text, &index, range.upperBound))
            }
            count += 1
        }
        return true
    }

    /// Decodes one character beyond ASCII; the text is a String's, so that it is well formed.
    private static func scalar(_ text: Span<UInt8>, _ index: inout Int, _ end: Int) -> Unicode.Scalar {
        let first = text[index]
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        var value = UInt32(first) & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
        for next in index + 1..<min(index + length, end) { value = value << 6 | UInt32(text[next] & 0x3F) }
        index += length
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }
}

/// The codes of characters beyond ASCII, and the classes in which libphonenumber's grammar puts characters.
enum Symbol {
    static let punctuation: UInt8 = 0x80
    static let noBreakSpace: UInt8 = 0x81
    static let wideStop: UInt8 = 0x82
    static let wideTilde: UInt8 = 0x83
    static let wideHash: UInt8 = 0x84
    static let wideX: UInt8 = 0x85
    static let wideT: UInt8 = 0x86
    static let wideN: UInt8 = 0x87
    static let wideE: UInt8 = 0x88
    static let wideI: UInt8 = 0x89
    static let cyrillicD: UInt8 = 0x8A
    static let cyrillicO: UInt8 = 0x8B
    static let cyrillicB: UInt8 = 0x8C
    static let acuteO: UInt8 = 0x8D
    static let combiningAcute: UInt8 = 0x8E
    static let widePlus: UInt8 = 0x8F
    /// Digits of other scripts are 0x90...0x99: a vanity number's letters are mapped, and these are not.
    static let digitZero: UInt8 = 0x90
    static let letterOrNumber: UInt8 = 0xA0
    static let other: UInt8 = 0xA1
    /// U+30FC, written for a hyphen in Japan, and a letter.
    static let prolongedSound: UInt8 = 0xA2

    @inline(__always)
    static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x20, 0x28, 0x29, 0x2B, 0x2D, 0x2E, 0x2F: true
        default: false
        }
    }

    /// 0 to 9, or 0xFF for what is no digit.
    @inline(__always)
    static func digit(_ symbol: UInt8) -> UInt8 {
        if symbol &- 0x30 < 10 { return symbol &- 0x30 }
        return symbol &- digitZero < 10 ? symbol &- digitZero : 0xFF
    }

    static func isPlus(_ symbol: UInt8) -> Bool { symbol == 0x2B || symbol == widePlus }

    static func isLetter(_ symbol: UInt8) -> Bool { (symbol | 0x20) &- 0x61 < 26 && symbol < 0x80 }

    /// Punctuation within a number, and the star, and x, which stands for a carrier code.
    @inline(__always)
    static func isSeparator(_ symbol: UInt8) -> Bool {
        switch symbol {
        case 0x20, 0x28, 0x29, 0x2A, 0x2D, 0x2E, 0x2F, 0x58, 0x5B, 0x5D, 0x78, 0x7E: true
        case punctuation, noBreakSpace, wideStop, wideTilde, prolongedSound: true
        default: false
        }
    }

    /// What may end a number: letters, digits, and the hash of an extension.
    static func mayEnd(_ symbol: UInt8) -> Bool {
        if digit(symbol) != 0xFF || isLetter(symbol) || symbol == 0x23 { return true }
        return symbol >= wideX && symbol <= acuteO || symbol == letterOrNumber || symbol == prolongedSound
    }

    /// The key of a letter, 2 to 9 (ITU-T E.161).
    static func key(_ letter: UInt8) -> UInt8 {
        switch letter | 0x20 {
        case 0x61...0x63: 2
        case 0x64...0x66: 3
        case 0x67...0x69: 4
        case 0x6A...0x6C: 5
        case 0x6D...0x6F: 6
        case 0x70...0x73: 7
        case 0x74...0x76: 8
        default: 9
        }
    }

    static func code(of scalar: Unicode.Scalar) -> UInt8 {
        switch scalar.value {
        case 0xA0: return noBreakSpace
        case 0xAD, 0x200B, 0x2010...0x2015, 0x2053, 0x2060, 0x2212, 0x223C, 0x3000: return punctuation
        case 0xFF08, 0xFF09, 0xFF0D, 0xFF0F, 0xFF3B, 0xFF3D: return punctuation
        case 0x30FC: return prolongedSound
        case 0xFF0E: return wideStop
        case 0xFF5E: return wideTilde
        case 0xFF03: return wideHash
        case 0xFF0B: return widePlus
        case 0xFF38, 0xFF58: return wideX
        case 0xFF34, 0xFF54: return wideT
        case 0xFF2E, 0xFF4E: return wideN
        case 0xFF25, 0xFF45: return wideE
        case 0xFF29, 0xFF49: return wideI
        case 0x0414, 0x0434: return cyrillicD
        case 0x041E, 0x043E: return cyrillicO
        case 0x0411, 0x0431: return cyrillicB
        case 0xD3, 0xF3: return acuteO
        case 0x0301: return combiningAcute
        default: break
        }
        let properties = scalar.properties
        if properties.numericType == .decimal, let value = properties.numericValue {
            return digitZero + UInt8(value)
        }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .letterNumber,
            .otherNumber:
            return letterOrNumber
        default:
            return other
        }
    }
}
