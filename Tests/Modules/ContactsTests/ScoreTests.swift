import HTTP
import JSON
import Support
import Testing

@Suite(.timeLimit(.minutes(10))) struct ScoreTests {
    private func rules(_ rules: [JSONValue], on server: TestServer, expecting status: Int = 200) async throws
        -> JSONValue
    {
        try await server.json(.put, "/api/crm/score-rules", ["rules": .array(rules)], expecting: status)
    }

    private func reasons(_ path: String, on server: TestServer) async throws -> [JSONValue] {
        try await server.get(path + "/score")["data"]["reasons"].array ?? []
    }

    @Test func everyPointOfAScoreHasItsReason() async throws {
        try await withServer { server in
            let shown = try await server.get("/api/crm/score-rules")["data"]
            #expect(shown["isBuiltIn"] == true && shown["version"] == 0)
            let path = try await server.contact([
                "name": "Ada", "status": "lead", "email": "ada@example.com",
                "estimatedValue": ["amount": 500, "currency": "USD"],
            ])
            let score = try await server.get(path + "/score")["data"]
            let points = score["reasons"].array?.compactMap { $0["points"].int64 }.reduce(0, +)
            #expect(score["score"].int64 == points && points == 30)
            #expect(
                score["reasons"].array?.map { $0["rule"] } == [
                    "lead", "can be written to", "is expected to bring something",
                ])
            #expect(score["reasons"][0]["why"] == "The status is lead.")
            try await server.json(.patch, path, ["status": "blocked"], expecting: 200)
            #expect(try await server.get(path + "/score")["data"]["score"] == 0)
            _ = try await server.get("/api/crm/contacts/con_zzz/score", expecting: 404)
        }
    }

    @Test func aCompanysOwnRulesCountFromNowOn() async throws {
        try await withServer { server in
            try await server.post("/api/crm/fields", ["key": "tier", "label": "Tier", "type": "text"], expecting: 201)
            let path = try await server.contact([
                "name": "Ada", "tags": ["vip"], "source": "fair", "business": "Obi Ltd", "fields": ["tier": "Gold"],
            ])
            for kind in ["call", "call", "email"] {
                let entry: JSONValue = ["kind": .string(kind), "summary": "Spoke", "sentiment": "positive"]
                try await server.post(path + "/interactions", entry, expecting: 201)
            }
            let old: JSONValue = ["kind": "call", "summary": "Long ago", "at": "2020-01-01T00:00:00Z"]
            try await server.post(path + "/interactions", old, expecting: 201)
            let rule = { (name: String, points: Int64, when: JSONValue) -> JSONValue in
                ["rule": .string(name), "points": .integer(points), "when": when]
            }
            let set = try await rules(
                [
                    rule("tag", 1, ["fact": "tag", "is": "vip"]), rule("source", 2, ["fact": "source", "is": "fair"]),
                    rule("field", 3, ["fact": "field", "key": "tier", "is": "gold"]),
                    rule("business", 4, ["fact": "business"]),
                    rule("calls", 5, ["fact": "interactions", "kind": "call", "days": 30, "atLeast": 2]),
                    rule("many calls", 50, ["fact": "interactions", "kind": "call", "days": 30, "atLeast": 3]),
                    rule("glad", 6, ["fact": "interactions", "sentiment": "positive", "days": 7]),
                    rule("lately", 7, ["fact": "lastContact", "days": 1]),
                    rule("silent", 50, ["fact": "silence", "days": 1]), rule("owner", 50, ["fact": "owner"]),
                    rule("worth", 50, ["fact": "actualValue"]), rule("other", 50, ["fact": "tag", "is": "other"]),
                ], on: server)["data"]
            #expect(set["isBuiltIn"] == false && set["version"] == 1)
            let found = try await reasons(path, on: server)
            #expect(found.map { $0["rule"] } == ["tag", "source", "field", "business", "calls", "glad", "lately"])
            #expect(found[4]["why"] == "2 × call within 30 days.")
            #expect(try await server.get(path + "/score")["data"]["score"] == 28)
            let beta = try await server.anotherCompany("Beta")
            #expect(try await server.get("/api/crm/score-rules", as: beta)["data"]["isBuiltIn"] == true)
        }
    }

    @Test func theBuiltInRulesCountAgainWhenACompanyTakesItsOwnAway() async throws {
        try await withServer { server in
            let built = try await server.get("/api/crm/score-rules")["data"]["rules"]
            let same = try await server.json(.delete, "/api/crm/score-rules", nil, expecting: 200)["data"]
            #expect(same["version"] == 0 && same["isBuiltIn"] == true)
            _ = try await rules([["rule": "a", "points": 1, "when": ["fact": "email"]]], on: server)
            try await server.json(
                .delete, "/api/crm/score-rules", nil, headers: [("If-Match", "\"0\"")], expecting: 412)
            let reset = try await server.json(.delete, "/api/crm/score-rules", nil, expecting: 200)["data"]
            // A version never comes twice.
            #expect(reset["rules"] == built && reset["isBuiltIn"] == true && reset["version"] == 2)
            #expect(try await server.get("/api/crm/score-rules")["data"] == reset)
            let none = try await rules([], on: server)["data"]
            #expect(none["rules"] == [] && none["isBuiltIn"] == false && none["version"] == 3)
        }
    }

    @Test func aRuleThatLacksSomethingIsNamedAndNothingChanges() async throws {
        try await withServer { server in
            for (when, field) in [
                (["fact": "tag"], "rules[0].when.is"), (["fact": "status", "is": "nice"], "rules[0].when.is"),
                (["fact": "field"], "rules[0].when.key"), (["fact": "interactions"], "rules[0].when.days"),
                (["fact": "weather"], "rules[0].when.fact"), (["fact": "silence", "days": 400], "rules[0].when.days"),
            ] as [(JSONValue, String)] {
                let problem = try await rules([["rule": "a", "points": 1, "when": when]], on: server, expecting: 422)
                #expect(problem.faults == [field])
            }
            let twice: JSONValue = ["rule": "a", "points": 1, "when": ["fact": "email"]]
            #expect(try await rules([twice, twice], on: server, expecting: 422).faults == ["rules[1].rule"])
            #expect(try await server.get("/api/crm/score-rules")["data"]["isBuiltIn"] == true)
            _ = try await rules([twice], on: server)
            try await server.json(
                .put, "/api/crm/score-rules", ["rules": [twice]], headers: [("If-Match", "\"0\"")], expecting: 412)
        }
    }
}
