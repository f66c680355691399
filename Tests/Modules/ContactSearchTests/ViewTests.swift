import JSON
import Support
import Testing

@Suite(.timeLimit(.minutes(10))) struct ViewTests {
    @Test func aListIsSavedSharedChangedAndForgotten() async throws {
        try await withBook { book in
            let server = book.server
            let draft: JSONValue = [
                "name": "Hot leads", "filter": ["field": "status", "is": "lead"], "sort": "-value",
                "columns": ["name", "value"], "q": "ada",
            ]
            let made = try await server.post("/api/crm/views", draft, expecting: 201)["data"]
            let path = "/api/crm/views/\(made["id"].string ?? "")"
            #expect(made["filter"] == draft["filter"] && made["sort"] == "-value" && made["shared"] == false)
            #expect(try await server.get(path)["data"] == made)

            let key = try await server.post("/api/keys", ["name": "agent", "role": "agent"], expecting: 201)["data"]
            let agent = server.tenant(token: key["secret"].string ?? key["key"]["secret"].string ?? "")
            #expect(try await server.get("/api/crm/views", as: agent)["data"] == [])
            _ = try await server.get(path, as: agent, expecting: 404)

            try await server.json(.put, path, ["name": "Leads", "shared": true], expecting: 200)
            #expect(try await server.get("/api/crm/views", as: agent)["data"][0]["name"] == "Leads")
            try await server.json(.put, path, ["name": "Mine"], as: agent, expecting: 403)
            try await server.json(.delete, path, nil, as: agent, expecting: 403)
            try await server.json(.put, path, ["name": "x"], headers: [("If-Match", "\"1\"")], expecting: 412)

            try await server.json(.delete, path, nil, expecting: 204)
            _ = try await server.get(path, expecting: 404)
            let problem = try await server.post(
                "/api/crm/views", ["name": "x", "filter": ["field": "status", "is": "nice"]], expecting: 422)
            #expect(problem["field"] == "filter.is")
        }
    }
}
