/// Takes bytes of a vCard file as they come, and gives its cards one by one, each as a row of a table; pure.
///
/// vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), also one after the other in one file. What no contact has (photos, keys,
/// sounds) is passed over while it comes, so that a card may be of any size.
struct VCardReader {
    /// What is read of a card, as the columns of its row.
    enum Column: Int, CaseIterable {
        case fullName, given, family, phones, email, organization, title, note, categories, url, birthday, address, uid

        /// The property, by the name that the standards give it.
        var title: String {
            switch self {
            case .fullName: "FN"
            case .given: "N given name"
            case .family: "N family name"
            case .phones: "TEL"
            case .email: "EMAIL"
            case .organization: "ORG"
            case .title: "TITLE"
            case .note: "NOTE"
            case .categories: "CATEGORIES"
            case .url: "URL"
            case .birthday: "BDAY"
            case .address: "ADR"
            case .uid: "UID"
            }
        }
    }

    /// A longer line is passed over, and a property takes no more lines than have room here.
    private static let propertyLimitBytes = 64 * 1_024

    /// Which card it is, from 1.
    private(set) var row = 0
    /// Whether the card has no end.
    private(set) var isBroken = false

    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false
    /// Whether what comes up to the next line break belongs to a line that is too long.
    private var skipsLine = false
    private var card: VCard?
    private var property: [UInt8] = []
    private var softBreaks = false
    /// Cards within the card: an AGENT of the older versions.
    private var nesting = 0
    private var mayNest = false
    private var fields: [[UInt8]] = []
    /// Whether a card has begun where the one before should have ended.
    private var hasBegun = false

    /// Takes the next bytes of the file.
    mutating func append(_ bytes: [UInt8]) {
        buffer.removeSubrange(..<position)
        position = 0
        buffer.append(contentsOf: bytes)
    }

    /// Says that the file has no more bytes.
    mutating func finish() { isAtEnd = true }

    /// Reads the next card; false when it takes more bytes, and at the end.
    mutating func next() -> Bool {
        isBroken = false
        if hasBegun { begin() }
        while let line = nextLine() {
            if take(line) { return true }
        }
        guard isAtEnd, card != nil else { return false }
        isBroken = true
        return complete()
    }

    /// Number of fields of a row.
    var count: Int { Column.allCases.count }

    /// The bytes of a field; several numbers stand on lines of their own, the one to call first.
    func field(_ index: Int) -> ArraySlice<UInt8> { fields[index][...] }

    // MARK: Lines

    /// The next line without its break; nil when it takes more bytes.
    private mutating func nextLine() -> ArraySlice<UInt8>? {
        while true {
            guard let end = buffer[position...].firstIndex(of: 0x0A) else { return lastLine() }
            var line = buffer[position..<end]
            position = end + 1
            while line.last == 0x0D { line.removeLast() }
            if skipsLine || line.count > Self.propertyLimitBytes {
                skipsLine = false
                finishProperty()
                continue
            }
            return line
        }
    }

    private mutating func lastLine() -> ArraySlice<UInt8>? {
        // A line break of two bytes may be cut in the middle.
        if buffer.count - position > Self.propertyLimitBytes + 2 { skipsLine = true }
        if skipsLine { position = buffer.count }
        guard isAtEnd, position < buffer.count else { return nil }
        var line = buffer[position...]
        position = buffer.count
        while line.last == 0x0D { line.removeLast() }
        return line.count > Self.propertyLimitBytes ? nil : line
    }

    /// - Returns: Whether a card is whole.
    private mutating func take(_ line: ArraySlice<UInt8>) -> Bool {
        guard let version = card?.version else {
            if line.isKeyword("BEGIN:VCARD") { begin() }
            return false
        }
        if !property.isEmpty, property.count + line.count <= Self.propertyLimitBytes {
            if softBreaks, property.last == UInt8(ascii: "=") {
                property.removeLast()
                property += line
                return false
            }
            if line.first == 0x20 || line.first == 0x09 {
                // RFC 6350 §3.2; in 2.1 the blank is a part of the text.
                property += version == .v21 ? line : line.dropFirst()
                return false
            }
        }
        finishProperty()
        if line.isKeyword("BEGIN:VCARD") {
            if mayNest || nesting > 0 {
                nesting += 1
                return false
            }
            (isBroken, hasBegun) = (true, true)
            return complete()
        }
        if line.isKeyword("END:VCARD") {
            guard nesting == 0 else {
                nesting -= 1
                return false
            }
            return complete()
        }
        mayNest = line.isKeyword("AGENT:")
        guard nesting == 0 else { return false }
        property = Array(line)
        softBreaks = VCardLine.isQuotedPrintable(line)
        return false
    }

    private mutating func begin() {
        (card, hasBegun, nesting, mayNest) = (VCard(), false, 0, false)
        property = []
        row += 1
    }

    private mutating func finishProperty() {
        if !property.isEmpty, let line = VCardLine(property) { card?.take(line) }
        property = []
    }

    private mutating func complete() -> Bool {
        finishProperty()
        fields = card?.fields ?? []
        card = nil
        return true
    }
}

extension ArraySlice<UInt8> {
    /// Whether the line says this and nothing else, in any case of letters.
    fileprivate func isKeyword(_ word: StaticString) -> Bool {
        var line = self
        while line.last == 0x20 || line.last == 0x09 { line.removeLast() }
        guard line.count == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { word in
            zip(line, word).allSatisfy { ($0 >= 0x61 && $0 <= 0x7A ? $0 - 0x20 : $0) == $1 }
        }
    }
}
