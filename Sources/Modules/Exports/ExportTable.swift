import ModuleKit

/// What is exported: its rows, a page at a time.
///
/// Each page is one short read transaction, so that the write-ahead log can be emptied meanwhile, and memory stays the
/// same for any number of rows.
protocol ExportTable: Sendable {
    /// The newest row's id as the export begins, at a moment.
    func bound(at now: Timestamp, in tx: Transaction) throws -> Int64
    /// About how many records there are up to the bound, to tell how far an export is; counts a whole index.
    func count(through bound: Int64, in tx: Transaction) throws -> Int
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
    /// How many records it has.
    var records = 0
}

/// From when to when what is exported was; the end is left out.
struct ExportSpan: Sendable, Equatable {
    var from: Timestamp?
    var to: Timestamp?

    /// Whether a moment, in milliseconds, lies within.
    func has(_ milliseconds: Int64) -> Bool {
        (from.map { milliseconds >= $0.milliseconds } ?? true) && (to.map { milliseconds < $0.milliseconds } ?? true)
    }
}
