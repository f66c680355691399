/// Reads JSON strictly by RFC 8259.
///
/// UTF-8 must be valid, and there is no BOM, no duplicate name, no lone surrogate, and nothing after the value.
package enum JSONParser {
    /// Reads one value that fills the bytes but for white space.
    ///
    /// Whole numbers that fit 64 bits are exact; all others become a `Double`, and are refused where it would be ∞.
    ///
    /// - Parameter maximumDepth: How many arrays and objects may stand inside each other.
    package static func parse(_ bytes: [UInt8], maximumDepth: Int = 64) throws(JSONError) -> JSONValue {
        try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
            try parse(buffer, maximumDepth: maximumDepth)
        }
    }

    /// Reads one value from any bytes, such as a slice of a request.
    package static func parse(
        _ bytes: some RandomAccessCollection<UInt8>, maximumDepth: Int = 64
    ) throws(JSONError) -> JSONValue {
        let result: Result<JSONValue, JSONError>? = bytes.withContiguousStorageIfAvailable { buffer in
            Result { () throws(JSONError) in try parse(buffer, maximumDepth: maximumDepth) }
        }
        guard let result else { return try parse(Array(bytes), maximumDepth: maximumDepth) }
        return try result.get()
    }

    /// Reads one value from borrowed bytes; the value keeps none of them.
    package static func parse(
        _ buffer: UnsafeBufferPointer<UInt8>, maximumDepth: Int = 64
    ) throws(JSONError) -> JSONValue {
        var reader = JSONReader(buffer, maximumDepth: maximumDepth)
        return try reader.document()
    }
}

/// Reads one document from borrowed bytes; it lives only as long as the closure that lent them.
struct JSONReader {
    let bytes: UnsafeBufferPointer<UInt8>
    let maximumDepth: Int
    var index = 0
    private var depth = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    mutating func document() throws(JSONError) -> JSONValue {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw failure("it begins with a byte order mark") }
        skipSpace()
        let value = try value()
        skipSpace()
        guard index == bytes.count else { throw failure("something follows the value") }
        return value
    }

    func failure(_ reason: String, at offset: Int? = nil) -> JSONError {
        JSONError(offset: offset ?? index, reason: reason)
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        guard index < bytes.count else { throw failure("it ends where a value should be") }
        switch bytes[index] {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return .object(try object())
        case UInt8(ascii: "["): return .array(try array())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw failure("there is no value")
        }
    }

    private mutating func object() throws(JSONError) -> JSONObject {
        try enter()
        var object = JSONObject()
        skipSpace()
        if take(UInt8(ascii: "}")) { return leave(with: object) }
        while true {
            let start = index
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw failure("a name is missing") }
            let name = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw failure("a colon is missing") }
            skipSpace()
            guard object.insert(name, try value()) else { throw failure("a name stands there twice", at: start) }
            skipSpace()
            if take(UInt8(ascii: "}")) { return leave(with: object) }
            guard take(UInt8(ascii: ",")) else { throw failure("a comma or `}` is missing") }
            skipSpace()
        }
    }

    private mutating func array() throws(JSONError) -> [JSONValue] {
        try enter()
        var elements: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return leave(with: elements) }
        while true {
            elements.append(try value())
            skipSpace()
            if take(UInt8(ascii: "]")) { return leave(with: elements) }
            guard take(UInt8(ascii: ",")) else { throw failure("a comma or `]` is missing") }
            skipSpace()
        }
    }

    private mutating func enter() throws(JSONError) {
        depth += 1
        guard depth <= maximumDepth else { throw failure("it is nested more than \(maximumDepth) deep") }
        index += 1
    }

    private mutating func leave<Value>(with value: Value) -> Value {
        depth -= 1
        return value
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let expected = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard bytes[index...].starts(with: expected) else { throw failure("there is no value") }
        index += expected.count
        return value
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return
            }
        }
    }
}
