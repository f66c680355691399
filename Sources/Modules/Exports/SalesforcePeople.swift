import Directory
import ModuleKit

/// Businesses as accounts.
struct AccountRecords: ExportTable {
    func bound(at now: Timestamp, in tx: Transaction) throws -> Int64 { try ContactReading.newestBusiness(in: tx) }

    func page(after place: ExportPlace, through bound: Int64, in tx: Transaction) throws -> ExportPage {
        var records = SalesforceWriter()
        var next: ExportPlace?
        try ContactReading.businesses(after: place.id, through: bound, limit: Self.pageRows, in: tx) { row in
            records.record(.account, id: BusinessID(row.int64(0)).wire) { $0.field("Name", row.string(1), 255) }
            next = ExportPlace(id: row.int64(0))
            return true
        }
        return ExportPage(bytes: records.bytes, next: next)
    }
}

/// Contacts as contacts or as leads, by their status.
struct PersonRecords: ExportTable {
    private typealias Column = ContactReading.ContactColumn

    /// `.contact` or `.lead`.
    let object: SalesforceRecords.Object

    func bound(at now: Timestamp, in tx: Transaction) throws -> Int64 { try ContactReading.newestContact(in: tx) }

    func page(after place: ExportPlace, through bound: Int64, in tx: Transaction) throws -> ExportPage {
        guard let end = try ContactReading.end(after: place.id, through: bound, limit: Self.pageRows, in: tx) else {
            return ExportPage(bytes: [], next: nil)
        }
        let numbers = try ContactReading.numbers(after: place.id, through: end, in: tx)
        var records = SalesforceWriter()
        var (number, reached) = (0, end)
        try ContactReading.contacts(after: place.id, through: end, in: tx) { row in
            let id = row.int64(Column.id)
            while number < numbers.count, numbers[number].contact < id { number += 1 }
            guard SalesforceRecords.Object.person(row.string(Column.status)) == object else { return true }
            let own = numbers[number...].prefix { $0.contact == id }
            write(row, id, own.map(\.number), to: &records)
            guard records.bytes.count >= Self.pageBytes else { return true }
            reached = id
            return false
        }
        return ExportPage(bytes: records.bytes, next: ExportPlace(id: reached))
    }

    private func write(_ row: Row, _ id: Int64, _ numbers: [String], to records: inout SalesforceWriter) {
        let email = row.stringOrNil(Column.email)
        let name = row.stringOrNil(Column.name) ?? numbers.first ?? email ?? "Unknown"
        records.record(object, id: ContactID(id).wire) { json in
            let (first, last) = SalesforceText.names(name)
            json.field("FirstName", first, 40)
            json.field("LastName", last, 80)
            // Half an address would reach somebody else.
            if let email, email.utf8.count <= 80 { json.field("Email", email, 80) }
            json.field("Phone", numbers.first, 40)
            json.field("MobilePhone", numbers.dropFirst().first, 40)
            json.field("LeadSource", row.string(Column.source), 40)
            json.field("Description", row.stringOrNil(Column.notes), 32_000)
            if object == .lead {
                json.field("Company", row.stringOrNil(Column.business) ?? "[not provided]", 255)
                json.member(
                    "Status", row.string(Column.status) == "new" ? "Open - Not Contacted" : "Working - Contacted")
            } else if let business = row.int64OrNil(Column.businessID) {
                json.relation("Account", .account, id: BusinessID(business).wire)
            }
        }
    }
}
