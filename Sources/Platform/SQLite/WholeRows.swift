/// A table as its own schema tells it: whole rows of a tenant, whatever columns it has, for copies that nobody lists the
/// columns of.
///
/// Rows of others than the tenant are out of reach: `company_id` is in every statement, and is no column here. Rows that
/// are removed (`deleted_at`), or that cannot be without one that is, are not read; a column that may be empty does not name
/// a removed one.
package struct WholeRows: Sendable {
    /// A column, and its type as STRICT tables keep it.
    package struct Column: Sendable {
        /// The types that STRICT tables have.
        package enum Kind: String, Sendable { case integer = "INTEGER", real = "REAL", text = "TEXT", blob = "BLOB" }

        /// As the schema names it.
        package let name: String
        /// Its type.
        package let kind: Kind
    }

    /// As the schema names it.
    package let table: String
    /// Those that are read and written, in the order of the table.
    package let columns: [Column]
    /// Whether no two rows of the whole file have the same `id`, of whatever tenant they are.
    package let hasUniqueID: Bool
    private let select: SQL
    private let order: SQL
    private let insertion: SQL
    private let probe: SQL
    private let byID: SQL?
    private let removal: SQL
    private let removalEnd: SQL

    /// Looks the table up.
    ///
    /// - Parameters:
    ///   - omitted: Columns that are neither read nor written.
    ///   - condition: Which rows are read, of the table as `t`; nil for all.
    ///   - sealed: Which columns are opened as they are read.
    /// - Returns: nil when there is no such table with a `company_id`.
    package init?(
        _ table: StaticString, omitting omitted: Set<String> = [], where condition: StaticString? = nil,
        opening sealed: SealedTable? = nil, in tx: Transaction
    ) throws {
        let schema = try TableSchema(table.description, in: tx)
        guard schema.columns.contains(where: { $0.name == "company_id" }) else { return nil }
        self.table = table.description
        columns = schema.columns.compactMap { column in
            guard column.name != "company_id", !omitted.contains(column.name) else { return nil }
            return Column.Kind(rawValue: column.type).map { Column(name: column.name, kind: $0) }
        }
        hasUniqueID = schema.uniqueKeys.contains(["id"])
        byID =
            hasUniqueID ? SQL(interned: "SELECT 1 FROM \(TableSchema.quoted(table.description)) WHERE id = ") : nil
        let name = TableSchema.quoted(table.description)
        let key = schema.key.filter { $0 != "company_id" }.map { TableSchema.quoted($0) }
        let picked = columns.map { sealed?.opened($0.name) ?? schema.picked($0.name) }.joined(separator: ", ")
        let conditions = schema.conditions + (condition.map { [$0.description] } ?? [])
        select = SQL(
            interned: "SELECT \(picked.isEmpty ? "1" : picked) FROM \(name) t WHERE "
                + conditions.map { "(\($0)) AND " }.joined() + "t.company_id = ")
        order = SQL(interned: key.isEmpty ? "" : " ORDER BY " + key.map { "t.\($0)" }.joined(separator: ", "))
        insertion = SQL(
            interned: "INSERT INTO \(name) (company_id"
                + columns.map { ", " + TableSchema.quoted($0.name) }.joined() + ") VALUES (")
        probe = SQL(interned: "SELECT 1 FROM \(name) WHERE company_id = ")
        let row = key.isEmpty ? "company_id" : "(\(key.joined(separator: ", ")))"
        let columnsOfRow = key.isEmpty ? "company_id" : key.joined(separator: ", ")
        removal = SQL(
            interned: "DELETE FROM \(name) WHERE \(row) IN (SELECT \(columnsOfRow) FROM \(name) WHERE company_id = ")
        removalEnd = SQL(interned: ") AND company_id = ")
    }

    /// Gives each of the tenant's rows to `body` in the order of the table's key, until it returns false.
    package func forEach(in tx: Transaction, _ body: (Row) throws -> Bool) throws {
        try tx.forEach(select + "\(tx.tenant)" + order, body)
    }

    /// How many rows that would be.
    package func count(in tx: Transaction) throws -> Int {
        var count = 0
        try forEach(in: tx) { _ in
            count += 1
            return true
        }
        return count
    }

    /// Whether the tenant has no row at all.
    package func isEmpty(in tx: Transaction) throws -> Bool {
        try !tx.exists(probe + "\(tx.tenant) LIMIT 1")
    }

    /// Whether any tenant has a row of that `id`; only where they are unique in the whole file.
    package func has(id: Int64, in tx: Transaction) throws -> Bool {
        guard let byID else { return false }
        return try tx.exists(byID + "\(id)")
    }

    /// The values of a row that ``forEach(in:_:)`` gave, in the order of the columns.
    package func values(_ row: Row) -> [SQLValue] {
        columns.enumerated().map { index, column in
            guard !row.isNull(index) else { return .null }
            return switch column.kind {
            case .integer: .integer(row.int64(index))
            case .real: .real(row.double(index))
            case .text: .utf8(row.blob(index))
            case .blob: .blob(row.blob(index))
            }
        }
    }

    /// Adds a row of the tenant's; a value for each column.
    package func insert(_ values: [SQLValue], in tx: Transaction) throws {
        guard !values.isEmpty else { return }
        try tx.execute(insertion + "\(tx.tenant), \(SQL.list(values)))")
    }

    /// Removes at most `limit` rows of the tenant's.
    ///
    /// - Returns: How many; call again while it is `limit`.
    package func remove(limit: Int, in tx: Transaction) throws -> Int {
        try tx.execute(removal + "\(tx.tenant) LIMIT \(limit)" + removalEnd + "\(tx.tenant)")
    }
}
