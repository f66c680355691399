import HTTP
import ModuleKit

/// The Model Context Protocol of 2025-11-25 and 2025-06-18: tools and resources, which are the program's own routes.
///
/// It keeps no sessions: every request brings its key, so nothing has to be remembered between two.
struct MCPServer: Sendable {
    let routes: OwnRoutes
    let database: Database
    let audit: AuditWriter

    /// The newest first.
    static let versions = ["2025-11-25", "2025-06-18"]
    private static let pageSize = 50

    /// What a request comes to.
    func answer(_ method: String, _ params: JSONObject, for request: Request) async throws -> JSONValue {
        switch method {
        case "initialize": return Self.introduction(params)
        case "ping": return [:]
        case "tools/list":
            return ["tools": .array(tools(for: request).map(\.json))]
        case "tools/call": return try await call(params, for: request)
        case "resources/list": return try await resources(after: params["cursor"], for: request)
        case "resources/templates/list":
            return ["resourceTemplates": .array(kinds(for: request).map(\.template))]
        case "resources/read": return try await read(params, for: request)
        default: throw RPCError(.methodNotFound, "There is no method `\(method.prefix(60))`.")
        }
    }

    private static func introduction(_ params: JSONObject) -> JSONValue {
        let asked = params["protocolVersion"]?.string ?? ""
        return [
            "protocolVersion": .string(versions.contains(asked) ? asked : versions[0]),
            "capabilities": [
                "tools": ["listChanged": false], "resources": ["subscribe": false, "listChanged": false],
            ],
            "serverInfo": ["name": "switchboard", "title": "Switchboard", "version": "1"],
            "instructions": .string(
                "A call hub with a CRM. Look a number up before you speak of a caller; ids are texts such as con_… and cal_…; "
                    + "times are RFC 3339, UTC. Calls are rehearsed unless `dryRun` is false."),
        ]
    }

    // MARK: Tools

    /// Those that the caller may use, and the program has.
    private func tools(for request: Request) -> [Tool.Bound] {
        Tool.table.compactMap { $0.bound(to: routes) }.filter { request.caller?.may($0.route.permission) ?? false }
    }

    private func call(_ params: JSONObject, for request: Request) async throws -> JSONValue {
        let name = params["name"]?.string ?? ""
        guard let tool = Tool.table.first(where: { $0.name == name })?.bound(to: routes) else {
            throw RPCError(.invalidParams, "Unknown tool: `\(name.prefix(60))`.")
        }
        let arguments: JSONObject
        switch params["arguments"] {
        case nil, .null?: arguments = [:]
        case .object(let given)?: arguments = given
        default: throw RPCError(.invalidParams, "`arguments` is no object.")
        }
        let isAllowed = request.caller?.may(tool.route.permission) ?? false
        // Names alone: the audit log is for ever, and values may be a person's.
        try await note(
            isAllowed ? "mcp.tool_called" : "mcp.tool_refused", name,
            ["arguments": .array(arguments.names.prefix(50).map { .string(String($0.prefix(60))) })], for: request)
        guard isAllowed else {
            throw RPCError(
                .invalidParams, "The tool `\(name)` needs `\(tool.route.permission.name)`, which this key lacks.")
        }
        do {
            let (target, body, headers) = try tool.request(arguments)
            let response = try await routes.ask(tool.route.method, target, body, headers: headers, for: request)
            return Self.result(response)
        } catch let error as RPCError {
            throw error
        } catch {
            guard let problem = Problem.of(error) else { throw error }
            return Self.result(problem, for: request)
        }
    }

    private static func result(_ response: Response) -> JSONValue {
        let bytes = response.bytes ?? []
        // An answer without a body says that it went well.
        let json = (bytes.isEmpty ? nil : try? JSONParser.parse(bytes)) ?? ["success": true]
        return [
            "content": [["type": "text", "text": .string(json.jsonText)]], "structuredContent": json,
            "isError": .bool(response.status.code >= 400),
        ]
    }

    /// What is wrong is said to the model, which can do better (2025-11-25, tools: error handling).
    private static func result(_ problem: Problem, for request: Request) -> JSONValue {
        var problem = problem
        problem.instance = request.id
        return ["content": [["type": "text", "text": .string(problem.jsonText)]], "isError": true]
    }

    // MARK: Resources

    private func kinds(for request: Request) -> [ResourceKind] {
        ResourceKind.all.filter { kind in
            routes.route(.get, kind.path).map { request.caller?.may($0.permission) ?? false } ?? false
        }
    }

    /// One kind's pages after the other's; a cursor is `kind` or `kind:<token>`.
    private func resources(after cursor: JSONValue?, for request: Request) async throws -> JSONValue {
        let kinds = kinds(for: request)
        var (place, token) = (kinds.startIndex, String?.none)
        if let cursor, cursor != .null {
            let parts = cursor.string?.split(separator: ":", maxSplits: 1).map(String.init) ?? []
            guard let name = parts.first, let found = kinds.firstIndex(where: { $0.name == name }) else {
                throw RPCError(.invalidParams, "`cursor` is not the `nextCursor` of a page of this list.")
            }
            (place, token) = (found, parts.count > 1 ? parts[1] : nil)
        }
        guard kinds.indices.contains(place) else { return ["resources": []] }
        let kind = kinds[place]
        let after = token.map { "&after=" + PercentCoding.encode($0, .form) } ?? ""
        let page: JSONValue
        do {
            let answer = try await routes.ask(.get, "\(kind.list)?limit=\(Self.pageSize)\(after)", for: request)
            page = try JSONParser.parse(answer.bytes ?? [])
        } catch let problem as any ProblemConvertible where problem.problem.status == .notFound {
            throw RPCError(.invalidParams, "`cursor` is not the `nextCursor` of a page of this list.")
        }
        var result: JSONObject = ["resources": .array((page["data"].array ?? []).compactMap(kind.entry))]
        if let next = page["next"].string {
            result["nextCursor"] = .string("\(kind.name):\(next)")
        } else if kinds.indices.contains(place + 1) {
            result["nextCursor"] = .string(kinds[place + 1].name)
        }
        return .object(result)
    }

    private func read(_ params: JSONObject, for request: Request) async throws -> JSONValue {
        let uri = params["uri"]?.string ?? ""
        let missing = RPCError(.resourceNotFound, "There is no such resource.", data: ["uri": .string(uri)])
        guard let kind = kinds(for: request).first(where: { $0.id(in: uri) != nil }), let id = kind.id(in: uri) else {
            throw missing
        }
        try await note("mcp.resource_read", uri, [:], for: request)
        let path = kind.path.split(separator: "/").map {
            $0.hasPrefix(":") ? PercentCoding.encode(id, .segment) : String($0)
        }
        do {
            let answer = try await routes.ask(.get, "/" + path.joined(separator: "/"), for: request)
            let text = String(decoding: answer.bytes ?? [], as: UTF8.self)
            return ["contents": [["uri": .string(uri), "mimeType": "application/json", "text": .string(text)]]]
        } catch let problem as any ProblemConvertible where problem.problem.status == .notFound {
            throw missing
        }
    }

    /// Before anything is done: whatever becomes of it, that it was asked for is known.
    private func note(_ action: String, _ subject: String, _ detail: JSONValue, for request: Request) async throws {
        try await database.write(request.company) { [audit] tx in
            try audit(action, String(subject.prefix(200)), detail, request, tx)
        }
    }
}
