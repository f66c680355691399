import Calls
import ModuleKit

/// Calls: one record each.
struct CallTable: ExportTable {
    private typealias Column = CallExportReading.CallColumn

    static let columns: [ExportColumn] = [
        ExportColumn("id", .id(Column.id, CallID.self)), ExportColumn("providerCallId", .text(Column.providerCallID)),
        ExportColumn("direction", .text(Column.direction)), ExportColumn("status", .text(Column.status)),
        ExportColumn("reason", .text(Column.reason)), ExportColumn("from", .text(Column.from)),
        ExportColumn("to", .text(Column.to)), ExportColumn("line", .id(Column.line, LineID.self)),
        ExportColumn("lineName", .text(Column.lineName)), ExportColumn("contact", .id(Column.contact, ContactID.self)),
        ExportColumn("contactName", .text(Column.contactName)), ExportColumn("callerName", .text(Column.callerName)),
        ExportColumn("startedAt", .time(Column.startedAt)), ExportColumn("answeredAt", .time(Column.answeredAt)),
        ExportColumn("endedAt", .time(Column.endedAt)), ExportColumn("durationSec", .integer(Column.durationSec)),
        ExportColumn("answeredBy", .text(Column.answeredBy)), ExportColumn("agent", .text(Column.agent)),
        ExportColumn("disposition", .text(Column.disposition)), ExportColumn("summary", .text(Column.summary)),
        ExportColumn("sentiment", .text(Column.sentiment)), ExportColumn("intent", .text(Column.intent)),
        ExportColumn("note", .text(Column.note)),
    ]

    let format: RecordFormat
    let columns: [ExportColumn]
    /// By when they were.
    var span = ExportSpan()

    func bound(at now: Timestamp, in tx: Transaction) throws -> Int64 { try CallExportReading.newest(in: tx) }

    func count(through bound: Int64, in tx: Transaction) throws -> Int {
        try CallExportReading.callCount(through: bound, in: tx)
    }

    func page(after place: ExportPlace, through bound: Int64, in tx: Transaction) throws -> ExportPage {
        var records = RecordWriter(format, columns)
        var next: ExportPlace?
        try CallExportReading.calls(after: place.id, through: bound, limit: Self.pageRows, in: tx) { row in
            if span.has(row.int64(Column.startedAt)) { records.record(row) }
            next = ExportPlace(id: row.int64(Column.id))
            return records.size < Self.pageBytes
        }
        return ExportPage(bytes: records.bytes, next: next, records: records.count)
    }
}

/// Transcripts: one record an utterance, by call and in order.
struct TranscriptTable: ExportTable {
    private typealias Column = CallExportReading.SegmentColumn

    static let columns: [ExportColumn] = [
        ExportColumn("call", .id(Column.call, CallID.self)),
        ExportColumn("providerCallId", .text(Column.providerCallID)),
        ExportColumn("id", .id(Column.id, SegmentID.self)), ExportColumn("at", .time(Column.at)),
        ExportColumn("speaker", .text(Column.speaker)), ExportColumn("text", .text(Column.text)),
        ExportColumn("language", .text(Column.language)), ExportColumn("confidence", .real(Column.confidence)),
        ExportColumn("startMs", .integer(Column.startMs)), ExportColumn("endMs", .integer(Column.endMs)),
        ExportColumn("session", .text(Column.session)), ExportColumn("track", .text(Column.track)),
        ExportColumn("sequence", .integer(Column.sequence)), ExportColumn("source", .text(Column.source)),
    ]

    let format: RecordFormat
    let columns: [ExportColumn]
    /// By when they were.
    var span = ExportSpan()

    /// A bound by the clock, for no index knows the newest utterance.
    ///
    /// An id's upper bits are the clock's milliseconds, and lead them only where the clock went back: then the calls know.
    func bound(at now: Timestamp, in tx: Transaction) throws -> Int64 {
        max((now.milliseconds + 1) << 21 - 1, try CallExportReading.newest(in: tx))
    }

    func count(through bound: Int64, in tx: Transaction) throws -> Int {
        try CallExportReading.segmentCount(through: bound, in: tx)
    }

    func page(after place: ExportPlace, through bound: Int64, in tx: Transaction) throws -> ExportPage {
        var records = RecordWriter(format, columns)
        var next: ExportPlace?
        let after = CallExportReading.SegmentPlace(
            call: place.id, session: place.session, track: place.track, sequence: place.sequence)
        var rows = 0
        try CallExportReading.segments(after: after, through: bound, limit: Self.pageRows, in: tx) { row in
            if span.has(row.int64(Column.at)) { records.record(row) }
            rows += 1
            guard rows == Self.pageRows || records.size >= Self.pageBytes else { return true }
            next = ExportPlace(
                id: row.int64(Column.call), session: row.string(Column.session), track: row.string(Column.track),
                sequence: row.int64(Column.sequence))
            return false
        }
        return ExportPage(bytes: records.bytes, next: next, records: records.count)
    }
}
