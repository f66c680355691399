import Reactor

/// One statement, made from a literal only; each `\(…)` in it is a bound value, never text.
///
/// A `String` used as a statement does not compile, so no input can become SQL. Pieces join with `+`, or as `\(piece)`.
///
///     try tx.execute("UPDATE contacts SET name = \(name) WHERE company_id = \(company) AND id = \(id)")
///
/// A connection finds its prepared statement by the addresses of the literal's segments: no text is built or compared.
package struct SQL: ExpressibleByStringInterpolation, Sendable {
    /// The literal's own memory, or a value between two of them.
    enum Part: Sendable {
        case literal(address: UInt, count: Int)
        case value(SQLValue)
    }

    var parts: [Part]
    /// Over the addresses and the places of values; two statements of the same shape have the same one.
    private(set) var shape: UInt = 0

    /// A statement, or a piece of one, without values.
    package init(stringLiteral literal: StaticString) {
        parts = []
        append(literal)
    }

    /// A statement, or a piece of one, with its values.
    package init(stringInterpolation: Interpolation) {
        self = stringInterpolation.sql
    }

    /// A statement, or a piece of one, of a text that this target made itself: of names that the schema has.
    ///
    /// The same text is the same memory for as long as the program runs, so there are as many as there are tables.
    init(interned text: String) {
        parts = []
        let part = Self.interned.withLock { known in
            if let part = known[text] { return part }
            let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, text.utf8.count))
            _ = bytes.initialize(from: text.utf8)
            let part = Part.literal(address: UInt(bitPattern: bytes.baseAddress), count: text.utf8.count)
            known[text] = part
            return part
        }
        if !text.isEmpty { append(part) }
    }

    private static let interned = Lock<[String: Part]>([:])

    private init(capacity: Int) {
        parts = []
        parts.reserveCapacity(capacity)
    }

    /// Bound values with commas between them, for `IN (…)`: at least one.
    ///
    /// Each length is a statement of its own: keep lists short.
    package static func list(_ values: some Collection<some SQLBindable>) -> SQL {
        precondition(!values.isEmpty, "a list of values has at least one")
        var sql = SQL(capacity: values.count * 2)
        var isFirst = true
        for value in values {
            if !isFirst { sql.append(", " as StaticString) }
            isFirst = false
            sql.append(value.sqlValue)
        }
        return sql
    }

    /// Both pieces, one after the other; the literals bring their own spaces.
    package static func + (first: SQL, second: SQL) -> SQL {
        var sum = first
        sum.append(second)
        return sum
    }

    /// Adds a piece.
    package static func += (sql: inout SQL, piece: SQL) { sql.append(piece) }

    /// The text as SQLite reads it: values are `?`.
    var text: [CChar] {
        var text: [CChar] = []
        for part in parts {
            switch part {
            case .value: text.append(CChar(bitPattern: UInt8(ascii: "?")))
            case .literal(let address, let count):
                text.append(
                    contentsOf: UnsafeBufferPointer(start: UnsafePointer<CChar>(bitPattern: address), count: count))
            }
        }
        text.append(0)
        return text
    }

    /// Whether the two differ in their values only.
    func hasSameShape(as other: SQL) -> Bool {
        guard shape == other.shape, parts.count == other.parts.count else { return false }
        for index in parts.indices {
            switch (parts[index], other.parts[index]) {
            case (.value, .value): continue
            case (.literal(let a, let m), .literal(let b, let n)) where a == b && m == n: continue
            default: return false
            }
        }
        return true
    }

    /// The same statement with nulls for values, to keep as a key.
    var withoutValues: SQL {
        var key = self
        for index in key.parts.indices {
            if case .value = key.parts[index] { key.parts[index] = .value(.null) }
        }
        return key
    }

    private mutating func append(_ literal: StaticString) {
        // A literal of one character may be kept as that character; then its text is one of these.
        guard literal.hasPointerRepresentation else {
            precondition(literal.unicodeScalar.isASCII, "a piece of SQL is text")
            return append(Self.singles[Int(literal.unicodeScalar.value)])
        }
        guard literal.utf8CodeUnitCount > 0 else { return }
        append(.literal(address: UInt(bitPattern: literal.utf8Start), count: literal.utf8CodeUnitCount))
    }

    private static let singles: [Part] = (0..<128).map { code in
        let byte = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
        byte.initialize(to: UInt8(code))
        return .literal(address: UInt(bitPattern: byte), count: 1)
    }

    private mutating func append(_ value: SQLValue) { append(.value(value)) }

    private mutating func append(_ piece: SQL) {
        for part in piece.parts { append(part) }
    }

    private mutating func append(_ part: Part) {
        switch part {
        case .value: shape = (shape ^ 0x9E37_79B9_7F4A_7C15) &* 0x0000_0100_0000_01B3
        case .literal(let address, let count): shape = (shape ^ address ^ UInt(count) << 48) &* 0x9E37_79B9_7F4A_7C15
        }
        shape ^= shape >> 29
        parts.append(part)
    }

    /// Collects the literal and the values; written by the compiler.
    package struct Interpolation: StringInterpolationProtocol {
        /// A literal, so that its address names it.
        package typealias StringLiteralType = StaticString

        var sql: SQL

        package init(literalCapacity: Int, interpolationCount: Int) {
            sql = SQL(capacity: interpolationCount * 2 + 1)
        }

        /// Takes what stands between two values.
        package mutating func appendLiteral(_ literal: StaticString) { sql.append(literal) }

        // Both are inlined always: as functions they would look up their types at run time, for each value.

        /// A bound value.
        @inlinable
        @inline(__always)
        package mutating func appendInterpolation(_ value: some SQLBindable) { appendInterpolation(value.sqlValue) }

        /// A bound value, or null for nil.
        @inlinable
        @inline(__always)
        package mutating func appendInterpolation<Value: SQLBindable>(_ value: Value?) {
            appendInterpolation(value?.sqlValue ?? .null)
        }

        /// A bound integer.
        package mutating func appendInterpolation(_ value: Int64) { sql.append(.integer(value)) }

        /// A bound integer.
        package mutating func appendInterpolation(_ value: Int) { sql.append(.integer(Int64(value))) }

        /// A bound text.
        package mutating func appendInterpolation(_ value: String) { sql.append(.text(value)) }

        /// A bound value of any kind.
        package mutating func appendInterpolation(_ value: SQLValue) { sql.append(value) }

        /// A bound text that is at hand as UTF-8 bytes (JSON, say): no `String` is made of it.
        package mutating func appendInterpolation(text utf8: [UInt8]) { sql.append(.utf8(utf8)) }

        /// A piece of SQL with its own values.
        package mutating func appendInterpolation(_ piece: SQL) { sql.append(piece) }
    }

    package typealias StringInterpolation = Interpolation
}
