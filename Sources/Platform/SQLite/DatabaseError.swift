import CSQLite

/// A statement that SQLite refused: a broken rule of the schema, or a mistake in the statement.
package struct DatabaseError: Error, CustomStringConvertible, Sendable {
    /// SQLite's extended result code.
    package let code: CInt
    /// What SQLite says, in English.
    package let message: String
    /// The statement without its values, where one was running.
    package let statement: String?

    init(code: CInt, message: String, statement: String? = nil) {
        self.code = code
        self.message = message
        self.statement = statement
    }

    /// For the log: no value of the statement is in it.
    package var description: String {
        "SQLite \(code): \(message)" + (statement.map { " in: \($0)" } ?? "")
    }
}

/// The disk refused the change (full, failing, gone) or the database is closed: nothing was stored, try again later.
package struct StorageUnavailable: Error, CustomStringConvertible, Sendable {
    /// Why, for the log.
    package let reason: String

    /// One sentence for the log.
    package var description: String { "Storage is unavailable: \(reason)." }
}

/// More work is waiting for the database than it may queue: nothing was stored, try again in a moment.
package struct StorageBusy: Error, CustomStringConvertible, Sendable {
    package init() {}

    /// One sentence for the log.
    package var description: String { "Too much work is waiting for the database." }
}

/// Why a database could not be opened: one plain sentence.
package struct DatabaseStartError: Error, CustomStringConvertible, Sendable {
    /// The sentence, for the person who started the program.
    package let description: String
}

extension DatabaseError {
    /// A mistake of the program, not of its data.
    static func misuse(_ message: String, in statement: String? = nil) -> DatabaseError {
        DatabaseError(code: SQLITE_MISUSE, message: message, statement: statement)
    }

    /// Whether the machine is at fault, not the statement.
    var isStorageFailure: Bool {
        switch code & 0xFF {
        case SQLITE_FULL, SQLITE_IOERR, SQLITE_NOMEM, SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_CORRUPT, SQLITE_NOTADB,
            SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL:
            true
        default: false
        }
    }

    /// The error that callers see: storage failures are all one kind.
    var forCallers: any Error { isStorageFailure ? StorageUnavailable(reason: message) : self }
}
