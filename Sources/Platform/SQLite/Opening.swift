import CSQLite
import Glibc

/// The steps of a database's start, and the sentence for each way they fail.
struct Opening {
    let path: String
    let options: DatabaseOptions

    /// Creates the file if need be, and brings its schema up to date.
    ///
    /// - Returns: The writer's connection, and the highest id that the file has reserved.
    func prepare(_ migrations: [Migration]) throws(DatabaseStartError) -> (Connection, Int64) {
        try explained {
            try createFile()
            let connection = try Connection(path: path, role: .writer, options: options)
            try connection.run("PRAGMA journal_mode = WAL")
            let reserved = try Migrator(path: path, connection: connection, clock: options.clock).run(migrations)
            try PlannerStatistics(connection: connection).write()
            return (connection, reserved)
        }
    }

    func readers() throws(DatabaseStartError) -> [Connection] {
        try explained {
            try (0..<max(1, options.readers)).map { _ in try Connection(path: path, role: .reader, options: options) }
        }
    }

    func pool(_ commits: CommitCount) throws(DatabaseStartError) -> ReadPool {
        try explained { try ReadPool(path: path, options: options, commits: commits) }
    }

    func checkpointing() throws(DatabaseStartError) -> Connection {
        try explained { try Connection(path: path, role: .checkpointer, options: options) }
    }

    /// Nobody but the owner reads the file; SQLite gives the files beside it the same mode.
    private func createFile() throws(DatabaseStartError) {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw DatabaseStartError(description: sentence(errno)) }
        Glibc.close(descriptor)
    }

    /// Makes one sentence of whatever `body` throws.
    func explained<Value>(_ body: () throws -> Value) throws(DatabaseStartError) -> Value {
        do {
            return try body()
        } catch let error as DatabaseStartError {
            throw error
        } catch let error as DatabaseError {
            throw DatabaseStartError(description: sentence(error))
        } catch {
            throw DatabaseStartError(description: "The database \(path) cannot be opened: \(error).")
        }
    }

    private func sentence(_ code: CInt) -> String {
        switch code {
        case ENOENT: "The folder of the database \(path) does not exist."
        case EACCES, EPERM, EROFS: "The database \(path) cannot be written: the file or its folder is read-only."
        case EISDIR: "The database \(path) is a folder."
        case ENOSPC, EDQUOT: "The disk is full: the database \(path) cannot be opened."
        default: "The database \(path) cannot be opened: \(String(cString: strerror(code)))."
        }
    }

    private func sentence(_ error: DatabaseError) -> String {
        switch error.code & 0xFF {
        case SQLITE_NOTADB: "The file \(path) is not a database."
        case SQLITE_CORRUPT: "The database \(path) is damaged: restore a backup."
        case SQLITE_BUSY, SQLITE_LOCKED: "The database \(path) is in use by another program."
        case SQLITE_READONLY: "The database \(path) cannot be written: the file or its folder is read-only."
        case SQLITE_FULL: "The disk is full: the database \(path) cannot be opened."
        case SQLITE_CANTOPEN: "The database \(path) cannot be opened: its folder is missing or closed to this program."
        default: "The database \(path) cannot be opened: \(error.message)."
        }
    }
}
