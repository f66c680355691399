/// Reads the bytes of a field as text.
enum FieldText {
    /// The trimmed text without control characters; nil where there is none.
    static func read(_ field: ArraySlice<UInt8>) -> String? {
        var bytes = field
        let end = bytes.lastIndex { $0 > 0x20 } ?? bytes.startIndex - 1
        let start = bytes.firstIndex { $0 > 0x20 } ?? bytes.startIndex
        bytes = bytes[start..<(end + 1)]
        if bytes.first == UInt8(ascii: "'"), isDefused(bytes.dropFirst()) { bytes = bytes.dropFirst() }
        guard !bytes.isEmpty else { return nil }
        if bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            bytes = bytes.map { $0 < 0x20 || $0 == 0x7F ? ($0 == 0x0A ? 0x0A : 0x20) : $0 }[...]
        }
        return String(validating: bytes, as: UTF8.self) ?? Windows1252.text(bytes)
    }

    /// Whether an apostrophe before the text is there to keep a spreadsheet from running it, as in our exports.
    ///
    /// What begins it, or stands behind a line break, a quote or a separator in it, begins a formula.
    private static func isDefused(_ text: ArraySlice<UInt8>) -> Bool {
        var isAtStart = true
        for byte in text {
            switch byte {
            case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"):
                if isAtStart { return true }
            case 0x09, 0x0A, 0x0D, UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: ";"): isAtStart = true
            case 0x20: break
            default: isAtStart = false
            }
        }
        return false
    }

    /// A part of a text without blanks around it.
    static func trimmed(_ text: Substring) -> String {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
