import JSON
import Support
import Testing

/// A company whose contacts are joined and parted.
struct People: Sendable {
    let server: TestServer

    /// Makes a contact; its id.
    func add(_ contact: JSONObject) async throws -> String {
        try await server.post("/api/crm/contacts", .object(contact), expecting: 201)["data"]["id"].string ?? ""
    }

    func contact(_ id: String) async throws -> JSONValue { try await server.get("/api/crm/contacts/\(id)")["data"] }

    /// Adds to a contact's history.
    func note(_ text: String, to id: String) async throws {
        try await server.post(
            "/api/crm/contacts/\(id)/interactions", ["kind": "note", "summary": .string(text)], expecting: 201)
    }

    /// What a contact's history says, in any order.
    func history(of id: String) async throws -> Set<String> {
        let page = try await server.get("/api/crm/contacts/\(id)/interactions?limit=500")
        return Set((page["data"].array ?? []).map { $0["summary"].string ?? $0["kind"].string ?? "" })
    }

    /// Joins `other` to `id`; the merge.
    @discardableResult
    func merge(_ other: String, into id: String, taking take: JSONObject = [:], expecting status: Int = 200)
        async throws -> JSONValue
    {
        try await server.post(
            "/api/crm/contacts/\(id)/merge", ["other": .string(other), "take": .object(take)], expecting: status)[
                "data"]
    }

    @discardableResult
    func undo(_ merge: JSONValue, expecting status: Int = 200) async throws -> JSONValue {
        try await server.json(.post, "/api/crm/merges/\(merge.string ?? "")/undo", nil, expecting: status)
    }

    /// The pairs that wait, likeliest first.
    func pairs(_ query: String = "") async throws -> [JSONValue] {
        try await server.get("/api/crm/duplicates\(query)")["data"].array ?? []
    }
}

func withPeople(_ body: (People) async throws -> Void) async throws {
    try await withServer { try await body(People(server: $0)) }
}
