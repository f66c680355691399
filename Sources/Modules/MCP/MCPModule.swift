import ModuleKit

/// What AI agents may do here, by the Model Context Protocol; it has no tables, for its tools are routes.
package struct MCPModule: Module {
    package static let migrations: [Migration] = []
    package let routes: [Route]

    /// - Parameters:
    ///   - routes: The program's own rows, which the tools ask.
    ///   - origins: Where our own pages come from besides the host they are asked from, such as `https://hub.example`.
    package init(_ platform: Platform, routes: OwnRoutes, origins: [String], audit: @escaping AuditWriter) {
        self.routes =
            MCPRoutes(
                server: MCPServer(routes: routes, database: platform.database, audit: audit),
                // An address may have a path; an Origin has none (RFC 6454 §7).
                origins: Set(origins.map { $0.lowercased().split(separator: "/").prefix(2).joined(separator: "//") })
            ).table
    }
}
