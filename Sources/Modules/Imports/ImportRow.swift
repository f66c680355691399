import Directory
import ModuleKit

/// One line of a file, read and checked: what a contact can be made of.
struct ImportRow: Sendable {
    let line: Int
    var name: String?
    var email: String?
    var business: String?
    var numbers: [PhoneNumber] = []

    /// Whether there is nothing to know a contact by.
    var isNobody: Bool { name == nil && email == nil && numbers.isEmpty }
}

/// Makes rows of records: trims, checks, and says what is wrong and what would be right.
struct RowReader: Sendable {
    let columns: ImportColumns
    let parser: PhoneParser
    let region: String

    /// Reads the record that the reader has; nil when all its fields are empty.
    func row(_ csv: CSVReader, faults: inout [ImportFault]) -> ImportRow? {
        var row = ImportRow(line: csv.line)
        var text = FieldText(line: csv.line)
        var name = ""
        for column in columns.nameParts {
            guard let part = text.read(csv, column) else { continue }
            name += name.isEmpty ? part : " " + part
        }
        let email = columns.email.flatMap { text.read(csv, $0) }
        let business = columns.business.flatMap { text.read(csv, $0) }
        var hasPhone = false
        for column in columns.phones {
            guard let phone = text.read(csv, column) else { continue }
            hasPhone = true
            add(phone, to: &row, &faults)
        }
        if name.isEmpty, email == nil, business == nil, !hasPhone { return nil }
        if csv.isBroken {
            faults.append(
                ImportFault(
                    csv.line, nil, "A quote opens and never closes; the line was read as if its quotes were characters."
                ))
        }
        if text.isNotUTF8 {
            faults.append(
                ImportFault(
                    csv.line, nil,
                    "The line is not UTF-8 and was read as Windows-1252; check its letters, or save it as \"CSV UTF-8\"."
                ))
        }
        if !name.isEmpty { row.name = limited(name, to: 200, "name", row.line, &faults) }
        row.email = email.flatMap { checked(email: $0, row.line, &faults) }
        row.business = business.map { limited($0, to: 200, "business", row.line, &faults) }
        if row.isNobody {
            faults.append(
                ImportFault(
                    row.line, nil,
                    "There is no name, number or e-mail address to know a contact by; the line was left out."))
        }
        return row
    }

    private func add(_ text: String, to row: inout ImportRow, _ faults: inout [ImportFault]) {
        let parsed = parser.parse(text, region: region)
        if let number = parsed.number {
            if !row.numbers.contains(number) { row.numbers.append(number) }
            return
        }
        let parts = text.split { ";/|\n".contains($0) }
        if parts.count > 1, parts.count <= 10 {
            for part in parts where !part.allSatisfy(\.isWhitespace) { add(String(part), to: &row, &faults) }
            return
        }
        faults.append(ImportFault(row.line, "phone", Self.explanation(text, parsed.reason, region)))
    }

    private func limited(
        _ text: String, to limit: Int, _ column: String, _ line: Int, _ faults: inout [ImportFault]
    ) -> String {
        // SQLite counts code points, and a character has at least one byte.
        guard text.utf8.count > limit, text.unicodeScalars.count > limit else { return text }
        faults.append(ImportFault(line, column, "`\(column)` is longer than \(limit) characters and was cut."))
        var kept = String(text.prefix(limit))
        while kept.unicodeScalars.count > limit { kept.removeLast() }
        return kept
    }

    private func checked(email: String, _ line: Int, _ faults: inout [ImportFault]) -> String? {
        let bytes = email.utf8
        let at = bytes.firstIndex(of: UInt8(ascii: "@"))
        let isAddress = at.map { at in
            at != bytes.startIndex && bytes.index(after: at) != bytes.endIndex
                && !bytes[bytes.index(after: at)...].contains(UInt8(ascii: "@")) && !bytes.contains { $0 <= 0x20 }
        }
        if isAddress == true, bytes.count <= 254 { return email }
        faults.append(
            ImportFault(
                line, "email",
                "`\(email.prefix(80))` is no e-mail address such as ada@example.com, with at most 254 characters."
            ))
        return nil
    }

    /// What is wrong with a number, and what would be right.
    static func explanation(_ text: String, _ reason: ParsedNumber.Reason?, _ region: String) -> String {
        let shown = "`\(text.prefix(40))`"
        let right =
            "write the whole number as it is dialled in \(region), or with + and its country code, such as +12025550143"
        if isRounded(text) {
            return
                "\(shown) was rounded by a spreadsheet, and its last digits are lost; format that column as text and "
                + "export the file again."
        }
        return switch reason {
        case .tooShort: "\(shown) has too few digits for a number of \(region); \(right)."
        case .tooLong: "\(shown) has too many digits for a number of \(region); \(right)."
        case .invalidLength: "\(shown) has a number of digits that no number of \(region) has; \(right)."
        case .localOnly: "\(shown) lacks its area code; \(right)."
        case .invalidCountryCode: "\(shown) begins with a country code that does not exist; \(right)."
        case .shortCode: "\(shown) is a short code, which cannot belong to a contact; \(right)."
        default: "\(shown) is no telephone number; \(right)."
        }
    }

    /// `2.34802E+12`.
    private static func isRounded(_ text: String) -> Bool {
        let bytes = text.utf8
        return (bytes.contains(UInt8(ascii: "E")) || bytes.contains(UInt8(ascii: "e")))
            && bytes.allSatisfy { (48...57).contains($0) || ".,+Ee".utf8.contains($0) }
            && bytes.contains(UInt8(ascii: "+"))
    }
}

/// Reads the fields of one record as text.
private struct FieldText {
    let line: Int
    var isNotUTF8 = false

    init(line: Int) { self.line = line }

    /// The trimmed text of a field without control characters; nil where there is none.
    mutating func read(_ csv: CSVReader, _ column: Int) -> String? {
        guard column < csv.count else { return nil }
        var bytes = csv.field(column)
        let end = bytes.lastIndex { $0 > 0x20 } ?? bytes.startIndex - 1
        let start = bytes.firstIndex { $0 > 0x20 } ?? bytes.startIndex
        bytes = bytes[start..<(end + 1)]
        // Our own spreadsheet exports, and others', keep numbers from being formulas so.
        if bytes.first == UInt8(ascii: "'"), let second = bytes.dropFirst().first, "=+-@".utf8.contains(second) {
            bytes = bytes.dropFirst()
        }
        guard !bytes.isEmpty else { return nil }
        if bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            bytes = bytes.map { $0 < 0x20 || $0 == 0x7F ? ($0 == 0x0A ? 0x0A : 0x20) : $0 }[...]
        }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        isNotUTF8 = true
        return String(String.UnicodeScalarView(bytes.map(Windows1252.scalar)))
    }
}

/// What Excel writes when it is not told otherwise.
private enum Windows1252 {
    private static let high: [UInt16] = [
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD,
        0x017D,
        0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153,
        0xFFFD,
        0x017E, 0x0178,
    ]

    static func scalar(_ byte: UInt8) -> Unicode.Scalar {
        guard (0x80...0x9F).contains(byte) else { return Unicode.Scalar(byte) }
        return Unicode.Scalar(high[Int(byte) - 0x80]) ?? "\u{FFFD}"
    }
}
