import ModuleKit

/// Exports over HTTP: chooses the tables, and streams them.
struct ExportsRoutes: Sendable {
    /// What a CSV export holds.
    enum Kind: String, CaseIterable { case contacts, interactions, calls, transcripts }

    let service: ExportService
    let now: @Sendable () -> Timestamp

    // swift-format-ignore
    var table: [Route] {[
        .get("/api/crm/export/csv", .exportsRead, csv)
            .query("what", .enumeration(Kind.self).standard("contacts"), "What is exported.")
            .query("mode", .enumeration(CSVWriter.Mode.self).standard("spreadsheet"),
                   "`spreadsheet` for Excel and its like: a byte order mark, and each cell that could run as a formula, "
                   + "telephone numbers among them, begins with an apostrophe. `exact` for programs: every value as it is.")
            .query("columns", .string(min: 1, max: 1_000), "Names of columns with commas between them, in the order wanted; all, unless told.")
            .returns(document: .string, type: "text/csv; charset=utf-8; header=present")
            .problems(.unprocessableContent)
            .summary("Contacts, interactions, calls or transcripts as CSV", details: Self.columnNames),
        .get("/api/crm/export/salesforce", .exportsRead, salesforce)
            .query("objects", .string(
                min: 1, max: 100, pattern: "^(Account|Contact|Lead|Task)(,(Account|Contact|Lead|Task))*$",
                saying: "some of Account, Contact, Lead and Task, with commas between them"),
                   "Some of `Account`, `Contact`, `Lead`, `Task`, with commas between them; all, unless told.")
            .returns(document: SalesforceRecords.schema)
            .problems(.unprocessableContent)
            .summary("Records for Salesforce, keyed by the external id `Hub_Id__c`", details: SalesforceRecords.details),
    ]}

    private func csv(_ request: Request) async throws -> Response {
        let kind = request.query("what").flatMap(Kind.init) ?? .contacts
        let mode = request.query("mode").flatMap(CSVWriter.Mode.init) ?? .spreadsheet
        let columns = try ExportColumn.chosen(request.query("columns"), of: kind.columns)
        let table = kind.table(mode, columns)
        var head = CSVWriter(mode)
        head.header(columns.map(\.name))
        return stream(
            [table], head: head.bytes, type: "text/csv; charset=utf-8; header=present",
            name: "\(kind)-\(mode)-\(today).csv", isList: false, for: request)
    }

    private func salesforce(_ request: Request) async throws -> Response {
        let objects = try SalesforceRecords.Object.chosen(request.query("objects"))
        return stream(
            objects.flatMap(\.tables), head: Array(#"{"records":["#.utf8), tail: Array("\n]}\n".utf8),
            type: "application/json", name: "salesforce-\(today).json", isList: true, for: request)
    }

    private func stream(
        _ tables: [any ExportTable], head: [UInt8], tail: [UInt8] = [], type: String, name: String, isList: Bool,
        for request: Request
    ) -> Response {
        let (service, company) = (service, request.company)
        return Response.stream(type: type) { body in
            try await service.write(tables, head: head, tail: tail, isList: isList, of: company, to: body)
        }.download(as: name).uncached
    }

    /// The day in UTC, such as `2026-11-21`.
    private var today: Substring { now().rfc3339.prefix(10) }

    private static let columnNames = Kind.allCases.map { kind in
        "`\(kind)`: \(kind.columns.map { "`\($0.name)`" }.joined(separator: ", "))."
    }.joined(separator: "\n\n")
}

extension ExportsRoutes.Kind {
    var columns: [ExportColumn] {
        switch self {
        case .contacts: ContactTable.columns
        case .interactions: InteractionTable.columns
        case .calls: CallTable.columns
        case .transcripts: TranscriptTable.columns
        }
    }

    func table(_ mode: CSVWriter.Mode, _ columns: [ExportColumn]) -> any ExportTable {
        switch self {
        case .contacts: ContactTable(mode: mode, columns: columns)
        case .interactions: InteractionTable(mode: mode, columns: columns)
        case .calls: CallTable(mode: mode, columns: columns)
        case .transcripts: TranscriptTable(mode: mode, columns: columns)
        }
    }
}
