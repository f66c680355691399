import Directory
import Domain
import HTTP
import JSON
import Support
import TestTools
import Testing

@Suite(.timeLimit(.minutes(10))) struct FieldTests {
    private func field(
        _ key: String, _ type: String, on server: TestServer, _ more: JSONObject = [:]
    ) async throws {
        var body: JSONObject = ["key": .string(key), "label": .string("The \(key)"), "type": .string(type)]
        for member in more.members { body[member.name] = member.value }
        try await server.post("/api/crm/fields", .object(body), expecting: 201)
    }

    /// What stands in the index for a field: each value with its contact's path.
    private func index(_ key: String, on server: TestServer) async throws -> [String: Set<String>] {
        let rows = try await server.database.read(server.company.id) { tx in
            try tx.rows(
                "SELECT value, contact_id FROM contact_field_values WHERE company_id = \(tx.company) AND key = \(key)"
            ) { ($0.string(0), "/api/crm/contacts/\(ContactID($0.int64(1)))") }
        }
        return rows.reduce(into: [:]) { $0[$1.0, default: []].insert($1.1) }
    }

    @Test func valuesAreOfTheirTypeAndEachFaultIsNamed() async throws {
        try await withServer { server in
            for type in ["text", "number", "boolean", "date", "url"] { try await field(type, type, on: server) }
            try await field("tier", "choice", on: server, ["choices": ["gold", "silver"]])
            let good: JSONValue = [
                "text": "Ada's", "number": 1.5, "boolean": true, "date": "2026-02-28", "url": "https://example.com/a",
                "tier": "gold",
            ]
            let path = try await server.contact(["name": "Ada", "fields": good])
            #expect(try await server.get(path)["data"]["fields"] == good)

            let bad: JSONValue = [
                "text": 7, "number": "many", "boolean": "yes", "date": "2026-02-30", "url": "not an address",
                "tier": "bronze", "nothing": 1,
            ]
            let problem = try await server.json(.patch, path, ["fields": bad], expecting: 422)
            #expect(problem.faults == Set(bad.object?.names.map { "fields.\($0)" } ?? []))
            let merged = try await server.json(
                .patch, path, ["fields": ["tier": "silver", "text": nil]], expecting: 200)["data"]["fields"]
            #expect(
                merged == [
                    "number": 1.5, "boolean": true, "date": "2026-02-28", "url": "https://example.com/a",
                    "tier": "silver",
                ])
            let replaced = try await server.json(.put, path, ["name": "Ada"], expecting: 200)["data"]
            #expect(replaced["fields"].isNull)
        }
    }

    @Test func aRequiredFieldIsRequiredOfPeopleAndNotOfCallers() async throws {
        try await withServer { server in
            let path = try await server.contact(["name": "Ada"])
            try await field("branch", "text", on: server, ["required": true])
            #expect(
                try await server.post("/api/crm/contacts", ["name": "Bea"], expecting: 422)["field"] == "fields.branch")
            try await server.json(.put, path, ["name": "Ada"], expecting: 422)
            // Who changes something else need not know of a field that came later.
            try await server.json(.patch, path, ["status": "lead"], expecting: 200)
            try await server.json(.patch, path, ["fields": ["branch": "Lagos"]], expecting: 200)
            try await server.json(.patch, path, ["fields": ["branch": nil]], expecting: 422)
            try await server.json(.patch, path, ["fields": nil], expecting: 422)
            _ = try await server.twilio("voice", TestServer.ringing("CA1", from: "+12025550177"))
            #expect(try await server.get("/api/contact-lookup/phone/2025550177")["data"]["match"] == "one")
        }
    }

    @Test func aFieldIsIndexedOnDemandAndKeptTrue() async throws {
        try await withServer { server in
            try await field("city", "text", on: server)
            let lagos = try await server.contact(["name": "Ada", "fields": ["city": "Lagos"]])
            let abuja = try await server.contact(["name": "Bea", "fields": ["city": "ABUJA"]])
            let gone = try await server.contact(["name": "Cleo", "fields": ["city": "Lagos"]])
            try await server.json(.delete, gone, nil, expecting: 204)
            #expect(try await index("city", on: server).isEmpty)

            let indexed = try await server.json(.patch, "/api/crm/fields/city", ["indexed": true], expecting: 200)
            #expect(indexed["data"]["indexed"] == true)
            // Who was removed may come back.
            #expect(try await index("city", on: server) == ["lagos": [lagos, gone], "abuja": [abuja]])
            try await server.json(.patch, abuja, ["fields": ["city": "Jos"]], expecting: 200)
            try await server.json(.patch, lagos, ["fields": nil], expecting: 200)
            let kano = try await server.contact(["name": "Dayo", "fields": ["city": "Kano"]])
            #expect(try await index("city", on: server) == ["lagos": [gone], "jos": [abuja], "kano": [kano]])
            try await server.json(.patch, "/api/crm/fields/city", ["indexed": false], expecting: 200)
            #expect(try await index("city", on: server).isEmpty)
        }
    }

    @Test func aRemovedFieldTakesItsValuesWithIt() async throws {
        try await withServer { server in
            try await field("city", "text", on: server, ["indexed": true])
            try await field("age", "number", on: server)
            let path = try await server.contact(["name": "Ada", "fields": ["city": "Lagos", "age": 40]])
            let events = try await server.subscribe(["contacts"])
            try await server.json(.delete, "/api/crm/fields/city", nil, expecting: 204)
            #expect(try await server.get(path)["data"]["fields"] == ["age": 40])
            #expect(try await index("city", on: server).isEmpty)
            #expect(try await server.get("/api/crm/fields")["data"].array?.map { $0["key"] } == ["age"])
            #expect(try await events.upToNow().map { $0["type"] } == ["field.changed"])
            try await server.json(.delete, "/api/crm/fields/city", nil, expecting: 404)
            try await server.json(.patch, path, ["fields": ["city": "Lagos"]], expecting: 422)
            try await field("city", "number", on: server)
            try await server.json(.patch, path, ["fields": ["city": 4]], expecting: 200)
        }
    }

    @Test func definitionsAreCheckedOrderedAndLocked() async throws {
        try await withServer { server in
            try await field("b", "text", on: server)
            try await field("a", "text", on: server)
            try await field("c", "text", on: server, ["position": 0])
            #expect(try await server.get("/api/crm/fields")["data"].array?.map { $0["key"] } == ["b", "c", "a"])
            for (body, fault) in [
                (["key": "1x", "label": "X", "type": "text"], "key"),
                (["key": "x", "label": "", "type": "text"], "label"),
                (["key": "x", "label": "X", "type": "poem"], "type"),
                (["key": "x", "label": "X", "type": "choice"], "choices"),
                (["key": "x", "label": "X", "type": "text", "choices": ["a"]], "choices"),
                (["key": "x", "label": "X", "type": "choice", "choices": ["a", "a"]], "choices"),
            ] as [(JSONValue, String)] {
                #expect(try await server.post("/api/crm/fields", body, expecting: 422).faults == [fault])
            }
            try await server.post("/api/crm/fields", ["key": "a", "label": "A", "type": "text"], expecting: 409)
            let changed = try await server.json(
                .patch, "/api/crm/fields/a", ["label": "Other"], headers: [("If-Match", "\"1\"")], expecting: 200)
            #expect(changed["data"]["label"] == "Other" && changed["data"]["version"] == 2)
            try await server.json(
                .patch, "/api/crm/fields/a", ["label": "Late"], headers: [("If-Match", "\"1\"")], expecting: 412)
            try await server.json(.patch, "/api/crm/fields/zzz", ["label": "X"], expecting: 404)
            let beta = try await server.anotherCompany("Beta")
            #expect(try await server.get("/api/crm/fields", as: beta)["data"] == [])
        }
    }

    @Test func textsOfTheIndexAreOrderedAsTheirValues() {
        var generator = SeededGenerator(seed: 5)
        var numbers: [Double] = [
            -.infinity, -2e300, -2, -1.5, -0.1, 0, 1e-300, 0.5, 7, 10, 9_007_199_254_740_992, .infinity,
        ]
        for _ in 1...500 { numbers.append(Double.random(in: -1e9...1e9, using: &generator)) }
        let sorted = numbers.sorted()
        let texts = sorted.compactMap { ContactFieldText.text(of: .number($0)) }
        #expect(texts == texts.sorted() && texts.count == sorted.count)
        #expect(ContactFieldText.text(of: .integer(7)) == ContactFieldText.text(of: .number(7)))
        #expect(ContactFieldText.text(of: .number(-0.0)) == ContactFieldText.text(of: .integer(0)))
        #expect(ContactFieldText.text(of: "LAGOS Ünder") == "lagos ünder")
    }
}
