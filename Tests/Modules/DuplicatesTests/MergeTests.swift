import Domain
import HTTP
import JSON
import Support
import Testing

@Suite(.timeLimit(.minutes(10))) struct MergeTests {
    @Test func twoBecomeOneAndTwoAgain() async throws {
        try await withPeople { people in
            let server = people.server
            let ada = try await people.add([
                "name": "Ada Obi", "tags": ["vip"], "numbers": [["number": "+12025550143"]],
                "estimatedValue": ["amount": 100, "currency": "USD"],
            ])
            let other = try await people.add([
                "name": "A. Obi", "email": "ada@example.com", "tags": ["fair"], "status": "customer", "notes": "Tea.",
                "numbers": [["number": "+12025550199"]],
            ])
            _ = try await server.twilio("voice", TestServer.ringing("CA1", from: "+12025550199"))
            _ = try await server.twilio("status", TestServer.status("CA1", "no-answer", from: "+12025550199"))
            try await people.note("mine", to: ada)
            try await people.note("theirs", to: other)
            let (before, theirs) = (try await people.contact(ada), try await people.contact(other))
            let calls = try await server.get("/api/crm/call-history?contact=\(other)")["data"].array ?? []
            #expect(calls.count == 1)

            let events = try await server.subscribe(["contacts/\(other)"])
            let merged = try await people.merge(other, into: ada, taking: ["status": "other"])
            let one = merged["contact"]
            #expect(one["name"] == "Ada Obi" && one["email"] == "ada@example.com" && one["status"] == "customer")
            #expect(one["tags"] == ["vip", "fair"] && one["notes"] == "Tea." && one["value"] == before["value"])
            #expect(one["numbers"].array?.map { $0["number"] } == ["+12025550143", "+12025550199"])
            #expect(try await people.history(of: ada) == ["mine", "theirs", "call"])
            #expect(try await server.get("/api/crm/call-history?contact=\(ada)")["data"].array?.count == 1)
            #expect(try await server.get("/api/obligations?contact=\(ada)")["data"].array?.count == 1)
            #expect(try await server.get("/api/contact-lookup/phone/2025550199")["data"]["contact"]["id"].string == ada)
            let gone = try await server.get("/api/crm/contacts/\(other)", expecting: 410)
            #expect(gone["contact"].string == ada && gone["type"] == "/problems/merged-contact")
            #expect(try await server.contacts().count == 1)

            // What comes after the merge stays with the one that went on.
            _ = try await server.twilio("voice", TestServer.ringing("CA2", from: "+12025550199"))
            try await people.note("later", to: ada)
            try await people.undo(merged["merge"])
            let (after, back) = (try await people.contact(ada), try await people.contact(other))
            for field in ["name", "email", "status", "tags", "notes", "value", "numbers", "business"] {
                #expect(after[field] == before[field] && back[field] == theirs[field], "\(field)")
            }
            #expect(try await people.history(of: ada) == ["mine", "later", "call"])
            #expect(try await people.history(of: other) == ["theirs", "call"])
            #expect(try await server.get("/api/crm/call-history?contact=\(other)")["data"].array?.count == 1)
            #expect(try await events.upToNow().types == ["contact.merged", "contact.unmerged"])
            #expect(try await people.pairs().isEmpty)
            try await people.undo(merged["merge"], expecting: 409)
        }
    }

    /// Every address, body and filter that names a contact.
    private static let naming: [(method: Method, path: String, body: JSONObject?)] = [
        (.get, "/api/crm/contacts/%", nil), (.put, "/api/crm/contacts/%", ["name": "A"]),
        (.patch, "/api/crm/contacts/%", ["name": "A"]), (.delete, "/api/crm/contacts/%", nil),
        (.post, "/api/crm/contacts/%/restore", nil), (.get, "/api/crm/contacts/%/interactions", nil),
        (.post, "/api/crm/contacts/%/interactions", ["kind": "note", "summary": "A"]),
        (.get, "/api/crm/contacts/%/timeline", nil), (.get, "/api/crm/contacts/%/score", nil),
        (.get, "/api/crm/contacts/%/consents", nil), (.get, "/api/crm/contacts/%/consents/history", nil),
        (
            .put, "/api/crm/contacts/%/consents",
            ["consents": [["channel": "sms", "purpose": "service", "state": "granted"]]]
        ),
        (.post, "/api/crm/contacts/%/erase", ["confirm": "erase"]),
        (.get, "/api/privacy/contacts/%/archive", nil), (.get, "/api/pipeline/contacts/%", nil),
        (.put, "/api/pipeline/contacts/%", ["stage": "won"]), (.delete, "/api/pipeline/contacts/%", nil),
        (.get, "/api/pipeline/contacts/%/moves", nil), (.get, "/api/tasks?contact=%", nil),
        (.post, "/api/tasks", ["title": "A", "contact": "%"]), (.get, "/api/obligations?contact=%", nil),
        (.get, "/api/messages?contact=%", nil), (.get, "/api/crm/call-history?contact=%", nil),
        (.get, "/api/crm/promises?contact=%", nil), (.get, "/api/crm/duplicates?contact=%", nil),
        (.post, "/api/crm/calls", ["contact": "%", "direction": "inbound", "at": "2026-01-01T09:00:00Z"]),
        (.put, "/api/calls/CA1/contact", ["contact": "%"]),
        (.post, "/api/contact-lookup/update-interaction", ["contact": "%", "kind": "note", "summary": "A"]),
        (.post, "/api/messages", ["to": "%", "text": "A"]),
    ]

    @Test func whoeverIsAskedForByAnOldIDIsNamedByTheNewOneEverywhere() async throws {
        try await withPeople { people in
            let ada = try await people.add(["name": "Ada Obi"])
            let middle = try await people.add(["name": "A. Obi"])
            let oldest = try await people.add(["name": "Obi", "numbers": [["number": "+12025550143"]]])
            _ = try await people.server.twilio("voice", TestServer.ringing("CA1", from: "+12025550177"))
            try await people.merge(oldest, into: middle)
            try await people.merge(middle, into: ada)
            for id in [oldest, middle] {
                for (method, path, body) in Self.naming {
                    let body = try body.map { try JSONParser.parse(Array($0.jsonText.replacing("%", with: id).utf8)) }
                    let gone = try await people.server.json(
                        method, path.replacing("%", with: id), body, expecting: 410)
                    #expect(gone["contact"].string == ada, "\(method.rawValue) \(path)")
                    #expect(gone["type"] == "/problems/merged-contact", "\(method.rawValue) \(path)")
                }
            }
            #expect(try await people.server.get("/api/crm/merges?contact=\(oldest)")["data"].array?.count == 1)
        }
    }

    @Test func aFieldThatSomebodyHasChangedSinceStays() async throws {
        try await withPeople { people in
            let ada = try await people.add(["name": "Ada", "status": "lead"])
            let other = try await people.add(["name": "Adaobi", "email": "ada@example.com"])
            let merge = try await people.merge(other, into: ada, taking: ["name": "other"])["merge"]
            try await people.server.json(
                .put, "/api/crm/contacts/\(ada)",
                ["name": "Adaobi", "email": "new@example.com", "status": "lead"], expecting: 200)
            try await people.undo(merge)
            let after = try await people.contact(ada)
            #expect(after["name"] == "Ada" && after["email"] == "new@example.com")
            #expect(try await people.contact(other)["email"] == "ada@example.com")
        }
    }

    @Test func mergesAreUndoneTheLastOneFirstAndAnIdLeadsToTheLast() async throws {
        try await withPeople { people in
            let (a, b, c) = (
                try await people.add(["name": "A"]), try await people.add(["name": "B"]),
                try await people.add(["name": "C"])
            )
            let inner = try await people.merge(c, into: b)["merge"]
            let outer = try await people.merge(b, into: a)["merge"]
            #expect(try await people.server.get("/api/crm/contacts/\(c)", expecting: 410)["contact"].string == a)
            #expect(try await people.undo(inner, expecting: 409)["merge"] == outer)
            try await people.merge(c, into: a, expecting: 410)
            try await people.merge(a, into: a, expecting: 422)
            try await people.merge("con_zzz", into: a, expecting: 404)
            let list = try await people.server.get("/api/crm/merges?contact=\(b)")["data"].array ?? []
            #expect(list.map { $0["id"] } == [outer, inner])
            try await people.undo(outer)
            try await people.undo(inner)
            #expect(try await people.server.contacts().count == 3)
        }
    }

    @Test func amountsOfTwoCurrenciesAreNotMixed() async throws {
        try await withPeople { people in
            let a = try await people.add(["name": "A", "estimatedValue": ["amount": 1, "currency": "USD"]])
            let b = try await people.add(["name": "B", "actualValue": ["amount": 2, "currency": "NGN"]])
            try await people.merge(b, into: a, expecting: 422)
            let both: JSONObject = ["estimatedValue": "other", "actualValue": "other"]
            let one = try await people.merge(b, into: a, taking: both)["contact"]
            #expect(one["value"] == ["actual": ["amount": 2, "currency": "NGN"]])
        }
    }
}
