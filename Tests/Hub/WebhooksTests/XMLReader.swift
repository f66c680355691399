/// Reads XML 1.0 as a provider would, but by the letter: what is not well formed is an error, and nothing is repaired.
struct XMLReader {
    struct Element: Equatable {
        var name: String
        var attributes: [String: String] = [:]
        var children: [Element] = []
        var text = ""

        /// All text and attribute values, in order.
        var strings: [String] {
            [text] + attributes.values + children.flatMap(\.strings)
        }

        func all(_ name: String) -> [Element] {
            (self.name == name ? [self] : []) + children.flatMap { $0.all(name) }
        }
    }

    struct Fault: Error {
        let reason: String
    }

    private let scalars: [Unicode.Scalar]
    private var place = 0

    static func read(_ bytes: [UInt8]) throws -> Element {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Fault(reason: "no UTF-8") }
        let prolog = #"<?xml version="1.0" encoding="UTF-8"?>"#
        guard text.hasPrefix(prolog) else { throw Fault(reason: "no prolog") }
        var reader = XMLReader(scalars: Array(text.unicodeScalars.dropFirst(prolog.count)))
        let root = try reader.element()
        guard reader.place == reader.scalars.count else { throw Fault(reason: "something after the root") }
        return root
    }

    private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    private mutating func element() throws -> Element {
        try take("<")
        var element = Element(name: try name())
        while try next() == " " {
            try take(" ")
            let attribute = try name()
            try take("=")
            try take("\"")
            let value = try characters(until: "\"", inAttribute: true)
            try take("\"")
            guard element.attributes.updateValue(value, forKey: attribute) == nil else {
                throw Fault(reason: "\(attribute) twice")
            }
        }
        if try next() == "/" {
            try take("/")
            try take(">")
            return element
        }
        try take(">")
        while true {
            element.text += try characters(until: "<", inAttribute: false)
            if place + 1 < scalars.count, scalars[place + 1] == "/" { break }
            element.children.append(try self.element())
        }
        try take("<")
        try take("/")
        guard try name() == element.name else { throw Fault(reason: "\(element.name) is not closed") }
        try take(">")
        return element
    }

    private mutating func name() throws -> String {
        var name = ""
        while let scalar = try? next(),
            scalar.properties.isAlphabetic || scalar == "-" || (!name.isEmpty && scalar.value < 58 && scalar.value > 47)
        {
            name.unicodeScalars.append(scalar)
            place += 1
        }
        guard !name.isEmpty else { throw Fault(reason: "no name") }
        return name
    }

    private mutating func characters(until end: Unicode.Scalar, inAttribute: Bool) throws -> String {
        var text = ""
        while try next() != end {
            let scalar = try next()
            place += 1
            switch scalar {
            case "&": text.unicodeScalars.append(try reference())
            case "<",
                "]" where text.hasSuffix("]") && place < scalars.count && scalars[place] == ">":
                throw Fault(reason: "a bare \(scalar)")
            // A reader makes blanks of these (XML 1.0 §3.3.3), so that they must come as references.
            case "\n", "\t", "\r":
                guard !inAttribute, scalar != "\r" else { throw Fault(reason: "a line end that would be changed") }
                text.unicodeScalars.append(scalar)
            case "\u{20}"..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
                text.unicodeScalars.append(scalar)
            default: throw Fault(reason: "U+\(String(scalar.value, radix: 16)) is no character")
            }
        }
        return text
    }

    private mutating func reference() throws -> Unicode.Scalar {
        var name = ""
        while try next() != ";" {
            name.unicodeScalars.append(try next())
            place += 1
        }
        try take(";")
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.hasPrefix("#"), let value = UInt32(name.dropFirst()), let scalar = Unicode.Scalar(value) else {
                throw Fault(reason: "&\(name);")
            }
            return scalar
        }
    }

    private func next() throws -> Unicode.Scalar {
        guard place < scalars.count else { throw Fault(reason: "it ends too early") }
        return scalars[place]
    }

    private mutating func take(_ wanted: Unicode.Scalar) throws {
        guard try next() == wanted else { throw Fault(reason: "no \(wanted) at \(place)") }
        place += 1
    }
}
