import Directory
import ModuleKit

/// Contacts as vCard 4.0 (RFC 6350): one card each.
struct VCardTable: ExportTable {
    private typealias Column = ContactReading.ContactColumn

    /// By when they were made.
    var span = ExportSpan()

    func bound(at now: Timestamp, in tx: Transaction) throws -> Int64 { try ContactReading.newestContact(in: tx) }

    func count(through bound: Int64, in tx: Transaction) throws -> Int {
        try ContactReading.contactCount(through: bound, in: tx)
    }

    func page(after place: ExportPlace, through bound: Int64, in tx: Transaction) throws -> ExportPage {
        guard let end = try ContactReading.end(after: place.id, through: bound, limit: Self.pageRows, in: tx) else {
            return ExportPage(bytes: [], next: nil)
        }
        var facts = try ContactFacts(after: place.id, through: end, in: tx)
        var cards = VCardWriter()
        var page = ExportPage(bytes: [], next: ExportPlace(id: end))
        try ContactReading.contacts(after: place.id, through: end, in: tx) { row in
            guard span.has(row.int64(Column.createdAt)) else { return true }
            let id = row.int64(Column.id)
            facts.advance(to: id)
            Self.write(row, facts.numbers, to: &cards)
            page.records += 1
            guard cards.bytes.count >= Self.pageBytes else { return true }
            page.next = ExportPlace(id: id)
            return false
        }
        page.bytes = cards.bytes
        return page
    }

    private static func write(_ row: Row, _ numbers: [String], to cards: inout VCardWriter) {
        let id = ContactID(row.int64(Column.id)).wire
        let (name, email) = (row.stringOrNil(Column.name), row.stringOrNil(Column.email))
        cards.line("BEGIN", "VCARD")
        cards.line("VERSION", "4.0")
        cards.line("UID;VALUE=text", id)
        // A card has a formatted name, §6.2.1.
        cards.text("FN", name ?? numbers.first ?? email ?? id)
        if let name {
            let (first, last) = SalesforceText.names(name)
            cards.texts("N", [last, first ?? "", "", "", ""], separator: UInt8(ascii: ";"))
        }
        for (place, number) in numbers.enumerated() {
            cards.line(place == 0 ? "TEL;VALUE=uri;PREF=1" : "TEL;VALUE=uri", "tel:\(number)")
        }
        if let email { cards.text("EMAIL", email) }
        if let business = row.stringOrNil(Column.business) { cards.text("ORG", business) }
        let tags = row.texts(Column.tags)
        if !tags.isEmpty { cards.texts("CATEGORIES", tags, separator: UInt8(ascii: ",")) }
        if let notes = row.stringOrNil(Column.notes) { cards.text("NOTE", notes) }
        cards.line("REV", Self.basic(Timestamp(milliseconds: row.int64(Column.updatedAt))))
        cards.line("END", "VCARD")
    }

    /// A time as vCard writes it, such as `20261120T094107Z`: §4.3.5.
    private static func basic(_ time: Timestamp) -> String {
        time.rfc3339.prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
    }
}

/// Writes the lines of vCards: values escaped (RFC 6350 §3.4), lines folded at 75 octets (§3.2).
struct VCardWriter {
    private(set) var bytes: [UInt8] = []
    /// Octets of a line without its end.
    private static let lineLimit = 75

    /// A property whose value needs no escapes.
    mutating func line(_ name: StaticString, _ value: String) { fold(Array("\(name):\(value)".utf8)) }

    /// A property with a text.
    mutating func text(_ name: StaticString, _ value: String) {
        texts(name, [value], separator: UInt8(ascii: ","))
    }

    /// A property with texts between separators.
    mutating func texts(_ name: StaticString, _ values: [String], separator: UInt8) {
        var line = Array("\(name):".utf8)
        for (place, value) in values.enumerated() {
            if place > 0 { line.append(separator) }
            Self.escape(value, to: &line)
        }
        fold(line)
    }

    private static func escape(_ text: String, to line: inout [UInt8]) {
        var isAfterReturn = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"), UInt8(ascii: ","), UInt8(ascii: ";"): line += [UInt8(ascii: "\\"), byte]
            case 0x0D: line += Array("\\n".utf8)
            case 0x0A: if !isAfterReturn { line += Array("\\n".utf8) }
            case 0x09, 0x20..<0x7F, 0x80...: line.append(byte)
            default: break  // Other control characters have no place in a text, §3.3.
            }
            isAfterReturn = byte == 0x0D
        }
    }

    /// Appends a line in pieces of at most 75 octets, never cut inside a character.
    private mutating func fold(_ line: [UInt8]) {
        var start = 0
        var room = Self.lineLimit
        while line.count - start > room {
            var end = start + room
            while end > start, line[end] & 0xC0 == 0x80 { end -= 1 }
            bytes += line[start..<end]
            bytes += [0x0D, 0x0A, 0x20]
            start = end
            room = Self.lineLimit - 1
        }
        bytes += line[start...]
        bytes += [0x0D, 0x0A]
    }
}
