import CSQLite

/// One row of a result; valid only inside the closure that got it.
///
/// Columns count from 0. A null reads as 0, false or empty where the type has no nil: the `…OrNil` forms tell.
package struct Row {
    let statement: OpaquePointer

    /// Number of columns.
    package var count: Int { Int(sqlite3_column_count(statement)) }

    /// Whether the column is null.
    @inline(__always)
    package func isNull(_ column: Int) -> Bool { sqlite3_column_type(statement, CInt(column)) == SQLITE_NULL }

    /// An integer.
    @inline(__always)
    package func int64(_ column: Int) -> Int64 { sqlite3_column_int64(statement, CInt(column)) }

    /// An integer.
    @inline(__always)
    package func int(_ column: Int) -> Int { Int(int64(column)) }

    /// A boolean, kept as 0 or 1.
    @inline(__always)
    package func bool(_ column: Int) -> Bool { int64(column) != 0 }

    /// A floating-point number.
    package func double(_ column: Int) -> Double { sqlite3_column_double(statement, CInt(column)) }

    /// A text.
    package func string(_ column: Int) -> String {
        guard let text = sqlite3_column_text(statement, CInt(column)) else { return "" }
        let count = Int(sqlite3_column_bytes(statement, CInt(column)))
        return String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
    }

    /// Bytes: a blob's, or a text's UTF-8.
    package func blob(_ column: Int) -> [UInt8] { withBytes(column) { Array($0) } }

    /// Lends the bytes of a blob, or of a text in UTF-8, without copying them.
    package func withBytes<Result>(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result
    {
        let bytes = sqlite3_column_blob(statement, CInt(column))
        return try body(UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, CInt(column)))))
    }

    /// An integer, or nil for null.
    package func int64OrNil(_ column: Int) -> Int64? { isNull(column) ? nil : int64(column) }

    /// An integer, or nil for null.
    package func intOrNil(_ column: Int) -> Int? { isNull(column) ? nil : int(column) }

    /// A boolean, or nil for null.
    package func boolOrNil(_ column: Int) -> Bool? { isNull(column) ? nil : bool(column) }

    /// A floating-point number, or nil for null.
    package func doubleOrNil(_ column: Int) -> Double? { isNull(column) ? nil : double(column) }

    /// A text, or nil for null.
    package func stringOrNil(_ column: Int) -> String? { isNull(column) ? nil : string(column) }

    /// Bytes, or nil for null.
    package func blobOrNil(_ column: Int) -> [UInt8]? { isNull(column) ? nil : blob(column) }

    /// The column as the type that is wanted: `let id: ContactID = row[0]`.
    package subscript<Value: SQLReadable>(_ column: Int) -> Value { Value.read(self, column) }

    /// One of an enumeration's cases, kept as its raw value.
    ///
    /// - Throws: ``DatabaseError`` when no case has that value: the file was written by another program.
    package func value<Case: RawRepresentable>(_ column: Int, as type: Case.Type = Case.self) throws -> Case
    where Case.RawValue: SQLReadable {
        let raw = Case.RawValue.read(self, column)
        guard let value = Case(rawValue: raw) else {
            throw DatabaseError(code: SQLITE_CORRUPT, message: "\(raw) in column \(column) is no \(type)")
        }
        return value
    }
}
