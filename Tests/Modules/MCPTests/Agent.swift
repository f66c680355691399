import Domain
import HTTP
import JSON
import Support
import Testing

/// Speaks the Model Context Protocol with a program, as a key.
struct Agent: Sendable {
    let server: TestServer
    var tenant: TestServer.Tenant
    var version = "2025-11-25"

    init(_ server: TestServer, as tenant: TestServer.Tenant? = nil) {
        (self.server, self.tenant) = (server, tenant ?? server.company)
    }

    /// The same with a key that has these permissions alone.
    func scoped(_ scopes: String..., role: String = "owner") async throws -> Agent {
        let key = try await server.post(
            "/api/keys",
            ["name": "agent", "role": .string(role), "scopes": .array(scopes.map { .string($0) })], expecting: 201)
        return Agent(server, as: server.tenant(token: key["data"]["secret"].string ?? ""))
    }

    /// Posts a body as it is; the status and the answer's JSON.
    func post(_ body: String, headers: [(String, String)] = []) async throws -> (status: Int, json: JSONValue) {
        let usual = [
            ("Authorization", "Bearer \(tenant.token)"), ("Accept", "application/json, text/event-stream"),
            ("Content-Type", "application/json"),
        ]
        let replaced = Set(headers.map { $0.0 })
        let response = try await server.client.request(
            .post, "/mcp", headers: usual.filter { !replaced.contains($0.0) } + headers, body: Array(body.utf8))
        return (response.status.code, response.body.isEmpty ? .null : try JSONParser.parse(response.body))
    }

    /// One request; the whole answer.
    func ask(_ method: String, _ params: JSONValue? = nil) async throws -> JSONValue {
        var message: JSONObject = ["jsonrpc": "2.0", "id": 7, "method": .string(method)]
        message["params"] = params
        let (status, json) = try await post(
            JSONValue.object(message).jsonText, headers: [("MCP-Protocol-Version", version)])
        #expect(status == 200 && json["id"] == 7 && json["jsonrpc"] == "2.0", "\(method): \(status) \(json)")
        return json
    }

    /// Calls a tool; its result.
    func call(_ tool: String, _ arguments: JSONValue = [:]) async throws -> JSONValue {
        try await ask("tools/call", ["name": .string(tool), "arguments": arguments])["result"]
    }

    var toolNames: [String] {
        get async throws { try await ask("tools/list")["result"]["tools"].array?.map { $0["name"].string ?? "" } ?? [] }
    }

    /// What the audit log says of agents, oldest first.
    func audited() async throws -> [(action: String, subject: String)] {
        try await server.get("/api/audit")["data"].array?.reversed().map {
            ($0["action"].string ?? "", $0["subject"].string ?? "")
        }.filter { $0.0.hasPrefix("mcp.") } ?? []
    }
}
