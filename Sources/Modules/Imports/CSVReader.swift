/// Takes bytes of a CSV file as they come, and gives its records one by one; pure.
///
/// RFC 4180 as it is written, and as it is met: comma, semicolon, TAB or bar (told from the first line, or by `sep=;`),
/// CRLF, LF or CR, quoted fields with line breaks, a quote in the middle of a field as a character. A quote that opens and
/// never closes costs its own line, not the rest of the file. The bytes are UTF-8 as ``TextDecoder`` makes it.
struct CSVReader {
    /// A record that is longer is no record.
    static let recordLimitBytes = 256 * 1_024
    /// Lines with a quote that never closes, after which the file is given up.
    static let brokenLineLimit = 1_000

    /// The file is no CSV that can be read.
    struct Fault: Error, Equatable {
        let detail: String
    }

    private enum State { case fieldStart, plain, quoted, quoteInQuoted }

    /// A field's bytes; `isRaw` when quotes in it are yet to be taken out.
    private struct Field {
        var range: Range<Int>
        var isRaw: Bool
    }

    /// What stands between fields; nil until the first line is known.
    var delimiter: UInt8?
    /// Which row of the table the record is, from 1, counted as a spreadsheet does: blank lines are rows, and the lines of
    /// one field are not.
    private(set) var row = 0
    /// Whether the record has a quote that never closes; its line is then read as if quotes were characters.
    private(set) var isBroken = false

    var buffer: [UInt8] = []
    private var fields: [Field] = []
    private var recordStart = 0
    var position = 0
    private var fieldStart = 0
    private var state = State.fieldStart
    private var needsUnquoting = false
    private var hasLineBreak = false
    private var skipsLineFeed = false
    private var ignoresQuotes = false
    /// Whether the record has been given out, and the next one is to begin.
    private var isComplete = true
    private var brokenLines = 0
    private(set) var isAtEnd = false
    /// Whether the first line may be whole: it is looked for only when a line break has come.
    var mayHaveLine = false

    /// Takes the next bytes of the file.
    mutating func append(_ bytes: [UInt8]) {
        if recordStart > 0 { discard() }
        if delimiter == nil, bytes.contains(0x0A) || bytes.contains(0x0D) { mayHaveLine = true }
        buffer.append(contentsOf: bytes)
    }

    /// Says that the file has no more bytes.
    mutating func finish() { isAtEnd = true }

    /// Reads the next record.
    ///
    /// - Returns: false when it takes more bytes, and at the end; blank lines are passed over.
    mutating func next() throws(Fault) -> Bool {
        guard try findDelimiter() else { return false }
        while true {
            startRecord()
            guard try scanRecord() else { return false }
            let isBlank = fields.count == 1 && fields[0].range.isEmpty && !fields[0].isRaw
            if !isBlank { return true }
        }
    }

    /// Number of fields of the record.
    var count: Int { fields.count }

    /// The bytes of a field, without the quotes around it; valid until the next record is read.
    func field(_ index: Int) -> ArraySlice<UInt8> {
        let field = fields[index]
        return field.isRaw ? Self.unquoted(buffer[field.range])[...] : buffer[field.range]
    }

    // MARK: Within

    private mutating func discard() {
        let count = recordStart
        buffer.removeSubrange(0..<count)
        position -= count
        fieldStart -= count
        recordStart = 0
        for index in fields.indices {
            fields[index].range = (fields[index].range.lowerBound - count)..<(fields[index].range.upperBound - count)
        }
    }

    private mutating func startRecord() {
        guard isComplete else { return }
        isComplete = false
        isBroken = false
        fields.removeAll(keepingCapacity: true)
        row += 1
        hasLineBreak = false
        state = .fieldStart
        needsUnquoting = false
        if skipsLineFeed, position < buffer.count {
            if buffer[position] == 0x0A { position += 1 }
            skipsLineFeed = false
        }
        recordStart = position
        fieldStart = position
    }

