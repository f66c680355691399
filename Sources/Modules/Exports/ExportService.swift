import ModuleKit

/// Streams exports: one page is read while the one before it is sent, and never more than these two are in memory.
struct ExportService: Sendable {
    /// Told of each page that was written, with how many records it has.
    typealias Progress = @Sendable (_ records: Int) -> Void

    let database: Database
    let archives: ArchiveService
    let now: @Sendable () -> Timestamp

    /// Writes what a plan says; rows made after the export began are left out.
    func write(
        _ plan: ExportPlan, of company: CompanyID, to body: any BodyWriter, progress: @escaping Progress = { _ in }
    ) async throws {
        switch plan.content {
        case .tables(let tables, let head, let tail, let isList):
            // What comes first waits for the first page: then it is known which rows were there before the first byte.
            var waiting = head
            var needsNoComma = isList
            try await forEachPage(of: tables, in: company) { page in
                guard !page.bytes.isEmpty else { return }
                try await body.write(waiting + (needsNoComma ? page.bytes.dropFirst() : page.bytes[...]))
                (waiting, needsNoComma) = ([], false)
                progress(page.records)
            }
            if !waiting.isEmpty || !tail.isEmpty { try await body.write(waiting + tail) }
        case .bulkSet:
            var set = BulkSetWriter(at: now())
            for step in BulkSet.Step.allCases {
                try await forEachPage(of: step.tables, in: company) { page in
                    let file = set.add(page, of: step)
                    if !file.isEmpty { try await body.write(file) }
                    progress(page.records)
                }
                let file = set.finish(step)
                if !file.isEmpty { try await body.write(file) }
                set.nextStep()
            }
            try await body.write(set.end())
        case .archive: try await archives.write(of: company, to: body, progress: progress)
        }
    }

    /// About how many records a plan comes to, to tell how far it is.
    func total(_ plan: ExportPlan, of company: CompanyID) async throws -> Int {
        let tables: [any ExportTable]
        switch plan.content {
        case .tables(let own, _, _, _): tables = own
        case .bulkSet: tables = BulkSet.Step.allCases.flatMap(\.tables)
        case .archive: return try await archives.total(of: company)
        }
        let now = now()
        return try await database.read(company) { tx in
            try tables.reduce(0) { $0 + (try $1.count(through: $1.bound(at: now, in: tx), in: tx)) }
        }
    }

    /// Gives each page of the tables to `body`, one table after the other; the next is read meanwhile.
    func forEachPage(
        of tables: [any ExportTable], in company: CompanyID, _ body: (ExportPage) async throws -> Void
    ) async throws {
        let now = now()
        let bounds = try await database.read(company) { tx in try tables.map { try $0.bound(at: now, in: tx) } }
        for (table, bound) in zip(tables, bounds) {
            var page = try await read(table, after: ExportPlace(), through: bound, of: company)
            while let place = page.next {
                async let following = read(table, after: place, through: bound, of: company)
                try await body(page)
                page = try await following
                try Task.checkCancellation()
            }
            try await body(page)
        }
    }

    private func read(
        _ table: any ExportTable, after place: ExportPlace, through bound: Int64, of company: CompanyID
    ) async throws -> ExportPage {
        try await database.read(company) { try table.page(after: place, through: bound, in: $0) }
    }
}
