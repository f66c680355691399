import Calls
import Directory
import ModuleKit

/// Calls as tasks of the subtype `Call`.
struct CallRecords: ExportTable {
    private typealias Column = CallExportReading.CallColumn

    func bound(at now: Timestamp, in tx: Transaction) throws -> Int64 { try CallExportReading.newest(in: tx) }

    func page(after place: ExportPlace, through bound: Int64, in tx: Transaction) throws -> ExportPage {
        var records = SalesforceWriter()
        var next: ExportPlace?
        try CallExportReading.calls(after: place.id, through: bound, limit: Self.pageRows, in: tx) { row in
            records.record(.task, id: CallID(row.int64(Column.id)).wire) { Self.write(row, to: &$0) }
            next = ExportPlace(id: row.int64(Column.id))
            return records.bytes.count < Self.pageBytes
        }
        return ExportPage(bytes: records.bytes, next: next)
    }

    private static func write(_ row: Row, to json: inout JSONWriter) {
        let isInbound = row.string(Column.direction) == "inbound"
        let other = row.string(isInbound ? Column.from : Column.to)
        let who = row.stringOrNil(Column.contactName) ?? row.stringOrNil(Column.callerName) ?? other
        json.field("Subject", isInbound ? "Call from \(who)" : "Call to \(who)", 255)
        json.member("Status", row.isNull(Column.endedAt) ? "In Progress" : "Completed")
        json.member("Priority", "Normal")
        json.member("ActivityDate", String(Timestamp(milliseconds: row.int64(Column.startedAt)).rfc3339.prefix(10)))
        json.member("TaskSubtype", "Call")
        json.member("CallType", isInbound ? "Inbound" : "Outbound")
        json.member("CallDurationInSeconds", row.int64OrNil(Column.durationSec))
        json.field("CallDisposition", row.stringOrNil(Column.disposition) ?? row.string(Column.status), 255)
        json.field("CallObject", row.string(Column.providerCallID), 255)
        let texts = [row.stringOrNil(Column.summary), row.stringOrNil(Column.note)].compactMap(\.self)
        json.field("Description", texts.joined(separator: "\n\n"), 32_000)
        if let contact = row.int64OrNil(Column.contact) {
            json.relation("Who", .person(row.string(Column.contactStatus)), id: ContactID(contact).wire)
        }
    }
}

/// Whatever else passed with contacts as tasks; calls are told by ``CallRecords``.
struct InteractionRecords: ExportTable {
    private typealias Column = ContactReading.InteractionColumn

    func bound(at now: Timestamp, in tx: Transaction) throws -> Int64 { try ContactReading.newestInteraction(in: tx) }

    func page(after place: ExportPlace, through bound: Int64, in tx: Transaction) throws -> ExportPage {
        var records = SalesforceWriter()
        var next: ExportPlace?
        try ContactReading.interactions(after: place.id, through: bound, limit: Self.pageRows, in: tx) { row in
            next = ExportPlace(id: row.int64(Column.id))
            guard row.isNull(Column.call) else { return true }
            records.record(.task, id: InteractionID(row.int64(Column.id)).wire) { Self.write(row, to: &$0) }
            return records.bytes.count < Self.pageBytes
        }
        return ExportPage(bytes: records.bytes, next: next)
    }

    private static func write(_ row: Row, to json: inout JSONWriter) {
        let kind = row.string(Column.kind)
        let summary = row.stringOrNil(Column.summary) ?? ""
        json.field("Subject", summary.isEmpty ? kind : SalesforceText.firstLine(summary), 255)
        json.member("Status", "Completed")
        json.member("Priority", "Normal")
        json.member("ActivityDate", String(Timestamp(milliseconds: row.int64(Column.at)).rfc3339.prefix(10)))
        json.member("TaskSubtype", kind == "email" ? "Email" : kind == "call" ? "Call" : "Task")
        json.field("Description", summary, 32_000)
        json.relation("Who", .person(row.string(Column.contactStatus)), id: ContactID(row.int64(Column.contact)).wire)
    }
}
