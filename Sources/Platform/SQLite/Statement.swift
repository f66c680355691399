import CSQLite

/// One prepared statement; belongs to its connection.
final class Statement {
    let handle: OpaquePointer
    /// The statement without values: what it is found by.
    let key: SQL
    /// Whether it changes nothing in the file.
    let isReadOnly: Bool
    /// Set while its rows are being read: then it cannot start again.
    var isRunning = false

    init(handle: OpaquePointer, key: SQL) {
        self.handle = handle
        self.key = key
        isReadOnly = sqlite3_stmt_readonly(handle) != 0
    }

    deinit { sqlite3_finalize(handle) }
}

/// The prepared statements of one connection, found by the addresses of their literals.
struct StatementCache {
    /// Beyond this many the idle ones are dropped; a program has a few hundred.
    private static let limit = 1_024

    private var slots = [Statement?](repeating: nil, count: 4_096)
    private var count = 0

    func find(_ sql: SQL) -> Statement? {
        var slot = Int(sql.shape & UInt(slots.count - 1))
        while let statement = slots[slot] {
            if statement.key.hasSameShape(as: sql) { return statement }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    mutating func insert(_ statement: Statement) {
        if count == Self.limit { removeAll() }
        var slot = Int(statement.key.shape & UInt(slots.count - 1))
        while slots[slot] != nil { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = statement
        count += 1
    }

    /// Forgets them all; one that runs now lives until its run ends.
    mutating func removeAll() {
        slots = [Statement?](repeating: nil, count: slots.count)
        count = 0
    }
}
