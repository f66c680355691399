import Domain
import HTTP
import JSON
import Support
import Testing

/// Streamable HTTP and JSON-RPC as the protocol has them.
@Suite(.timeLimit(.minutes(10))) struct TransportTests {
    @Test(arguments: [
        ("2025-11-25", "2025-11-25"), ("2025-06-18", "2025-06-18"), ("2024-11-05", "2025-11-25"), ("", "2025-11-25"),
    ])
    func theVersionAskedForIsSpokenOrTheNewest(asked: String, spoken: String) async throws {
        try await withServer { server in
            let params: JSONValue = [
                "protocolVersion": .string(asked), "capabilities": [:], "clientInfo": ["name": "test", "version": "1"],
            ]
            let result = try await Agent(server).ask("initialize", params)["result"]
            #expect(result["protocolVersion"].string == spoken)
            #expect(result["serverInfo"]["name"] == "switchboard")
            #expect(result["capabilities"]["tools"].object != nil && result["capabilities"]["resources"].object != nil)
            #expect(result["capabilities"]["prompts"].isNull)
        }
    }

    @Test func notificationsAndAnswersAreTakenWithoutAWord() async throws {
        try await withServer { server in
            let agent = Agent(server)
            for message in [
                #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
                #"{"jsonrpc":"2.0","id":1,"result":{}}"#,
                #"{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"x"}}"#,
            ] {
                let (status, json) = try await agent.post(message)
                #expect(status == 202 && json.isNull, "\(message)")
            }
            #expect(try await agent.ask("ping")["result"] == [:])
        }
    }

    @Test(arguments: [
        ("{", -32700), ("[]", -32600), (#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, -32600), (#""x""#, -32600),
        (#"{"id":1,"method":"ping"}"#, -32600), (#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, -32600),
        (#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, -32600), (#"{"jsonrpc":"2.0","id":1}"#, -32600),
        (#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, -32600), (#"{"jsonrpc":"2.0","id":1,"method":2}"#, -32600),
        (#"{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}"#, -32600),
    ])
    func whatIsNoMessageIsRefused(body: String, code: Int) async throws {
        try await withServer { server in
            let (status, json) = try await Agent(server).post(body)
            #expect(status == 400 && json["error"]["code"].int == code && json["id"].isNull, "\(json)")
        }
    }

    @Test(arguments: [
        ("prompts/list", #"{}"#, -32601), ("tools/call", #"{"name":"invented"}"#, -32602),
        ("tools/call", #"{}"#, -32602),
        ("tools/call", #"{"name":"recent_callers","arguments":[]}"#, -32602),
        ("resources/read", #"{"uri":"switchboard://contacts/con_1"}"#, -32002),
        ("resources/read", #"{"uri":"file:///etc/passwd"}"#, -32002), ("resources/read", #"{}"#, -32002),
        ("resources/list", #"{"cursor":"nonsense"}"#, -32602), ("resources/list", #"{"cursor":"contact:x"}"#, -32602),
        ("resources/list", #"{"cursor":7}"#, -32602),
    ])
    func whatCannotBeDoneHasTheProtocolsCode(method: String, params: String, code: Int) async throws {
        try await withServer { server in
            let json = try await Agent(server).ask(method, try JSONParser.parse(Array(params.utf8)))
            #expect(json["error"]["code"].int == code && json["result"].isNull, "\(json)")
        }
    }

    @Test func aVersionThatIsNotSpokenIsRefused() async throws {
        try await withServer { server in
            let ping = #"{"jsonrpc":"2.0","id":"a","method":"ping"}"#
            let agent = Agent(server)
            let (status, json) = try await agent.post(ping, headers: [("MCP-Protocol-Version", "2023-01-01")])
            #expect(
                status == 400 && json["id"] == "a" && json["error"]["message"].string?.contains("2025-11-25") == true)
            #expect(try await agent.post(ping).status == 200)
            #expect(try await agent.post(ping, headers: [("MCP-Protocol-Version", "2025-06-18")]).status == 200)
        }
    }

    @Test func onlyOurOwnPagesMayAsk() async throws {
        var options = TestOptions()
        options.flags = ["--public-url", "https://hub.example.com"]
        try await withServer(options) { server in
            let ping = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#
            let agent = Agent(server)
            for origin in ["https://evil.example", "null", "https://hub.example.com.evil.example"] {
                let status = try await agent.post(ping, headers: [("Origin", origin)]).status
                #expect(status == 403, "\(origin)")
            }
            for origin in [server.url, "https://hub.example.com"] {
                let status = try await agent.post(ping, headers: [("Origin", origin)]).status
                #expect(status == 200, "\(origin)")
            }
        }
    }

    @Test func otherMethodsAndTypesAreRefused() async throws {
        try await withServer { server in
            let agent = Agent(server)
            let ping = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#
            for method in [Method.get, .delete] {
                let response = try await server.client.request(
                    method, "/mcp",
                    headers: [("Authorization", "Bearer \(agent.tenant.token)"), ("Accept", "text/event-stream")])
                #expect(response.status.code == 405 && response.headers["allow"] == "POST, OPTIONS")
            }
            #expect(try await agent.post(ping, headers: [("Content-Type", "text/plain")]).status == 415)
            #expect(try await agent.post(ping, headers: [("Accept", "text/html")]).status == 406)
            #expect(try await agent.post(ping, headers: [("Authorization", "Bearer nonsense")]).status == 401)
        }
    }
}
