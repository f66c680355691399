import Directory
import ModuleKit

extension Permission {
    /// See what was brought in, and what was wrong with it.
    package static let importsRead = Self("imports:read", least: .manager)
    /// Bring many contacts in at once, and take them back.
    package static let importsWrite = Self("imports:write", least: .manager)
}

/// Imports over HTTP: files are read while they come.
struct ImportsRoutes: Sendable {
    private static let fileBoundBytes = 1 << 30
    private static let types = ["text/csv", "text/vcard", "application/octet-stream"]

    let service: ImportService
    let intake: ImportIntake

    // swift-format-ignore
    var table: [Route] {[
        .post("/api/crm/imports", .importsWrite, upload).ofFile(Self.types, maxBytes: Self.fileBoundBytes)
            .query("name", .string(min: 1, max: 200), "What the file is called; `contacts`, unless told.")
            .returns(Import.schema, status: .created).problems(.conflict, .serviceUnavailable)
            .summary("Send a file of contacts, and see what its columns may become", details: Self.uploadDetails),
        .get ("/api/crm/imports", .importsRead, list).paged().returnsPage(of: Import.schema)
            .summary("Imports, newest first"),
        .post("/api/crm/imports/contacts", .importsWrite, contacts).ofFile(Self.types, maxBytes: Self.fileBoundBytes)
            .query("region", .string(min: 2, max: 2, pattern: "^[A-Z]{2}$"), "How national numbers are read; as the company's, unless told.")
            .query("source", .string(min: 1, max: 60), "What the new contacts' `source` says; `import`, unless told.")
            .returns(ImportResult.schema).problems(.conflict)
            .summary("Bring contacts in from a file at once", details: Self.contactsDetails),
        .get ("/api/crm/imports/:id", .importsRead, show).returns(Import.schema).summary("An import, and how far it is"),
        .put ("/api/crm/imports/:id/mapping", .importsWrite, map).body(ImportTerms.self).returns(Import.schema)
            .problems(.conflict).summary("Say what each column becomes, and what becomes of contacts that are there"),
        .post("/api/crm/imports/:id/dry-run", .importsWrite, dryRun).returns(ImportResult.schema).problems(.conflict, .serviceUnavailable)
            .summary("What the import would do, row by row, and what is wrong", details: Self.dryRunDetails),
        .post("/api/crm/imports/:id/start", .importsWrite, start).returns(Import.schema, status: .accepted)
            .problems(.conflict).summary("Bring the file in, in the background"),
        .post("/api/crm/imports/:id/cancel", .importsWrite, cancel).returns(Import.schema).problems(.conflict)
            .summary("End an import where it is; what is in stays"),
        .post("/api/crm/imports/:id/undo", .importsWrite, undo).returns(Import.schema).problems(.conflict)
            .summary("Take an import back, but for what somebody has touched since", details: Self.undoDetails),
        .get ("/api/crm/imports/:id/errors", .importsRead, errors).paged().returnsPage(of: ImportFault.schema)
            .summary("What was wrong, by row; the first 10,000, for 30 days"),
        .get ("/api/crm/imports/:id/errors.csv", .importsRead, errorsCSV)
            .returns(document: .string, type: "text/csv").summary("What was wrong, as a file for a spreadsheet"),
    ]}

    private func upload(_ request: Request) async throws -> Response {
        try checkType(of: request)
        let audit = service.audit
        // Reading a million rows is work for the task pool: the loop has others to answer.
        let file = try await withTaskExecutorPreference(globalConcurrentExecutor) {
            try await intake.keep(
                request.query("name") ?? "contacts", by: request.author, in: request.company,
                chunk: Self.chunks(of: request)
            ) { file, tx in
                try audit("import.created", file.id.wire, ["name": .string(file.name)], request, tx)
                try ImportNews.publish(file.id, in: tx)
            }
        }
        return .created(location: "/api/crm/imports/\(file.id)", data: file)
    }

    private func list(_ request: Request) async throws -> Response {
        let page = try request.page()
        let before = try page.after.map { ImportID(try $0.int64(0)) }
        let found = try await service.page(before: before, limit: page.readLimit, in: request.company)
        let (items, next) = page.cut(found) { [.integer($0.id.rawValue)] }
        return .page(items, next: next)
    }

