import Calls
import Directory
import ModuleKit

/// Calls as tasks of the subtype `Call`.
struct CallRecords: ExportTable {
    let form: SalesforceWriter.Form
    /// Contacts' and nobody's, or leads', for a row of CSV names one kind of person; nil for all.
    var person: SalesforceRecords.Object?

    private typealias Column = CallExportReading.CallColumn

    func bound(at now: Timestamp, in tx: Transaction) throws -> Int64 { try CallExportReading.newest(in: tx) }

    func count(through bound: Int64, in tx: Transaction) throws -> Int {
        try CallExportReading.callCount(through: bound, in: tx)
    }

    func page(after place: ExportPlace, through bound: Int64, in tx: Transaction) throws -> ExportPage {
        var records = SalesforceWriter(form)
        var next: ExportPlace?
        try CallExportReading.calls(after: place.id, through: bound, limit: Self.pageRows, in: tx) { row in
            next = ExportPlace(id: row.int64(Column.id))
            let who: SalesforceRecords.Object =
                row.isNull(Column.contact) ? .contact : .person(row.string(Column.contactStatus))
            if person == nil || person == who { records.add(Self.record(row, who)) }
            return records.size < Self.pageBytes
        }
        return ExportPage(bytes: records.bytes, next: next, records: records.count)
    }

    private static func record(_ row: Row, _ who: SalesforceRecords.Object) -> SalesforceRecord {
        let isInbound = row.string(Column.direction) == "inbound"
        let other = row.string(isInbound ? Column.from : Column.to)
        let name = row.stringOrNil(Column.contactName) ?? row.stringOrNil(Column.callerName) ?? other
        let texts = [row.stringOrNil(Column.summary), row.stringOrNil(Column.note)].compactMap(\.self)
        var record = SalesforceRecord(.task, id: CallID(row.int64(Column.id)).wire)
        record.text("Subject", isInbound ? "Call from \(name)" : "Call to \(name)", 255)
        record.text("Status", row.isNull(Column.endedAt) ? "In Progress" : "Completed", 40)
        record.text("Priority", "Normal", 40)
        record.text("ActivityDate", SalesforceText.day(row.int64(Column.startedAt)), 10)
        record.text("TaskSubtype", "Call", 40)
        record.text("CallType", isInbound ? "Inbound" : "Outbound", 40)
        record.number("CallDurationInSeconds", row.int64OrNil(Column.durationSec))
        record.text("CallDisposition", row.stringOrNil(Column.disposition) ?? row.string(Column.status), 255)
        record.text("CallObject", row.string(Column.providerCallID), 255)
        record.text("Description", texts.joined(separator: "\n\n"), 32_000)
        record.relation("Who", who, id: row.int64OrNil(Column.contact).map { ContactID($0).wire })
        return record
    }
}

/// Whatever else passed with contacts as tasks; calls are told by ``CallRecords``.
struct InteractionRecords: ExportTable {
    let form: SalesforceWriter.Form
    /// Contacts' and nobody's, or leads', for a row of CSV names one kind of person; nil for all.
    var person: SalesforceRecords.Object?

    private typealias Column = ContactReading.InteractionColumn

    func bound(at now: Timestamp, in tx: Transaction) throws -> Int64 { try ContactReading.newestInteraction(in: tx) }

    func count(through bound: Int64, in tx: Transaction) throws -> Int {
        try ContactReading.interactionCount(through: bound, in: tx)
    }

    func page(after place: ExportPlace, through bound: Int64, in tx: Transaction) throws -> ExportPage {
        var records = SalesforceWriter(form)
        var next: ExportPlace?
        try ContactReading.interactions(after: place.id, through: bound, limit: Self.pageRows, in: tx) { row in
            next = ExportPlace(id: row.int64(Column.id))
            guard row.isNull(Column.call) else { return true }
            let who = SalesforceRecords.Object.person(row.string(Column.contactStatus))
            if person == nil || person == who { records.add(Self.record(row, who)) }
            return records.size < Self.pageBytes
        }
        return ExportPage(bytes: records.bytes, next: next, records: records.count)
    }

    private static func record(_ row: Row, _ who: SalesforceRecords.Object) -> SalesforceRecord {
        let kind = row.string(Column.kind)
        let summary = row.stringOrNil(Column.summary) ?? ""
        var record = SalesforceRecord(.task, id: InteractionID(row.int64(Column.id)).wire)
        record.text("Subject", summary.isEmpty ? kind : SalesforceText.firstLine(summary), 255)
        record.text("Status", "Completed", 40)
        record.text("Priority", "Normal", 40)
        record.text("ActivityDate", SalesforceText.day(row.int64(Column.at)), 10)
        record.text("TaskSubtype", kind == "email" ? "Email" : kind == "call" ? "Call" : "Task", 40)
        record.text("CallType", nil, 40)
        record.number("CallDurationInSeconds", nil)
        record.text("CallDisposition", kind == "call" ? row.stringOrNil(Column.outcome) : nil, 255)
        record.text("CallObject", nil, 255)
        record.text("Description", summary, 32_000)
        record.relation("Who", who, id: ContactID(row.int64(Column.contact)).wire)
        return record
    }
}
