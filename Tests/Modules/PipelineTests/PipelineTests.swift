import Domain
import HTTP
import JSON
import Pipeline
import Support
import TestTools
import Testing

@Suite(.timeLimit(.minutes(10))) struct PipelineTests {
    private func contact(
        _ name: String, worth amount: Int64? = nil, _ currency: String = "USD", on server: TestServer
    ) async throws -> String {
        var entry: JSONObject = ["name": .string(name)]
        if let amount { entry["estimatedValue"] = ["amount": .integer(amount), "currency": .string(currency)] }
        return try await server.post("/api/crm/contacts", .object(entry), expecting: 201)["data"]["id"].string ?? ""
    }

    @discardableResult
    private func put(
        _ contact: String, _ stage: String, before: String? = nil, on server: TestServer, expecting status: Int = 200
    ) async throws -> JSONValue {
        var draft: JSONObject = ["stage": .string(stage)]
        if let before { draft["before"] = .string(before) }
        return try await server.json(.put, "/api/pipeline/contacts/\(contact)", .object(draft), expecting: status)
    }

    private func stage(_ key: String, on server: TestServer) async throws -> JSONValue {
        try await server.get("/api/pipeline")["data"]["stages"].array?.first { $0["key"].string == key } ?? .null
    }

    private func order(_ stage: String, on server: TestServer) async throws -> [String] {
        try await server.pages("/api/pipeline/stages/\(stage)/contacts", limit: 2).compactMap { $0["name"].string }
    }

    @Test func aCompanyBeginsWithTheUsualStages() async throws {
        try await withServer { server in
            let board = try await server.get("/api/pipeline")["data"]
            let stages = board["stages"].array ?? []
            #expect(stages.map { $0["key"] } == ["new", "contacted", "qualified", "proposal", "won", "lost"])
            #expect(stages.map { $0["kind"] } == ["open", "open", "open", "open", "won", "lost"])
            #expect(board["currency"] == "USD" && stages.allSatisfy { $0["count"] == 0 })
        }
    }

    @Test func aMoveIsAnEventWithAHistoryAndCountsAtOnce() async throws {
        try await withServer { server in
            let (ada, obi) = (
                try await contact("Ada", worth: 500, on: server), try await contact("Obi", worth: 70, "NGN", on: server)
            )
            let events = try await server.subscribe(["figures"])
            try await put(ada, "new", on: server)
            try await put(obi, "new", on: server)
            let new = try await stage("new", on: server)
            #expect(new["count"] == 2 && new["value"] == ["amount": 500, "currency": "USD"])
            #expect(new["otherValues"] == [["amount": 70, "currency": "NGN"]] && new["oldestAt"].string != nil)
            try await put(ada, "won", on: server)
            #expect(try await stage("new", on: server)["count"] == 1)
            #expect(try await stage("won", on: server)["value"]["amount"] == 500)

            let moves = try await server.get("/api/pipeline/contacts/\(ada)/moves")["data"].array ?? []
            #expect(moves.map { $0["to"] } == ["won", "new"] && moves.map { $0["from"] } == ["new", .null])
            #expect(moves[at: 0]["value"] == ["amount": 500, "currency": "USD"])
            let told = try await events.upToNow().filter { $0["type"] == "pipeline.moved" }
            #expect(told.map { $0["data"]["to"] } == ["new", "new", "won"])
            #expect(told.last?["topics"] == ["figures", .string("contacts/\(ada)")])

            try await server.json(.delete, "/api/pipeline/contacts/\(ada)", nil, expecting: 204)
            #expect(try await stage("won", on: server)["count"] == 0)
            _ = try await server.get("/api/pipeline/contacts/\(ada)", expecting: 404)
        }
    }

    @Test func whatAContactIsWorthAndWhetherItIsThereFollowsItIntoItsStage() async throws {
        try await withServer { server in
            let ada = try await contact("Ada", worth: 500, on: server)
            try await put(ada, "qualified", on: server)
            try await server.json(
                .put, "/api/crm/contacts/\(ada)",
                [
                    "name": "Ada", "estimatedValue": ["amount": 800, "currency": "USD"],
                    "actualValue": ["amount": 300, "currency": "USD"],
                ], expecting: 200)
            #expect(try await stage("qualified", on: server)["value"]["amount"] == 300)
            try await server.json(.delete, "/api/crm/contacts/\(ada)", nil, expecting: 204)
            #expect(try await stage("qualified", on: server)["count"] == 0)
            #expect(try await order("qualified", on: server).isEmpty)
            let faults = try await server.database.read(tenant: 0) { try PipelineModule.faults(in: $0) }
            #expect(faults.isEmpty)
        }
    }

    @Test(arguments: [1, 2] as [UInt64])
    func theOrderWithinAStageIsWhatPeopleMadeIt(seed: UInt64) async throws {
        try await withServer { server in
            var random = SeededGenerator(seed: seed)
            var (ids, expected): ([String: String], [String]) = ([:], [])
            for place in 0..<8 {
                let name = "Contact \(place)"
                ids[name] = try await contact(name, on: server)
                try await put(ids[name] ?? "", "new", on: server)
                expected.append(name)
            }
            // Always before the same one, more often than there is room between two.
            let mark = expected[4]
            for _ in 0..<40 {
                guard let name = expected.filter({ $0 != mark }).randomElement(using: &random) else { continue }
                expected.removeAll { $0 == name }
                expected.insert(name, at: expected.firstIndex(of: mark) ?? 0)
                try await put(ids[name] ?? "", "new", before: ids[mark], on: server)
            }
            #expect(try await order("new", on: server) == expected)
            // A place within the same stage is no move on the way.
            #expect(
                try await server.get("/api/pipeline/contacts/\(ids[mark] ?? "")/moves")["data"].array?.count == 1)
        }
    }

    @Test func aStageThatHoldsContactsGoesOnlyWhenItIsSaidWhereTheyGo() async throws {
        try await withServer { server in
            let (ada, obi) = (try await contact("Ada", worth: 5, on: server), try await contact("Obi", on: server))
            try await put(ada, "proposal", on: server)
            try await put(obi, "proposal", on: server)
            let stages: JSONValue = [
                ["key": "talks", "label": "In talks", "kind": "open"], ["key": "won", "label": "Won", "kind": "won"],
            ]
            let refused = try await server.json(.put, "/api/pipeline/stages", ["stages": stages], expecting: 409)
            #expect(refused["stage"] == "proposal" && refused["contacts"] == 2)
            #expect(try await stage("proposal", on: server)["count"] == 2)
            try await server.json(
                .put, "/api/pipeline/stages", ["stages": stages, "moveTo": ["proposal": "nowhere"]], expecting: 422)
            try await server.json(
                .put, "/api/pipeline/stages", ["stages": stages, "moveTo": ["proposal": "talks"]], expecting: 200)
            #expect(try await stage("talks", on: server)["count"] == 2)
            #expect(try await order("talks", on: server) == ["Ada", "Obi"])
            #expect(
                try await server.get("/api/pipeline/contacts/\(ada)/moves")["data"][0]["from"] == "proposal")
            let faults = try await server.database.read(tenant: 0) { try PipelineModule.faults(in: $0) }
            #expect(faults.isEmpty)
        }
    }

    @Test func aLargeStageIsHandedOverStepByStep() async throws {
        try await withServer { server in
            for number in 0..<230 {
                try await put(try await contact("P\(number)", worth: 1, on: server), "proposal", on: server)
            }
            let stages: JSONValue = [["key": "talks", "label": "In talks", "kind": "open"]]
            let drawn = try await server.json(
                .put, "/api/pipeline/stages", ["stages": stages, "moveTo": ["proposal": "talks"]], expecting: 200)
            #expect(drawn["data"]["stages"].array?.map { $0["key"] } == ["talks"])
            #expect(drawn["data"]["stages"][0]["count"] == 230 && drawn["data"]["stages"][0]["value"]["amount"] == 230)
            #expect(try await order("talks", on: server) == (0..<230).map { "P\($0)" })
            let faults = try await server.database.read(tenant: 0) { try PipelineModule.faults(in: $0) }
            #expect(faults.isEmpty)
        }
    }

    @Test func whatMakesNoSenseIsNamed() async throws {
        try await withServer { server in
            let (ada, obi) = (try await contact("Ada", on: server), try await contact("Obi", on: server))
            #expect(try await put(ada, "nowhere", on: server, expecting: 422)["field"] == "stage")
            #expect(try await put(ada, "new", before: obi, on: server, expecting: 422)["field"] == "before")
            #expect(try await put(ada, "new", before: ada, on: server, expecting: 422)["field"] == "before")
            try await put("con_1", "new", on: server, expecting: 404)
            _ = try await server.get("/api/pipeline/stages/nowhere/contacts", expecting: 404)
            let twice: JSONValue = [
                ["key": "a", "label": "A", "kind": "open"], ["key": "a", "label": "B", "kind": "won"],
            ]
            let refused = try await server.json(.put, "/api/pipeline/stages", ["stages": twice], expecting: 422)
            #expect(refused["field"] == "stages[1].key")
        }
    }

    @Test func theCheckFindsAStageThatIsNotWhatItsContactsComeTo() async throws {
        try await withServer { server in
            try await put(try await contact("Ada", worth: 5, on: server), "new", on: server)
            try await server.database.write(server.company.id) { tx in
                _ = try tx.execute("UPDATE pipeline_sums SET amount = amount + 1 WHERE company_id = \(tx.company)")
            }
            let faults = try await server.database.read(tenant: 0) { try PipelineModule.faults(in: $0) }
            #expect(faults.count == 1 && faults[0].contains("`new`"))
        }
    }
}
