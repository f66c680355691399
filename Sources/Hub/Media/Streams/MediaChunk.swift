/// A frame of sound as it stands in a provider's message, found without a tree of its JSON: there are fifty a second and
/// track (reference §2.8, §4.4, §6.3).
///
/// Numbers may be texts, names may be written in either manner; members may stand in any order.
struct MediaChunk: Sendable, Equatable {
    var track = Track.inbound
    /// Milliseconds from the stream's beginning, or since 1970 where the provider counts so.
    var timestamp: Int64?
    /// Where the base64 of the samples stands in the message.
    var payload: Range<Int>

    /// nil: the message is no frame of sound, or not written plainly; a whole parser tells which.
    init?(_ message: [UInt8]) {
        guard
            let found = message.withUnsafeBufferPointer({ bytes in
                var scanner = MediaScanner(bytes)
                return scanner.chunk()
            })
        else { return nil }
        self = found
    }

    fileprivate init(payload: Range<Int>) { self.payload = payload }
}

/// Walks over one message; everything that is not asked for is passed over.
private struct MediaScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0
    private var isMedia = false
    private var found = MediaChunk(payload: 0..<0)
    private var hasPayload = false

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func chunk() -> MediaChunk? {
        guard members({ scanner, name in scanner.frame(name) }), isMedia, hasPayload else { return nil }
        skipSpace()
        return index == bytes.count ? found : nil
    }

    private mutating func frame(_ name: Range<Int>) -> Bool {
        if equals(name, "event") {
            guard let word = string(), equals(word, "media") else { return false }
            isMedia = true
            return true
        }
        if equals(name, "media"), peek == UInt8(ascii: "{") { return members { $0.media($1) } }
        return skipValue()
    }

    private mutating func media(_ name: Range<Int>) -> Bool {
        if equals(name, "payload") {
            guard let text = string() else { return false }
            (found.payload, hasPayload) = (text, true)
            return true
        }
        if equals(name, "timestamp") {
            found.timestamp = number()
            return found.timestamp != nil
        }
        guard equals(name, "track") else { return skipValue() }
        guard let word = string(),
            let track = Track(String(decoding: UnsafeBufferPointer(rebasing: bytes[word]), as: UTF8.self))
        else { return false }
        found.track = track
        return true
    }

    // MARK: JSON, as far as it is needed

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipSpace() {
        while index < bytes.count, bytes[index] <= 0x20 { index += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard peek == byte else { return false }
        index += 1
        skipSpace()
        return true
    }

    private mutating func members(_ member: (inout MediaScanner, Range<Int>) -> Bool) -> Bool {
        guard take(UInt8(ascii: "{")) else { return false }
        if take(UInt8(ascii: "}")) { return true }
        repeat {
            guard let name = string(), take(UInt8(ascii: ":")), member(&self, name) else { return false }
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "}"))
    }

    /// What stands between quotation marks, escapes and all.
    private mutating func string() -> Range<Int>? {
        guard peek == UInt8(ascii: "\"") else { return nil }
        index += 1
        let start = index
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index += 1
                return start..<index - 1
            case UInt8(ascii: "\\"): index += 2
            default: index += 1
            }
        }
        return nil
    }

    /// A whole number of at most 18 digits, as a number or as a text.
    private mutating func number() -> Int64? {
        let isText = peek == UInt8(ascii: "\"")
        if isText { index += 1 }
        let start = index
        var value: Int64 = 0
        while let byte = peek, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), index - start < 18 {
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            index += 1
        }
        guard index > start else { return nil }
        if isText {
            guard peek == UInt8(ascii: "\"") else { return nil }
            index += 1
        }
        return value
    }

    private mutating func skipValue() -> Bool {
        var depth = 0
        repeat {
            guard let byte = peek else { return false }
            switch byte {
            case UInt8(ascii: "\""): guard string() != nil else { return false }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                (depth, index) = (depth + 1, index + 1)
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard depth > 0 else { return false }
                (depth, index) = (depth - 1, index + 1)
            default:
                // Between two strings of an object or array, or a number or word by itself.
                let start = index
                while let byte = peek, !Self.ends.contains(byte) { index += 1 }
                if index == start {
                    guard depth > 0 else { return false }
                    index += 1
                }
            }
            if depth > 0 { skipSpace() }
        } while depth > 0
        return true
    }

    private static let ends: Set<UInt8> = Set("\"{}[],: \t\r\n".utf8)

    private func equals(_ range: Range<Int>, _ word: StaticString) -> Bool {
        guard range.count == word.utf8CodeUnitCount else { return false }
        let letters = word.utf8Start
        for offset in 0..<range.count where bytes[range.lowerBound + offset] != letters[offset] { return false }
        return true
    }
}

/// Decodes the base64 of a frame into a buffer that is used again (RFC 4648 §4; padding may be left out).
enum Base64Payload {
    /// Appends the bytes; nothing when the text is no base64.
    ///
    /// A slash may be written `\/`, as some encoders of JSON write it.
    static func append(_ text: ArraySlice<UInt8>, to buffer: inout [UInt8]) -> Bool {
        let before = buffer.count
        let isGood = text.withUnsafeBufferPointer { text in
            values.withUnsafeBufferPointer { values in
                var (bits, pending, isOver) = (UInt32(0), UInt32(0), false)
                for byte in text {
                    let value = values[Int(byte)]
                    guard value < 64 else {
                        if byte == UInt8(ascii: "\\") { continue }
                        guard byte == UInt8(ascii: "=") else { return false }
                        isOver = true
                        continue
                    }
                    guard !isOver else { return false }
                    bits = bits << 6 | UInt32(value)
                    pending += 6
                    if pending >= 8 {
                        pending -= 8
                        buffer.append(UInt8(truncatingIfNeeded: bits >> pending))
                    }
                }
                return true
            }
        }
        if !isGood { buffer.removeLast(buffer.count - before) }
        return isGood
    }

    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, letter) in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8.enumerated() {
            values[Int(letter)] = UInt8(value)
        }
        return values
    }()
}
