import ModuleKit

/// One column of a table: a cell of CSV, or a member of a line of JSON.
struct ExportColumn: Sendable {
    /// What stands in the cells, by the column of the row it is made of.
    enum Content: Sendable {
        case text(Int)
        case id(Int, @Sendable (Int64, inout [UInt8]) -> Void)
        case time(Int)
        case integer(Int)
        case real(Int)
        /// A JSON list of texts, shown with semicolons.
        case list(Int)
        /// A JSON value, as it stands.
        case json(Int)
        /// A member of a JSON object.
        case member(Int, String)
        /// Minor units, in CSV shown as a decimal of the currency in another column.
        case money(Int, currency: Int)
        /// Not of the row: the table itself writes it.
        case extra(Int)

        static func id<Kind>(_ column: Int, _ type: ID<Kind>.Type) -> Content {
            .id(column) { number, bytes in ID<Kind>(number).append(to: &bytes) }
        }
    }

    let name: String
    let content: Content

    init(_ name: String, _ content: Content) {
        self.name = name
        self.content = content
    }

    /// The columns that a list of names asks for, in its order; all where there is no list.
    ///
    /// - Throws: 422 naming what is no column, and what would be.
    static func chosen(
        _ names: String?, of columns: [ExportColumn], own: (Substring) -> ExportColumn? = { _ in nil }
    ) throws(Problem) -> [ExportColumn] {
        guard let names else { return columns }
        var chosen: [ExportColumn] = []
        for name in names.split(separator: ",", omittingEmptySubsequences: false) {
            let name = name.drop { $0 == " " }
            guard let column = columns.first(where: { $0.name == name }) ?? own(name) else {
                let known = columns.map { "`\($0.name)`" }.joined(separator: ", ")
                throw .invalid("columns", "`\(name.prefix(60))` is not a column; the columns here are \(known).")
            }
            guard !chosen.contains(where: { $0.name == column.name }) else {
                throw .invalid("columns", "`\(column.name)` is given twice; name each column once.")
            }
            chosen.append(column)
        }
        return chosen
    }
}
