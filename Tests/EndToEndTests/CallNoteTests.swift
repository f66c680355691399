import JSON
import Support
import Testing

/// Notes while people type: everybody sees them at once, and nobody's words are lost.
@Suite(.timeLimit(.minutes(10))) struct CallNoteTests {
    private func write(
        _ text: String, version: Int64? = nil, on server: TestServer, as tenant: TestServer.Tenant? = nil,
        expecting status: Int = 200
    ) async throws -> JSONValue {
        var draft: JSONObject = ["text": .string(text)]
        if let version { draft["version"] = .integer(version) }
        let answer = try await server.json(
            .put, "/api/calls/CA1/note", .object(draft), as: tenant, expecting: status)
        return status == 200 ? answer["data"] : answer
    }

    private func withTwo(_ body: (TestServer, _ other: TestServer.Tenant) async throws -> Void) async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let key = try await server.post("/api/keys", ["name": "other", "role": "agent"], expecting: 201)
            try await body(server, server.tenant(token: key["data"]["secret"].string ?? ""))
        }
    }

    @Test func whatIsTypedIsPushedWithItsVersion() async throws {
        try await withTwo { server, _ in
            let events = try await server.subscribe(["calls"])
            for (version, text) in ["W", "Wa", "Wants"].enumerated() {
                let note = try await write(text, version: Int64(version), on: server)
                #expect(note["version"].int == version + 1 && note["text"].string == text)
            }
            let told = try await events.upToNow().filter { $0["type"] == "call.updated" }
            #expect(told.map { $0["data"]["note"] } == ["W", "Wa", "Wants"])
            #expect(told.map { $0["data"]["noteVersion"] } == [1, 2, 3])
            // Typing is one entry of the audit log, not one a letter.
            let audit = try await server.get("/api/audit")["data"].array ?? []
            #expect(audit.filter { $0["action"] == "call.noted" }.count == 1)
        }
    }

    @Test func whoWritesOverAnothersWordsIsToldThemFirst() async throws {
        try await withTwo { server, other in
            _ = try await write("Wants a roof", on: server)
            let refused = try await write("Angry", on: server, as: other, expecting: 409)
            #expect(refused["version"] == 1 && refused["text"] == "Wants a roof")
            let joined = try await write("Wants a roof; angry", version: 1, on: server, as: other)
            #expect(joined["version"] == 2 && joined["earlier"][0]["text"] == "Wants a roof")
            _ = try await write("Wants a blue roof", version: 1, on: server, expecting: 409)
            #expect(try await server.get("/api/calls/CA1/note")["data"]["text"] == "Wants a roof; angry")
        }
    }

    @Test func aProgramsNoteKeepsThePersonsBesideIt() async throws {
        try await withTwo { server, other in
            _ = try await write("By hand", on: server)
            try await server.post(
                "/api/contact-lookup/live-call-update", ["callSid": "CA1", "note": "By a program"], as: other)
            let note = try await server.get("/api/calls/CA1/note")["data"]
            #expect(note["text"] == "By a program" && note["version"] == 2)
            #expect(note["earlier"].array?.map { $0["text"] } == ["By hand"])
            // The same said again is no change.
            _ = try await write("By a program", version: 2, on: server)
            #expect(try await server.get("/api/calls/CA1/note")["data"]["version"] == 2)
        }
    }

    @Test func twoWhoTypeAtTheSameTimeLoseNothing() async throws {
        try await withTwo { server, other in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (mark, tenant) in [("a", server.company), ("b", other)] {
                    group.addTask {
                        for step in 0..<8 { try await append("\(mark)\(step) ", on: server, as: tenant) }
                    }
                }
                try await group.waitForAll()
            }
            let text = try await server.get("/api/calls/CA1/note")["data"]["text"].string ?? ""
            for mark in ["a", "b"] {
                for step in 0..<8 { #expect(text.contains("\(mark)\(step) "), "\(text)") }
            }
        }
    }

    /// Writes behind what stands, as a page does that is told of another's words.
    private func append(_ words: String, on server: TestServer, as tenant: TestServer.Tenant) async throws {
        while true {
            let note = try await server.get("/api/calls/CA1/note", as: tenant)["data"]
            let draft: JSONValue = [
                "text": .string((note["text"].string ?? "") + words), "version": .integer(note["version"].int64 ?? 0),
            ]
            let response = try await server.client.request(
                .put, "/api/calls/CA1/note",
                headers: [("Authorization", "Bearer \(tenant.token)"), ("Content-Type", "application/json")],
                body: draft.jsonBytes)
            if response.status.code == 200 { return }
            #expect(response.status.code == 409, "\(response.text)")
        }
    }
}
