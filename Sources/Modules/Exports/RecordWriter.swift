import ModuleKit

/// What a table's records are written as.
enum RecordFormat: Sendable {
    case csv(CSVWriter.Mode)
    /// A JSON object a line, with what it is in `type`.
    case lines(type: StaticString)
}

/// A cell that a table looks up elsewhere than in the row.
enum ExtraCell {
    case none
    case text(String)
    case texts([String])
    case time(Timestamp)
}

/// Writes a page of records, as CSV or as lines of JSON.
struct RecordWriter {
    private var csv: CSVWriter
    private var lines: [UInt8] = []
    private let type: StaticString?
    private let columns: [ExportColumn]
    private(set) var count = 0

    init(_ format: RecordFormat, _ columns: [ExportColumn]) {
        self.columns = columns
        switch format {
        case .csv(let mode):
            csv = CSVWriter(mode, capacity: 256 * 1_024)
            type = nil
        case .lines(let type):
            csv = CSVWriter(.exact, capacity: 0)
            self.type = type
        }
    }

    /// What has been written.
    var bytes: [UInt8] { type == nil ? csv.bytes : lines }

    /// How much that is.
    var size: Int { type == nil ? csv.bytes.count : lines.count }

    /// Adds one record; `extra` tells the cells that are not of the row.
    mutating func record(_ row: Row, extra: (Int) -> ExtraCell = { _ in .none }) {
        count += 1
        guard let type else { return csv.record(row, columns, extra: extra) }
        var json = JSONWriter(capacity: 384)
        json.object { json in
            json.member("type", type.description)
            for column in columns { json.member(column, of: row, extra: extra) }
        }
        lines.append(contentsOf: json.bytes)
        lines.append(0x0A)
    }
}

extension JSONWriter {
    /// A column's name and value; nothing where there is none.
    fileprivate mutating func member(_ column: ExportColumn, of row: Row, extra: (Int) -> ExtraCell) {
        switch column.content {
        case .extra(let index):
            switch extra(index) {
            case .none: return
            case .text(let text): named(column.name) { $0.value(text) }
            case .texts(let texts): if !texts.isEmpty { named(column.name) { $0.elements(texts) } }
            case .time(let at): named(column.name) { $0.value(at) }
            }
        case .text(let index), .id(let index, _), .time(let index), .integer(let index), .real(let index),
            .list(let index), .money(let index, _), .json(let index), .member(let index, _):
            guard !row.isNull(index) else { return }
            named(column.name) { $0.value(column.content, of: row, index) }
        }
    }

    private mutating func named(_ name: String, _ value: (inout JSONWriter) -> Void) {
        key(name)
        value(&self)
    }

    private mutating func value(_ content: ExportColumn.Content, of row: Row, _ index: Int) {
        switch content {
        case .id(_, let append): ascii { append(row.int64(index), &$0) }
        case .time: value(Timestamp(milliseconds: row.int64(index)))
        // Minor units stay whole here: the currency stands beside them.
        case .integer, .money: value(row.int64(index))
        case .real: value(row.double(index))
        case .list: elements(row.texts(index))
        case .json: raw(row.blob(index))
        case .member(_, let name): value(row.member(index, name))
        case .text, .extra: value(row.string(index))
        }
    }
}

extension CSVWriter {
    /// Writes one record; `extra` tells the cells that are not of the row.
    mutating func record(_ row: Row, _ columns: [ExportColumn], extra: (Int) -> ExtraCell) {
        for column in columns {
            switch column.content {
            case .text(let index): row.withBytes(index) { text($0.assumingMemoryBound(to: UInt8.self)) }
            case .extra(let index):
                switch extra(index) {
                case .none: empty()
                case .text(let cell): text(cell)
                case .texts(let cells): text(cells.joined(separator: "; "))
                case .time(let at): plain { at.append(to: &$0) }
                }
            case .id(let index, _), .time(let index), .integer(let index), .real(let index), .list(let index),
                .money(let index, _), .json(let index), .member(let index, _):
                if row.isNull(index) { empty() } else { value(row, index, column.content) }
            }
        }
        endRecord()
    }

    private mutating func value(_ row: Row, _ index: Int, _ content: ExportColumn.Content) {
        switch content {
        case .id(_, let append): plain { append(row.int64(index), &$0) }
        case .time: plain { Timestamp(milliseconds: row.int64(index)).append(to: &$0) }
        case .integer: number(row.int64(index))
        case .real: plain { $0.append(contentsOf: "\(row.double(index))".utf8) }
        case .list: text(row.texts(index).joined(separator: "; "))
        case .money(_, let currency):
            let digits = row.withBytes(currency) { CurrencyDigits.count(of: $0) }
            plain { CurrencyDigits.append(row.int64(index), digits: digits, to: &$0) }
        case .json: row.withBytes(index) { text($0.assumingMemoryBound(to: UInt8.self)) }
        case .member(_, let name):
            switch row.member(index, name) {
            case .null: empty()
            case .string(let member): text(member)
            case let other: text(other.jsonText)
            }
        case .text, .extra: empty()
        }
    }
}

extension Row {
    /// A member of a JSON object, which was checked when it was written.
    func member(_ column: Int, _ name: String) -> JSONValue { ((try? JSONParser.parse(blob(column))) ?? .null)[name] }

    /// A JSON list of texts, which was checked when it was written.
    func texts(_ column: Int) -> [String] {
        let json = blob(column)
        guard json.count > 2 else { return [] }
        return ((try? JSONParser.parse(json))?.array ?? []).compactMap(\.string)
    }
}
