import Directory
import ModuleKit

/// Businesses as accounts.
struct AccountRecords: ExportTable {
    private typealias Column = ContactReading.BusinessColumn

    let form: SalesforceWriter.Form

    func bound(at now: Timestamp, in tx: Transaction) throws -> Int64 { try ContactReading.newestBusiness(in: tx) }

    func count(through bound: Int64, in tx: Transaction) throws -> Int {
        try ContactReading.businessCount(through: bound, in: tx)
    }

    func page(after place: ExportPlace, through bound: Int64, in tx: Transaction) throws -> ExportPage {
        var records = SalesforceWriter(form)
        var next: ExportPlace?
        try ContactReading.businesses(after: place.id, through: bound, limit: Self.pageRows, in: tx) { row in
            var record = SalesforceRecord(.account, id: BusinessID(row.int64(0)).wire)
            record.text("Name", row.string(Column.name), 255)
            record.text("Website", row.stringOrNil(Column.website), 255)
            record.text("Phone", row.stringOrNil(Column.phone), 40)
            record.text("BillingStreet", row.stringOrNil(Column.address), 255)
            record.text("Description", row.stringOrNil(Column.notes), 32_000)
            records.add(record)
            next = ExportPlace(id: row.int64(0))
            return true
        }
        return ExportPage(bytes: records.bytes, next: next, records: records.count)
    }
}

/// Contacts as contacts or as leads, by their status.
struct PersonRecords: ExportTable {
    private typealias Column = ContactReading.ContactColumn

    let form: SalesforceWriter.Form
    /// `.contact` or `.lead`.
    let object: SalesforceRecords.Object

    func bound(at now: Timestamp, in tx: Transaction) throws -> Int64 { try ContactReading.newestContact(in: tx) }

    func count(through bound: Int64, in tx: Transaction) throws -> Int {
        try ContactReading.contactCount(through: bound, in: tx)
    }

    func page(after place: ExportPlace, through bound: Int64, in tx: Transaction) throws -> ExportPage {
        guard let end = try ContactReading.end(after: place.id, through: bound, limit: Self.pageRows, in: tx) else {
            return ExportPage(bytes: [], next: nil)
        }
        var facts = try ContactFacts(after: place.id, through: end, in: tx)
        var records = SalesforceWriter(form)
        var reached = end
        try ContactReading.contacts(after: place.id, through: end, in: tx) { row in
            guard SalesforceRecords.Object.person(row.string(Column.status)) == object else { return true }
            let id = row.int64(Column.id)
            facts.advance(to: id)
            records.add(record(row, id, facts.numbers))
            guard records.size >= Self.pageBytes else { return true }
            reached = id
            return false
        }
        return ExportPage(bytes: records.bytes, next: ExportPlace(id: reached), records: records.count)
    }

    private func record(_ row: Row, _ id: Int64, _ numbers: [String]) -> SalesforceRecord {
        let email = row.stringOrNil(Column.email)
        let name = row.stringOrNil(Column.name) ?? numbers.first ?? email ?? "Unknown"
        let (first, last) = SalesforceText.names(name)
        var record = SalesforceRecord(object, id: ContactID(id).wire)
        record.text("FirstName", first, 40)
        record.text("LastName", last, 80)
        // Half an address would reach somebody else.
        record.text("Email", email.flatMap { $0.utf8.count <= 80 ? $0 : nil }, 80)
        record.text("Phone", numbers.first, 40)
        record.text("MobilePhone", numbers.dropFirst().first, 40)
        record.text("LeadSource", row.string(Column.source), 40)
        record.text("Description", row.stringOrNil(Column.notes), 32_000)
        if object == .lead {
            record.text("Company", row.stringOrNil(Column.business) ?? "[not provided]", 255)
            let isNew = row.string(Column.status) == "new"
            record.text("Status", isNew ? "Open - Not Contacted" : "Working - Contacted", 40)
        } else {
            record.relation("Account", .account, id: row.int64OrNil(Column.businessID).map { BusinessID($0).wire })
        }
        return record
    }
}
