import HTTP
import ModuleKit

/// A tool is a route under another name: what it takes, what it gives and who may are the route's own.
struct Tool: Sendable {
    let name: String
    let title: String
    let description: String
    let method: Method
    /// As in the route table.
    let path: String
    /// Arguments that count when nobody gives them, in place of the route's own.
    var defaults: JSONObject = [:]

    /// A tool whose route the program has.
    struct Bound: Sendable {
        let tool: Tool
        let route: Route
        /// JSON Schema of the arguments.
        let input: JSONObject
        /// JSON Schema of the result.
        let output: JSONObject
    }
}

extension Tool {
    /// The argument that makes a repeated call one call.
    static let keyArgument = "idempotencyKey"

    func bound(to routes: OwnRoutes) -> Bound? {
        guard let route = routes.route(method, path) else { return nil }
        return Bound(tool: self, route: route, input: input(of: route), output: Self.output(of: route))
    }

    private func input(of route: Route) -> JSONObject {
        let declared = route.declaration
        var input = ToolSchema()
        for name in route.captures {
            input.add(
                name, declared.path.first { $0.name == name }?.schema ?? .string(min: 1, max: 255), isRequired: true)
        }
        for parameter in declared.query where parameter.name != "token" {
            let schema = parameter.doc.map { parameter.schema.description($0) } ?? parameter.schema
            input.add(parameter.name, schema, isRequired: parameter.isRequired, standard: defaults[parameter.name])
        }
        if let body = declared.bodies.first { input.add(membersOf: body.schema) }
        if route.takesIdempotencyKey {
            input.add(
                Self.keyArgument,
                .string(min: 1, max: 255).description(
                    "Any text of your own for this one deed: sent again, nothing happens twice."),
                isRequired: true)
        }
        return input.object
    }

    private static func output(of route: Route) -> JSONObject {
        // Answers of several statuses are objects of which each has `success`; an empty one becomes just that.
        let bodies = route.declaration.successes.compactMap(\.schema)
        var output = ToolSchema()
        if let only = bodies.first,
            bodies.count == 1 || bodies.dropFirst().allSatisfy({ $0.jsonBytes == only.jsonBytes })
        {
            output.add(membersOf: only)
        } else {
            output.add("success", .boolean, isRequired: true)
            output.isOpen = true
        }
        return output.object
    }
}

extension Tool.Bound {
    /// Whether it changes anything.
    var isReadOnly: Bool { route.method == .get }

    /// What the arguments ask of the route.
    ///
    /// - Throws: What the route itself would say of a path that is none.
    func request(_ arguments: JSONObject) throws(Problem) -> (
        target: String, body: JSONValue?, headers: [(String, String)]
    ) {
        var rest = arguments
        var path = ""
        for segment in route.path.split(separator: "/") {
            guard segment.hasPrefix(":") else {
                path += "/\(segment)"
                continue
            }
            let name = String(segment.dropFirst())
            guard let value = rest[name]?.argument, !value.isEmpty else {
                throw .invalid(name, "`\(name)` is missing.")
            }
            path += "/" + PercentCoding.encode(value, .segment)
            rest[name] = nil
        }
        var query: [String] = []
        for parameter in route.declaration.query {
            guard let value = rest[parameter.name] ?? tool.defaults[parameter.name] else { continue }
            guard let text = value.argument else {
                throw .invalid(parameter.name, "`\(parameter.name)` is no plain value.")
            }
            query.append("\(parameter.name)=\(PercentCoding.encode(text, .form))")
            rest[parameter.name] = nil
        }
        var headers: [(String, String)] = []
        if route.takesIdempotencyKey {
            guard let key = rest[Tool.keyArgument]?.string, (1...255).contains(key.unicodeScalars.count),
                key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
            else {
                throw .invalid(
                    Tool.keyArgument, "`\(Tool.keyArgument)` is a text of 1 to 255 ASCII characters without blanks.")
            }
            headers.append(("Idempotency-Key", key))
            rest[Tool.keyArgument] = nil
        }
        let hasBody = !route.declaration.bodies.isEmpty
        if !hasBody, let unknown = rest.names.first {
            throw .invalid(unknown, "`\(unknown)` is no argument of this tool.")
        }
        let target = query.isEmpty ? path : path + "?" + query.joined(separator: "&")
        return (target, hasBody ? .object(rest) : nil, headers)
    }

    /// As `tools/list` shows it.
    var json: JSONValue {
        [
            "name": .string(tool.name), "title": .string(tool.title), "description": .string(tool.description),
            "inputSchema": .object(input), "outputSchema": .object(output),
            "annotations": [
                "title": .string(tool.title), "readOnlyHint": .bool(isReadOnly), "destructiveHint": false,
                "idempotentHint": true, "openWorldHint": .bool(!isReadOnly && tool.defaults["dryRun"] != nil),
            ],
        ]
    }
}

extension Route {
    /// The names of its captures, in order.
    fileprivate var captures: [String] {
        path.split(separator: "/").filter { $0.hasPrefix(":") }.map { String($0.dropFirst()) }
    }

    fileprivate var takesIdempotencyKey: Bool { declaration.fields.contains { $0.name == "Idempotency-Key" } }
}

extension JSONValue {
    /// As it stands in a path or a query; nil for lists and objects.
    fileprivate var argument: String? {
        switch self {
        case .string(let text): text
        case .integer(let number): "\(number)"
        case .number(let number): "\(number)"
        case .bool(let truth): "\(truth)"
        case .null, .array, .object: nil
        }
    }
}
