/// The Range field for bytes (RFC 9110 §14).
package enum ByteRange {
    /// What a Range field asks of a representation.
    package enum Outcome: Sendable, Hashable {
        /// The field is to be ignored: 200 with everything.
        case whole
        /// 206 with these, in the order asked for.
        case ranges([Range<Int64>])
        /// 416 with `Content-Range: bytes */size`.
        case unsatisfiable
    }

    /// Reads a Range field for a representation of `size` bytes.
    ///
    /// A malformed field, another unit, more than 16 ranges, and ranges that together exceed the size are ignored.
    package static func parse(_ value: String, size: Int64) -> Outcome {
        guard let equals = value.firstIndex(of: "="), value[..<equals].lowercased() == "bytes" else { return .whole }
        var scanner = TokenScanner(String(value[value.index(after: equals)...]))
        var ranges: [Range<Int64>] = []
        var specs = 0
        while let spec = scanner.element() {
            if spec.isEmpty { continue }
            specs += 1
            guard specs <= 16, let asked = range(spec, size: size) else { return .whole }
            if !asked.isEmpty { ranges.append(asked) }
        }
        guard specs > 0 else { return .whole }
        guard !ranges.isEmpty else { return .unsatisfiable }
        return ranges.reduce(0) { $0 + Int64($1.count) } > size ? .whole : .ranges(ranges)
    }

    /// `bytes 0-99/1234`; of no range `bytes */1234`, as 416 says it.
    package static func contentRange(_ range: Range<Int64>?, size: Int64) -> String {
        guard let range else { return "bytes */\(size)" }
        return "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"
    }

    /// Empty when nothing of it lies in the representation; nil when it is malformed.
    private static func range(_ spec: String, size: Int64) -> Range<Int64>? {
        let parts = spec.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let first = number(parts[0]), let last = number(parts[1]) else { return nil }
        switch (first, last) {
        case (nil, nil): return nil
        case (nil, let suffix?): return max(0, size - suffix)..<size
        case (let first?, nil): return min(first, size)..<size
        case (let first?, let last?):
            guard first <= last else { return nil }
            return min(first, size)..<min(size, last == .max ? last : last + 1)
        }
    }

    /// The number; `.some(nil)` for nothing at all, nil for anything but digits; what overflows counts as the largest.
    private static func number(_ text: Substring) -> Int64?? {
        guard !text.isEmpty else { return .some(nil) }
        guard text.utf8.allSatisfy(\.isDigit) else { return nil }
        return Int64(text) ?? .max
    }
}
