import ModuleKit

/// Every SQL statement on saved lists.
enum ViewStore {
    private static let columns: SQL = "id, owner, name, query, filter, sort, columns, shared, version"

    /// Those that a reader sees, oldest first.
    static func views(for reader: String, after: ViewID?, limit: Int, in tx: Transaction) throws -> [ContactView] {
        try tx.rows(
            """
            SELECT \(columns) FROM contact_views
            WHERE company_id = \(tx.company) AND id > \(after?.rawValue ?? 0) AND (owner = \(reader) OR shared = 1)
            ORDER BY id LIMIT \(limit)
            """, read)
    }

    static func view(_ id: ViewID, for reader: String, in tx: Transaction) throws -> ContactView? {
        try tx.first(
            """
            SELECT \(columns) FROM contact_views
            WHERE company_id = \(tx.company) AND id = \(id) AND (owner = \(reader) OR shared = 1)
            """, read)
    }

    static func count(of owner: String, in tx: Transaction) throws -> Int {
        try tx.first("SELECT COUNT(*) FROM contact_views WHERE company_id = \(tx.company) AND owner = \(owner)") {
            $0.int(0)
        } ?? 0
    }

    /// Writes a list, new or changed.
    static func put(_ view: ContactView, in tx: Transaction) throws {
        let draft = view.draft
        try tx.execute(
            """
            INSERT INTO contact_views (company_id, id, owner, name, query, filter, sort, columns, shared, version)
            VALUES (\(tx.company), \(view.id), \(view.owner), \(draft.name), \(draft.q), \(draft.filter?.jsonText),
                    \(draft.sort ?? "newest"), \((draft.columns ?? []).jsonText), \(draft.shared ?? false),
                    \(view.version))
            ON CONFLICT (company_id, id) DO UPDATE SET name = excluded.name, query = excluded.query,
                filter = excluded.filter, sort = excluded.sort, columns = excluded.columns, shared = excluded.shared,
                version = excluded.version
            """)
    }

    static func delete(_ id: ViewID, in tx: Transaction) throws {
        try tx.execute("DELETE FROM contact_views WHERE company_id = \(tx.company) AND id = \(id)")
    }

    private static func read(_ row: Row) throws -> ContactView {
        let json = { (column: Int) in try row.stringOrNil(column).map { try JSONParser.parse(Array($0.utf8)) } }
        let draft = ViewDraft(
            name: row.string(2), q: row.stringOrNil(3), filter: try json(4), sort: row.string(5),
            columns: try json(6)?.array?.compactMap(\.string), shared: row.bool(7))
        return ContactView(id: ViewID(row.int64(0)), owner: row.string(1), draft: draft, version: row.int64(8))
    }
}
