/// An element of a TwiML document.
struct TwiMLElement: Sendable, Equatable {
    let name: String
    var attributes: [String: String] = [:]
    var children: [TwiMLElement] = []
    var text = ""

    subscript(attribute: String) -> String? { attributes[attribute] }

    func children(_ names: String...) -> [TwiMLElement] { children.filter { names.contains($0.name) } }
}

/// What makes a document unusable; one sentence.
struct TwiMLFault: Error, CustomStringConvertible, Equatable {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Reads XML as strictly as a provider does, as much of it as TwiML has: elements, attributes, text, comments.
struct TwiMLReader {
    private let bytes: [UInt8]
    private var place = 0
    private static let maximumBytes = 64 << 10
    private static let maximumDepth = 16

    /// The root of a document, which must be `Response`.
    static func read(_ bytes: [UInt8]) throws(TwiMLFault) -> TwiMLElement {
        guard bytes.count <= maximumBytes else { throw TwiMLFault("The document has more than 64 KB.") }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw TwiMLFault("The document is not UTF-8.") }
        var reader = TwiMLReader(bytes: bytes)
        reader.skipProlog()
        let root = try reader.element(depth: 0)
        try reader.skipBlanksAndComments()
        guard reader.place == bytes.count else { throw TwiMLFault("Something stands behind the root.") }
        guard root.name == "Response" else { throw TwiMLFault("The root is <\(root.name)>, not <Response>.") }
        return root
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func skipProlog() {
        guard starts(with: "<?xml"), let end = find("?>") else { return }
        place = end + 2
    }

    private mutating func element(depth: Int) throws(TwiMLFault) -> TwiMLElement {
        try skipBlanksAndComments()
        guard take("<") else { throw TwiMLFault("There is no element where one must be.") }
        var element = TwiMLElement(name: try name())
        guard depth < Self.maximumDepth else { throw TwiMLFault("The elements are too deep in each other.") }
        try attributes(of: &element)
        if take("/>") { return element }
        guard take(">") else { throw TwiMLFault("The tag <\(element.name)> has no end.") }
        try content(of: &element, depth: depth)
        return element
    }

    private mutating func attributes(of element: inout TwiMLElement) throws(TwiMLFault) {
        while true {
            let before = place
            skipBlanks()
            guard let byte = peek, byte != UInt8(ascii: ">"), byte != UInt8(ascii: "/") else { return }
            guard place > before else {
                throw TwiMLFault("There is no blank before an attribute of <\(element.name)>.")
            }
            let name = try name()
            guard take("="), let quote = peek, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
                throw TwiMLFault("The attribute `\(name)` of <\(element.name)> has no quoted value.")
            }
            place += 1
            let begin = place
            while let byte = peek, byte != quote { try advanceInText(byte) }
            guard peek == quote else { throw TwiMLFault("The attribute `\(name)` of <\(element.name)> has no end.") }
            let value = try unescape(bytes[begin..<place])
            place += 1
            guard element.attributes.updateValue(value, forKey: name) == nil else {
                throw TwiMLFault("<\(element.name)> has the attribute `\(name)` twice.")
            }
        }
    }

    private mutating func content(of element: inout TwiMLElement, depth: Int) throws(TwiMLFault) {
        while true {
            let begin = place
            while let byte = peek, byte != UInt8(ascii: "<") { try advanceInText(byte) }
            element.text += try unescape(bytes[begin..<place])
            if starts(with: "<!--") {
                try skipBlanksAndComments()
            } else if take("</") {
                let name = try name()
                skipBlanks()
                guard name == element.name, take(">") else {
                    throw TwiMLFault("<\(element.name)> is closed by </\(name)>.")
                }
                return
            } else if peek == nil {
                throw TwiMLFault("<\(element.name)> is never closed.")
            } else {
                element.children.append(try self.element(depth: depth + 1))
            }
        }
    }

    private mutating func advanceInText(_ byte: UInt8) throws(TwiMLFault) {
        let isControl = byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D
        guard !isControl, byte != UInt8(ascii: "<") else { throw TwiMLFault("A character stands where XML has none.") }
        place += 1
    }

    private static let entities = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]

    private func unescape(_ raw: ArraySlice<UInt8>) throws(TwiMLFault) -> String {
        let parts = String(decoding: raw, as: UTF8.self).split(separator: "&", omittingEmptySubsequences: false)
        var text = String(parts.first ?? "")
        for part in parts.dropFirst() {
            guard let end = part.firstIndex(of: ";"), let character = Self.character(of: part[..<end]) else {
                throw TwiMLFault("An ampersand begins no entity that XML has.")
            }
            text += character + part[part.index(after: end)...]
        }
        return text
    }

    private static func character(of entity: Substring) -> String? {
        guard entity.hasPrefix("#") else { return entities[String(entity)] }
        let number =
            entity.hasPrefix("#x") ? UInt32(entity.dropFirst(2), radix: 16) : UInt32(entity.dropFirst(), radix: 10)
        return number.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
    }

    private mutating func name() throws(TwiMLFault) -> String {
        let begin = place
        while let byte = peek, Self.isNameByte(byte) { place += 1 }
        guard place > begin else { throw TwiMLFault("A name is missing.") }
        return String(decoding: bytes[begin..<place], as: UTF8.self)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x30...0x39,
            UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"):
            true
        default: false
        }
    }

    private mutating func skipBlanks() {
        while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { place += 1 }
    }

    private mutating func skipBlanksAndComments() throws(TwiMLFault) {
        while true {
            skipBlanks()
            guard starts(with: "<!--") else { return }
            guard let end = find("-->") else { throw TwiMLFault("A comment has no end.") }
            place = end + 3
        }
    }

    private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

    private func starts(with text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes[place...].starts(with: $0) }
    }

    private mutating func take(_ text: StaticString) -> Bool {
        guard starts(with: text) else { return false }
        place += text.utf8CodeUnitCount
        return true
    }

    private func find(_ text: StaticString) -> Int? {
        text.withUTF8Buffer { wanted in
            bytes.indices[place...].first { bytes[$0...].starts(with: wanted) }
        }
    }
}
