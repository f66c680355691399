import Directory
import ModuleKit

/// Contacts: one record each, the first number in a column of its own and all others in one.
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
        ExportColumn("lastContactAt", .extra(lastContact)), ExportColumn("owner", .id(Column.owner, UserID.self)),
        ExportColumn("externalId", .text(Column.externalID)),
        ExportColumn("businessId", .id(Column.businessID, BusinessID.self)),
        ExportColumn("fields", .json(Column.fields)),
    ]

    /// A field of the company's own as a column, such as `fields.budget`; nil for another name.
    static func own(_ name: Substring) -> ExportColumn? {
        guard name.hasPrefix("fields."), name.utf8.count > 7 else { return nil }
        return ExportColumn(String(name), .member(Column.fields, String(name.dropFirst(7))))
    }

    let format: RecordFormat
    let columns: [ExportColumn]
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
        var facts = try ContactFacts(
            after: place.id, through: end, numbers: wants(Self.phone) || wants(Self.otherPhones),
            lastContacts: wants(Self.lastContact), in: tx)
        var records = RecordWriter(format, columns)
        var reached = end
        try ContactReading.contacts(after: place.id, through: end, in: tx) { row in
            guard span.has(row.int64(Column.createdAt)) else { return true }
            let id = row.int64(Column.id)
            facts.advance(to: id)
            records.record(row) { extra in
                switch extra {
                case Self.phone: facts.numbers.first.map { .text($0) } ?? .none
                case Self.otherPhones: facts.numbers.count > 1 ? .texts(Array(facts.numbers.dropFirst())) : .none
                default: facts.lastContactAt.map { .time($0) } ?? .none
                }
            }
            guard records.size >= Self.pageBytes else { return true }
            reached = id
            return false
        }
        return ExportPage(bytes: records.bytes, next: ExportPlace(id: reached), records: records.count)
    }

    private func wants(_ extra: Int) -> Bool {
        columns.contains {
            if case .extra(extra) = $0.content { true } else { false }
        }
    }
}

/// What stands beside the rows of a page's contacts: read once for the page, and gone through with them.
struct ContactFacts {
    /// Of the contact that was come to, the one to call first before the others.
    private(set) var numbers: [String] = []
    /// When the company last had to do with that contact.
    private(set) var lastContactAt: Timestamp?
    private let allNumbers: [(contact: Int64, number: String)]
    private let allContacts: [(contact: Int64, at: Int64)]
    private var number = 0
    private var contact = 0

    init(
        after: Int64, through: Int64, numbers: Bool = true, lastContacts: Bool = false, in tx: Transaction
    ) throws {
        allNumbers = numbers ? try ContactReading.numbers(after: after, through: through, in: tx) : []
        allContacts = lastContacts ? try ContactReading.lastContacts(after: after, through: through, in: tx) : []
    }

    /// Goes on to a contact; removed ones before it have numbers and a history too, and no row.
    mutating func advance(to id: Int64) {
        while number < allNumbers.count, allNumbers[number].contact < id { number += 1 }
        while contact < allContacts.count, allContacts[contact].contact < id { contact += 1 }
        numbers = allNumbers[number...].prefix { $0.contact == id }.map(\.number)
        lastContactAt =
            contact < allContacts.count && allContacts[contact].contact == id
            ? Timestamp(milliseconds: allContacts[contact].at) : nil
    }
}
