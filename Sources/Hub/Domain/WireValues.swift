import Web

extension ID: WireValue {
    /// As it reads after "which is not".
    package static var wireExpectation: String { "an id that begins with \(Kind.prefix)_" }
}

extension Timestamp: WireValue {
    package init?(wire: String) {
        guard let time = TimestampParser.parse(wire) else { return nil }
        self = time
    }

    /// As it reads after "which is not".
    package static var wireExpectation: String { "an RFC 3339 time, such as 2026-11-20T09:41:07Z" }
}
