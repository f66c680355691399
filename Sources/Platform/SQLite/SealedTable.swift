/// A table with columns that statements seal and open by ``CellSeal``, for what goes through all of its rows.
package struct SealedTable: Sendable {
    /// As the schema names it.
    package let name: String
    private let columns: [String]
    private let row: String
    private let next: SQL
    private let inOrder: SQL
    private let update: SQL
    private let after: SQL
    private let through: SQL
    private let unopened: SQL

    /// - Parameters:
    ///   - columns: Those that are sealed, each at the place `table.column`.
    ///   - row: What statements name a row by.
    ///   - walk: An integer column in whose order an index has each tenant's rows.
    ///   - also: What else follows from a row's being sealed or opened, as in `UPDATE … SET`.
    package init(
        _ table: StaticString, _ columns: [StaticString], row: StaticString = "id", walk: StaticString = "id",
        also: StaticString? = nil
    ) {
        name = table.description
        self.columns = columns.map(\.description)
        self.row = row.description
        let sets = self.columns.map { "\($0) = \(Self.call("resealed", table.description, $0, row.description))" }
        let some = self.columns.map { "\($0) IS NOT NULL" }.joined(separator: " OR ")
        next = SQL(interned: "SELECT \(walk) FROM \(table) WHERE \(walk) > ")
        inOrder = SQL(interned: " ORDER BY \(walk) LIMIT ")
        update = SQL(
            interned: "UPDATE \(table) SET \((sets + [also?.description].compactMap(\.self)).joined(separator: ", ")) "
                + "WHERE (\(some)) AND company_id = ")
        let opens = self.columns.map { Self.call("opens", table.description, $0, row.description) + " = 0" }
        unopened = SQL(
            interned: "SELECT \(row) FROM \(table) WHERE (\(opens.joined(separator: " OR "))) AND company_id = ")
        after = SQL(interned: " AND \(walk) > ")
        through = SQL(interned: " AND \(walk) <= ")
    }

    /// Seals or opens the tenant's next rows, as it wants them now; what is so already stays.
    ///
    /// - Parameter place: Where the last call came to; 0 for the first.
    /// - Returns: How many rows were looked at, and the place to go on from; nil at the end.
    package func reseal(
        after place: Int64, limit: Int, in tx: Transaction
    ) throws -> (count: Int, reached: Int64?) {
        let places = try tx.rows(
            next + "\(place) AND company_id = \(tx.tenant)" + inOrder + "\(limit)"
        ) { $0.int64(0) }
        guard let last = places.last else { return (0, nil) }
        try tx.execute(update + "\(tx.tenant)" + after + "\(place)" + through + "\(last)")
        return (places.count, places.count < limit ? nil : last)
    }

    /// A tenant's rows that do not open, at most so many.
    package func unreadable(of tenant: Int64, limit: Int, in tx: Transaction) throws -> [String] {
        try tx.rows(unopened + "\(tenant) LIMIT \(limit)") { $0.string(0) }
    }

    /// A column as it was written, for a statement on this table; nil for one that is not sealed.
    func opened(_ column: String) -> String? {
        columns.contains(column) ? Self.call("opened", name, column, row) : nil
    }

    private static func call(_ function: String, _ table: String, _ column: String, _ row: String) -> String {
        "\(function)('\(table).\(column)', company_id, \(row), \(column))"
    }
}
