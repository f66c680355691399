import Accounts
import ModuleKit

/// What people may ask of a company that has their data; owns the tables `privacy_*` and the ledger beside the database.
package struct PrivacyModule: Module {
    package static let migrations = PrivacySchema.migrations
    package let routes: [Route]
    private let erasures: ErasureService
    private let retention: RetentionService
    private let sealing: SealingService

    /// - Parameters:
    ///   - ledger: The path of the file that outlives the database.
    ///   - erasers: What each part of the program keeps of people; whoever is asked for them by others comes last.
    ///   - sealed: Every table with words in it.
    ///   - routes: The program's own rows, which a person's archive is put together from.
    package init(
        _ platform: Platform, ledger: String, secrets: HubSecrets, erasers: [PersonEraser], sealed: [SealedTable],
        routes: OwnRoutes, audit: @escaping AuditWriter
    ) {
        let (database, now) = (platform.database, platform.now)
        erasures = ErasureService(
            database: database, ledger: Ledger(path: ledger), marker: Marker(key: secrets.ledger.bytes),
            erasers: erasers, now: now, audit: audit)
        retention = RetentionService(database: database, now: now, audit: audit)
        sealing = SealingService(database: database, tables: sealed, secrets: secrets, now: now, audit: audit)
        self.routes =
            PrivacyRoutes(
                erasures: erasures, retention: retention, sealing: sealing,
                archive: Archive(routes: routes, database: database, now: now)
            ).table
    }

    /// Erases again whom a restored database has brought back; before anybody is served.
    package func settle() async throws { _ = try await erasures.settle() }

    /// Removes what its company keeps no longer, goes on with what is to be sealed or opened, and with erasures that a stop
    /// has interrupted.
    package func keepHouse() async throws {
        try await erasures.finish()
        try await sealing.goOn()
        try await retention.enforce()
    }
}
