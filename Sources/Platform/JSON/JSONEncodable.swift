/// What can write itself as one JSON value.
package protocol JSONEncodable {
    /// Writes exactly one value: `json.object { … }`, `json.array { … }` or `json.value(…)`.
    func encode(to json: inout JSONWriter)
}

extension JSONEncodable {
    /// The value's UTF-8 text.
    package var jsonBytes: [UInt8] {
        var json = JSONWriter()
        encode(to: &json)
        return json.bytes
    }

    /// The value as a `String`, for tests, logs and command lines.
    package var jsonText: String { String(decoding: jsonBytes, as: UTF8.self) }
}

extension String: JSONEncodable {
    /// Writes quoted text, escaped where RFC 8259 §7 asks for it.
    package func encode(to json: inout JSONWriter) { json.value(self) }
}

extension Substring: JSONEncodable {
    /// Writes quoted text.
    package func encode(to json: inout JSONWriter) { json.value(String(self)) }
}

extension Bool: JSONEncodable {
    /// Writes `true` or `false`.
    package func encode(to json: inout JSONWriter) { json.value(self) }
}

extension JSONEncodable where Self: FixedWidthInteger {
    /// Writes the decimal digits, exact to the last one.
    package func encode(to json: inout JSONWriter) {
        json.integer(negative: self < 0, magnitude: UInt64(truncatingIfNeeded: magnitude))
    }
}

extension Int: JSONEncodable {}
extension Int64: JSONEncodable {}
extension Int32: JSONEncodable {}
extension Int16: JSONEncodable {}
extension Int8: JSONEncodable {}
extension UInt: JSONEncodable {}
extension UInt64: JSONEncodable {}
extension UInt32: JSONEncodable {}
extension UInt16: JSONEncodable {}
extension UInt8: JSONEncodable {}

extension Double: JSONEncodable {
    /// Writes the shortest digits that read back as the same number; `null` for what JSON cannot say (∞, NaN).
    package func encode(to json: inout JSONWriter) { json.value(self) }
}

extension Optional: JSONEncodable where Wrapped: JSONEncodable {
    /// Writes the value, or `null`.
    package func encode(to json: inout JSONWriter) {
        switch self {
        case .some(let value): json.value(value)
        case .none: json.null()
        }
    }
}

extension Array: JSONEncodable where Element: JSONEncodable {
    /// Writes the elements in order.
    package func encode(to json: inout JSONWriter) { json.elements(self) }
}

extension ArraySlice: JSONEncodable where Element: JSONEncodable {
    /// Writes the elements in order.
    package func encode(to json: inout JSONWriter) { json.elements(self) }
}

extension Dictionary: JSONEncodable where Key == String, Value: JSONEncodable {
    /// Writes the members by name, so that the same dictionary gives the same bytes.
    package func encode(to json: inout JSONWriter) {
        json.object { json in
            for (name, value) in sorted(by: { $0.key < $1.key }) {
                json.key(name)
                json.value(value)
            }
        }
    }
}
