import HTTP
import JSON
import Support
import Testing

/// A company with contacts to look for.
struct AddressBook: Sendable {
    let server: TestServer

    /// Makes a contact; its id.
    @discardableResult
    func add(_ name: String?, _ more: JSONObject = [:]) async throws -> String {
        var contact = more
        if let name { contact["name"] = .string(name) }
        return try await server.post("/api/crm/contacts", .object(contact), expecting: 201)["data"]["id"].string ?? ""
    }

    /// The names, or else the addresses, of all pages of a list.
    func names(_ query: String = "", limit: Int = 500) async throws -> [String] {
        try await server.pages("/api/crm/contacts" + (query.isEmpty ? "" : "?\(query)"), limit: limit).map {
            $0["name"].string ?? $0["email"].string ?? "-"
        }
    }

    /// The same by POST.
    func names(where filter: JSONValue, sort: String = "newest") async throws -> [String] {
        let page = try await server.post(
            "/api/crm/contacts/search", ["filter": filter, "sort": .string(sort), "limit": 500])
        return (page["data"].array ?? []).map { $0["name"].string ?? $0["email"].string ?? "-" }
    }

    /// What somebody types.
    func typing(_ text: String) async throws -> [String] {
        try await names("q=" + PercentCoding.encode(text, .form))
    }
}

/// Runs `body` with a company that has no contacts.
func withBook(_ body: (AddressBook) async throws -> Void) async throws {
    try await withServer { try await body(AddressBook(server: $0)) }
}
