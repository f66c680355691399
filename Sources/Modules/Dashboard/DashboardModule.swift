import ModuleKit

/// The page that people look at: it owns no table and publishes nothing; its files are part of the program.
package struct DashboardModule: Module {
    /// None: what the page shows belongs to others.
    package static let migrations: [Migration] = []
    /// The paths that are the page, which shows the view that its address names, and the API's reference.
    package static let pages = DashboardRoutes(files: .embedded).pages
    /// ``pages``, and the files that they are made of.
    package let routes: [Route]

    /// Finds the page among the files that the program carries.
    package init() {
        routes = DashboardRoutes(files: .embedded).table
    }
}
