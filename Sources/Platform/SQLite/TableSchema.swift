/// What the schema tells of a table, and which of its columns name rows that may have been removed.
struct TableSchema {
    struct Column {
        let name: String
        let type: String
        let isRequired: Bool
        /// Its place in the primary key, from 1; 0 for none.
        let keyPlace: Int
    }

    let columns: [Column]
    /// The columns of the primary key and of each unique index that holds for all rows.
    let uniqueKeys: Set<[String]>
    /// By column: the table whose row it names, where that one has a `deleted_at`.
    private let removable: [String: String]

    init(_ table: String, in tx: Transaction) throws {
        columns = try tx.rows(
            "SELECT name, type, \"notnull\", pk FROM pragma_table_info(\(table)) ORDER BY cid"
        ) {
            Column(name: $0.string(0), type: $0.string(1), isRequired: $0.bool(2) || $0.int(3) > 0, keyPlace: $0.int(3))
        }
        var keys: Set<[String]> = []
        let indexes = try tx.rows(
            "SELECT name FROM pragma_index_list(\(table)) WHERE \"unique\" = 1 AND partial = 0"
        ) { $0.string(0) }
        for index in indexes {
            keys.insert(try tx.rows("SELECT name FROM pragma_index_info(\(index)) ORDER BY seqno") { $0.string(0) })
        }
        keys.insert(columns.filter { $0.keyPlace > 0 }.sorted { $0.keyPlace < $1.keyPlace }.map(\.name))
        uniqueKeys = keys
        var parents = Dictionary(
            try tx.rows(
                "SELECT \"from\", \"table\" FROM pragma_foreign_key_list(\(table)) WHERE \"to\" = 'id'"
            ) { ($0.string(0), $0.string(1)) }, uniquingKeysWith: { first, _ in first })
        // Calls and messages name contacts without a foreign key.
        if columns.contains(where: { $0.name == "contact_id" }) { parents["contact_id"] = "contacts" }
        removable = try parents.filter { _, parent in
            try tx.exists("SELECT 1 FROM pragma_table_info(\(parent)) WHERE name = 'deleted_at'")
        }
    }

    /// The columns of the primary key in their order.
    var key: [String] { columns.filter { $0.keyPlace > 0 }.sorted { $0.keyPlace < $1.keyPlace }.map(\.name) }

    /// What holds for rows that are neither removed nor cannot be without a removed one.
    var conditions: [String] {
        let named = columns.filter { $0.isRequired }.compactMap { column in
            removable[column.name].map { Self.stands(column.name, $0) }
        }
        return named + (columns.contains { $0.name == "deleted_at" } ? ["t.deleted_at IS NULL"] : [])
    }

    /// A column as it is read: null where it names a removed row.
    func picked(_ name: String) -> String {
        guard let parent = removable[name], columns.contains(where: { $0.name == name && !$0.isRequired }) else {
            return "t.\(Self.quoted(name))"
        }
        return "CASE WHEN \(Self.stands(name, parent)) THEN t.\(Self.quoted(name)) END"
    }

    private static func stands(_ column: String, _ parent: String) -> String {
        """
        EXISTS (SELECT 1 FROM \(quoted(parent)) p WHERE p.company_id = t.company_id AND p.id = t.\(quoted(column)) \
        AND p.deleted_at IS NULL)
        """
    }

    static func quoted(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }
}
