import CSQLite

/// What a database can say of itself; each fault is one line.
package enum SelfCheck {
    /// Faults listed of each kind; a broken file has thousands.
    package static let limit = 20

    /// Pages, rows, indexes and rules of the schema, by SQLite's own check; reads the whole file.
    package static func structure(in tx: Transaction) throws -> [String] {
        try tx.rows("SELECT integrity_check FROM pragma_integrity_check(20)") { $0.string(0) }
            .filter { $0 != "ok" }
            .map { "structure: \($0)" }
    }

    /// Rows that point at one that is not there.
    package static func references(in tx: Transaction) throws -> [String] {
        try tx.rows("SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2") {
            row in
            "references: \(row.int(2)) rows of \(row.string(0)) point at rows of \(row.string(1)) that are not there."
        }
    }

    /// Ids above what the file has reserved: the next start could make them again.
    ///
    /// The tables behind a search index count by themselves.
    package static func ids(in tx: Transaction) throws -> [String] {
        let reserved = try tx.first("SELECT reserved FROM hub_ids WHERE id = 1") { $0.int64(0) } ?? 0
        let tables = try tx.rows(
            """
            SELECT s.name FROM pragma_table_list s JOIN pragma_table_info(s.name) c
            WHERE s.schema = 'main' AND s.type = 'table' AND c.name = 'id' AND c.type = 'INTEGER' AND s.name <> 'hub_ids' ORDER BY s.name
            """
        ) { $0.string(0) }
        return try tables.compactMap { table in
            let highest = try highestID(in: table, tx)
            guard highest > reserved else { return nil }
            return "ids: \(table) has the id \(highest), above \(reserved), the highest that was ever reserved."
        }
    }

    /// The table's name stands in the schema that this very connection has read.
    private static func highestID(in table: String, _ tx: Transaction) throws -> Int64 {
        var statement: OpaquePointer?
        let sql = "SELECT max(id) FROM \"\(table.replacing("\"", with: "\"\""))\""
        let code = sqlite3_prepare_v2(tx.connection.handle, sql, -1, &statement, nil)
        guard code == SQLITE_OK, let statement else { throw tx.connection.error(code).forCallers }
        defer { sqlite3_finalize(statement) }
        guard sqlite3_step(statement) == SQLITE_ROW else { return 0 }
        return sqlite3_column_int64(statement, 0)
    }
}
