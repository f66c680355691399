import Domain
import Foundation
import HTTP
import JSON
import Support
import Testing

/// What must be gone is gone from every outlet of the program, and from every file that it keeps.
@Suite(.timeLimit(.minutes(2))) struct TraceTests {
    private static let word = "quetzalcoatl"

    /// The files of the data folder that hold one of some texts in any case, once the program has ended.
    private func files(of server: TestServer, holding texts: [String]) async throws -> [String] {
        await server.stop()
        var found: [String] = []
        let names = FileManager.default.enumerator(atPath: server.data)?.allObjects.compactMap { $0 as? String } ?? []
        for name in names {
            guard let data = FileManager.default.contents(atPath: "\(server.data)/\(name)") else { continue }
            let text = String(decoding: data, as: UTF8.self).lowercased()
            found += texts.filter { text.contains($0.lowercased()) }.map { "\(name): \($0)" }
        }
        return found
    }

    /// The paths whose answers hold a text.
    private func paths(of server: TestServer, _ paths: [String], holding text: String) async throws -> [String] {
        var found: [String] = []
        for path in paths {
            let answer = try await server.client.get(
                path, headers: [("Authorization", "Bearer \(server.company.token)")])
            #expect(answer.status.code < 400 || answer.status.code == 404, "\(path): \(answer.text.prefix(300))")
            if answer.text.lowercased().contains(text.lowercased()) { found.append(path) }
        }
        return found
    }

    /// How many events of the log a consumer has not come to.
    private func behind(_ consumer: String, _ server: TestServer) async throws -> Int {
        let all = try await server.get("/api/reactions")["data"].array ?? []
        return all.first { $0["name"].string == consumer }?["behind"].int ?? 0
    }

    @Test func aWordThatIsMarkedIsNowhereAnyMore() async throws {
        try await withServer { server in
            let account = server.company.account.wire
            try await server.post(
                "/api/lines", ["account": .string(account), "number": "+14155550119"], expecting: 201)
            let contact =
                try await server.post(
                    "/api/crm/contacts", ["name": "Ada", "numbers": [["number": "+12025550143"]]], expecting: 201)[
                    "data"][
                    "id"
                ].string ?? ""
            let hook =
                try await server.post(
                    "/api/webhook-endpoints", ["url": "https://example.com/hook", "events": ["*"]], expecting: 201)[
                    "data"][
                    "id"
                ].string ?? ""
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let text = "I will send you the \(Self.word) papers tomorrow"
            _ = try await server.twilio(
                "transcription", TestServer.transcript(text, of: "CA1", sequence: 1, track: "outbound_track"))
            try await server.post(
                "/api/calls/CA1/transcript/versions",
                [
                    "source": "own", "quality": 1,
                    "segments": [["speaker": "agent", "text": .string("The \(Self.word) papers"), "sequence": 1]],
                ], expecting: 201)
            _ = try await server.twilio("status", TestServer.status("CA1", "completed", duration: 60))
            let promise = try #require(try await server.get("/api/crm/promises")["data"][0]["id"].string)
            let task = try await server.post("/api/tasks", ["promise": .string(promise)], expecting: 201)["data"]
            #expect(task["title"].string?.contains(Self.word) == true)
            let export =
                try await server.post("/api/crm/exports", ["what": "transcripts"], expecting: 201)["data"]["id"]
                .string ?? ""
            try await server.makeExports()

            let outlets = [
                "/api/crm/call-transcript/CA1", "/api/crm/call-transcript/CA1?source=own", "/api/calls/CA1",
                "/api/crm/calls/CA1", "/api/crm/calls/CA1/analysis", "/api/crm/promises", "/api/tasks?state=all",
                "/api/my-day", "/api/crm/contacts/\(contact)/timeline",
                "/api/crm/contacts/\(contact)/interactions", "/api/privacy/contacts/\(contact)/archive",
                "/api/crm/export/csv?what=transcripts", "/api/crm/export/csv?what=calls", "/api/crm/export/ndjson",
                "/api/crm/export/archive", "/api/crm/export/salesforce", "/api/crm/changes?after=0",
                "/api/crm/exports/\(export)/file", "/api/webhook-endpoints/\(hook)/missed?after=0", "/api/audit",
            ]
            let before = try await paths(of: server, outlets, holding: Self.word)
            #expect(before.count > 10)
            #expect(try await server.get("/api/transcripts/search?q=\(Self.word)")["data"].array?.isEmpty == false)

            let segments = try await server.get("/api/crm/call-transcript/CA1")["data"]["segments"].array ?? []
            let segment = try #require(segments.first?["id"].string)
            let start = try #require(text.range(of: Self.word)).lowerBound.utf16Offset(in: text)
            try await server.post(
                "/api/calls/CA1/transcript/redactions",
                [
                    "segment": .string(segment), "start": .integer(Int64(start)),
                    "length": .integer(Int64(Self.word.utf16.count)),
                ], expecting: 201)
            try await server.makeExports()
            while try await behind("tasks.redacted", server) > 0 {}
            await server.keepHouse()
            #expect(try await paths(of: server, outlets, holding: Self.word).isEmpty)
            #expect(try await server.get("/api/transcripts/search?q=\(Self.word)")["data"] == [])
            let tools = try await server.post(
                "/mcp",
                [
                    "jsonrpc": "2.0", "id": 1, "method": "tools/call",
                    "params": ["name": "call_transcript", "arguments": ["conversationId": "CA1"]],
                ])
            let log = try await server.log().map(\.jsonText)
            #expect(tools.jsonText.contains("[redacted]") && !tools.jsonText.contains(Self.word))
            #expect(!log.joined().contains(Self.word))
            #expect(try await files(of: server, holding: [Self.word]).isEmpty)
        }
    }

    @Test func whoIsErasedIsInNoFileAnyMore() async throws {
        try await withServer { server in
            let story = try await Story.make(on: server)
            try await server.post(
                "/api/crm/fields", ["key": "nick", "label": "Nick", "type": "text", "indexed": true], expecting: 201)
            let twin =
                try await server.post(
                    "/api/crm/contacts",
                    [
                        "name": .string("\(Story.word) Twin"), "fields": ["nick": .string(Story.word)],
                        "email": "twin.quetzal@example.com", "numbers": [["number": "+12025550199"]],
                    ], expecting: 201)["data"]["id"].string ?? ""
            try await server.post("/api/crm/contacts/\(story.contact)/merge", ["other": .string(twin)])
            try await server.post(
                "/api/tasks", ["title": .string("Ring \(Story.word)"), "call": .string(story.call)], expecting: 201)
            try await server.post(
                "/api/tasks", ["title": .string("See \(Story.word)"), "contact": .string(story.contact)], expecting: 201
            )
            try await server.json(
                .put, "/api/pipeline/stages",
                [
                    "stages": [
                        ["key": "new", "label": "New", "kind": "open"], ["key": "won", "label": "Won", "kind": "won"],
                    ]
                ],
                expecting: 200)
            try await server.json(.put, "/api/pipeline/contacts/\(story.contact)", ["stage": "new"], expecting: 200)
            let file = try await server.client.request(
                .post, "/api/crm/imports?name=people.csv",
                headers: [("Authorization", "Bearer \(server.company.token)"), ("Content-Type", "text/csv")],
                body: Array("name,phone\n\(Story.word) Third,\(Story.number)\n\(Story.word),no number\n".utf8))
            #expect(file.status.code == 201)
            try await server.post("/api/crm/exports", ["what": "contacts"], expecting: 201)
            try await server.makeExports()
            // As a program of before noted it.
            let company = server.company.id
            _ = try await server.database.write(company) { tx in
                try tx.execute(
                    """
                    INSERT INTO outbound_orders (company_id, id, account_id, number, agent, actor, request, state, created_at)
                    SELECT company_id, id, id, \(Story.number), '', 'usr_1', x'00', 'failed', 0
                    FROM provider_accounts WHERE company_id = \(company) LIMIT 1
                    """)
            }
            try await story.erase()
            try await server.makeExports()
            await server.keepHouse()
            let log = try await server.log().map(\.jsonText).joined()
            #expect(!log.lowercased().contains(Story.word.lowercased()) && !log.contains("2025550199"))
            #expect(try await server.check() == "")
            let texts = [Story.word, "2025550143", "2025550199", "quetzal@example", "twin.quetzal"]
            #expect(try await files(of: server, holding: texts).isEmpty)
        }
    }
}
