import HTTP

/// Why a route table is refused at start.
package struct RouterError: Error, Sendable, CustomStringConvertible {
    /// One sentence that names the row.
    package let description: String
}

/// What a router finds.
package enum RouteMatch: Sendable {
    /// The route, and what its path captured.
    case found(Endpoint, Captures)
    /// The path is there, the method is not; the methods for the Allow field.
    case methodNotAllowed(allow: String)
    /// OPTIONS, which no row answers itself; the methods for the Allow field.
    case options(allow: String)
    /// Nothing is there.
    case notFound
}

/// Finds routes by method and path: a tree over path segments, in which a literal goes before a capture.
package struct Router: Sendable {
    /// All routes in the order of their tables.
    package let endpoints: [Endpoint]
    private let nodes: [RouteNode]

    /// Makes a router of all tables.
    ///
    /// - Throws: When two rows answer the same requests, or a row is not well written.
    package init(_ routes: [Route]) throws(RouterError) {
        var tree = RouteTree()
        for route in routes { try tree.add(route) }
        endpoints = tree.endpoints
        nodes = tree.nodes
    }

    /// Finds the route of a request.
    package func match(_ head: RequestHead) -> RouteMatch { match(head.method, head.path) }

    /// Finds the route of a method and a path that is still percent-encoded.
    package func match(_ method: Method, _ path: ArraySlice<UInt8>) -> RouteMatch {
        if method == .options && path.elementsEqual([UInt8(ascii: "*")]) {
            return .options(allow: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")
        }
        guard path.first == UInt8(ascii: "/") else { return .notFound }
        var search = RouteSearch(captures: Captures(path: path))
        guard let rows = path.withUnsafeBufferPointer({ search.rows(nodes, 0, $0, from: 1) }) else { return .notFound }
        // A capture that cannot be read names nothing.
        for index in 0..<search.captures.count where !search.captures.isReadable(index) { return .notFound }
        let row =
            rows.first { $0.method == method }
            ?? (method == .head ? rows.first { $0.method == .get } : nil)
        if let row { return .found(endpoints[row.endpoint], search.captures) }
        let allow = Self.allow(rows.map(\.method))
        return method == .options ? .options(allow: allow) : .methodNotAllowed(allow: allow)
    }

    /// Finds the route of a path written as text, for tests and the program's own requests.
    package func match(_ method: Method, _ path: String) -> RouteMatch { match(method, ArraySlice(path.utf8)) }

    private static func allow(_ methods: [Method]) -> String {
        var methods = Set(methods)
        if methods.contains(.get) { methods.insert(.head) }
        methods.insert(.options)
        let usual: [Method] = [.get, .head, .post, .put, .patch, .delete, .options]
        let listed = usual.filter(methods.contains) + methods.subtracting(usual).sorted { $0.rawValue < $1.rawValue }
        return listed.map(\.rawValue).joined(separator: ", ")
    }
}
