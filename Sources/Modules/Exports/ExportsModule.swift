import ModuleKit

/// Takes a company's data out, as CSV for people and machines and as JSON for Salesforce; owns no tables.
package struct ExportsModule: Module {
    package static let migrations: [Migration] = []
    package let routes: [Route]

    package init(_ platform: Platform) {
        routes =
            ExportsRoutes(service: ExportService(database: platform.database, now: platform.now), now: platform.now)
            .table
    }
}
