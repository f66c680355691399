import Directory
import ModuleKit

/// What passed with contacts, as CSV: one record each.
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

    let mode: CSVWriter.Mode
    let columns: [ExportColumn]

    func bound(at now: Timestamp, in tx: Transaction) throws -> Int64 { try ContactReading.newestInteraction(in: tx) }

    func page(after place: ExportPlace, through bound: Int64, in tx: Transaction) throws -> ExportPage {
        var csv = CSVWriter(mode, capacity: 256 * 1_024)
        var next: ExportPlace?
        try ContactReading.interactions(after: place.id, through: bound, limit: Self.pageRows, in: tx) { row in
            csv.record(row, columns)
            next = ExportPlace(id: row.int64(Column.id))
            return csv.bytes.count < Self.pageBytes
        }
        return ExportPage(bytes: csv.bytes, next: next)
    }
}
