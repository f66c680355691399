import Directory
import ModuleKit

/// Contacts under the names that HubSpot's import knows its own properties by.
struct HubSpotTable: ExportTable {
    private typealias Column = ContactReading.ContactColumn

    /// The columns' names; the last is a property of the company's own, to find a record again by.
    static let header = [
        "Email", "First Name", "Last Name", "Phone Number", "Mobile Phone Number", "Company Name", "Lifecycle Stage",
        "Lead Status", "Original Source", "Notes", "Switchboard ID",
    ]

    /// By when they were made.
    var span = ExportSpan()

    func bound(at now: Timestamp, in tx: Transaction) throws -> Int64 { try ContactReading.newestContact(in: tx) }

    func count(through bound: Int64, in tx: Transaction) throws -> Int {
        try ContactReading.contactCount(through: bound, in: tx)
    }

    func page(after place: ExportPlace, through bound: Int64, in tx: Transaction) throws -> ExportPage {
        guard let end = try ContactReading.end(after: place.id, through: bound, limit: Self.pageRows, in: tx) else {
            return ExportPage(bytes: [], next: nil)
        }
        var facts = try ContactFacts(after: place.id, through: end, in: tx)
        var csv = CSVWriter(.exact, capacity: 256 * 1_024)
        var page = ExportPage(bytes: [], next: ExportPlace(id: end))
        try ContactReading.contacts(after: place.id, through: end, in: tx) { row in
            guard span.has(row.int64(Column.createdAt)) else { return true }
            let id = row.int64(Column.id)
            facts.advance(to: id)
            Self.write(row, facts.numbers, to: &csv)
            page.records += 1
            guard csv.bytes.count >= Self.pageBytes else { return true }
            page.next = ExportPlace(id: id)
            return false
        }
        page.bytes = csv.bytes
        return page
    }

    private static func write(_ row: Row, _ numbers: [String], to csv: inout CSVWriter) {
        let (first, last) = row.stringOrNil(Column.name).map { SalesforceText.names($0) } ?? (nil, "")
        let (stage, leadStatus) = stage(row.string(Column.status))
        let cells = [
            row.string(Column.email), first ?? "", last, numbers.first ?? "", numbers.dropFirst().first ?? "",
            row.string(Column.business), stage, leadStatus, row.string(Column.source), row.string(Column.notes),
            ContactID(row.int64(Column.id)).wire,
        ]
        for cell in cells { csv.text(cell) }
        csv.endRecord()
    }

    /// The labels of HubSpot's own choices: whatever it does not know it skips.
    private static func stage(_ status: String) -> (lifecycle: String, lead: String) {
        switch status {
        case "new": ("Lead", "New")
        case "lead": ("Lead", "Open")
        case "customer": ("Customer", "")
        default: ("Other", status == "blocked" ? "Unqualified" : "")
        }
    }
}
