import Directory
import ModuleKit

/// What whoever imports can do with a file that is kept: each change is one transaction and noted.
struct ImportService: Sendable {
    /// After so long a file that nobody has started goes.
    static let fileLifetime = Duration.seconds(7 * 86_400)

    let context: ImportContext
    let audit: AuditWriter
    /// There is something to do in the background.
    let wake: @Sendable () -> Void

    private var database: Database { context.database }

    func page(before: ImportID?, limit: Int, in company: CompanyID) async throws -> [Import] {
        try await database.read(company) { try ImportStore.page(before: before, limit: limit, in: $0) }
    }

    /// Says how the file is to be read.
    func map(_ id: ImportID, _ terms: ImportTerms, by request: Request) async throws -> Import {
        try await change(id, "import.mapped", by: request) { file, tx in
            guard file.state == .new || file.state == .ready else {
                throw ImportError.state(file, "The import has been started; what its columns become stands.")
            }
            let plan = try terms.plan(for: file, fields: try ImportContext.fields(in: tx))
            try ImportStore.setPlan(plan, .ready, of: id, in: tx)
        }
    }

    /// Says what the import would do.
    func dryRun(_ id: ImportID, in company: CompanyID) async throws -> ImportResult {
        let file = try await context.find(id, in: company)
        guard file.state == .ready, let name = file.file else { throw Self.notReady(file) }
        let (reader, merge) = try await context.readers(file.plan, of: company)
        let run = DryRun(
            database: database, company: company, reader: reader, merge: merge, rowsPerBatch: context.rowsPerBatch)
        do {
            guard let kept = try await context.folder.open(name) else { throw Self.notReady(file) }
            return try await run.run { try await kept.next() }
        } catch let fault as TableReader.Fault {
            throw ImportError.unreadable(fault.detail, imported: ImportCounts())
        } catch let failure as ImportFolder.Failure {
            throw ImportError.noRoom(failure.description)
        }
    }

    /// Puts the import in the row of those that are brought in, one at a time.
    func start(_ id: ImportID, by request: Request) async throws -> Import {
        let file = try await change(id, "import.started", by: request) { file, tx in
            guard file.state == .ready else { throw Self.notReady(file) }
            try ImportStore.setState(.waiting, of: id, in: tx)
        }
        wake()
        return file
    }

    /// Ends an import where it is; what is in stays, and can be undone.
    func cancel(_ id: ImportID, by request: Request) async throws -> Import {
        let at = context.now()
        let before = try await context.find(id, in: request.company)
        let file = try await change(id, "import.cancelled", by: request) { file, tx in
            switch file.state {
            case .new, .ready, .waiting, .running: try ImportStore.end(id, .cancelled, at: at, in: tx)
            case .cancelled: break
            case .done, .failed, .undoing, .undone:
                throw ImportError.state(file, "The import is over; what it has brought in can be undone.")
            }
        }
        if let name = before.file { await context.folder.remove(name) }
        return file
    }

    /// Takes back what an import has done, but for what somebody has touched since.
    func undo(_ id: ImportID, by request: Request) async throws -> Import {
        let company = request.company
        if try await context.find(id, in: company).state == .undone { return try await context.find(id, in: company) }
        _ = try await change(id, "import.undone", by: request) { file, tx in
            switch file.state {
            case .done, .failed, .cancelled:
                guard file.isUndoable else {
                    throw ImportError.state(
                        file,
                        file.counts.rows == 0
                            ? "The import has brought nothing in."
                            : "An import can be undone for 30 days; this one is older.")
                }
                try ImportStore.setState(.undoing, of: id, in: tx)
            case .undoing, .undone: break
            case .new, .ready, .waiting, .running:
                throw ImportError.state(file, "The import is not over; cancel it first.")
            }
        }
        // To its end, whether or not the client waits for it; what the program leaves, its next start takes up.
        try await ImportUndo(database: database, now: context.now).run(id, in: company)
        return try await context.find(id, in: company)
    }

    /// The faults of an import, in the order of their rows.
    func faults(
        of id: ImportID, after number: Int, limit: Int, in company: CompanyID
    ) async throws -> [(number: Int, fault: ImportFault)] {
        try await database.read(company) { tx in
            _ = try ImportContext.find(id, in: tx)
            return try ImportRecord.faults(of: id, after: number, limit: limit, in: tx)
        }
    }

    // MARK: Within

    private func change(
        _ id: ImportID, _ action: String, by request: Request,
        _ body: @escaping @Sendable (Import, Transaction) throws -> Void
    ) async throws -> Import {
        try await database.write(request.company) { [audit] tx in
            let before = try ImportContext.find(id, in: tx)
            try body(before, tx)
            let after = try ImportContext.find(id, in: tx)
            if before.state != after.state || before.plan != after.plan {
                try audit(action, id.wire, ["name": .string(after.name)], request, tx)
                try ImportNews.publish(id, in: tx)
            }
            return after
        }
    }

    private static func notReady(_ file: Import) -> ImportError {
        switch file.state {
        case .new: .state(file, "Say first what the columns become: PUT its `mapping`.")
        case .ready: .state(file, "The file is no longer there; send it again.")
        default: .state(file, "The import has been started, or is over.")
        }
    }
}
