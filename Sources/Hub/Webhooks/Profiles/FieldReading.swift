import Domain

/// Texts of providers as values; nil when a text is none.
enum FieldReading {
    static func time(_ text: String, _ format: FieldFormat?) -> Timestamp? {
        switch format ?? .rfc3339 {
        case .rfc2822: TimestampParser.parseRFC2822(text)
        case .epochSeconds: decimal(text).flatMap { milliseconds($0 * 1000) }.map { Timestamp(milliseconds: $0) }
        case .epochMilliseconds: decimal(text).flatMap(milliseconds).map { Timestamp(milliseconds: $0) }
        case .rfc3339, .seconds, .milliseconds: TimestampParser.parse(text)
        }
    }

    /// Whole seconds, rounded down; fractions and signs of providers are understood, negative durations are not.
    static func seconds(_ text: String, _ format: FieldFormat?) -> Int64? {
        guard let milliseconds = milliseconds(text, format ?? .seconds) else { return nil }
        return milliseconds / 1000
    }

    static func milliseconds(_ text: String, _ format: FieldFormat?) -> Int64? {
        guard let number = decimal(text), number >= 0 else { return nil }
        return milliseconds(format == .seconds ? number * 1000 : number)
    }

    static func truth(_ text: String) -> Bool? {
        switch text {
        case "true", "True", "1": true
        case "false", "False", "0": false
        default: nil
        }
    }

    static func decimal(_ text: String) -> Double? {
        guard let number = Double(text), number.isFinite else { return nil }
        return number
    }

    static func trimmed(_ text: String) -> String {
        guard text.first?.isWhitespace == true || text.last?.isWhitespace == true else { return text }
        let start = text.drop(while: \.isWhitespace)
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }

    private static func milliseconds(_ number: Double) -> Int64? { Int64(exactly: number.rounded(.down)) }
}
