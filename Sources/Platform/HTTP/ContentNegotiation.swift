/// What a client prefers among what the server has (RFC 9110 §12.5).
package enum ContentNegotiation {
    /// The media type that an Accept field prefers; nil when it accepts none of them.
    ///
    /// - Parameters:
    ///   - accept: The field's value; nil when there is no such field, and then the first is chosen.
    ///   - offered: In the server's order of preference, "text/html" without parameters.
    package static func mediaType(accept: String?, offered: [String]) -> String? {
        guard let accept else { return offered.first }
        let ranges = elements(accept).compactMap { element in
            MediaType(element).map { range in (range, quality(range.parameters.first { $0.name == "q" }?.value)) }
        }
        guard !ranges.isEmpty else { return offered.first }
        return best(offered) { candidate in
            guard let type = MediaType(candidate) else { return 0 }
            // The most specific range that fits decides, whatever the quality of the others.
            let fitting = ranges.map { range, quality in (specificity(of: range, for: type), quality) }
            return fitting.max { $0.0 < $1.0 }.flatMap { $0.0 > 0 ? $0.1 : nil } ?? 0
        }
    }

    /// The token that an Accept-Encoding or Accept-Language style field prefers; nil when it accepts none of them.
    ///
    /// `identity` is acceptable unless it is excluded, as RFC 9110 §12.5.3 says.
    package static func token(accept: String?, offered: [String]) -> String? {
        guard let accept else { return offered.first }
        var qualities: [String: Int] = [:]
        for element in elements(accept) {
            let pieces = element.split(separator: ";").map { trimmed($0) }
            guard let name = pieces.first?.lowercased() else { continue }
            let weight = pieces.dropFirst().first { $0.lowercased().hasPrefix("q=") }.map { String($0.dropFirst(2)) }
            qualities[name] = quality(weight)
        }
        return best(offered) { candidate in
            let name = candidate.lowercased()
            return qualities[name] ?? qualities["*"] ?? (name == "identity" ? 1 : 0)
        }
    }

    private static func best(_ offered: [String], _ quality: (String) -> Int) -> String? {
        var chosen: (String, Int)?
        for candidate in offered {
            let own = quality(candidate)
            if own > chosen?.1 ?? 0 { chosen = (candidate, own) }
        }
        return chosen?.0
    }

    /// 3: type and subtype; 2: type; 1: any; 0: does not fit.
    private static func specificity(of range: MediaType, for type: MediaType) -> Int {
        if range.type == "*" { return range.subtype == "*" ? 1 : 0 }
        guard range.type == type.type else { return 0 }
        if range.subtype == "*" { return 2 }
        return range.subtype == type.subtype ? 3 : 0
    }

    /// Thousandths; 1000 when nothing is said, 0 when it is malformed.
    private static func quality(_ text: String?) -> Int {
        guard let text else { return 1_000 }
        let bytes = Array(text.utf8)
        guard let first = bytes.first, first == 0x30 || first == 0x31, bytes.count <= 5,
            bytes.count != 2 || bytes[1] == 0x2e
        else { return 0 }
        guard bytes.count > 2 else { return first == 0x31 ? 1_000 : 0 }
        guard bytes[1] == 0x2e, bytes[2...].allSatisfy(\.isDigit) else { return 0 }
        let digits = (bytes[2...] + [0x30, 0x30]).prefix(3)
        return min(1_000, Int(first - 0x30) * 1_000 + digits.reduce(0) { $0 * 10 + Int($1 - 0x30) })
    }

    private static func elements(_ value: String) -> [String] {
        var scanner = TokenScanner(value)
        var found: [String] = []
        while let element = scanner.element() { if !element.isEmpty { found.append(element) } }
        return found
    }

    private static func trimmed(_ text: Substring) -> String {
        String(decoding: trimmingBlanks(ArraySlice(text.utf8)), as: UTF8.self)
    }
}
