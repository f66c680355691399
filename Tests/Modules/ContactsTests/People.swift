import HTTP
import JSON
import Support
import Testing

// What the tests of contacts have in common.

extension Wire {
    /// Makes a contact; its path.
    func contact(_ body: JSONValue) async throws -> String {
        let made = try await post("/api/crm/contacts", body, expecting: 201)
        return "/api/crm/contacts/\(made["data"]["id"].string ?? "")"
    }

    /// A member of the company with a role; the id.
    func member(_ name: String, role: String = "agent") async throws -> String {
        let made = try await post(
            "/api/users",
            ["email": .string("\(name)@example.com"), "name": .string(name), "role": .string(role)], expecting: 201)
        return made["data"]["user"]["id"].string ?? ""
    }

    /// The entity tag of something.
    func tag(of path: String) async throws -> String {
        let shown = try await client.get(path, headers: [("Authorization", "Bearer \(company.token)")])
        return try #require(shown.headers["etag"])
    }
}

extension JSONValue {
    /// The fields that a problem names.
    var faults: Set<String> {
        Set([self["field"].string].compactMap(\.self) + (self["errors"].array ?? []).compactMap { $0["field"].string })
    }
}
