import HTTP
import JSON
import Support
import Testing

@Suite(.timeLimit(.minutes(10))) struct BusinessTests {
    private let obi: JSONValue = [
        "name": "Obi Ltd", "website": "https://obi.example.com", "phone": "(202) 555-0100",
        "email": "office@obi.example.com", "address": "1 Marina\nLagos", "notes": "Pays late.",
    ]

    @Test func aBusinessHasItsOwnRecord() async throws {
        try await withServer { server in
            let events = try await server.subscribe(["contacts"])
            let made = try await server.post("/api/crm/businesses", obi, expecting: 201)["data"]
            #expect(made["phone"] == "+12025550100" && made["contacts"] == 0 && made["version"] == 1)
            let path = "/api/crm/businesses/\(made["id"].string ?? "")"
            #expect(try await server.get(path)["data"] == made)
            for name in ["Ada", "Bea", "Cleo"] {
                let contact = try await server.contact(["name": .string(name), "contactCompanyId": made["id"]])
                #expect(try await server.get(contact)["data"]["business"] == ["id": made["id"], "name": "Obi Ltd"])
            }
            #expect(try await server.get(path)["data"]["contacts"] == 3)
            #expect(try await server.pages(path + "/contacts", limit: 2).map { $0["name"] } == ["Ada", "Bea", "Cleo"])

            let tag = try await server.tag(of: path)
            let renamed = try await server.json(
                .put, path, ["name": "Obi & Sons"], headers: [("If-Match", tag)], expecting: 200)["data"]
            #expect(renamed["name"] == "Obi & Sons" && renamed["website"].isNull && renamed["version"] == 2)
            try await server.json(.put, path, ["name": "Late"], headers: [("If-Match", tag)], expecting: 412)
            #expect(try await server.pages(path + "/contacts", limit: 9)[0]["business"]["name"] == "Obi & Sons")

            try await server.json(.delete, path, nil, expecting: 204)
            _ = try await server.get(path, expecting: 404)
            let people = try await server.pages("/api/crm/contacts", limit: 9)
            #expect(people.count == 3 && people.allSatisfy { $0["business"].isNull && $0["version"] == 2 })
            let types = try await events.upToNow().compactMap { $0["type"].string }
            #expect(
                types.filter { $0.hasPrefix("business") } == [
                    "business.created", "business.updated", "business.deleted",
                ])
            #expect(types.filter { $0 == "contact.updated" }.count == 3)
        }
    }

    @Test func businessesAreListedByNameAndHaveOneEach() async throws {
        try await withServer { server in
            for name in ["beta", "Alpha", "Beta Two", "gamma", "alpine"] {
                try await server.post("/api/crm/businesses", ["name": .string(name)], expecting: 201)
            }
            let names = try await server.pages("/api/crm/businesses", limit: 2).map { $0["name"] }
            #expect(names == ["Alpha", "alpine", "beta", "Beta Two", "gamma"])
            #expect(
                try await server.pages("/api/crm/businesses?q=BET", limit: 1).map { $0["name"] } == [
                    "beta", "Beta Two",
                ])
            try await server.post("/api/crm/businesses", ["name": "gamma"], expecting: 409)
            // By its name, the firm of a contact is the one that is there.
            let contact = try await server.contact(["name": "Ada", "business": "gamma"])
            let business = try await server.get(contact)["data"]["business"]["id"].string ?? ""
            #expect(try await server.get("/api/crm/businesses/\(business)")["data"]["contacts"] == 1)
            try await server.json(.put, "/api/crm/businesses/\(business)", ["name": "beta"], expecting: 409)
            for (body, fault) in [
                (["name": ""], "name"), (["name": "A", "phone": "12"], "phone"),
                (["name": "A", "email": "x"], "email"),
                (["name": "A", "website": "x"], "website"), (["website": "https://example.com"], "name"),
            ] as [(JSONValue, String)] {
                #expect(try await server.post("/api/crm/businesses", body, expecting: 422).faults.contains(fault))
            }
        }
    }

    @Test func aBusinessHasAnOwnerTagsAndFieldsOfTheCompanysOwn() async throws {
        try await withServer { server in
            let owner = try await server.member("bea")
            for field in [
                ["key": "size", "label": "Size", "type": "number", "of": "business", "required": true],
                ["key": "area", "label": "Area", "type": "choice", "of": "business", "choices": ["north", "south"]],
                ["key": "nick", "label": "Nickname", "type": "text"],
            ] as [JSONValue] {
                try await server.post("/api/crm/fields", field, expecting: 201)
            }
            let keys = { (query: String) in
                try await server.get("/api/crm/fields\(query)")["data"].array?.map { $0["key"].string }
            }
            #expect(try await keys("") == ["nick"])
            #expect(try await keys("?of=business") == ["size", "area"])
            try await server.post(
                "/api/crm/fields", ["key": "size", "label": "Size", "type": "text"], expecting: 409)
            try await server.post(
                "/api/crm/fields", ["key": "x", "label": "X", "type": "text", "of": "business", "indexed": true],
                expecting: 422)

            let made = try await server.post(
                "/api/crm/businesses",
                [
                    "name": "Obi Ltd", "owner": .string(owner), "tags": ["vip", "fair", "vip"],
                    "fields": ["size": 12, "area": "north"],
                ], expecting: 201)["data"]
            #expect(made["owner"].string == owner && made["tags"] == ["vip", "fair"])
            #expect(made["fields"] == ["size": 12, "area": "north"])
            let path = "/api/crm/businesses/\(made["id"].string ?? "")"
            #expect(try await server.get(path)["data"] == made)
            try await server.post(
                "/api/crm/businesses", ["name": "Beta", "fields": ["size": 3]], expecting: 201)
            let theirs = try await server.pages("/api/crm/businesses?owner=\(owner)", limit: 1)
            #expect(theirs.map { $0["name"] } == ["Obi Ltd"])
            let lines = try await server.client.get(
                "/api/crm/export/ndjson", headers: [("Authorization", "Bearer \(server.company.token)")]
            ).text.split(separator: "\n").map { try JSONParser.parse(Array($0.utf8)) }
            let line = try #require(lines.first { $0["name"] == "Obi Ltd" })
            #expect(
                line["owner"].string == owner && line["tags"] == ["vip", "fair"] && line["fields"] == made["fields"])

            for (body, fault) in [
                (["name": "A"], "fields.size"), (["name": "A", "fields": ["size": "x"]], "fields.size"),
                (["name": "A", "fields": ["size": 1, "area": "west"]], "fields.area"),
                (["name": "A", "fields": ["size": 1, "nick": "N"]], "fields.nick"),
                (["name": "A", "owner": "usr_0000000001", "fields": ["size": 1]], "owner"),
                (["name": "A", "tags": [""], "fields": ["size": 1]], "tags[0]"),
            ] as [(JSONValue, String)] {
                #expect(try await server.post("/api/crm/businesses", body, expecting: 422).faults.contains(fault))
            }
            try await server.post(
                "/api/crm/contacts", ["name": "Ada", "fields": ["size": 1]], expecting: 422)

            let patched = try await server.json(
                .patch, path, ["tags": ["fair"], "fields": ["area": nil], "notes": "Big."],
                headers: [("If-Match", try await server.tag(of: path))], expecting: 200)["data"]
            #expect(patched["owner"].string == owner && patched["tags"] == ["fair"] && patched["version"] == 2)
            #expect(patched["fields"] == ["size": 12] && patched["notes"] == "Big.")
            try await server.json(.patch, path, ["tags": []], headers: [("If-Match", "\"1\"")], expecting: 412)
            for (body, fault) in [
                (["name": nil], "name"), (["fields": ["size": nil]], "fields.size"), (["fields": nil], "fields.size"),
                (["phone": "12"], "phone"), (["bogus": 1], "bogus"),
            ] as [(JSONValue, String)] {
                #expect(try await server.json(.patch, path, body, expecting: 422).faults.contains(fault))
            }
            #expect(try await server.json(.patch, path, ["owner": nil], expecting: 200)["data"]["owner"].isNull)

            let bare = try await server.json(
                .put, path, ["name": "Obi Ltd", "fields": ["size": 13]],
                headers: [("If-Match", try await server.tag(of: path))], expecting: 200)["data"]
            #expect(bare["owner"].isNull && bare["tags"] == [] && bare["fields"] == ["size": 13])
            try await server.json(.delete, "/api/crm/fields/size", nil, expecting: 204)
            #expect(try await server.get(path)["data"]["fields"].isNull)
            #expect(try await server.get(path)["data"]["version"] == 5)
        }
    }

    /// A removed contact that comes back finds no firm that is gone.
    @Test func aBusinessGoesThoughARemovedContactWorkedForIt() async throws {
        try await withServer { server in
            let contact = try await server.contact(["name": "Ada", "business": "Obi Ltd"])
            let business = try await server.get(contact)["data"]["business"]["id"].string ?? ""
            try await server.json(.delete, contact, nil, expecting: 204)
            try await server.json(.delete, "/api/crm/businesses/\(business)", nil, expecting: 204)
            let back = try await server.json(.post, contact + "/restore", nil, expecting: 200)["data"]
            #expect(back["business"].isNull)
        }
    }
}
