/// What is known of one card while its properties come.
struct VCard {
    /// The versions differ in how lines are folded.
    enum Version { case v21, later }

    private(set) var version = Version.later
    private var texts: [VCardReader.Column: [UInt8]] = [:]
    private var phones: [(rank: Int, text: [UInt8])] = []
    private var emails: [(rank: Int, text: [UInt8])] = []

    mutating func take(_ line: VCardLine) {
        switch line.name {
        case "VERSION": version = line.value.elementsEqual("2.1".utf8) ? .v21 : .later
        case "FN": set(.fullName, line.text)
        case "N":
            let parts = line.parts(by: ";")
            set(.family, parts[0])
            if parts.count > 1 { set(.given, parts[1]) }
        case "TEL": phones.append((line.rank, line.withoutScheme("tel:")))
        case "EMAIL": emails.append((line.rank, line.withoutScheme("mailto:")))
        case "ORG": set(.organization, line.parts(by: ";")[0])
        case "TITLE": set(.title, line.text)
        case "NOTE": add(.note, line.text, separator: 0x0A)
        case "CATEGORIES":
            for part in line.parts(by: ",") { add(.categories, part, separator: UInt8(ascii: ";")) }
        case "URL": set(.url, line.text)
        case "BDAY": set(.birthday, line.text)
        case "ADR":
            guard texts[.address] == nil else { return }
            for part in line.parts(by: ";") where !part.isEmpty {
                if texts[.address] != nil { texts[.address]?.append(UInt8(ascii: ",")) }
                add(.address, part, separator: 0x20)
            }
        case "UID": set(.uid, line.text)
        default: break
        }
    }

    /// The card as a row, a field for each column.
    var fields: [[UInt8]] {
        VCardReader.Column.allCases.map { column in
            switch column {
            case .phones: Array(Self.ranked(phones).joined(separator: [0x0A]))
            case .email: Self.ranked(emails).first ?? []
            default: texts[column] ?? []
            }
        }
    }

    private mutating func set(_ column: VCardReader.Column, _ text: [UInt8]) {
        if texts[column] == nil, !text.isEmpty { texts[column] = text }
    }

    private mutating func add(_ column: VCardReader.Column, _ text: [UInt8], separator: UInt8) {
        guard !text.isEmpty else { return }
        if texts[column] != nil { texts[column]?.append(separator) }
        texts[column, default: []] += text
    }

    /// Those that are preferred first, the others as they stand in the card.
    private static func ranked(_ values: [(rank: Int, text: [UInt8])]) -> [[UInt8]] {
        values.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map(\.element.text)
    }
}

/// One property of a card, its lines joined: name, parameters, and the value as bytes (RFC 6350 §3.3).
struct VCardLine {
    /// In capitals, without its group.
    let name: String
    private let parameters: [String]
    /// Without the encoding that its parameters name; what the standards escape is escaped.
    let value: [UInt8]

    /// Reads a line; nil for one that is no property, or that stands for bytes and not for text.
    init?(_ line: [UInt8]) {
        guard let colon = Self.end(of: line) else { return nil }
        var words = Self.words(line[..<colon])
        let named = words.removeFirst().split(separator: ".")
        guard let name = named.last else { return nil }
        self.name = String(name)
        parameters = words
        let has = { (word: String) in words.contains { $0 == word || $0 == "ENCODING=\(word)" } }
        guard !has("BASE64"), !has("B") else { return nil }
        var value = Array(line[(colon + 1)...])
        if has("QUOTED-PRINTABLE") { value = Self.decoded(value) }
        if words.contains(where: { Self.charsets.contains($0) }) { value = Array(Windows1252.text(value).utf8) }
        self.value = value
    }

    /// Whether line breaks in the value are written as `=` at the end of a line (vCard 2.1).
    static func isQuotedPrintable(_ line: ArraySlice<UInt8>) -> Bool {
        guard let colon = end(of: Array(line)) else { return false }
        return words(line[..<(line.startIndex + colon)]).contains { $0.hasSuffix("QUOTED-PRINTABLE") }
    }

