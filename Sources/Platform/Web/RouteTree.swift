import HTTP

/// One place in the tree: what may follow, and what ends here.
struct RouteNode: Sendable {
    var literals: [(segment: [UInt8], node: Int)] = []
    var capture: Int?
    var ending: [(method: Method, endpoint: Int)] = []
    /// Rows that end in `*name` here.
    var rest: [(method: Method, endpoint: Int)] = []
}

/// Grows the tree, row by row.
struct RouteTree {
    private(set) var nodes = [RouteNode()]
    private(set) var endpoints: [Endpoint] = []

    mutating func add(_ route: Route) throws(RouterError) {
        let row = "\(route.method.rawValue) \(route.path)"
        guard route.path.first == "/", !route.path.contains("?") else {
            throw RouterError(description: "The path of \(row) must begin with a slash and have no query.")
        }
        var node = 0
        var names: [String] = []
        var takesRest = false
        for segment in route.path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard !takesRest else { throw RouterError(description: "In \(row), *\(names.last ?? "") is not the last.") }
            switch segment.first {
            case ":", "*":
                names.append(String(segment.dropFirst()))
                takesRest = segment.first == "*"
                if !takesRest { node = captureChild(of: node) }
            default: node = literalChild(of: node, Array(segment.utf8))
            }
        }
        guard Set(names).count == names.count, !names.contains(""), names.count <= Captures.mostCaptures else {
            throw RouterError(
                description: "\(row) must have at most \(Captures.mostCaptures) captures, each with its own name.")
        }
        if let stranger = route.declaration.path.first(where: { !names.contains($0.name) }) {
            throw RouterError(
                description: "\(row) declares the path parameter \(stranger.name), which its path has not.")
        }
        let queryNames = route.declaration.query.map(\.name)
        guard Set(queryNames).count == queryNames.count else {
            throw RouterError(description: "\(row) declares a query parameter twice.")
        }
        try end(route, row, at: node, takesRest: takesRest)
        endpoints.append(Endpoint(route, index: endpoints.count, captureNames: names))
    }

    private mutating func end(_ route: Route, _ row: String, at node: Int, takesRest: Bool) throws(RouterError) {
        let there = takesRest ? nodes[node].rest : nodes[node].ending
        if let other = there.first(where: { $0.method == route.method }) {
            let path = endpoints[other.endpoint].route.path
            throw RouterError(description: "\(row) answers the same requests as the row before it with \(path).")
        }
        if let other = there.first, endpoints[other.endpoint].route.captureNames != route.captureNames {
            let path = endpoints[other.endpoint].route.path
            throw RouterError(description: "\(row) must name its captures as \(path) does.")
        }
        if takesRest {
            nodes[node].rest.append((route.method, endpoints.count))
        } else {
            nodes[node].ending.append((route.method, endpoints.count))
        }
    }

    private mutating func captureChild(of node: Int) -> Int {
        if let child = nodes[node].capture { return child }
        nodes.append(RouteNode())
        nodes[node].capture = nodes.count - 1
        return nodes.count - 1
    }

    private mutating func literalChild(of node: Int, _ segment: [UInt8]) -> Int {
        if let child = nodes[node].literals.first(where: { $0.segment == segment }) { return child.node }
        nodes.append(RouteNode())
        nodes[node].literals.append((segment, nodes.count - 1))
        return nodes.count - 1
    }
}

/// One walk down the tree, going back where a literal led nowhere.
struct RouteSearch {
    var captures: Captures

    /// The rows of the path whose segment that begins at `start` comes next below `node`; nil where there are none.
    ///
    /// A path has the rows of one place alone: where a literal is one, what a capture would take it for is another.
    ///
    /// - Parameter start: One behind the last byte at the path's end.
    mutating func rows(
        _ nodes: [RouteNode], _ node: Int, _ path: UnsafeBufferPointer<UInt8>, from start: Int
    ) -> [(method: Method, endpoint: Int)]? {
        guard start <= path.count else { return nodes[node].ending.isEmpty ? nil : nodes[node].ending }
        var end = start
        while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
        let segment = UnsafeBufferPointer(rebasing: path[start..<end])
        for (literal, child) in nodes[node].literals where Self.equal(literal, segment) {
            if let found = rows(nodes, child, path, from: end + 1) { return found }
            break
        }
        if let child = nodes[node].capture, end > start {
            captures.append(start..<end)
            if let found = rows(nodes, child, path, from: end + 1) { return found }
            captures.removeLast()
        }
        guard !nodes[node].rest.isEmpty, start < path.count else { return nil }
        captures.append(start..<path.count)
        return nodes[node].rest
    }

    private static func equal(_ literal: [UInt8], _ segment: UnsafeBufferPointer<UInt8>) -> Bool {
        guard literal.count == segment.count else { return false }
        return literal.withUnsafeBufferPointer { literal in
            var index = 0
            while index < literal.count, literal[index] == segment[index] { index += 1 }
            return index == literal.count
        }
    }
}