    private func contacts(_ request: Request) async throws -> Response {
        try checkType(of: request)
        var order = ImportIntake.Order(company: request.company, name: "contacts", author: request.author)
        order.region = request.query("region")
        order.source = request.query("source") ?? order.source
        let asked = order
        let result = try await withTaskExecutorPreference(globalConcurrentExecutor) {
            try await intake.bringIn(asked, chunk: Self.chunks(of: request))
        }
        let counts = result.counts
        let detail: JSONValue = [
            "rows": .integer(Int64(counts.rows)), "created": .integer(Int64(counts.created)),
            "updated": .integer(Int64(counts.updated)),
        ]
        let audit = service.audit
        try await service.context.database.write(request.company) { tx in
            try audit("contacts.imported", result.id?.wire ?? request.company.wire, detail, request, tx)
        }
        return .json(result)
    }

    private func show(_ request: Request) async throws -> Response {
        .json(try await service.context.find(try request.path("id"), in: request.company))
    }

    private func map(_ request: Request) async throws -> Response {
        .json(try await service.map(try request.path("id"), try request.json(ImportTerms.self), by: request))
    }

    private func dryRun(_ request: Request) async throws -> Response {
        let id: ImportID = try request.path("id")
        return .json(
            try await withTaskExecutorPreference(globalConcurrentExecutor) {
                try await service.dryRun(id, in: request.company)
            })
    }

    private func start(_ request: Request) async throws -> Response {
        .accepted(try await service.start(try request.path("id"), by: request))
    }

    private func cancel(_ request: Request) async throws -> Response {
        .json(try await service.cancel(try request.path("id"), by: request))
    }

    private func undo(_ request: Request) async throws -> Response {
        .json(try await service.undo(try request.path("id"), by: request))
    }

    private func errors(_ request: Request) async throws -> Response {
        let page = try request.page()
        let after = try page.after.map { Int(try $0.int64(0)) } ?? -1
        let found = try await service.faults(
            of: try request.path("id"), after: after, limit: page.readLimit, in: request.company)
        let (items, next) = page.cut(found) { [.integer(Int64($0.number))] }
        return .page(items.map(\.fault), next: next)
    }

    private func errorsCSV(_ request: Request) async throws -> Response {
        let (id, company): (ImportID, CompanyID) = (try request.path("id"), request.company)
        _ = try await service.context.find(id, in: company)
        return .stream(type: "text/csv; charset=utf-8") { [service] body in
            try await body.write(FaultTable.head)
            var after = -1
            while true {
                let page = try await service.faults(of: id, after: after, limit: 500, in: company)
                guard let last = page.last else { return }
                try await body.write(page.flatMap { FaultTable.row($0.fault) })
                after = last.number
            }
        }.with("Content-Disposition", "attachment; filename=\"\(id)-errors.csv\"")
    }

    // MARK: Bodies

    private func checkType(of request: Request) throws {
        guard Self.types.contains(request.essence) else {
            throw Problem.unsupportedMediaType(Self.types.joined(separator: " or "))
        }
    }

    private static func chunks(of request: Request) -> () async throws -> [UInt8]? {
        if let stream = request.bodyStream { return { try await stream.next() } }
        var body: [UInt8]? = request.body
        return {
            defer { body = nil }
            return body
        }
    }

    private static let uploadDetails = """
        CSV with any delimiter and in UTF-8, UTF-16 or Windows-1252; vCard 2.1, 3.0 and 4.0; exports of Salesforce and HubSpot. \
        Nothing is imported yet: correct `mapping` where the guess is wrong, ask for a `dry-run`, and `start`. The file is \
        kept until the import ends, and 7 days where nobody starts it.
        """
    private static let contactsDetails = """
        The first row names the columns, in any order and case: `name` (or `first name` and `last name`), `phone` (one or more), \
        `email`, `business` and so on; what is not known is not read. A row with a number or an address that a contact has \
        already fills what is empty there and overwrites nothing, so the same file may be sent again. A row with a bad number \
        is told and imported without it. The import can be undone by its `id`.
        """
    private static let dryRunDetails = """
        Every row is held against the contacts as they are now. A row of somebody whom an earlier row of the file would make \
        is counted as an update.
        """
    private static let undoDetails = """
        Contacts that the import made are removed, unless somebody has changed them or passed anything with them since; those \
        that it changed get back what stood before, field by field, unless the field has changed since. `undo` counts each. \
        Possible for 30 days.
        """
}

extension Route {
    /// The same with a file of one of these types as its body, read while it comes.
    fileprivate func ofFile(_ types: [String], maxBytes: Int) -> Route {
        types.reduce(self) { $0.body(.string, mediaType: $1, maxBytes: maxBytes) }.streamed
            .problems(.unsupportedMediaType, .unprocessableContent, .contentTooLarge)
    }
}
