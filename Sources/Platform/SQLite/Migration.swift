/// One step of the schema's history: append-only, corrected by the next one and never edited once it has shipped.
package struct Migration: Sendable {
    /// Unique in the program: `loyalty/1-ledger`.
    package let name: String
    /// One or more statements.
    package let sql: StaticString

    package init(_ name: String, _ sql: StaticString) {
        self.name = name
        self.sql = sql
    }

    /// Tells an edited migration from the one that was applied (FNV-1a, 64 bits: against mistakes, not malice).
    var fingerprint: Int64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in sql.description.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return Int64(bitPattern: hash)
    }
}
