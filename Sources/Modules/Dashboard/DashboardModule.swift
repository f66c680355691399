import ModuleKit

/// The page that people look at: it owns no table and publishes nothing; its files are part of the program.
package struct DashboardModule: Module {
    /// None: what the page shows belongs to others.
    package static let migrations: [Migration] = []
    /// `/`, and the files it is made of.
    package let routes: [Route]

    /// Finds the page among the files that the program carries.
    package init() {
        routes = DashboardRoutes(files: .embedded).table
    }
}
