import CSQLite

/// The statements that begin, divide and end transactions, prepared once per connection.
struct ControlStatements {
    enum Kind: Int, CaseIterable {
        case begin, beginImmediate, commit, rollback, savepoint, release, rollbackToSavepoint

        var text: StaticString {
            switch self {
            case .begin: "BEGIN"
            case .beginImmediate: "BEGIN IMMEDIATE"
            case .commit: "COMMIT"
            case .rollback: "ROLLBACK"
            // Savepoints nest under one name: each statement means the innermost.
            case .savepoint: "SAVEPOINT work"
            case .release: "RELEASE work"
            case .rollbackToSavepoint: "ROLLBACK TO work"
            }
        }
    }

    private var prepared = [OpaquePointer?](repeating: nil, count: Kind.allCases.count)

    mutating func prepared(_ kind: Kind, on connection: OpaquePointer) throws(DatabaseError) -> OpaquePointer {
        if let known = prepared[kind.rawValue] { return known }
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(
            connection, kind.text.description, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement else {
            throw DatabaseError(code: code, message: String(cString: sqlite3_errmsg(connection)))
        }
        prepared[kind.rawValue] = statement
        return statement
    }

    mutating func finalize() {
        for statement in prepared { sqlite3_finalize(statement) }
        prepared = []
    }

    /// Whether a statement would end the transaction under the closure that runs it, or change the connection.
    static func isControl(_ text: UnsafeBufferPointer<CChar>) -> Bool {
        let word = text.lazy.map { UInt8(bitPattern: $0) }.drop { $0 <= 32 }
            .prefix { $0 > 32 && $0 != UInt8(ascii: ";") }.map { $0 & 0xDF }
        return words.contains { $0.elementsEqual(word) }
    }

    private static let words = [
        "BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "ATTACH", "DETACH", "VACUUM",
    ].map { Array($0.utf8) }

    /// Whether nothing but space and semicolons is left of a text.
    static func isBlank(_ text: UnsafePointer<CChar>) -> Bool {
        var next = text
        while next.pointee != 0 {
            let character = UInt8(bitPattern: next.pointee)
            guard character <= 32 || character == UInt8(ascii: ";") else { return false }
            next += 1
        }
        return true
    }
}
