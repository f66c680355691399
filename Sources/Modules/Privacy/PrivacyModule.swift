import Accounts
import ModuleKit

/// What people may ask of a company that has their data; owns the tables `privacy_*` and the ledger beside the database.
package struct PrivacyModule: Module {
    package static let migrations = PrivacySchema.migrations
    package let routes: [Route]
    private let erasures: ErasureService
    private let retention: RetentionService

    /// - Parameters:
    ///   - ledger: The path of the file that outlives the database.
    ///   - erasers: What each part of the program keeps of people; whoever is asked for them by others comes last.
    ///   - routes: The program's own rows, which a person's archive is put together from.
    package init(
        _ platform: Platform, ledger: String, secrets: HubSecrets, erasers: [PersonEraser], routes: OwnRoutes,
        audit: @escaping AuditWriter
    ) {
        let (database, now) = (platform.database, platform.now)
        erasures = ErasureService(
            database: database, ledger: Ledger(path: ledger), marker: Marker(key: secrets.ledger.bytes),
            erasers: erasers, now: now, audit: audit)
        retention = RetentionService(database: database, now: now, audit: audit)
        self.routes =
            PrivacyRoutes(
                erasures: erasures, retention: retention,
                archive: Archive(routes: routes, database: database, now: now)
            ).table
    }

    /// Erases again whom a restored database has brought back; before anybody is served.
    package func settle() async throws { _ = try await erasures.settle() }

    /// Removes what its company keeps no longer, and goes on with erasures that a stop has interrupted.
    package func keepHouse() async throws {
        try await erasures.finish()
        try await retention.enforce()
    }
}
