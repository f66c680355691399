/// Any JSON value; whole numbers that fit are exact.
package enum JSONValue: Sendable, Hashable {
    /// `null`; also what a subscript gives when there is nothing.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number written without fraction or exponent that fits 64 bits.
    case integer(Int64)
    /// Any other number.
    case number(Double)
    /// Text.
    case string(String)
    /// A list.
    case array([JSONValue])
    /// Named members in their written order.
    case object(JSONObject)

    /// The member of that name, or `.null` when this is no object or has none.
    package subscript(_ name: String) -> JSONValue {
        guard case .object(let object) = self else { return .null }
        return object[name] ?? .null
    }

    /// The element at that place, or `.null` when this is no list or is shorter.
    package subscript(_ index: Int) -> JSONValue {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return .null }
        return elements[index]
    }

    /// The text, or nil.
    package var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    /// The whole number, also when written `2.0`; nil when it is none or does not fit.
    package var int64: Int64? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int64(exactly: value)
        default: nil
        }
    }

    /// The whole number, also when written `2.0`; nil when it is none or does not fit.
    package var int: Int? { int64.flatMap { Int(exactly: $0) } }

    /// Any number, rounded where 64 bits of it do not fit a `Double`; or nil.
    package var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The truth, or nil.
    package var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The elements, or nil.
    package var array: [JSONValue]? {
        guard case .array(let value) = self else { return nil }
        return value
    }

    /// The members, or nil.
    package var object: JSONObject? {
        guard case .object(let value) = self else { return nil }
        return value
    }

    /// Whether this is `null` or absent.
    package var isNull: Bool { self == .null }
}

extension JSONValue: JSONEncodable {
    /// Writes the value as it stands.
    package func encode(to json: inout JSONWriter) {
        switch self {
        case .null: json.null()
        case .bool(let value): json.value(value)
        case .integer(let value): json.value(value)
        case .number(let value): json.value(value)
        case .string(let value): json.value(value)
        case .array(let value): json.elements(value)
        case .object(let value): json.value(value)
        }
    }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    /// `nil` is `null`.
    package init(nilLiteral: ()) { self = .null }

    /// `true` or `false`.
    package init(booleanLiteral value: Bool) { self = .bool(value) }

    /// A whole number.
    package init(integerLiteral value: Int64) { self = .integer(value) }

    /// A number.
    package init(floatLiteral value: Double) { self = .number(value) }

    /// Text.
    package init(stringLiteral value: String) { self = .string(value) }

    /// A list.
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    /// An object; of two members with one name the later counts.
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }
}
