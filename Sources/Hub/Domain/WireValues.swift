import JSON
import Web

extension ID: WireValue {
    /// As it reads after "which is not".
    package static var wireExpectation: String { "an id that begins with \(Kind.prefix)_" }

    /// The wire form and nothing else: a number of 63 bits, so that a thirteenth digit is the first and at most 7.
    package static var schema: Schema {
        let (first, digit) = ("[1-9a-hjkmnp-tv-z]", "[0-9a-hjkmnp-tv-z]")
        let pattern = Pattern(source: "^\(Kind.prefix)_(\(first)\(digit){0,11}|[1-7]\(digit){12})$")
        return .string().matching(pattern, saying: wireExpectation)
    }
}

extension Timestamp: WireValue {
    package init?(wire: String) {
        guard let time = TimestampParser.parse(wire) else { return nil }
        self = time
    }

    /// As it reads after "which is not".
    package static var wireExpectation: String { "an RFC 3339 time, such as 2026-11-20T09:41:07Z" }
}
