import ModuleKit

/// Takes a company's data out: for people, programs and other CRMs, at once or as files made in the background; owns the
/// table `export_jobs` and publishes ``ExportUpdated``.
package struct ExportsModule: Module, Background {
    package static let migrations = ExportsSchema.migrations
    package let routes: [Route]
    package let reactions = [ExportsModule.redaction]
    private let runner: ExportRunner
    private let importing: ArchiveImportService

    /// - Parameters:
    ///   - folder: Where the files are; made when the first one comes.
    ///   - archives: What a company's archive is made of.
    ///   - records: What the feed of changes tells of besides what is exported.
    package init(
        _ platform: Platform, folder: String, archives surroundings: ArchiveSurroundings, records: [RecordSource],
        audit: @escaping AuditWriter
    ) {
        let (database, now, folder) = (platform.database, platform.now, ExportFolder(path: folder))
        let archives = ArchiveService(database: database, folder: folder, surroundings: surroundings, now: now)
        let exports = ExportService(database: database, archives: archives, now: now)
        let jobs = ExportJobService(database: database, exports: exports, folder: folder, now: now, audit: audit)
        importing = ArchiveImportService(database: database, surroundings: surroundings, now: now)
        runner = ExportRunner(jobs)
        routes =
            ExportsRoutes(service: exports, now: now, audit: audit).table + ExportJobRoutes(jobs: jobs).table
            + ArchiveRoutes(importing: importing, folder: folder, audit: audit).table
            + ChangesRoutes(database: database, epoch: platform.epoch, changes: Changes(with: records)).table
    }

    /// Reads the archive of a company into another that is empty.
    ///
    /// - Parameter note: Writes into the audit log, in the last transaction.
    /// - Throws: A problem with one sentence: not a whole archive, or not an empty company.
    package func readArchive(
        _ path: String, into company: CompanyID, note: @escaping @Sendable (Transaction) throws -> Void
    ) async throws -> ArchiveResult {
        try await importing.read(path, into: company) { _, tx in try note(tx) }
    }

    /// Takes what a batch committed, on the writer's thread: a new order wakes the runner.
    package func committed(_ values: [any Sendable]) {
        if values.contains(where: { $0 is ExportJobService.Work }) { runner.wake() }
    }

    /// What a program that ended was making is made anew; before the first request.
    package func recover() async throws { try await runner.recover() }

    /// Makes files in the background from now on.
    package func start() { runner.start() }

    /// Ends the work in the background; what was under way is made anew by the next start.
    package func stop() async { await runner.stop() }

    /// One round of the background's work, for who does not want to wait for it.
    package func round() async throws { try await runner.round() }
}
