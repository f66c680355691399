import HTTP
import JSON
import Support
import Testing

@Suite(.timeLimit(.minutes(10))) struct ContactRouteTests {
    private let ada: JSONValue = [
        "name": "Ada Obi", "email": "ada@example.com", "business": "Obi Ltd", "status": "customer", "source": "fair",
        "tags": ["vip", "vip", "lagos"], "notes": "Likes tea.",
        "estimatedValue": ["amount": 12_550, "currency": "USD"],
        "numbers": [
            ["number": "(202) 555-0143", "label": "mobile"], ["number": "+234 802 123 4567"], ["number": "2025550143"],
        ],
    ]

    @Test func aContactIsMadeShownReplacedAndRemoved() async throws {
        try await withServer { server in
            let events = try await server.subscribe(["contacts"])
            let headers = [("Authorization", "Bearer \(server.company.token)"), ("Content-Type", "application/json")]
            let created = try await server.client.request(
                .post, "/api/crm/contacts", headers: headers, body: ada.jsonBytes)
            #expect(created.status.code == 201)
            let made = try JSONParser.parse(created.body)["data"]
            let path = "/api/crm/contacts/\(made["id"].string ?? "")"
            #expect(created.headers["location"] == path)
            #expect(made["business"]["name"] == "Obi Ltd")
            #expect(made["tags"] == ["vip", "lagos"])
            #expect(made["value"]["estimated"] == ["amount": 12_550, "currency": "USD"])
            #expect(made["numbers"] == [["number": "+12025550143", "label": "mobile"], ["number": "+2348021234567"]])
            #expect(try await server.get(path)["data"] == made)

            let next: JSONValue = ["name": "Ada N. Obi", "numbers": [["number": "+2348021234567"]]]
            let replaced = try await server.json(.put, path, next, expecting: 200)["data"]
            #expect(replaced["name"] == "Ada N. Obi")
            #expect(replaced["email"].isNull && replaced["business"].isNull && replaced["notes"].isNull)
            #expect(replaced["source"] == "fair")
            #expect(replaced["version"] == 2)
            #expect(try await server.get("/api/contact-lookup/phone/2025550143")["data"]["match"] == "none")

            try await server.json(.delete, path, nil, expecting: 204)
            _ = try await server.get(path, expecting: 404)
            try await server.json(.delete, path, nil, expecting: 404)
            try await server.json(.put, path, next, expecting: 404)
            #expect(try await server.contacts().isEmpty)
            #expect(try await server.get("/api/contact-lookup/phone/+2348021234567")["data"]["match"] == "none")
            #expect(try await events.upToNow().types == ["contact.created", "contact.updated", "contact.deleted"])
        }
    }

    @Test func aChangeUponAnOldVersionIsRefused() async throws {
        try await withServer { server in
            let made = try await server.post("/api/crm/contacts", ada, expecting: 201)["data"]
            let path = "/api/crm/contacts/\(made["id"].string ?? "")"
            let shown = try await server.client.get(
                path, headers: [("Authorization", "Bearer \(server.company.token)")])
            let tag = try #require(shown.headers["etag"])
            try await server.json(.put, path, ["name": "One"], headers: [("If-Match", tag)], expecting: 200)
            let stale = try await server.json(.put, path, ["name": "Two"], headers: [("If-Match", tag)], expecting: 412)
            #expect(stale["success"] == false)
            try await server.json(.delete, path, nil, headers: [("If-Match", tag)], expecting: 412)
            #expect(try await server.get(path)["data"]["name"] == "One")
        }
    }

    @Test(
        arguments: [
            (["nmae": "Ada"], "nmae"), (["name": ""], "name"), (["email": "no address"], "email"),
            (["tags": [1]], "tags[0]"),
            (["name": "A", "status": "nice"], "status"),
            (["name": "A", "numbers": [["number": "12"]]], "numbers[0].number"),
            (["name": "A", "numbers": [["number": "not a number"]]], "numbers[0].number"), ([:], "name"),
            (["name": "A", "estimatedValue": ["amount": 1.5, "currency": "USD"]], "estimatedValue.amount"),
            (["name": 7], "name"),
        ] as [(JSONValue, String)])
    func whatIsWrongIsNamed(body: JSONValue, field: String) async throws {
        try await withServer { server in
            let problem = try await server.post("/api/crm/contacts", body, expecting: 422)
            #expect(problem["success"] == false)
            let fields = [problem["field"].string] + (problem["errors"].array?.map { $0["field"].string } ?? [])
            #expect(fields.contains(field), "\(problem.jsonText)")
            #expect(problem["instance"].string?.hasPrefix("req_") == true)
            #expect(try await server.contacts().isEmpty)
        }
    }

    @Test func whatCannotBeReadIs400AndAnotherTypeIs415() async throws {
        try await withServer { server in
            let authorization = ("Authorization", "Bearer \(server.company.token)")
            for (body, type, status) in [
                ("{", "application/json", 400), ("{\"name\":\"\u{FFFD}\"}x", "application/json", 400),
                ("name=Ada", "application/x-www-form-urlencoded", 415), ("{\"name\":\"Ada\"}", "text/plain", 415),
            ] {
                let response = try await server.client.post(
                    "/api/crm/contacts", Array(body.utf8), type: type, headers: [authorization])
                #expect(response.status.code == status, "\(body)")
            }
            for id in ["con_zzz", "cal_1", "1", "x"] {
                _ = try await server.get("/api/crm/contacts/\(id)", expecting: 404)
            }
        }
    }

    @Test func contactsAreListedNewestFirstPageByPage() async throws {
        try await withServer { server in
            var made: [JSONValue] = []
            for number in 1...23 {
                let body: JSONValue = [
                    "name": .string("Contact \(number)"), "status": number % 2 == 0 ? "lead" : "new",
                ]
                made.append(try await server.post("/api/crm/contacts", body, expecting: 201)["data"]["id"])
            }
            #expect(try await pages("", limit: 5, on: server) == made.reversed())
            #expect(try await pages("", limit: 23, on: server) == made.reversed())
            #expect(try await pages("?status=lead", limit: 4, on: server).count == 11)
            _ = try await server.get("/api/crm/contacts?limit=0", expecting: 422)
            _ = try await server.get("/api/crm/contacts?limit=501", expecting: 422)
            _ = try await server.get("/api/crm/contacts?after=nonsense", expecting: 404)
        }
    }

    @Test func contactsAreFoundByNumberAddressAndName() async throws {
        try await withServer { server in
            let first = try await server.post("/api/crm/contacts", ada, expecting: 201)["data"]["id"]
            for number in 1...7 {
                let body: JSONValue = [
                    "name": .string("Adaobi \(number)"), "email": .string("adaobi\(number)@example.com"),
                ]
                try await server.post("/api/crm/contacts", body, expecting: 201)
            }
            for query in [
                "%2B12025550143", "202%20555%200143", "(202)%20555-0143", "ada@example", "ADA%20OBI", "ada@EXAMPLE.com",
            ] {
                #expect(try await pages("?q=\(query)", limit: 3, on: server) == [first], "\(query)")
            }
            #expect(try await pages("?q=ada", limit: 3, on: server).count == 8)
            #expect(try await pages("?q=adaobi", limit: 2, on: server).count == 7)
            #expect(try await pages("?q=%2B12025550199", limit: 50, on: server).isEmpty)
            #expect(try await pages("?q=nobody", limit: 50, on: server).isEmpty)
        }
    }

    @Test func oneFirmIsOneBusiness() async throws {
        try await withServer { server in
            var firms: Set<JSONValue> = []
            for name in ["A", "B", "C"] {
                let body: JSONValue = ["name": .string(name), "business": "Obi Ltd"]
                firms.insert(try await server.post("/api/crm/contacts", body, expecting: 201)["data"]["business"]["id"])
            }
            #expect(firms.count == 1)
        }
    }

    @Test func historyIsAddedToAndReadNewestFirst() async throws {
        try await withServer { server in
            let contact = try await server.post("/api/crm/contacts", ada, expecting: 201)["data"]["id"].string ?? ""
            let path = "/api/crm/contacts/\(contact)/interactions"
            let events = try await server.subscribe(["contacts/\(contact)"])
            for day in [3, 1, 2] {
                let entry: JSONValue = [
                    "kind": "note", "summary": .string("Day \(day)"), "at": .string("2026-01-0\(day)T10:00:00Z"),
                ]
                let made = try await server.post(path, entry, expecting: 201)["data"]
                #expect(made["author"].string?.hasPrefix("key_") == true)
            }
            let page = try await server.get(path + "?limit=2")
            #expect(page["data"].array?.map { $0["summary"] } == ["Day 3", "Day 2"])
            let rest = try await server.get(path + "?limit=2&after=\(page["next"].string ?? "")")
            #expect(rest["data"].array?.map { $0["summary"] } == ["Day 1"])
            #expect(rest["next"].isNull)
            #expect(try await events.upToNow().types == Array(repeating: "interaction.added", count: 3))
            #expect(
                try await server.get("/api/crm/contacts/\(contact)")["data"]["lastContactAt"]
                    == "2026-01-03T10:00:00.000Z")
            try await server.post(
                "/api/crm/contacts/con_zzz/interactions", ["kind": "note", "summary": "x"], expecting: 404)
            try await server.post(path, ["kind": "poem", "summary": "x"], expecting: 422)
        }
    }

    @Test func aRepeatedPostWithItsKeyMakesOneContact() async throws {
        try await withServer { server in
            let key = [("Idempotency-Key", "fair-17")]
            let first = try await server.json(.post, "/api/crm/contacts", ada, headers: key, expecting: 201)
            let again = try await server.json(.post, "/api/crm/contacts", ada, headers: key, expecting: 201)
            #expect(again == first)
            try await server.json(.post, "/api/crm/contacts", ["name": "Other"], headers: key, expecting: 422)
            #expect(try await server.contacts().count == 1)
        }
    }

    private func pages(_ query: String, limit: Int, on server: TestServer) async throws -> [JSONValue] {
        try await server.pages("/api/crm/contacts\(query)", limit: limit).map { $0["id"] }
    }
}
