import Directory
import ModuleKit

/// What passed with contacts, one record each.
struct InteractionTable: ExportTable {
    private typealias Column = ContactReading.InteractionColumn

    static let columns: [ExportColumn] = [
        ExportColumn("id", .id(Column.id, InteractionID.self)),
        ExportColumn("contact", .id(Column.contact, ContactID.self)),
        ExportColumn("contactName", .text(Column.contactName)), ExportColumn("kind", .text(Column.kind)),
        ExportColumn("at", .time(Column.at)), ExportColumn("summary", .text(Column.summary)),
        ExportColumn("outcome", .text(Column.outcome)), ExportColumn("sentiment", .text(Column.sentiment)),
        ExportColumn("keywords", .list(Column.keywords)), ExportColumn("author", .text(Column.author)),
        ExportColumn("call", .id(Column.call, CallID.self)),
    ]

    let format: RecordFormat
    let columns: [ExportColumn]
    /// By when they were.
    var span = ExportSpan()

    func bound(at now: Timestamp, in tx: Transaction) throws -> Int64 { try ContactReading.newestInteraction(in: tx) }

    func count(through bound: Int64, in tx: Transaction) throws -> Int {
        try ContactReading.interactionCount(through: bound, in: tx)
    }

    func page(after place: ExportPlace, through bound: Int64, in tx: Transaction) throws -> ExportPage {
        var records = RecordWriter(format, columns)
        var next: ExportPlace?
        try ContactReading.interactions(after: place.id, through: bound, limit: Self.pageRows, in: tx) { row in
            if span.has(row.int64(Column.at)) { records.record(row) }
            next = ExportPlace(id: row.int64(Column.id))
            return records.size < Self.pageBytes
        }
        return ExportPage(bytes: records.bytes, next: next, records: records.count)
    }
}
