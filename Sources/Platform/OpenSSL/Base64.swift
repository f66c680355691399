/// Base64 (RFC 4648): §4 with padding, §5 ("URL") without; both are decoded strictly, one text for one value.
package enum Base64 {
    private static let standard: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    private static let url: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

    /// The padded text of `bytes`.
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        encode(bytes, alphabet: standard, padded: true)
    }

    /// The text of `bytes` in the alphabet that needs no escape in URLs, without padding.
    package static func encodeURL(_ bytes: some Collection<UInt8>) -> String {
        encode(bytes, alphabet: url, padded: false)
    }

    /// The bytes of a padded text; nil for a foreign character, wrong padding, or bits that no byte uses.
    package static func decode(_ text: String) -> [UInt8]? { decode(text.utf8) }

    /// The bytes of a padded text in ASCII; nil for a foreign character, wrong padding, or bits that no byte uses.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let count = text.count
        guard count % 4 == 0 else { return nil }
        let padding = text.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
        return decode(text.prefix(count - padding), plus: UInt8(ascii: "+"), slash: UInt8(ascii: "/"))
    }

    /// The bytes of an unpadded text in the URL alphabet; nil for a foreign character or bits that no byte uses.
    package static func decodeURL(_ text: String) -> [UInt8]? { decodeURL(text.utf8) }

    /// The bytes of an unpadded text in the URL alphabet; nil for a foreign character or bits that no byte uses.
    package static func decodeURL(_ text: some Collection<UInt8>) -> [UInt8]? {
        decode(text, plus: UInt8(ascii: "-"), slash: UInt8(ascii: "_"))
    }

    private static func encode(_ bytes: some Collection<UInt8>, alphabet: StaticString, padded: Bool) -> String {
        let count = bytes.count
        let characters = padded ? (count + 2) / 3 * 4 : (count * 4 + 2) / 3
        let letters = alphabet.utf8Start
        return String(unsafeUninitializedCapacity: characters) { text in
            var bits: UInt32 = 0, pending = 0, written = 0
            for byte in bytes {
                bits = bits << 8 | UInt32(byte)
                pending += 8
                while pending >= 6 {
                    pending -= 6
                    text[written] = letters[Int(bits >> UInt32(pending) & 63)]
                    written += 1
                }
            }
            if pending > 0 {
                text[written] = letters[Int(bits << UInt32(6 - pending) & 63)]
                written += 1
            }
            while written < characters {
                text[written] = UInt8(ascii: "=")
                written += 1
            }
            return written
        }
    }

    private static func decode(_ text: some Collection<UInt8>, plus: UInt8, slash: UInt8) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count * 3 / 4)
        var bits: UInt32 = 0, pending: UInt32 = 0
        for character in text {
            let value: UInt8
            switch character {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = character - UInt8(ascii: "A")
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = character - UInt8(ascii: "a") + 26
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = character - UInt8(ascii: "0") + 52
            case plus: value = 62
            case slash: value = 63
            default: return nil
            }
            bits = bits << 6 | UInt32(value)
            pending += 6
            if pending >= 8 {
                pending -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> pending))
            }
        }
        guard bits & (1 << pending - 1) == 0 else { return nil }
        return bytes
    }
}
