/// A value as SQLite stores it.
package enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    /// Text that is at hand as UTF-8 bytes; stored exactly as ``text(_:)`` is.
    case utf8([UInt8])
    case blob([UInt8])
}

/// A type whose values can stand in a statement: `\(value)`.
package protocol SQLBindable: Sendable {
    /// What is stored.
    var sqlValue: SQLValue { get }
}

/// A type that can be read from a column: `row[0]`.
package protocol SQLReadable {
    /// Reads the column; a null or another kind of value is what SQLite makes of it (0, empty).
    static func read(_ row: Row, _ column: Int) -> Self
}

extension SQLValue: SQLBindable {
    package var sqlValue: SQLValue { self }
}

extension Int: SQLBindable, SQLReadable {
    package var sqlValue: SQLValue { .integer(Int64(self)) }
    package static func read(_ row: Row, _ column: Int) -> Int { row.int(column) }
}

extension Int64: SQLBindable, SQLReadable {
    package var sqlValue: SQLValue { .integer(self) }
    package static func read(_ row: Row, _ column: Int) -> Int64 { row.int64(column) }
}

extension Bool: SQLBindable, SQLReadable {
    package var sqlValue: SQLValue { .integer(self ? 1 : 0) }
    package static func read(_ row: Row, _ column: Int) -> Bool { row.bool(column) }
}

extension Double: SQLBindable, SQLReadable {
    package var sqlValue: SQLValue { .real(self) }
    package static func read(_ row: Row, _ column: Int) -> Double { row.double(column) }
}

extension String: SQLBindable, SQLReadable {
    package var sqlValue: SQLValue { .text(self) }
    package static func read(_ row: Row, _ column: Int) -> String { row.string(column) }
}

extension [UInt8]: SQLBindable, SQLReadable {
    package var sqlValue: SQLValue { .blob(self) }
    package static func read(_ row: Row, _ column: Int) -> [UInt8] { row.blob(column) }
}

extension Optional: SQLBindable where Wrapped: SQLBindable {
    package var sqlValue: SQLValue { self?.sqlValue ?? .null }
}

extension Optional: SQLReadable where Wrapped: SQLReadable {
    package static func read(_ row: Row, _ column: Int) -> Wrapped? {
        row.isNull(column) ? nil : Wrapped.read(row, column)
    }
}

extension SQLBindable where Self: RawRepresentable, RawValue: SQLBindable {
    package var sqlValue: SQLValue { rawValue.sqlValue }
}