    private mutating func scanRecord() throws(Fault) -> Bool {
        if skipsLineFeed, position < buffer.count {
            // The record began when its first byte was not there yet: it may be the LF of a CRLF.
            if buffer[position] == 0x0A {
                (position, recordStart, fieldStart) = (position + 1, position + 1, position + 1)
            }
            skipsLineFeed = false
        }
        while true {
            let found = scan()
            if found == .record {
                complete()
                return true
            }
            let isTooLong = buffer.count - recordStart > Self.recordLimitBytes
            if found == .mess || state == .quoted && (isAtEnd || isTooLong) {
                brokenLines += 1
                guard brokenLines <= Self.brokenLineLimit else {
                    throw Fault(
                        detail:
                            "Row \(row) has a quote that never closes, and so have \(brokenLines - 1) before it; check the quotes."
                    )
                }
                (isBroken, ignoresQuotes, state, hasLineBreak) = (true, true, .fieldStart, false)
                fields.removeAll(keepingCapacity: true)
                (position, fieldStart, needsUnquoting) = (recordStart, recordStart, false)
                continue
            }
            guard !isTooLong else {
                throw Fault(detail: "Row \(row) is longer than \(Self.recordLimitBytes) bytes; this is no CSV file.")
            }
            guard isAtEnd, position > recordStart || !fields.isEmpty else { return false }
            endField(at: position)
            complete()
            return true
        }
    }

    private mutating func complete() {
        isComplete = true
        ignoresQuotes = false
    }

    private enum Found { case record, nothingYet, mess }

    /// Goes on to the end of the record, or of the bytes.
    private mutating func scan() -> Found {
        let delimiter = delimiter ?? UInt8(ascii: ",")
        while position < buffer.count {
            switch state {
            case .fieldStart:
                if buffer[position] == UInt8(ascii: "\""), !ignoresQuotes {
                    state = .quoted
                    position += 1
                } else {
                    state = .plain
                }
            case .plain:
                position = Self.endOfPlain(buffer, from: position, delimiter)
                if position < buffer.count, endsRecord(delimiter) { return .record }
            case .quoted:
                let (end, hasBreak) = Self.endOfQuoted(buffer, from: position)
                if hasBreak { hasLineBreak = true }
                position = end
                if end < buffer.count {
                    state = .quoteInQuoted
                    position += 1
                }
            case .quoteInQuoted:
                switch buffer[position] {
                case UInt8(ascii: "\""):
                    needsUnquoting = true
                    state = .quoted
                    position += 1
                case delimiter, 0x0A, 0x0D:
                    if endsRecord(delimiter) { return .record }
                default:
                    // The quote that closed this field on a later line was to open one there.
                    if hasLineBreak { return .mess }
                    needsUnquoting = true
                    state = .plain
                }
            }
        }
        return .nothingYet
    }

    /// Ends the field at a delimiter or a line break, and steps over it.
    private mutating func endsRecord(_ delimiter: UInt8) -> Bool {
        let byte = buffer[position]
        endField(at: position)
        position += 1
        fieldStart = position
        state = .fieldStart
        guard byte != delimiter else { return false }
        skipsLineFeed = byte == 0x0D
        return true
    }

    private mutating func endField(at end: Int) {
        if state == .quoteInQuoted && !needsUnquoting {
            fields.append(Field(range: (fieldStart + 1)..<(end - 1), isRaw: false))
        } else {
            fields.append(Field(range: fieldStart..<end, isRaw: needsUnquoting))
        }
        needsUnquoting = false
    }

    private static func endOfPlain(_ bytes: [UInt8], from start: Int, _ delimiter: UInt8) -> Int {
        bytes.withUnsafeBufferPointer { bytes in
            var index = start
            while index < bytes.count, bytes[index] != delimiter, bytes[index] != 0x0A, bytes[index] != 0x0D {
                index += 1
            }
            return index
        }
    }

    private static func endOfQuoted(_ bytes: [UInt8], from start: Int) -> (end: Int, hasLineBreak: Bool) {
        bytes.withUnsafeBufferPointer { bytes in
            var (index, hasBreak) = (start, false)
            while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
                if bytes[index] == 0x0A { hasBreak = true }
                index += 1
            }
            return (index, hasBreak)
        }
    }

    /// The text of a field that begins with a quote: doubled ones are one, the closing one goes, what follows it stays.
    private static func unquoted(_ raw: ArraySlice<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(raw.count)
        var isInside = false
        var index = raw.startIndex
        while index < raw.endIndex {
            let byte = raw[index]
            index += 1
            guard byte == UInt8(ascii: "\"") else {
                text.append(byte)
                continue
            }
            if index - 1 == raw.startIndex {
                isInside = true
            } else if isInside, index < raw.endIndex, raw[index] == byte {
                text.append(byte)
                index += 1
            } else if isInside {
                isInside = false
            } else {
                text.append(byte)
            }
        }
        return text
    }
}
