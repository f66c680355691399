extension Schema {
    /// What would be right, as it reads after "it must be".
    var expectation: String {
        let said =
            switch kind {
            case .any: "any value"
            case .null: "null"
            case .boolean: "true or false"
            case .integer(let range): "a whole number" + Self.bounds(of: range)
            case .number(let minimum, let maximum): "a number" + Self.bounds(minimum, maximum)
            case .string(let rule): rule.expectation
            case .enumeration(let values): values.count == 1 ? values[0] : "one of " + values.joined(separator: ", ")
            case .array(_, let count): "a list" + Self.bounds(of: count, "elements")
            case .object: "an object"
            case .map(_, let maximum): "an object" + Self.bounds(of: 0...maximum, "members")
            case .reference(let name, nil): "a \(name)"
            case .reference(_, let target?): target().expectation
            case .anyOf(let choices): choices.map(\.expectation).joined(separator: ", or ")
            }
        return allowsNull ? said + ", or null" : said
    }

    /// The value, short enough for a sentence.
    static func show(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .string(let text): shortened(text).jsonText
        case .array: "a list"
        case .object: "an object"
        }
    }

    static func shortened(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: 60, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return text }
        return String(scalars[..<end]) + "…"
    }

    private static func bounds(of range: ClosedRange<Int64>) -> String {
        switch (range.lowerBound == .min, range.upperBound == .max) {
        case (true, true): " of 64 bits"
        case (false, true): " of at least \(range.lowerBound)"
        case (true, false): " of at most \(range.upperBound)"
        case (false, false): " from \(range.lowerBound) to \(range.upperBound)"
        }
    }

    private static func bounds(_ minimum: Double?, _ maximum: Double?) -> String {
        switch (minimum, maximum) {
        case (nil, nil): ""
        case (let minimum?, nil): " of at least \(minimum)"
        case (nil, let maximum?): " of at most \(maximum)"
        case (let minimum?, let maximum?): " from \(minimum) to \(maximum)"
        }
    }

    static func bounds(of range: ClosedRange<Int>, _ what: String) -> String {
        switch (range.lowerBound, range.upperBound) {
        case (0, .max): ""
        case (0, let most): " of at most \(most) \(what)"
        case (let least, .max): " of at least \(least) \(what)"
        case (1, 1): " of 1 \(what.dropLast())"
        case (let least, let most) where least == most: " of \(least) \(what)"
        case (let least, let most): " of \(least) to \(most) \(what)"
        }
    }
}

extension Schema.TextRule {
    fileprivate var expectation: String {
        if let saying { return saying }
        if let format { return format.expectation }
        if let pattern { return "text that matches \(pattern.source)" }
        return "text" + Schema.bounds(of: length, "characters")
    }
}
