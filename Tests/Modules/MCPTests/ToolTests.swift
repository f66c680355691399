import Domain
import HTTP
import JSON
import Support
import Testing

/// Tools are the program's own routes: the same rules, the same permission, the same answers.
@Suite(.timeLimit(.minutes(10))) struct ToolTests {
    private static let number = "+12025550143"

    private func contact(_ name: String, on server: TestServer) async throws -> String {
        let made = try await server.post(
            "/api/crm/contacts", ["name": .string(name), "numbers": [["number": .string(Self.number)]]], expecting: 201)
        return made["data"]["id"].string ?? ""
    }

    @Test func everyToolHasARouteAndSaysWhatItTakesAndGives() async throws {
        try await withServer { server in
            let tools = try await Agent(server).ask("tools/list")["result"]["tools"].array ?? []
            let names = tools.compactMap { $0["name"].string }
            let expected: Set = [
                "lookup_number", "recent_callers", "search_contacts", "get_contact", "contact_history", "call_context",
                "call_transcript", "call_history", "search_transcripts", "log_interaction", "click_to_call",
            ]
            #expect(expected.isSubset(of: names) && Set(names).count == names.count, "\(names)")
            for tool in tools {
                for schema in [tool["inputSchema"], tool["outputSchema"]] {
                    #expect(schema["type"] == "object" && !schema.jsonText.contains("#/components"), "\(tool)")
                    for name in schema["required"].array ?? [] {
                        #expect(schema["properties"][name.string ?? ""] != .null, "\(tool["name"]): \(name)")
                    }
                }
            }
            let log = tools.first { $0["name"] == "log_interaction" } ?? .null
            #expect(log["inputSchema"]["required"].array?.contains("idempotencyKey") == true)
            #expect(log["annotations"]["readOnlyHint"] == false)
        }
    }

    @Test func aNumberIsLookedUpAsTheRouteDoesIt() async throws {
        try await withServer { server in
            let id = try await contact("Ada Obi", on: server)
            let result = try await Agent(server).call("lookup_number", ["phoneNumber": .string(Self.number)])
            #expect(result["isError"] == false && result["structuredContent"]["data"]["contact"]["id"].string == id)
            let text = try JSONParser.parse(Array((result["content"][0]["text"].string ?? "").utf8))
            #expect(text == result["structuredContent"])
            let brief = try await Agent(server).call(
                "lookup_number", ["phoneNumber": "202 555 0143", "region": "US", "fields": "contact"])
            #expect(brief["structuredContent"]["data"]["number"]["e164"].string == Self.number)
        }
    }

    @Test func whatIsWrongWithArgumentsIsToldToTheModel() async throws {
        try await withServer { server in
            for (tool, arguments) in [
                ("lookup_number", ["phoneNumber": "12"] as JSONValue), ("lookup_number", [:]),
                ("lookup_number", ["phoneNumber": "x", "colour": "red"]), ("recent_callers", ["limit": 100_000]),
                ("get_contact", ["id": "con_1"]), ("get_contact", ["id": [1]]),
                ("log_interaction", ["id": "con_1", "kind": "note", "summary": "x"]),
            ] {
                let result = try await Agent(server).call(tool, arguments)
                #expect(
                    result["isError"] == true && result["structuredContent"].isNull, "\(tool) \(arguments): \(result)")
                #expect(result["content"][0]["text"].string?.contains("\"detail\"") == true)
            }
        }
    }

    @Test func aWriteWithTheSameKeyHappensOnce() async throws {
        try await withServer { server in
            let id = try await contact("Ada", on: server)
            let arguments: JSONValue = [
                "id": .string(id), "kind": "note", "summary": "Asked for a van", "idempotencyKey": "k-1",
            ]
            let first = try await Agent(server).call("log_interaction", arguments)
            #expect(first["isError"] == false, "\(first)")
            #expect(try await Agent(server).call("log_interaction", arguments) == first)
            let history = try await Agent(server).call("contact_history", ["id": .string(id)])
            #expect(history["structuredContent"]["data"].array?.count == 1)
        }
    }

    @Test func aKeySeesAndUsesOnlyWhatItsScopesAllow() async throws {
        try await withServer { server in
            let id = try await contact("Ada", on: server)
            let reader = try await Agent(server).scoped("contacts:read")
            let names = try await reader.toolNames
            #expect(
                names.contains("get_contact") && !names.contains("log_interaction") && !names.contains("call_context"))
            let refused = try await reader.ask(
                "tools/call", ["name": "log_interaction", "arguments": ["id": .string(id), "idempotencyKey": "x"]])
            #expect(refused["error"]["code"] == -32602)
            #expect(refused["error"]["message"].string?.contains("contacts:write") == true)
            let templates = try await reader.ask("resources/templates/list")["result"]["resourceTemplates"].array
            #expect(templates?.map { $0["name"] } == ["contact"])
            _ = try await reader.call("get_contact", ["id": .string(id)])
            _ = try await reader.ask("resources/read", ["uri": .string("switchboard://contacts/\(id)")])
            let audited = try await reader.audited()
            #expect(audited.map(\.action) == ["mcp.tool_refused", "mcp.tool_called", "mcp.resource_read"])
            #expect(audited.map(\.subject) == ["log_interaction", "get_contact", "switchboard://contacts/\(id)"])
        }
    }

    @Test func clickToCallIsARehearsalUnlessToldOtherwise() async throws {
        try await withServer { server in
            let line = try await server.post(
                "/api/lines", ["account": .string(server.company.account.wire), "number": "+14155550119"],
                expecting: 201)
            let arguments: JSONObject = [
                "line": line["data"]["id"], "to": .string(Self.number), "agent": "+13125550177", "idempotencyKey": "k",
            ]
            // Nobody has told the hub how to sign in at the provider, which a rehearsal notices too.
            #expect(try await Agent(server).call("click_to_call", .object(arguments))["isError"] == true)
            try await server.json(
                .put, "/api/provider-accounts/\(server.company.account)/login",
                ["user": "AC1", "secret": "secret-token", "base": "https://127.0.0.1:9"], expecting: 200)
            let rehearsed = try await Agent(server).call("click_to_call", .object(arguments))
            #expect(rehearsed["isError"] == false, "\(rehearsed)")
            #expect(rehearsed["structuredContent"]["data"]["dryRun"] == true)
            #expect(rehearsed["structuredContent"]["data"]["to"].string == Self.number)
            #expect(try await server.get("/api/crm/call-history")["data"] == [])

            var wrong = arguments
            wrong["to"] = "+13125550177"
            #expect(try await Agent(server).call("click_to_call", .object(wrong))["isError"] == true)
            var real = arguments
            real["dryRun"] = false
            let placed = try await Agent(server).call("click_to_call", .object(real))
            #expect(placed["content"][0]["text"].string?.contains("where nothing is asked") == true, "\(placed)")
        }
    }
}
