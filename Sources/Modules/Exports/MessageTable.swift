import Calls
import ModuleKit

/// Text messages, in and out: one record each.
struct MessageTable: ExportTable {
    private typealias Column = MessageReading.Column

    static let columns: [ExportColumn] = [
        ExportColumn("id", .id(Column.id, MessageID.self)),
        ExportColumn("contact", .id(Column.contact, ContactID.self)),
        ExportColumn("line", .id(Column.line, LineID.self)), ExportColumn("direction", .text(Column.direction)),
        ExportColumn("channel", .text(Column.channel)), ExportColumn("status", .text(Column.status)),
        ExportColumn("from", .text(Column.from)), ExportColumn("to", .text(Column.to)),
        ExportColumn("text", .text(Column.text)), ExportColumn("author", .text(Column.author)),
        ExportColumn("at", .time(Column.at)),
    ]

    let format: RecordFormat
    let columns: [ExportColumn]
    /// By when the hub heard of them first.
    var span = ExportSpan()

    func bound(at now: Timestamp, in tx: Transaction) throws -> Int64 { try MessageReading.newest(in: tx) }

    func count(through bound: Int64, in tx: Transaction) throws -> Int {
        try MessageReading.count(through: bound, in: tx)
    }

    func page(after place: ExportPlace, through bound: Int64, in tx: Transaction) throws -> ExportPage {
        var records = RecordWriter(format, columns)
        var next: ExportPlace?
        try MessageReading.messages(after: place.id, through: bound, limit: Self.pageRows, in: tx) { row in
            if span.has(row.int64(Column.at)) { records.record(row) }
            next = ExportPlace(id: row.int64(Column.id))
            return records.size < Self.pageBytes
        }
        return ExportPage(bytes: records.bytes, next: next, records: records.count)
    }
}
