import Directory
import ModuleKit

/// Contacts as CSV: one record each, the numbers in one cell for the first and one for all others.
struct ContactTable: ExportTable {
    private typealias Column = ContactReading.ContactColumn
    private static let phone = 0, otherPhones = 1, lastContact = 2

    static let columns: [ExportColumn] = [
        ExportColumn("id", .id(Column.id, ContactID.self)), ExportColumn("name", .text(Column.name)),
        ExportColumn("email", .text(Column.email)), ExportColumn("phone", .extra(phone)),
        ExportColumn("otherPhones", .extra(otherPhones)), ExportColumn("business", .text(Column.business)),
        ExportColumn("status", .text(Column.status)), ExportColumn("source", .text(Column.source)),
        ExportColumn("tags", .list(Column.tags)),
        ExportColumn("estimatedValue", .money(Column.estimatedValue, currency: Column.currency)),
        ExportColumn("actualValue", .money(Column.actualValue, currency: Column.currency)),
        ExportColumn("currency", .text(Column.currency)), ExportColumn("notes", .text(Column.notes)),
        ExportColumn("createdAt", .time(Column.createdAt)), ExportColumn("updatedAt", .time(Column.updatedAt)),
        ExportColumn("lastContactAt", .extra(lastContact)),
    ]

    let mode: CSVWriter.Mode
    let columns: [ExportColumn]

    func bound(at now: Timestamp, in tx: Transaction) throws -> Int64 { try ContactReading.newestContact(in: tx) }

    func page(after place: ExportPlace, through bound: Int64, in tx: Transaction) throws -> ExportPage {
        guard let end = try ContactReading.end(after: place.id, through: bound, limit: Self.pageRows, in: tx) else {
            return ExportPage(bytes: [], next: nil)
        }
        let numbers =
            wants(Self.phone) || wants(Self.otherPhones)
            ? try ContactReading.numbers(after: place.id, through: end, in: tx) : []
        let contacts =
            wants(Self.lastContact)
            ? try ContactReading.lastContacts(after: place.id, through: end, in: tx) : []
        var csv = CSVWriter(mode, capacity: 256 * 1_024)
        var (number, contact, reached) = (0, 0, end)
        try ContactReading.contacts(after: place.id, through: end, in: tx) { row in
            let id = row.int64(Column.id)
            // Removed contacts have numbers and a history too, and no row here.
            while number < numbers.count, numbers[number].contact < id { number += 1 }
            while contact < contacts.count, contacts[contact].contact < id { contact += 1 }
            csv.record(row, columns) { extra, csv in
                switch extra {
                case Self.phone:
                    number < numbers.count && numbers[number].contact == id
                        ? csv.text(numbers[number].number) : csv.empty()
                case Self.otherPhones:
                    let others = numbers[number...].prefix { $0.contact == id }.dropFirst()
                    others.isEmpty ? csv.empty() : csv.text(others.map(\.number).joined(separator: "; "))
                default:
                    guard contact < contacts.count, contacts[contact].contact == id else { return csv.empty() }
                    let at = Timestamp(milliseconds: contacts[contact].at)
                    csv.plain { at.append(to: &$0) }
                }
            }
            guard csv.bytes.count >= Self.pageBytes else { return true }
            reached = id
            return false
        }
        return ExportPage(bytes: csv.bytes, next: ExportPlace(id: reached))
    }

    private func wants(_ extra: Int) -> Bool {
        columns.contains {
            if case .extra(extra) = $0.content { true } else { false }
        }
    }
}
