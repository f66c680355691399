import Directory
import ModuleKit

/// What can be taken out of a company.
enum ExportKind: String, CaseIterable, Sendable {
    case contacts, interactions, calls, transcripts, salesforce, hubspot, vcard, ndjson, archive
    case salesforceBulk = "salesforce-bulk"

    /// Those that are tables of CSV with columns to choose from.
    static let tables: [ExportKind] = [.contacts, .interactions, .calls, .transcripts]

    /// Those that hold what was said in calls.
    static let spoken: Set<ExportKind> = [.transcripts, .ndjson, .archive]

    /// The columns of a table; none for what has a form of its own.
    var columns: [ExportColumn] {
        switch self {
        case .contacts: ContactTable.columns
        case .interactions: InteractionTable.columns
        case .calls: CallTable.columns
        case .transcripts: TranscriptTable.columns
        case .salesforce, .salesforceBulk, .hubspot, .vcard, .ndjson, .archive: []
        }
    }
}

/// What somebody wants exported, and how.
struct ExportOrder: Sendable, Equatable {
    var what: ExportKind
    /// Of CSV.
    var mode = CSVWriter.Mode.spreadsheet
    /// Names of columns with commas between them; all, unless told.
    var columns: String?
    /// Names of Salesforce's objects with commas between them; all, unless told.
    var object: String?
    /// Narrows all but what is for Salesforce, and an archive.
    var span = ExportSpan()

    /// What the order comes to.
    ///
    /// - Parameter day: In UTC, such as `2026-11-21`.
    /// - Throws: 422 naming what does not go together.
    func plan(day: Substring) throws(Problem) -> ExportPlan {
        try check()
        switch what {
        case .contacts, .interactions, .calls, .transcripts: return try csv(day)
        case .hubspot:
            var head = CSVWriter(.exact)
            head.header(HubSpotTable.header)
            return .csv("hubspot-\(day).csv", head.bytes, HubSpotTable(span: span))
        case .vcard:
            return ExportPlan(
                name: "contacts-\(day).vcf", type: "text/vcard; charset=utf-8",
                content: .tables([VCardTable(span: span)], head: [], tail: [], isList: false))
        case .ndjson:
            return ExportPlan(
                name: "records-\(day).ndjson", type: "application/x-ndjson",
                content: .tables(lines, head: [], tail: [], isList: false))
        case .salesforce:
            return ExportPlan(
                name: "salesforce-\(day).json", type: "application/json",
                content: .tables(
                    try SalesforceRecords.Object.chosen(object).flatMap(\.tables), head: Array(#"{"records":["#.utf8),
                    tail: Array("\n]}\n".utf8), isList: true))
        case .salesforceBulk: return try bulk(day)
        case .archive:
            return ExportPlan(name: "company-\(day).tar", type: "application/x-tar", content: .archive)
        }
    }

    /// - Throws: 422 naming a column that is no field of the company's.
    func check(in tx: Transaction) throws {
        guard what == .contacts, let columns else { return }
        let wanted = columns.split(separator: ",").map { $0.drop { $0 == " " } }.filter { $0.hasPrefix("fields.") }
        guard !wanted.isEmpty else { return }
        let known = try ContactFieldStore.all(in: tx).map { "fields.\($0.key)" }
        guard let strange = wanted.first(where: { !known.contains(String($0)) }) else { return }
        throw Problem.invalid(
            "columns", "`\(strange.prefix(60))` is no field of the company; take one of /api/crm/fields.")
    }

    private func check() throws(Problem) {
        if columns != nil, what.columns.isEmpty {
            let tables = ExportKind.tables.map { "`\($0.rawValue)`" }.joined(separator: ", ")
            throw .invalid("columns", "`\(what.rawValue)` has no columns to choose from; \(tables) have.")
        }
        if object != nil, what != .salesforce, what != .salesforceBulk {
            throw .invalid("object", "`\(what.rawValue)` has no objects; `salesforce` and `salesforce-bulk` have.")
        }
        if let from = span.from, let to = span.to, from >= to {
            throw .invalid("to", "`to` must be after `from`.")
        }
        if span != ExportSpan(), [.salesforce, .salesforceBulk, .archive].contains(what) {
            throw .invalid("from", "`\(what.rawValue)` is always whole: records in it refer to each other.")
        }
    }

    private func csv(_ day: Substring) throws(Problem) -> ExportPlan {
        let columns = try ExportColumn.chosen(
            columns, of: what.columns, own: what == .contacts ? ContactTable.own : { _ in nil })
        var head = CSVWriter(mode)
        head.header(columns.map(\.name))
        let format = RecordFormat.csv(mode)
        let table: any ExportTable =
            switch what {
            case .interactions: InteractionTable(format: format, columns: columns, span: span)
            case .calls: CallTable(format: format, columns: columns, span: span)
            case .transcripts: TranscriptTable(format: format, columns: columns, span: span)
            default: ContactTable(format: format, columns: columns, span: span)
            }
        return .csv("\(what.rawValue)-\(mode)-\(day).csv", head.bytes, table)
    }

    private var lines: [any ExportTable] {
        [
            BusinessTable(format: .lines(type: "business"), columns: BusinessTable.columns),
            ContactTable(format: .lines(type: "contact"), columns: ContactTable.columns, span: span),
            InteractionTable(format: .lines(type: "interaction"), columns: InteractionTable.columns, span: span),
            CallTable(format: .lines(type: "call"), columns: CallTable.columns, span: span),
            TranscriptTable(format: .lines(type: "utterance"), columns: TranscriptTable.columns, span: span),
            MessageTable(format: .lines(type: "message"), columns: MessageTable.columns, span: span),
        ]
    }

    private func bulk(_ day: Substring) throws(Problem) -> ExportPlan {
        guard let object else {
            return ExportPlan(name: "salesforce-bulk-\(day).tar", type: "application/x-tar", content: .bulkSet)
        }
        guard let step = BulkSet.Step(rawValue: object) else {
            let known = BulkSet.Step.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
            throw .invalid("object", "`\(object.prefix(60))` is no object here; they are \(known).")
        }
        return ExportPlan(
            name: "salesforce-\(step.rawValue)-\(day).csv", type: ExportPlan.csvType,
            content: .tables(step.tables, head: step.header, tail: [], isList: false))
    }
}

/// What an order comes to: a file's name and type, and what it is made of.
struct ExportPlan: Sendable {
    enum Content: Sendable {
        /// One table after the other; in a list each row begins with a comma, and the first one's is left out.
        case tables([any ExportTable], head: [UInt8], tail: [UInt8], isList: Bool)
        /// The whole set for Salesforce's Bulk API.
        case bulkSet
        /// All that the company has.
        case archive
    }

    static let csvType = "text/csv; charset=utf-8; header=present"

    let name: String
    let type: String
    let content: Content

    static func csv(_ name: String, _ head: [UInt8], _ table: any ExportTable) -> ExportPlan {
        ExportPlan(
            name: name, type: csvType, content: .tables([table], head: head, tail: [], isList: false))
    }
}
