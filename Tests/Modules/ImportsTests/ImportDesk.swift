import Client
import Directory
import Domain
import HTTP
import JSON
import Support
import Testing

/// A whole program, and how a person brings files into it.
struct ImportDesk: Sendable {
    let server: TestServer
    /// For whom; nil for the server's own company.
    var tenant: TestServer.Tenant?

    /// Sends a body that is no JSON.
    func send(
        _ path: String, _ bytes: [UInt8], type: String = "text/csv", as tenant: TestServer.Tenant? = nil,
        expecting status: Int = 200
    ) async throws -> JSONValue {
        let response = try await server.client.post(
            path, bytes, type: type,
            headers: [("Authorization", "Bearer \((tenant ?? self.tenant ?? server.company).token)")])
        #expect(response.status.code == status, "\(path): \(response.text)")
        return try JSONParser.parse(response.body)
    }

    /// Imports a file at once; what came of it.
    @discardableResult
    func load(_ text: String, type: String = "text/csv") async throws -> JSONValue {
        try await send("/api/crm/imports/contacts?region=NG", Array(text.utf8), type: type)["data"]
    }

    /// Keeps a file; the import.
    func upload(_ text: String, name: String = "people.csv", type: String = "text/csv") async throws -> JSONValue {
        try await send("/api/crm/imports?name=\(name)", Array(text.utf8), type: type, expecting: 201)["data"]
    }

    /// Says how a file is to be read: with its guessed mapping, where the test names none.
    @discardableResult
    func map(_ file: JSONValue, _ terms: JSONObject = [:], expecting status: Int = 200) async throws -> JSONValue {
        var body = terms
        if body["mapping"] == nil { body["mapping"] = file["mapping"] }
        if body["region"] == nil { body["region"] = "NG" }
        let answer = try await server.json(.put, "\(path(file))/mapping", .object(body), as: tenant, expecting: status)
        return status == 200 ? answer["data"] : answer
    }

    /// Starts an import and waits until it is over; what it is then.
    func bringIn(_ file: JSONValue) async throws -> JSONValue {
        let events = try await server.subscribe(["contacts"], as: tenant)
        try await act("start", file, expecting: 202)
        let id = file["id"].string ?? ""
        _ = try await events.first {
            $0["type"] == "import.updated" && $0["data"]["import"].string == id
                && !["ready", "waiting", "running"].contains($0["data"]["state"].string)
        }
        return try await show(file)
    }

    @discardableResult
    func act(_ action: String, _ file: JSONValue, expecting status: Int = 200) async throws -> JSONValue {
        let answer = try await server.json(.post, "\(path(file))/\(action)", nil, as: tenant, expecting: status)
        return status < 300 ? answer["data"] : answer
    }

    func show(_ file: JSONValue) async throws -> JSONValue { try await server.get(path(file), as: tenant)["data"] }

    /// Gives the company a field of its own.
    func field(_ field: ContactField) async throws {
        try await server.database.write(server.company.id) { try ContactFieldStore.put(field, in: $0) }
    }

    func path(_ file: JSONValue) -> String { "/api/crm/imports/\(file["id"].string ?? "")" }

    /// All contacts, oldest first.
    func contacts() async throws -> [JSONValue] {
        (try await server.get("/api/crm/contacts?limit=500", as: tenant)["data"].array ?? []).reversed()
    }

    /// `name|email|business|numbers` of each contact, oldest first.
    func people() async throws -> [String] {
        try await contacts().map { contact in
            let numbers = (contact["numbers"].array ?? []).compactMap { $0["number"].string }.joined(separator: " ")
            return [
                contact["name"].string ?? "", contact["email"].string ?? "", contact["business"]["name"].string ?? "",
                numbers,
            ]
            .joined(separator: "|")
        }
    }

    /// What came of an import, in the order of the columns of a table: created, updated, unchanged, skipped, failed, faults.
    static func counts(_ result: JSONValue) -> [Int] {
        ["created", "updated", "unchanged", "skipped", "failed", "faults"].compactMap { result[$0].int }
    }
}

/// Runs `body` with a fresh program.
func withImports(_ options: TestOptions = TestOptions(), _ body: (ImportDesk) async throws -> Void) async throws {
    try await withServer(options) { try await body(ImportDesk(server: $0)) }
}
