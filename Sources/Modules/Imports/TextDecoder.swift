/// Turns the bytes of a file into UTF-8 as they come; pure.
///
/// UTF-16 is told by its byte order mark or by its zeros (RFC 2781 §3.2, §4.3) and rewritten. All other bytes pass as they
/// are: whoever reads a field takes it as UTF-8 where it is that, and as Windows-1252 where it is not, so that a file that
/// was put together from both reads well too. What comes out is the same however the bytes were cut.
struct TextDecoder {
    /// How a file's text is written.
    enum Encoding: String, Sendable, CaseIterable {
        case utf8 = "utf-8"
        case utf16LE = "utf-16le"
        case utf16BE = "utf-16be"
        /// Windows-1252, of which Latin-1 is a part.
        case windows1252 = "windows-1252"
        /// UTF-8 in some fields and Windows-1252 in others.
        case mixed
    }

    /// Without a mark so many bytes are looked at; a cell of a table has as many.
    private static let headBytes = 64

    private enum Form { case unknown, bytes, utf16(isBig: Bool) }

    private var form = Form.unknown
    private var head: [UInt8] = []
    private var check = UTF8Check()
    /// The first byte of a unit, whose second has not come.
    private var half: UInt8?
    /// The first half of a pair (RFC 2781 §2.2).
    private var surrogate: UInt16?

    /// How the text is written, as far as it has come.
    var encoding: Encoding {
        switch form {
        case .utf16(let isBig): isBig ? .utf16BE : .utf16LE
        case .unknown, .bytes: !check.hasFaults ? .utf8 : check.hasSequences ? .mixed : .windows1252
        }
    }

    /// The next bytes as UTF-8; the first few are held back until it is known what they are.
    mutating func decode(_ bytes: [UInt8]) -> [UInt8] {
        guard case .unknown = form else { return converted(bytes) }
        head += bytes
        return head.count < Self.headBytes ? [] : begin()
    }

    /// What was held back, at the end of the file.
    mutating func finish() -> [UInt8] {
        var text: [UInt8] = []
        if case .unknown = form { text = begin() }
        if case .bytes = form { check.finish() }
        if half != nil || surrogate != nil { Self.append("\u{FFFD}", to: &text) }
        (half, surrogate) = (nil, nil)
        return text
    }

    private mutating func begin() -> [UInt8] {
        let bytes = head
        head = []
        let markBytes: Int
        (form, markBytes) = Self.form(of: bytes)
        return converted(Array(bytes.dropFirst(markBytes)))
    }

    private static func form(of bytes: [UInt8]) -> (Form, markBytes: Int) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (.bytes, 3) }
        if bytes.starts(with: [0xFF, 0xFE]) { return (.utf16(isBig: false), 2) }
        if bytes.starts(with: [0xFE, 0xFF]) { return (.utf16(isBig: true), 2) }
        // The first line of a table is mostly ASCII: in UTF-16 every other byte of it is a zero.
        var zeros = (even: 0, odd: 0)
        for (index, byte) in bytes.enumerated() where byte == 0 {
            if index.isMultiple(of: 2) { zeros.even += 1 } else { zeros.odd += 1 }
        }
        let units = bytes.count / 2
        if zeros.odd * 2 > units, zeros.odd > zeros.even * 4 { return (.utf16(isBig: false), 0) }
        if zeros.even * 2 > units, zeros.even > zeros.odd * 4 { return (.utf16(isBig: true), 0) }
        return (.bytes, 0)
    }

    private mutating func converted(_ bytes: [UInt8]) -> [UInt8] {
        guard case .utf16(let isBig) = form else {
            check.take(bytes)
            return bytes
        }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        for byte in bytes {
            guard let first = half else {
                half = byte
                continue
            }
            half = nil
            take(isBig ? UInt16(first) << 8 | UInt16(byte) : UInt16(byte) << 8 | UInt16(first), &text)
        }
        return text
    }

    private mutating func take(_ unit: UInt16, _ text: inout [UInt8]) {
        if unit < 0x80, surrogate == nil { return text.append(UInt8(unit)) }
        if let high = surrogate {
            surrogate = nil
            if UTF16.isTrailSurrogate(unit) {
                let value = 0x1_0000 + (UInt32(high) - 0xD800) << 10 + UInt32(unit) - 0xDC00
                return Self.append(Unicode.Scalar(value) ?? "\u{FFFD}", to: &text)
            }
            Self.append("\u{FFFD}", to: &text)
        }
        if UTF16.isLeadSurrogate(unit) {
            surrogate = unit
        } else {
            Self.append(Unicode.Scalar(unit) ?? "\u{FFFD}", to: &text)
        }
    }

    private static func append(_ scalar: Unicode.Scalar, to text: inout [UInt8]) {
        text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
}

/// Says of bytes that come piece by piece whether they are UTF-8 (RFC 3629 §4).
private struct UTF8Check {
    /// Whether there was a character of several bytes.
    private(set) var hasSequences = false
    /// Whether there was anything that is not UTF-8.
    private(set) var hasFaults = false
    /// Bytes that the character still needs, and what the next of them may be.
    private var needed = 0
    private var allowed: ClosedRange<UInt8> = 0x80...0xBF

    mutating func take(_ bytes: [UInt8]) {
        // Nothing more can be learned.
        guard !(hasFaults && hasSequences) else { return }
        bytes.withUnsafeBytes { bytes in
            var index = 0
            while index < bytes.count {
                if needed == 0, index + 8 <= bytes.count,
                    bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
                {
                    index += 8
                    continue
                }
                take(bytes[index])
                index += 1
            }
        }
    }

    mutating func finish() { if needed > 0 { hasFaults = true } }

    private mutating func take(_ byte: UInt8) {
        if needed > 0 {
            if allowed.contains(byte) {
                (needed, allowed) = (needed - 1, 0x80...0xBF)
                if needed == 0 { hasSequences = true }
                return
            }
            (needed, hasFaults) = (0, true)
        }
        allowed = 0x80...0xBF
        switch byte {
        case ..<0x80: break
        case 0xC2...0xDF: needed = 1
        case 0xE0: (needed, allowed) = (2, 0xA0...0xBF)
        case 0xED: (needed, allowed) = (2, 0x80...0x9F)
        case 0xE1...0xEF: needed = 2
        case 0xF0: (needed, allowed) = (3, 0x90...0xBF)
        case 0xF4: (needed, allowed) = (3, 0x80...0x8F)
        case 0xF1...0xF3: needed = 3
        default: hasFaults = true
        }
    }
}
