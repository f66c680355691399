import ModuleKit

/// What calls say: analyses texts and segments on this machine; owns the tables of its schema.
package struct InsightsModule: Module {
    package static let migrations = InsightsSchema.migrations
    package let routes: [Route]

    /// - Parameter zone: A company's time zone, as an IANA name.
    package init(
        _ platform: Platform, book: AnalyserBook, zone: @escaping @Sendable (CompanyID) -> String,
        audit: @escaping AuditWriter
    ) {
        let service = InsightsService(
            database: platform.database, book: book, now: platform.now, zone: zone, audit: audit)
        routes = InsightsRoutes(service: service).table
    }
}
