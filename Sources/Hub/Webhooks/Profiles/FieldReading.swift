import Domain
import HTTP

/// Texts of providers as values; nil when a text is none.
enum FieldReading {
    /// So far India's clock is before UTC's.
    static let indiaOffset = Duration.seconds(19_800)

    static func time(_ text: String, _ format: FieldFormat?) -> Timestamp? {
        switch format ?? .rfc3339 {
        case .rfc2822: TimestampParser.parseRFC2822(text)
        case .epochSeconds: decimal(text).flatMap { milliseconds($0 * 1000) }.map { Timestamp(milliseconds: $0) }
        case .epochMilliseconds: decimal(text).flatMap(milliseconds).map { Timestamp(milliseconds: $0) }
        case .india: TimestampParser.parse(text).map { $0 - indiaOffset }
        default: TimestampParser.parse(text)
        }
    }

    /// Whole seconds, rounded down; fractions and signs of providers are understood, negative durations are not.
    static func seconds(_ text: String, _ format: FieldFormat?) -> Int64? {
        guard let milliseconds = milliseconds(text, format ?? .seconds) else { return nil }
        return milliseconds / 1000
    }

    static func milliseconds(_ text: String, _ format: FieldFormat?) -> Int64? {
        if format == .iso8601 { return ISO8601Duration.milliseconds(text) }
        guard let number = decimal(text), number >= 0 else { return nil }
        return milliseconds(format == .seconds ? number * 1000 : number)
    }

    /// A number in a row; a time counts as its milliseconds.
    static func integer(_ text: String, _ format: FieldFormat?) -> Int64? {
        guard let format else { return Int64(text) }
        return time(text, format)?.milliseconds
    }

    /// A text as it was meant.
    static func text(_ text: String, _ format: FieldFormat?) -> String {
        switch format {
        case .international:
            return text.utf8.count >= 7 && text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) ? "+\(text)" : text
        case .percentEncoded:
            return PercentCoding.decode(text.utf8).map { String(decoding: $0, as: UTF8.self) } ?? text
        case .afterColon:
            return text.firstIndex(of: ":").map { String(text[text.index(after: $0)...]) } ?? text
        case .quoted:
            return text.count >= 2 && text.first == "\"" && text.last == "\""
                ? String(text.dropFirst().dropLast()) : text
        default: return text
        }
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

    static func milliseconds(_ number: Double) -> Int64? { Int64(exactly: number.rounded(.down)) }
}
