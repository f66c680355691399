import JSON
import SQLite

/// What an identifier names; its prefix stands before the underscore on the wire.
package protocol IdentifierKind: Sendable {
    /// Three lower-case letters, such as `con`.
    static var prefix: StaticString { get }
}

/// A 63-bit, time-ordered identifier that cannot be mistaken for one of another kind.
///
/// On the wire it is `<prefix>_<number>` with the number in lower-case Crockford base32 without leading zeros.
package struct ID<Kind: IdentifierKind>: Hashable, Comparable, Sendable {
    /// The number as it stands in the database, 1…2^63-1.
    package let rawValue: Int64

    /// Takes a number that came from the database or from `Transaction.newID`.
    @inlinable
    package init(_ rawValue: Int64) { self.rawValue = rawValue }

    /// Reads the wire form; nil for another prefix, another alphabet or a number out of range.
    @inlinable
    package init?(wire: String) {
        guard let rawValue = Crockford.decode(wire, after: Kind.prefix) else { return nil }
        self.rawValue = rawValue
    }

    /// The wire form, such as `con_1s4v0k2m3n0000`.
    package var wire: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the wire form as ASCII.
    @inlinable
    package func append(to bytes: inout [UInt8]) { Crockford.append(rawValue, after: Kind.prefix, to: &bytes) }

    /// Older identifiers come first.
    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension ID: CustomStringConvertible {
    package var description: String { wire }
}

extension ID: JSONEncodable {
    package func encode(to json: inout JSONWriter) {
        json.ascii { append(to: &$0) }
    }
}

extension ID: Decodable {
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let id = Self(wire: text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "\(text) is not a \(Kind.prefix)_… identifier.")
            )
        }
        self = id
    }
}

extension ID: SQLBindable {
    package var sqlValue: SQLValue { .integer(rawValue) }
}

/// Crockford's base32, lower case, for positive 63-bit numbers behind a prefix and an underscore.
package enum Crockford {
    private static let digits: StaticString = "0123456789abcdefghjkmnpqrstvwxyz"

    /// Appends `<prefix>_<number>`.
    package static func append(_ number: Int64, after prefix: StaticString, to bytes: inout [UInt8]) {
        prefix.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "_"))
        digits.withUTF8Buffer { digits in
            var shift = max(0, (63 - UInt64(bitPattern: number).leadingZeroBitCount) / 5 * 5)
            while shift >= 0 {
                bytes.append(digits[Int(number >> shift) & 31])
                shift -= 5
            }
        }
    }

    /// Reads `<prefix>_<number>`; nil for anything else.
    package static func decode(_ text: String, after prefix: StaticString) -> Int64? {
        var text = text
        return text.withUTF8 { text in prefix.withUTF8Buffer { decode(text, after: $0) } }
    }

    /// Reads `<prefix>_<number>` of whatever kind: three letters, and a number as large as every one that was made since
    /// 2004; nil for anything else.
    package static func split(_ text: String) -> (prefix: String, number: Int64)? {
        let bytes = Array(text.utf8)
        guard bytes.count == 17, bytes[3] == UInt8(ascii: "_"),
            bytes[..<3].allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) })
        else { return nil }
        let number = bytes.withUnsafeBufferPointer { text in
            decode(text, after: UnsafeBufferPointer(rebasing: text[..<3]))
        }
        return number.map { (String(text.prefix(3)), $0) }
    }

    private static func decode(_ text: UnsafeBufferPointer<UInt8>, after prefix: UnsafeBufferPointer<UInt8>) -> Int64? {
        let start = prefix.count + 1
        guard text.count > start, text.count <= start + 13, text[prefix.count] == UInt8(ascii: "_"),
            text[start] != UInt8(ascii: "0"), prefix.indices.allSatisfy({ text[$0] == prefix[$0] })
        else { return nil }
        var number: UInt64 = 0
        for index in start..<text.count {
            guard let digit = value(of: text[index]), number <= UInt64(Int64.max) >> 5 else { return nil }
            number = number << 5 | digit
        }
        return Int64(number)
    }

    private static func value(of byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "h"): UInt64(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "j"), UInt8(ascii: "k"): UInt64(byte - UInt8(ascii: "j")) + 18
        case UInt8(ascii: "m"), UInt8(ascii: "n"): UInt64(byte - UInt8(ascii: "m")) + 20
        case UInt8(ascii: "p")...UInt8(ascii: "t"): UInt64(byte - UInt8(ascii: "p")) + 22
        case UInt8(ascii: "v")...UInt8(ascii: "z"): UInt64(byte - UInt8(ascii: "v")) + 27
        default: nil
        }
    }
}
