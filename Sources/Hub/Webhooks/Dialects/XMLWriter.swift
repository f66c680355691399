/// Appends XML 1.0: what cannot stand in a document is escaped or, where nothing can say it, left out.
struct XMLWriter {
    private(set) var bytes: [UInt8]

    init() {
        bytes = Array(#"<?xml version="1.0" encoding="UTF-8"?>"#.utf8)
        bytes.reserveCapacity(1024)
    }

    /// One attribute; nil is left out.
    typealias Attribute = (name: StaticString, value: String?)

    /// Writes `<name …>…</name>`, or `<name …/>` when `content` writes nothing.
    mutating func element(
        _ name: StaticString, _ attributes: [Attribute] = [], _ content: (inout XMLWriter) -> Void = { _ in }
    ) {
        open(name, attributes)
        let inside = bytes.count
        content(&self)
        if bytes.count == inside {
            bytes[inside - 1] = UInt8(ascii: "/")
            bytes.append(UInt8(ascii: ">"))
        } else {
            append("</")
            append(name)
            bytes.append(UInt8(ascii: ">"))
        }
    }

    /// Writes an element that has text only.
    mutating func element(_ name: StaticString, _ attributes: [Attribute] = [], text: String) {
        element(name, attributes) { $0.escape(text, inAttribute: false) }
    }

    private mutating func open(_ name: StaticString, _ attributes: [Attribute]) {
        bytes.append(UInt8(ascii: "<"))
        append(name)
        for attribute in attributes {
            guard let value = attribute.value else { continue }
            bytes.append(UInt8(ascii: " "))
            append(attribute.name)
            append("=\"")
            escape(value, inAttribute: true)
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: ">"))
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Control characters but tab and line ends, U+FFFE and U+FFFF do not exist in XML 1.0 (§2.2), not even escaped.
    private mutating func escape(_ text: String, inAttribute: Bool) {
        var text = text
        text.withUTF8 { utf8 in
            var run = 0
            var index = 0
            while index < utf8.count {
                guard let (replacement, length) = Self.replacement(utf8, index, inAttribute) else {
                    index += 1
                    continue
                }
                bytes.append(contentsOf: utf8[run..<index])
                append(replacement)
                index += length
                run = index
            }
            bytes.append(contentsOf: utf8[run..<index])
        }
    }

    /// What stands for the character that begins at `index`, and how many bytes it has; nil: it stays.
    private static func replacement(
        _ utf8: UnsafeBufferPointer<UInt8>, _ index: Int, _ inAttribute: Bool
    ) -> (StaticString, Int)? {
        switch utf8[index] {
        case UInt8(ascii: "&"): ("&amp;", 1)
        case UInt8(ascii: "<"): ("&lt;", 1)
        case UInt8(ascii: ">"): ("&gt;", 1)
        case UInt8(ascii: "\""): ("&quot;", 1)
        case UInt8(ascii: "'"): ("&#39;", 1)
        case UInt8(ascii: "\r"): ("&#13;", 1)
        case UInt8(ascii: "\n"): inAttribute ? ("&#10;", 1) : nil
        case UInt8(ascii: "\t"): inAttribute ? ("&#9;", 1) : nil
        case 0..<0x20: ("", 1)
        case 0xEF where index + 2 < utf8.count && utf8[index + 1] == 0xBF && utf8[index + 2] >= 0xBE: ("", 3)
        default: nil
        }
    }
}
