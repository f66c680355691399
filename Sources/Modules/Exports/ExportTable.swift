import ModuleKit

/// What is exported: its rows, a page at a time.
///
/// Each page is one short read transaction, so that the write-ahead log can be emptied meanwhile, and memory stays the
/// same for any number of rows.
protocol ExportTable: Sendable {
    /// The newest row's id as the export begins, at a moment.
    func bound(at now: Timestamp, in tx: Transaction) throws -> Int64
    /// The bytes of the rows after a place, and where the next page goes on; rows made after `bound` are left out.
    func page(after place: ExportPlace, through bound: Int64, in tx: Transaction) throws -> ExportPage
}

extension ExportTable {
    /// Rows of one page.
    static var pageRows: Int { 2_000 }
    /// A page of long texts ends here.
    static var pageBytes: Int { 1 << 20 }
}

/// Where a page begins: after this row.
struct ExportPlace: Sendable {
    var id: Int64 = 0
    var session = ""
    var track = ""
    var sequence: Int64 = .min
}

/// One page of an export.
struct ExportPage: Sendable {
    var bytes: [UInt8]
    /// Where the next page begins; nil after the last.
    var next: ExportPlace?
}

/// One column of a CSV export.
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
        /// Minor units, shown as a decimal of the currency in another column.
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
    static func chosen(_ names: String?, of columns: [ExportColumn]) throws(Problem) -> [ExportColumn] {
        guard let names else { return columns }
        var chosen: [ExportColumn] = []
        for name in names.split(separator: ",", omittingEmptySubsequences: false) {
            let name = name.drop { $0 == " " }
            guard let column = columns.first(where: { $0.name == name }) else {
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

extension CSVWriter {
    /// Writes one record; `extra` writes the cells that are not of the row.
    mutating func record(_ row: Row, _ columns: [ExportColumn], extra: (Int, inout CSVWriter) -> Void = { $1.empty() })
    {
        for column in columns {
            switch column.content {
            case .text(let index): row.withBytes(index) { text($0.assumingMemoryBound(to: UInt8.self)) }
            case .extra(let index): extra(index, &self)
            case .id(let index, _), .time(let index), .integer(let index), .real(let index), .list(let index),
                .money(let index, _):
                if row.isNull(index) { empty() } else { value(row, index, column.content) }
            }
        }
        endRecord()
    }

    private mutating func value(_ row: Row, _ index: Int, _ content: ExportColumn.Content) {
        switch content {
        case .id(_, let append): plain { append(row.int64(index), &$0) }
        case .time: plain { Timestamp(milliseconds: row.int64(index)).append(to: &$0) }
        case .integer: number(row.int64(index))
        case .real: plain { $0.append(contentsOf: "\(row.double(index))".utf8) }
        case .list: text(Self.joined(row.blob(index)))
        case .money(_, let currency):
            let digits = row.withBytes(currency) { CurrencyDigits.count(of: $0) }
            plain { CurrencyDigits.append(row.int64(index), digits: digits, to: &$0) }
        case .text, .extra: empty()
        }
    }

    private static func joined(_ json: [UInt8]) -> String {
        guard json.count > 2 else { return "" }
        let list = (try? JSONParser.parse(json))?.array ?? []  // The column holds only lists that were checked.
        return list.compactMap(\.string).joined(separator: "; ")
    }
}
