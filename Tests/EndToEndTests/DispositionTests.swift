import Domain
import JSON
import Support
import Testing

@Suite(.timeLimit(.minutes(10))) struct DispositionTests {
    private static let tree: JSONValue = [
        "required": true,
        "tree": [
            ["key": "sold", "label": "Sold"],
            [
                "key": "interested", "label": "Interested",
                "children": [
                    ["key": "later", "label": "Later", "followUp": ["title": "Call again", "afterHours": 48]],
                    ["key": "now", "label": "Now"],
                ],
            ],
        ],
    ]

    private func withCall(_ body: (TestServer, _ line: String) async throws -> Void) async throws {
        var options = TestOptions()
        options.clock = FixedClock()
        try await withServer(options) { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            _ = try await server.twilio("status", TestServer.childStatus("CA1b", of: "CA1", "in-progress"))
            _ = try await server.twilio("status", TestServer.status("CA1", "completed"))
            let call = try await server.get("/api/calls/CA1")["data"]
            try await body(server, call["line"].string ?? "")
        }
    }

    @Test func aLineHasItsOwnTreeElseTheCompanys() async throws {
        try await withCall { server, line in
            #expect(try await server.get("/api/lines/\(line)/dispositions")["data"]["source"] == "standard")
            try await server.json(.put, "/api/dispositions", Self.tree, expecting: 200)
            var shown = try await server.get("/api/lines/\(line)/dispositions")["data"]
            #expect(shown["source"] == "company" && shown["tree"][1]["children"][0]["followUp"]["afterHours"] == 48)
            try await server.json(
                .put, "/api/lines/\(line)/dispositions",
                ["required": false, "tree": [["key": "spam", "label": "Spam"]]], expecting: 200)
            shown = try await server.get("/api/lines/\(line)/dispositions")["data"]
            #expect(shown["source"] == "line" && shown["tree"].array?.count == 1 && shown["version"] == 1)
            try await server.json(
                .put, "/api/lines/\(line)/dispositions", Self.tree, headers: [("If-Match", "\"0\"")], expecting: 412)
            try await server.json(.delete, "/api/lines/\(line)/dispositions", nil, expecting: 200)
            #expect(try await server.get("/api/lines/\(line)/dispositions")["data"]["source"] == "company")
        }
    }

    @Test func aCallTakesAPathOfItsLinesTreeAndTellsEverybody() async throws {
        try await withCall { server, _ in
            try await server.json(.put, "/api/dispositions", Self.tree, expecting: 200)
            #expect(try await server.calls("?undisposed=true").count == 1)
            let page = try await server.get("/api/crm/calls/CA1")["data"]["disposition"]
            #expect(page["required"] == true && page["missing"] == true)
            for wrong in ["lost", "interested", "interested/never", "sold/now"] {
                let refused = try await server.json(
                    .put, "/api/calls/CA1/disposition", ["disposition": .string(wrong)], expecting: 422)
                #expect(refused["field"] == "disposition", "\(wrong)")
            }
            let events = try await server.subscribe(["calls"])
            try await server.json(
                .put, "/api/calls/CA1/disposition", ["disposition": "interested/now", "note": "Blue roof"],
                expecting: 200)
            let told = try await events.upToNow().last { $0["type"] == "call.updated" }
            #expect(told?["data"]["disposition"] == "interested/now" && told?["data"]["note"] == "Blue roof")
            let shown = try await server.get("/api/crm/calls/CA1")["data"]["disposition"]
            #expect(shown["labels"] == ["Interested", "Now"] && shown["missing"] == false)
            #expect(try await server.calls("?outcome=interested%2Fnow").count == 1)
            #expect(try await server.calls("?undisposed=true").isEmpty)
            // What is required is not taken away again.
            try await server.json(.put, "/api/calls/CA1/disposition", ["disposition": .null], expecting: 422)
            let audit = try await server.get("/api/audit")["data"].array ?? []
            #expect(audit.contains { $0["action"] == "call.disposed" && $0["detail"]["to"] == "interested/now" })
        }
    }

    @Test func aFollowUpIsATaskOnceHoweverOftenItIsSaid() async throws {
        try await withCall { server, _ in
            try await server.json(.put, "/api/dispositions", Self.tree, expecting: 200)
            let events = try await server.subscribe(["tasks"])
            for disposition in ["interested/later", "interested/later", "sold", "interested/later"] {
                try await server.json(
                    .put, "/api/calls/CA1/disposition", ["disposition": .string(disposition)], expecting: 200)
            }
            // Reported by an agent's program it is the same.
            try await server.post(
                "/api/contact-lookup/call-completed",
                ["callSid": "CA1", "status": "completed", "outcome": "interested/later"])
            let tasks = try await server.get("/api/tasks?state=all")["data"].array ?? []
            #expect(tasks.map { $0["title"] } == ["Call again"])
            #expect(try await events.upToNow().types.filter { $0 == "task.created" }.count == 1)
            // One that is done is not opened again; another call has its own.
            try await server.json(.post, "/api/tasks/\(tasks[at: 0]["id"].string ?? "")/done", nil, expecting: 200)
            try await server.json(
                .put, "/api/calls/CA1/disposition", ["disposition": "interested/now"], expecting: 200)
            try await server.json(
                .put, "/api/calls/CA1/disposition", ["disposition": "interested/later"], expecting: 200)
            #expect(try await server.get("/api/tasks")["data"] == [])
            _ = try await server.twilio("voice", TestServer.ringing("CA2"))
            _ = try await server.twilio("status", TestServer.status("CA2", "completed"))
            try await server.json(
                .put, "/api/calls/CA2/disposition", ["disposition": "interested/later"], expecting: 200)
            #expect(try await server.get("/api/tasks")["data"].array?.count == 1)
        }
    }

    @Test(
        arguments: [
            ("tree[1].key", ["required": false, "tree": [["key": "a", "label": "A"], ["key": "a", "label": "B"]]]),
            ("tree[0].key", ["required": false, "tree": [["key": "A b", "label": "A"]]]),
            ("tree", ["required": true, "tree": []]),
        ] as [(String, JSONValue)])
    func aTreeThatMakesNoSenseIsRefusedByField(field: String, tree: JSONValue) async throws {
        try await withServer { server in
            let refused = try await server.json(.put, "/api/dispositions", tree, expecting: 422)
            #expect(refused["field"].string == field, "\(refused.jsonText)")
        }
    }
}
