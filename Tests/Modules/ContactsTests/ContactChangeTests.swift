import HTTP
import JSON
import Support
import Testing

@Suite(.timeLimit(.minutes(10))) struct ContactChangeTests {
    @Test func whatIsPatchedChangesAndTheRestStays() async throws {
        try await withServer { server in
            let owner = try await server.member("bola")
            let path = try await server.contact([
                "name": "Ada Obi", "email": "ada@example.com", "business": "Obi Ltd", "notes": "Likes tea.",
                "tags": ["vip"], "externalId": "sf-1", "numbers": [["number": "2025550143", "label": "mobile"]],
                "estimatedValue": ["amount": 100, "currency": "USD"],
            ])
            let before = try await server.get(path)["data"]
            let events = try await server.subscribe(["contacts"])
            let after = try await server.json(
                .patch, path, ["status": "lead", "owner": .string(owner), "notes": nil], expecting: 200)["data"]
            #expect(after["status"] == "lead" && after["owner"] == .string(owner) && after["notes"].isNull)
            for member in ["name", "email", "business", "tags", "externalId", "numbers", "value", "createdAt"] {
                #expect(after[member] == before[member], "\(member)")
            }
            #expect(after["version"] == 2)
            #expect(try await server.get(path)["data"] == after)
            #expect(try await events.upToNow().map { $0["type"] } == ["contact.updated"])

            let none = try await server.json(
                .patch, path,
                [
                    "email": nil, "contactCompanyId": nil, "tags": nil, "owner": nil, "externalId": nil,
                    "estimatedValue": nil,
                    "numbers": [["number": "+12025550199"]],
                ], expecting: 200)["data"]
            for member in ["email", "business", "owner", "externalId", "value"] {
                #expect(none[member].isNull, "\(member)")
            }
            #expect(none["tags"] == [] && none["numbers"] == [["number": "+12025550199"]])
            let empty = try await server.json(.patch, path, ["name": nil, "numbers": nil], expecting: 422)
            #expect(empty["field"] == "name")
            #expect(try await server.get(path)["data"] == none)
        }
    }

    @Test func aPatchUponAnOldVersionIsRefused() async throws {
        try await withServer { server in
            let path = try await server.contact(["name": "Ada"])
            let tag = try await server.tag(of: path)
            try await server.json(.patch, path, ["name": "One"], headers: [("If-Match", tag)], expecting: 200)
            try await server.json(.patch, path, ["name": "Two"], headers: [("If-Match", tag)], expecting: 412)
            #expect(try await server.get(path)["data"]["name"] == "One")
            #expect(try await server.tag(of: path) == "\"2\"")
        }
    }

    @Test func aRemovedContactComesBackWithAllItHad() async throws {
        try await withServer { server in
            let path = try await server.contact([
                "name": "Ada Obi", "tags": ["vip"], "numbers": [["number": "2025550143"]],
            ])
            try await server.post(path + "/interactions", ["kind": "note", "summary": "Was here"], expecting: 201)
            let before = try await server.get(path)["data"]
            let events = try await server.subscribe(["contacts"])
            try await server.json(.delete, path, nil, expecting: 204)
            #expect(try await server.get("/api/contact-lookup/phone/2025550143")["data"]["match"] == "none")
            for _ in 1...2 {
                let back = try await server.json(.post, path + "/restore", nil, expecting: 200)["data"]
                #expect(back["name"] == before["name"] && back["tags"] == before["tags"])
                #expect(back["numbers"] == before["numbers"] && back["version"] == 3)
            }
            #expect(try await server.get("/api/contact-lookup/phone/2025550143")["data"]["match"] == "one")
            #expect(try await server.get(path + "/interactions")["data"][0]["summary"] == "Was here")
            #expect(try await events.upToNow().map { $0["type"] } == ["contact.deleted", "contact.restored"])
            let entries = try await server.get("/api/audit")["data"].array?.map { $0["action"] } ?? []
            #expect(entries.filter { $0 == "contact.restored" }.count == 1)
            try await server.json(.post, "/api/crm/contacts/con_zzz/restore", nil, expecting: 404)
        }
    }

    @Test func anExternalIdBelongsToOneContact() async throws {
        try await withServer { server in
            let first = try await server.contact(["name": "Ada", "externalId": "sf-1"])
            let refused = try await server.post(
                "/api/crm/contacts", ["name": "Bea", "externalId": "sf-1"], expecting: 409)
            #expect(first.hasSuffix(refused["contact"].string ?? "nobody"))
            let other = try await server.contact(["name": "Bea"])
            try await server.json(.patch, other, ["externalId": "sf-1"], expecting: 409)
            try await server.json(.patch, first, ["externalId": "sf-1", "name": "Ada O."], expecting: 200)
            try await server.json(.delete, first, nil, expecting: 204)
            try await server.json(.patch, other, ["externalId": "sf-1"], expecting: 200)
            try await server.json(.post, first + "/restore", nil, expecting: 409)
        }
    }

    @Test func onlyAMemberOwnsAndOnlyAKnownBusinessEmploys() async throws {
        try await withServer { server in
            let beta = try await server.anotherCompany("Beta")
            let theirs = try await server.post(
                "/api/crm/businesses", ["name": "Theirs"], as: beta, expecting: 201)["data"]["id"]
            let problem = try await server.post(
                "/api/crm/contacts", ["name": "Ada", "owner": "usr_1", "contactCompanyId": theirs], expecting: 422)
            #expect(problem.faults == ["owner", "contactCompanyId"])
            let wrong = try await server.post(
                "/api/crm/contacts", ["name": "Ada", "owner": "con_1", "contactCompanyId": 7], expecting: 422)
            #expect(wrong.faults == ["owner", "contactCompanyId"])
            let path = try await server.contact(["name": "Ada", "estimatedValue": ["amount": 1, "currency": "USD"]])
            let mixed = try await server.json(
                .patch, path, ["actualValue": ["amount": 1, "currency": "EUR"]], expecting: 422)
            #expect(mixed["field"] == "actualValue.currency")
            let unknown = try await server.json(.patch, path, ["nmae": "Ada"], expecting: 422)
            #expect(unknown["field"] == "nmae")
        }
    }
}
