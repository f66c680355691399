import Directory
import ModuleKit

/// The firms that contacts work for: one record each.
struct BusinessTable: ExportTable {
    private typealias Column = ContactReading.BusinessColumn

    static let columns: [ExportColumn] = [
        ExportColumn("id", .id(Column.id, BusinessID.self)), ExportColumn("name", .text(Column.name)),
        ExportColumn("website", .text(Column.website)), ExportColumn("phone", .text(Column.phone)),
        ExportColumn("email", .text(Column.email)), ExportColumn("address", .text(Column.address)),
        ExportColumn("notes", .text(Column.notes)), ExportColumn("owner", .id(Column.owner, UserID.self)),
        ExportColumn("tags", .list(Column.tags)), ExportColumn("fields", .json(Column.fields)),
    ]

    let format: RecordFormat
    let columns: [ExportColumn]

    func bound(at now: Timestamp, in tx: Transaction) throws -> Int64 { try ContactReading.newestBusiness(in: tx) }

    func count(through bound: Int64, in tx: Transaction) throws -> Int {
        try ContactReading.businessCount(through: bound, in: tx)
    }

    func page(after place: ExportPlace, through bound: Int64, in tx: Transaction) throws -> ExportPage {
        var records = RecordWriter(format, columns)
        var next: ExportPlace?
        try ContactReading.businesses(after: place.id, through: bound, limit: Self.pageRows, in: tx) { row in
            records.record(row)
            next = ExportPlace(id: row.int64(Column.id))
            return true
        }
        return ExportPage(bytes: records.bytes, next: next, records: records.count)
    }
}
