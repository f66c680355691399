/// Appends CSV records by RFC 4180 to a byte array: comma, CRLF, quotes only where they are needed.
///
/// Two modes, because one file cannot serve both: a cell that a spreadsheet would run as a formula is defused for people,
/// and every E.164 number is such a cell; a machine needs the very bytes.
struct CSVWriter {
    /// Who will open the file.
    enum Mode: String, Sendable, CaseIterable {
        /// Excel and its like: a byte order mark, and formulas defused by an apostrophe.
        case spreadsheet
        /// A program: no mark, and nothing added to any value.
        case exact
    }

    /// Excel's bound of one cell, in UTF-16 units.
    static let cellLimit = 32_767

    private(set) var bytes: [UInt8] = []
    private let mode: Mode
    private var isFirst = true

    init(_ mode: Mode, capacity: Int = 1_024) {
        self.mode = mode
        bytes.reserveCapacity(capacity)
    }

    /// Begins the file: the mark where there is one, and the columns' names.
    mutating func header(_ names: [String]) {
        if mode == .spreadsheet { bytes += [0xEF, 0xBB, 0xBF] }
        for name in names { text(name) }
        endRecord()
    }

    /// A cell of text.
    mutating func text(_ text: String) {
        var text = text
        text.withUTF8 { self.text($0) }
    }

    /// A cell of text that is UTF-8 already.
    mutating func text(_ cell: UnsafeBufferPointer<UInt8>) {
        separate()
        var traits: UInt8 = 0
        for byte in cell { traits |= CellTraits.of[Int(byte)] }
        let isTooLong = mode == .spreadsheet && cell.count > Self.cellLimit
        guard traits != 0 || isTooLong else {
            bytes.append(contentsOf: cell)
            return
        }
        let isFormula = mode == .spreadsheet && traits & CellTraits.formula != 0 && Formula.mayRun(cell)
        let end = isTooLong ? Self.cut(cell, isFormula ? 1 : 0) : cell.count
        let isQuoted = isFormula || traits & CellTraits.quoted != 0
        write(UnsafeBufferPointer(rebasing: cell[..<end]), isFormula: isFormula, isQuoted: isQuoted)
    }

    /// A cell of ASCII that neither needs quotes nor can be a formula: an identifier, a time, a word of ours.
    mutating func plain(_ write: (inout [UInt8]) -> Void) {
        separate()
        write(&bytes)
    }

    /// A numeric cell: its minus sign begins a number and no formula.
    mutating func number(_ number: Int64) {
        plain { $0.append(contentsOf: "\(number)".utf8) }
    }

    /// A cell with nothing in it.
    mutating func empty() { separate() }

    /// Ends the record.
    mutating func endRecord() {
        bytes.append(0x0D)
        bytes.append(0x0A)
        isFirst = true
    }

    private mutating func separate() {
        if isFirst { isFirst = false } else { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func write(_ cell: UnsafeBufferPointer<UInt8>, isFormula: Bool, isQuoted: Bool) {
        if isQuoted { bytes.append(UInt8(ascii: "\"")) }
        if isFormula { bytes.append(UInt8(ascii: "'")) }
        for byte in cell where CellTraits.of[Int(byte)] & CellTraits.stripped == 0 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        if isQuoted { bytes.append(UInt8(ascii: "\"")) }
    }

    /// How many bytes of a cell fit, `taken` units being used already; never inside a character.
    private static func cut(_ cell: UnsafeBufferPointer<UInt8>, _ taken: Int) -> Int {
        var units = taken
        var end = 0
        for character in String(decoding: cell, as: UTF8.self) {
            units += character.utf16.count
            if units > cellLimit { break }
            end += character.utf8.count
        }
        return min(end, cell.count)
    }
}

/// What a byte in a cell may call for.
private enum CellTraits {
    static let quoted: UInt8 = 1
    static let stripped: UInt8 = 2
    static let formula: UInt8 = 4

    static let of: [UInt8] = (0..<256).map { code in
        switch UInt8(code) {
        case 0x0D: quoted | formula
        case UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A: quoted
        case 0x09, UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0xEF: formula
        case 0..<0x20: stripped
        default: 0
        }
    }
}

/// Whether a spreadsheet may run a cell (reference §14.5).
enum Formula {
    /// True when the trimmed cell, or what follows a line break, a quote or a separator in it, begins so.
    static func mayRun(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        var isAtStart = true
        var isCellStart = true
        var index = 0
        while index < cell.count {
            let byte = cell[index]
            switch byte {
            case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"):
                if isAtStart { return true }
            case 0x09, 0x0D:
                if isCellStart { return true }
                isAtStart = true
            case 0x0A, UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: ";"):
                isAtStart = true
                isCellStart = false
            case 0..<0x20:
                break  // Is stripped, so that what stands behind it moves up.
            default:
                let blank = blankBytes(cell, index)
                if blank > 0 {
                    index += blank
                    continue
                }
                if isAtStart && isFullWidthStarter(cell, index) { return true }
                isAtStart = false
                isCellStart = false
            }
            index += 1
        }
        return false
    }

    /// U+FF1D, U+FF0B, U+FF0D, U+FF20.
    private static func isFullWidthStarter(_ cell: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        guard cell[index] == 0xEF, index + 2 < cell.count, cell[index + 1] == 0xBC else { return false }
        return cell[index + 2] == 0x9D || cell[index + 2] == 0x8B || cell[index + 2] == 0x8D || cell[index + 2] == 0xA0
    }

    /// Length of a blank that programs trim: space, U+00A0, U+200B, U+3000, U+FEFF; 0 for anything else.
    private static func blankBytes(_ cell: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
        let rest = cell[index...]
        switch cell[index] {
        case UInt8(ascii: " "): return 1
        case 0xC2: return rest.starts(with: [0xC2, 0xA0]) ? 2 : 0
        case 0xE2: return rest.starts(with: [0xE2, 0x80, 0x8B]) ? 3 : 0
        case 0xE3: return rest.starts(with: [0xE3, 0x80, 0x80]) ? 3 : 0
        case 0xEF: return rest.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        default: return 0
        }
    }
}
