import ModuleKit

/// Exports over HTTP: reads what is wanted, notes who took it, and streams it.
struct ExportsRoutes: Sendable {
    let service: ExportService
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter

    // swift-format-ignore
    var table: [Route] {[
        .get("/api/crm/export/csv", .exportsRead, csv)
            .query("what", .enumeration(ExportKind.tables.map(\.rawValue)).standard("contacts"), "What is exported.")
            .query("mode", .enumeration(CSVWriter.Mode.self).standard("spreadsheet"),
                   "`spreadsheet` for Excel and its like: a byte order mark, and each cell that could run as a formula, "
                   + "telephone numbers among them, begins with an apostrophe. `exact` for programs: every value as it is.")
            .query("columns", .string(min: 1, max: 1_000), "Names of columns with commas between them, in the order wanted; all, unless told.")
            .spanned
            .returns(document: .string, type: ExportPlan.csvType)
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
        .get("/api/crm/export/salesforce-bulk", .exportsRead) { try await export(.salesforceBulk, $0) }
            .query("object", .enumeration(BulkSet.Step.self), "One CSV of that object; the whole set, unless told.")
            .returns(document: .string, type: "application/x-tar")
            .returns(document: .string, type: ExportPlan.csvType)
            .problems(.unprocessableContent)
            .summary("CSV files for Salesforce's Bulk API 2.0, ready to be upserted", details: BulkSet.details),
        .get("/api/crm/export/hubspot", .exportsRead) { try await export(.hubspot, $0) }
            .spanned
            .returns(document: .string, type: ExportPlan.csvType)
            .problems(.unprocessableContent)
            .summary("Contacts as CSV for HubSpot's import",
                details: "The columns have the names of HubSpot's own properties; `Switchboard ID` is one to make there."),
        .get("/api/crm/export/vcard", .exportsRead) { try await export(.vcard, $0) }
            .spanned
            .returns(document: .string, type: "text/vcard; charset=utf-8")
            .problems(.unprocessableContent)
            .summary("Contacts as vCard 4.0 (RFC 6350)"),
        .get("/api/crm/export/ndjson", .exportsRead) { try await export(.ndjson, $0) }
            .spanned
            .returns(document: .string, type: "application/x-ndjson")
            .problems(.unprocessableContent)
            .summary("Every record as a line of JSON",
                details: "`type` is `business`, `contact`, `interaction`, `call`, `utterance` or `message`, in this order; the "
                + "other members have the names of the columns of CSV, amounts are in minor units, and absent means none."),
        .get("/api/crm/export/archive", .exportsRead) { try await export(.archive, $0) }
            .returns(document: .string, type: "application/x-tar")
            .summary("All that the company has, as one tar file that the import of archives reads back",
                details: "`tables/…` are lines of JSON, `recordings/…` sounds under their SHA-256, and `manifest.json` at the "
                + "end names each with its size and hash. It is true at one moment. Secrets, sign-ins and the logs stay here; "
                + "what is removed or redacted is not in it."),
        .post("/api/crm/export/rehearsal", .exportsRead, rehearse)
            .body(.object([], unknown: .ignored), maxBytes: 16 << 20)
            .returns(.array(of: Rehearsal.Report.schema))
            .problems(.unprocessableContent)
            .summary("Which records an org of Salesforce would refuse, and why",
                details: "The body is the org's own description: the answer of `sobjects/Contact/describe`, or several of them in "
                + "`objects`. Nothing is sent anywhere."),
    ]}

    private func rehearse(_ request: Request) async throws -> Response {
        let described = try SalesforceDescribe.read(try request.jsonValue())
        let (service, company) = (service, request.company)
        // Reading every record is work for the task pool: the loop has others to answer.
        return .json(
            try await withTaskExecutorPreference(globalConcurrentExecutor) {
                try await service.rehearse(described, of: company)
            })
    }

    private func csv(_ request: Request) async throws -> Response {
        try await export(request.query("what").flatMap(ExportKind.init) ?? .contacts, request)
    }

    private func salesforce(_ request: Request) async throws -> Response {
        try await answer(ExportOrder(what: .salesforce, object: request.query("objects")), request)
    }

    private func export(_ what: ExportKind, _ request: Request) async throws -> Response {
        var order = ExportOrder(what: what)
        order.mode = request.query("mode").flatMap(CSVWriter.Mode.init) ?? order.mode
        (order.columns, order.object) = (request.query("columns"), request.query("object"))
        order.span = ExportSpan(from: try request.query.value("from"), to: try request.query.value("to"))
        return try await answer(order, request)
    }

    private func answer(_ order: ExportOrder, _ request: Request) async throws -> Response {
        // The day in UTC, such as `2026-11-21`.
        let plan = try order.plan(day: now().rfc3339.prefix(10))
        let (service, company) = (service, request.company)
        try await service.database.write(company) { [audit] tx in
            try order.check(in: tx)
            try audit("export.taken", order.what.rawValue, order.audited, request, tx)
        }
        return Response.stream(type: plan.type) { body in
            try await service.write(plan, of: company, to: body)
        }.download(as: plan.name).uncached
    }

    private static let columnNames = ExportKind.tables.map { kind in
        "`\(kind)`: \(kind.columns.map { "`\($0.name)`" }.joined(separator: ", "))."
    }.joined(separator: "\n\n")
}

extension Route {
    /// The same, narrowed by when records were.
    fileprivate var spanned: Route {
        query(
            "from", .string(format: .dateTime),
            "Nothing before this moment: by when a contact was made, or the rest was."
        )
        .query("to", .string(format: .dateTime), "Nothing from this moment on.")
    }
}