    /// The value with nothing escaped any more.
    var text: [UInt8] { Self.unescaped(value[...]) }

    /// The parts of a value that has several.
    func parts(by separator: Unicode.Scalar) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        var start = 0
        var index = 0
        while index < value.count {
            if value[index] == UInt8(ascii: "\\") {
                index += 1
            } else if value[index] == UInt8(ascii: separator) {
                parts.append(Self.unescaped(value[start..<index]))
                start = index + 1
            }
            index += 1
        }
        return parts + [Self.unescaped(value[min(start, value.count)...])]
    }

    /// The value that may be a URI of this scheme, as 4.0 has it.
    func withoutScheme(_ scheme: String) -> [UInt8] {
        let text = text
        let begins = text.count >= scheme.utf8.count && zip(text, scheme.utf8).allSatisfy { $0 | 0x20 == $1 | 0x20 }
        return begins ? Array(text.dropFirst(scheme.utf8.count)) : text
    }

    /// Which of several comes first: the lowest.
    ///
    /// `PREF=1…100` of 4.0, `PREF` of the others; nobody speaks into a fax.
    var rank: Int {
        for parameter in parameters {
            if parameter.hasPrefix("PREF="), let rank = Int(parameter.dropFirst(5)) { return rank }
        }
        let types = parameters.flatMap { ($0.hasPrefix("TYPE=") ? $0.dropFirst(5) : $0[...]).split(separator: ",") }
        return types.contains("PREF") ? 1 : types.contains("FAX") || types.contains("PAGER") ? 1_000 : 500
    }

    private static let charsets: Set<String> = [
        "CHARSET=ISO-8859-1", "CHARSET=WINDOWS-1252", "CHARSET=LATIN1", "CHARSET=CP1252", "CHARSET=ISO_8859-1",
    ]

    /// Where the value begins: the first colon that is not in quotes.
    private static func end(of line: [UInt8]) -> Int? {
        var isQuoted = false
        for (index, byte) in line.enumerated() {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if byte == UInt8(ascii: ":"), !isQuoted { return index }
        }
        return nil
    }

    /// Name and parameters in capitals, without quotes.
    private static func words(_ head: ArraySlice<UInt8>) -> [String] {
        var words: [[UInt8]] = [[]]
        var isQuoted = false
        for byte in head {
            switch byte {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: ";") where !isQuoted: words.append([])
            case 0x20, 0x09: break
            default: words[words.count - 1].append((0x61...0x7A).contains(byte) ? byte - 0x20 : byte)
            }
        }
        return words.map { String(decoding: $0, as: UTF8.self) }
    }

    /// RFC 2045 §6.7; what is no code stays as it is.
    private static func decoded(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "="), index + 2 < bytes.count,
                let code = UInt8(String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
            {
                text.append(code)
                index += 3
            } else {
                text.append(bytes[index])
                index += 1
            }
        }
        return text
    }

    /// RFC 6350 §3.4; a backslash before anything else is one.
    private static func unescaped(_ value: ArraySlice<UInt8>) -> [UInt8] {
        guard value.contains(UInt8(ascii: "\\")) else { return Array(value) }
        var text: [UInt8] = []
        var index = value.startIndex
        while index < value.endIndex {
            let next = index + 1 < value.endIndex ? value[index + 1] : 0
            switch (value[index], next) {
            case (UInt8(ascii: "\\"), UInt8(ascii: "n")), (UInt8(ascii: "\\"), UInt8(ascii: "N")): text.append(0x0A)
            case (UInt8(ascii: "\\"), UInt8(ascii: ",")), (UInt8(ascii: "\\"), UInt8(ascii: ";")),
                (UInt8(ascii: "\\"), UInt8(ascii: ":")), (UInt8(ascii: "\\"), UInt8(ascii: "\\")):
                text.append(next)
            default:
                text.append(value[index])
                index += 1
                continue
            }
            index += 2
        }
        return text
    }
}
