/// A media type with its parameters (RFC 9110 §8.3.1).
package struct MediaType: Sendable, Hashable, CustomStringConvertible {
    /// The type in lower case, "text"; or "*".
    package let type: String
    /// The subtype in lower case, "html"; or "*".
    package let subtype: String
    /// The parameters in order: names in lower case, values as they are without their quotes.
    package let parameters: [Parameter]

    /// One parameter: "charset", "utf-8".
    package struct Parameter: Sendable, Hashable {
        /// In lower case.
        package let name: String
        /// Without quotes.
        package let value: String
    }

    /// Reads `text/html; charset=utf-8`; nil when it is malformed.
    package init?(_ text: String) {
        var scanner = TokenScanner(text)
        guard let type = scanner.token(), scanner.skip("/"), let subtype = scanner.token() else { return nil }
        var parameters: [Parameter] = []
        while true {
            scanner.skipBlanks()
            if scanner.isAtEnd { break }
            guard scanner.skip(";") else { return nil }
            scanner.skipBlanks()
            if scanner.isAtEnd { break }
            if scanner.peek == UInt8(ascii: ";") { continue }
            guard let name = scanner.token(), scanner.skip("="), let value = scanner.tokenOrQuoted() else { return nil }
            parameters.append(Parameter(name: name.lowercased(), value: value))
        }
        self.type = type.lowercased()
        self.subtype = subtype.lowercased()
        self.parameters = parameters
    }

    /// "text/html", without parameters.
    package var essence: String { "\(type)/\(subtype)" }

    /// The value of the first parameter of that name, which is in lower case.
    package subscript(_ name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// The type as a field value.
    package var description: String {
        parameters.reduce(essence) { text, parameter in
            let isToken = !parameter.value.isEmpty && parameter.value.utf8.allSatisfy(\.isTokenByte)
            let escaped = parameter.value.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
            return text + "; \(parameter.name)=" + (isToken ? parameter.value : "\"\(escaped)\"")
        }
    }
}

/// Reads tokens, quoted strings and separators (RFC 9110 §5.6) from a field value.
struct TokenScanner {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { index == bytes.count }
    var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    mutating func skipBlanks() { while let byte = peek, byte.isBlank { index += 1 } }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    mutating func token() -> String? {
        let start = index
        while let byte = peek, byte.isTokenByte { index += 1 }
        return index > start ? String(decoding: bytes[start..<index], as: UTF8.self) : nil
    }

    mutating func tokenOrQuoted() -> String? {
        guard skip("\"") else { return token() }
        var content: [UInt8] = []
        while let byte = peek {
            index += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: content, as: UTF8.self) }
            if byte == UInt8(ascii: "\\") {
                guard let escaped = peek else { return nil }
                content.append(escaped)
                index += 1
            } else {
                content.append(byte)
            }
        }
        return nil
    }

    /// What stands up to the next comma outside quotes; blanks trimmed; nil at the end.
    mutating func element() -> String? {
        guard !isAtEnd else { return nil }
        let start = index
        var quoted = false
        while let byte = peek {
            if quoted, byte == UInt8(ascii: "\\") { index += 1 }
            if byte == UInt8(ascii: "\"") { quoted.toggle() }
            if byte == UInt8(ascii: ","), !quoted { break }
            index = min(index + 1, bytes.count)
        }
        let found = String(decoding: trimmingBlanks(bytes[start..<index]), as: UTF8.self)
        if !isAtEnd { index += 1 }
        return found
    }
}
