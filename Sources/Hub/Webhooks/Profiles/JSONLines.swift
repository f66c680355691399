/// Finds the line on which a member of a JSON text stands; for messages about texts that were parsed already.
struct JSONLines {
    private let bytes: [UInt8]
    /// Line of each member and element by its path, such as `hooks`, `voice`, `fields`.
    private var lines: [[String]: Int] = [[]: 1]
    private var index = 0
    private var line = 1

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        value([])
    }

    /// The line of the longest known beginning of the path.
    func line(of path: [String]) -> Int {
        var path = path
        while lines[path] == nil, !path.isEmpty { path.removeLast() }
        return lines[path] ?? 1
    }

    /// The line of a byte.
    static func line(of offset: Int, in bytes: [UInt8]) -> Int {
        1 + bytes.prefix(offset).count { $0 == UInt8(ascii: "\n") }
    }

    private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func advance() {
        if current == UInt8(ascii: "\n") { line += 1 }
        index += 1
    }

    private mutating func skipSpace() {
        while let byte = current, byte <= 0x20 { advance() }
    }

    private mutating func value(_ path: [String]) {
        skipSpace()
        lines[path] = line
        switch current {
        case UInt8(ascii: "{"): members(path)
        case UInt8(ascii: "["): elements(path)
        case UInt8(ascii: "\""): _ = text()
        default:
            while let byte = current, ![UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]")].contains(byte),
                byte > 0x20
            {
                advance()
            }
        }
    }

    private mutating func members(_ path: [String]) {
        advance()
        while let byte = next(UInt8(ascii: "}")) {
            guard byte == UInt8(ascii: "\"") else { return }
            let place = path + [text()]
            lines[place] = line
            while let byte = current, byte != UInt8(ascii: ":") { advance() }
            advance()
            let nameLine = lines[place]
            value(place)
            lines[place] = nameLine
        }
    }

    private mutating func elements(_ path: [String]) {
        advance()
        var count = 0
        while next(UInt8(ascii: "]")) != nil {
            let before = index
            value(path + [String(count)])
            guard index > before else { return }
            count += 1
        }
    }

    /// Skips to the next item, or past the end and gives nil.
    private mutating func next(_ end: UInt8) -> UInt8? {
        skipSpace()
        if current == UInt8(ascii: ",") {
            advance()
            skipSpace()
        }
        guard current != end else {
            advance()
            return nil
        }
        return current
    }

    private mutating func text() -> String {
        advance()
        let start = index
        while let byte = current, byte != UInt8(ascii: "\"") {
            if byte == UInt8(ascii: "\\") { advance() }
            advance()
        }
        let text = String(decoding: bytes[min(start, bytes.count)..<min(index, bytes.count)], as: UTF8.self)
        advance()
        return text
    }
}
