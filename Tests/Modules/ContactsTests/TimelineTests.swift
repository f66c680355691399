import HTTP
import JSON
import Support
import Testing

@Suite(.timeLimit(.minutes(10))) struct TimelineTests {
    private static let ada = "+12025550143"

    /// A contact with something of every kind; its path, and the kinds newest first.
    private func story(_ clock: FixedClock, on server: TestServer) async throws -> (path: String, kinds: [String]) {
        let path = try await server.contact(["name": "Ada Obi", "numbers": [["number": .string(Self.ada)]]])
        let id = String(path.split(separator: "/").last ?? "")
        let steps: [(String, () async throws -> Void)] = [
            ("call", { _ = try await server.twilio("voice", TestServer.ringing("CA1")) }),
            (
                "obligation",
                { _ = try await server.twilio("status", TestServer.status("CA1", "no-answer", second: 0)) }
            ),
            (
                "message",
                {
                    _ = try await server.twilio(
                        "message",
                        [("MessageSid", "SM1"), ("From", Self.ada), ("To", "+14155550119"), ("Body", "Hello?")])
                }
            ),
            ("note", { try await note("note", path, on: server) }),
            ("email", { try await note("email", path, on: server) }),
            ("appointment", { try await note("appointment", path, on: server) }),
            (
                "consent",
                {
                    let wish: JSONValue = ["channel": "sms", "purpose": "service", "state": "granted"]
                    try await server.json(.put, path + "/consents", ["consents": [wish]], expecting: 200)
                }
            ),
            (
                "task",
                { try await server.post("/api/tasks", ["title": "Call Ada", "contact": .string(id)], expecting: 201) }
            ),
        ]
        for (_, step) in steps {
            clock.advance(by: .seconds(60))
            try await step()
        }
        return (path, ["created"] + steps.map(\.0))
    }

    private func note(_ kind: String, _ path: String, on server: TestServer) async throws {
        try await server.post(
            path + "/interactions", ["kind": .string(kind), "summary": .string("A \(kind)")], expecting: 201)
    }

    private func withStory(_ body: (TestServer, _ path: String, _ kinds: [String]) async throws -> Void) async throws {
        let clock = FixedClock(TestServer.noon)
        var options = TestOptions()
        options.clock = clock
        try await withServer(options) { server in
            let (path, kinds) = try await story(clock, on: server)
            try await body(server, path, kinds)
        }
    }

    @Test func theTimelineHasEveryChannelAndModulePageByPage() async throws {
        try await withStory { server, path, kinds in
            let whole = try await server.pages(path + "/timeline", limit: 100)
            #expect(Set(whole.compactMap { $0["kind"].string }) == Set(kinds))
            #expect(whole.count == kinds.count)
            for (one, next) in zip(whole, whole.dropFirst()) {
                #expect((one["at"].string ?? "") >= (next["at"].string ?? ""))
            }
            for limit in [1, 2, 3, 7] { #expect(try await server.pages(path + "/timeline", limit: limit) == whole) }
            let byKind = Dictionary(uniqueKeysWithValues: whole.map { ($0["kind"].string ?? "", $0) })
            #expect(
                byKind["call"]?["title"] == "Missed call" && byKind["call"]?["call"].string?.hasPrefix("cal_") == true)
            #expect(byKind["call"]?["data"]["direction"] == "inbound")
            #expect(byKind["message"]?["title"] == "Message from them" && byKind["message"]?["text"] == "Hello?")
            #expect(byKind["message"]?["data"]["channel"] == "sms")
            #expect(byKind["note"]?["by"].string?.hasPrefix("key_") == true && byKind["note"]?["text"] == "A note")
            #expect(byKind["task"]?["title"] == "Call Ada" && byKind["task"]?["data"]["state"] == "open")
            #expect(byKind["consent"]?["data"]["state"] == "granted")
            #expect(byKind["created"]?["data"]["source"] == "manual")
        }
    }

    @Test func whatPassedAtOneMomentIsPagedWithoutAHole() async throws {
        var options = TestOptions()
        options.clock = FixedClock()
        try await withServer(options) { server in
            let path = try await server.contact(["name": "Ada Obi"])
            for kind in ["note", "email", "appointment", "note", "email"] { try await note(kind, path, on: server) }
            let whole = try await server.pages(path + "/timeline", limit: 100)
            #expect(whole.count == 6)
            for limit in 1...3 { #expect(try await server.pages(path + "/timeline", limit: limit) == whole) }
        }
    }

    @Test func theTimelineIsNarrowedByKindAndTime() async throws {
        try await withStory { server, path, kinds in
            for kind in kinds {
                let found = try await server.pages(path + "/timeline?kinds=\(kind)", limit: 1)
                #expect(found.map { $0["kind"].string } == [kind])
            }
            let some = try await server.pages(path + "/timeline?kinds=note,call,task", limit: 2)
            #expect(some.map { $0["kind"] } == ["task", "note", "call"])
            let whole = try await server.pages(path + "/timeline", limit: 9)
            let (from, to) = (whole[5]["at"].string ?? "", whole[2]["at"].string ?? "")
            let between = try await server.pages(path + "/timeline?from=\(from)&to=\(to)", limit: 2)
            #expect(between == whole.filter { ($0["at"].string ?? "") >= from && ($0["at"].string ?? "") < to })
            _ = try await server.get(path + "/timeline?kinds=poem", expecting: 422)
            _ = try await server.get(path + "/timeline?from=yesterday", expecting: 422)
            _ = try await server.get("/api/crm/contacts/con_zzz/timeline", expecting: 404)
        }
    }

    @Test func stagesAndMergesStandInTheTimeline() async throws {
        try await withServer { server in
            let (ada, bode) = (
                try await server.contact(["name": "Ada Obi"]), try await server.contact(["name": "Bode Eze"])
            )
            let place = ada.replacing("/crm/", with: "/pipeline/")
            for stage in ["new", "won"] {
                try await server.json(.put, place, ["stage": .string(stage)], expecting: 200)
            }
            try await server.json(.delete, place, nil, expecting: 204)
            let other = try await server.get(bode)["data"]["id"]
            let merge = try await server.post(ada + "/merge", ["other": other])["data"]["merge"]
            let lines = try await server.pages(ada + "/timeline?kinds=stage,merge", limit: 2)
            #expect(
                lines.map { $0["title"] } == [
                    "Joined with Bode Eze", "Out of the pipeline: Won", "New → Won", "Into the pipeline: New",
                ])
            #expect(lines[at: 0]["id"] == merge && lines[at: 0]["data"]["other"] == other)
            #expect(lines[at: 2]["data"] == ["from": "new", "to": "won"] && lines[at: 2]["by"].string != nil)
            for path in ["/timeline", "/interactions", "/score", "/restore"] {
                let method: HTTP.Method = path == "/restore" ? .post : .get
                let gone = try await server.json(method, bode + path, nil, expecting: 410)
                #expect(ada.hasSuffix(gone["contact"].string ?? "-"))
                let merges = try await server.get(gone["merges"].string ?? "")["data"]
                #expect(merges[0]["id"] == merge)
            }
            try await server.json(.post, "/api/crm/merges/\(merge.string ?? "")/undo", nil, expecting: 200)
            let theirs = try await server.pages(bode + "/timeline?kinds=merge", limit: 5)
            #expect(theirs.map { $0["title"] } == ["Joined with Ada Obi, and parted again"])
        }
    }

    @Test func whatPeopleNotedIsRewrittenAndTakenAway() async throws {
        try await withStory { server, path, _ in
            let notes = try await server.get(path + "/interactions")["data"].array ?? []
            let note = "/api/crm/interactions/\(notes.first { $0["kind"] == "note" }?["id"].string ?? "")"
            let events = try await server.subscribe(["contacts"])
            let rewritten = try await server.json(
                .patch, note, ["summary": "Prefers mornings", "outcome": "reached", "at": "2026-01-01T00:00:00Z"],
                expecting: 200)["data"]
            #expect(rewritten["summary"] == "Prefers mornings" && rewritten["outcome"] == "reached")
            let less = try await server.json(.patch, note, ["outcome": nil], expecting: 200)["data"]
            #expect(less["outcome"].isNull && less["summary"] == "Prefers mornings")
            #expect(try await server.pages(path + "/timeline", limit: 50).last?["text"] == "Prefers mornings")
            try await server.json(.patch, note, ["summary": ""], expecting: 422)
            try await server.json(.patch, note, ["call": "cal_1"], expecting: 422)
            try await server.json(.delete, note, nil, expecting: 204)
            try await server.json(.delete, note, nil, expecting: 404)
            #expect(try await server.pages(path + "/timeline?kinds=note", limit: 9).isEmpty)
            for left in notes where ["call", "sms"].contains(left["kind"]) {
                let left = "/api/crm/interactions/\(left["id"].string ?? "")"
                try await server.json(.patch, left, ["summary": "No"], expecting: 409)
                try await server.json(.delete, left, nil, expecting: 409)
            }
            let types = try await events.upToNow().map { $0["type"] }
            #expect(types == ["interaction.updated", "interaction.updated", "interaction.deleted"])
        }
    }
}
