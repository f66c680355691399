import JSON
import Support
import Testing

/// What agents report while and after they speak: each report is idempotent, and each change an event (protocol §4).
@Suite(.timeLimit(.minutes(10))) struct ReportTests {
    @Test func aLiveUpdateSaidTwiceIsOneChange() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let events = try await server.subscribe()
            let update: JSONValue = [
                "callSid": "CA1", "note": "Wants a van.", "agent": "Bola", "sentiment": "glad", "intent": "booking",
                "transcript": [
                    "speaker": "caller", "text": "A blue van", "final": true, "sequence": 1, "startMs": 10,
                    "endMs": 900,
                ],
            ]
            let first = try await server.post("/api/contact-lookup/live-call-update", update)["data"]
            let again = try await server.post("/api/contact-lookup/live-call-update", update)["data"]
            #expect(first == again)
            #expect(first["note"] == "Wants a van.")
            #expect(try await events.upToNow().types == ["transcript.segment", "call.updated"])
            let page = try await server.get("/api/calls/CA1")["data"]
            #expect(page["agent"] == "Bola" && page["sentiment"] == "glad" && page["intent"] == "booking")
            let transcript = try await server.get("/api/crm/call-transcript/CA1")["data"]["segments"]
            #expect(transcript.array?.map { $0["text"] } == ["A blue van"])

            let id = page["call"]
            let changed = try await server.post(
                "/api/contact-lookup/live-call-update", ["call": id, "note": "Wants two vans."])
            #expect(changed["data"]["note"] == "Wants two vans.")
            #expect(changed["data"]["agent"] == "Bola")
            #expect(try await events.upToNow().types == ["call.updated"])
        }
    }

    @Test func aLiveUpdateMovesTheCallOnlyForward() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let post = { (status: String) in
                try await server.post(
                    "/api/contact-lookup/live-call-update", ["callSid": "CA1", "status": .string(status)])
            }
            #expect(try await post("in-progress")["data"]["status"] == "in-progress")
            #expect(try await post("ringing")["data"]["status"] == "in-progress")
            #expect(try await post("completed")["data"]["status"] == "completed")
            #expect(try await post("in-progress")["data"]["status"] == "completed")
        }
    }

    @Test func aCompletionSaidTwiceIsOneEnd() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let contact = try await server.contacts()[at: 0]["id"].string ?? ""
            let events = try await server.subscribe(["calls", "contacts/\(contact)"])
            let completion: JSONValue = [
                "callSid": "CA1", "status": "completed", "durationSec": 90, "summary": "Booked a van.",
                "outcome": "booked",
                "recordingUrl": "https://pbx.example.com/1.wav",
                "transcript": [
                    ["speaker": "caller", "text": "A van please", "sequence": 1],
                    ["speaker": "ai", "text": "Booked", "sequence": 2],
                ],
            ]
            let first = try await server.post("/api/contact-lookup/call-completed", completion)["data"]
            let before = try await server.log().count
            let again = try await server.post("/api/contact-lookup/call-completed", completion)["data"]
            #expect(first == again)
            #expect(try await server.log().count == before)
            #expect(first["status"] == "completed" && first["durationSec"] == 90 && first["disposition"] == "booked")

            let types = try await events.upToNow().types
            #expect(types.filter { $0 == "call.ended" }.count == 1)
            #expect(types.filter { $0 == "transcript.segment" }.count == 2)
            #expect(types.filter { $0 == "recording.ready" }.count == 1)
            let history = try await server.get("/api/crm/contacts/\(contact)/interactions")["data"]
            #expect(history.array?.count == 1)
            #expect(history[0]["summary"] == "Booked a van." && history[0]["outcome"] == "booked")
            let page = try await server.get("/api/calls/CA1")["data"]
            #expect(page["recordings"].array?.count == 1)
        }
    }

    @Test func theProvidersOwnEndAfterACompletionChangesNothing() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            try await server.post(
                "/api/contact-lookup/call-completed",
                ["callSid": "CA1", "status": "completed", "durationSec": 90, "outcome": "booked"])
            let events = try await server.subscribe()
            _ = try await server.twilio("status", TestServer.status("CA1", "completed", duration: 90))
            #expect(!(try await events.upToNow().types.contains("call.ended")))
            #expect(try await server.calls()[at: 0]["disposition"] == "booked")
        }
    }

    @Test func anInteractionSaidTwiceIsOne() async throws {
        try await withServer { server in
            let contact = try await server.post(
                "/api/crm/contacts", ["name": "Ada", "numbers": [["number": "+12025550143"]]], expecting: 201)["data"][
                    "id"]
            let id = contact.string ?? ""
            let events = try await server.subscribe(["contacts"])
            let entry: JSONValue = [
                "contact": contact, "kind": "email", "summary": "Sent a quote.", "at": "2026-03-01T10:00:00Z",
                "outcome": "sent",
                "sentiment": "neutral", "keywords": ["quote"],
            ]
            let first = try await server.post("/api/contact-lookup/update-interaction", entry, expecting: 201)["data"]
            let again = try await server.post("/api/contact-lookup/update-interaction", entry, expecting: 200)["data"]
            #expect(first == again)
            let byNumber: JSONValue = ["phoneNumber": "(202) 555-0143", "kind": "note", "summary": "Called in."]
            try await server.post("/api/contact-lookup/update-interaction", byNumber, expecting: 201)
            try await server.post("/api/contact-lookup/update-interaction", byNumber, expecting: 200)
            let history = try await server.get("/api/crm/contacts/\(id)/interactions")["data"]
            #expect(history.array?.map { $0["kind"] } == ["note", "email"])
            #expect(history[1]["keywords"] == ["quote"])
            #expect(try await events.upToNow().types == ["interaction.added", "interaction.added"])
        }
    }

    @Test func anInteractionWithANewNumberMakesItsContactOnce() async throws {
        try await withServer { server in
            let entry: JSONValue = ["phoneNumber": "+12025550143", "kind": "note", "summary": "Walked in."]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 1...16 {
                    group.addTask {
                        let headers = [("Authorization", "Bearer \(server.company.token)")]
                        let answer = try await server.client.post(
                            "/api/contact-lookup/update-interaction", entry.jsonBytes, headers: headers)
                        #expect([200, 201].contains(answer.status.code))
                    }
                }
                try await group.waitForAll()
            }
            let contacts = try await server.contacts()
            #expect(contacts.count == 1 && contacts[at: 0]["source"] == "agent")
            let path = "/api/crm/contacts/\(contacts[at: 0]["id"].string ?? "")/interactions"
            #expect(try await server.get(path)["data"].array?.count == 1)
        }
    }

    @Test(
        arguments: [
            ("live-call-update", ["callSid": "CA404", "note": "x"], 404),
            ("live-call-update", ["call": "cal_zzz", "note": "x"], 404),
            ("live-call-update", ["note": "x"], 422), ("live-call-update", ["callSid": "CA1", "mood": "x"], 422),
            ("live-call-update", ["callSid": "CA1", "status": "ended"], 422),
            ("call-completed", ["callSid": "CA404", "status": "completed"], 404),
            ("call-completed", ["callSid": "CA1"], 422),
            ("call-completed", ["callSid": "CA1", "status": "ringing"], 422),
            ("call-completed", ["callSid": "CA1", "status": "completed", "durationSec": -1], 422),
            ("update-interaction", ["kind": "note", "summary": "x"], 422),
            ("update-interaction", ["contact": "con_zzz", "kind": "note", "summary": "x"], 404),
            ("update-interaction", ["phoneNumber": "12", "kind": "note", "summary": "x"], 422),
            ("update-interaction", ["phoneNumber": "+12025550143", "kind": "poem", "summary": "x"], 422),
        ] as [(String, JSONValue, Int)])
    func aReportThatMakesNoSenseIsRefused(route: String, body: JSONValue, status: Int) async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let before = try await server.log().count
            let problem = try await server.post("/api/contact-lookup/\(route)", body, expecting: status)
            #expect(problem["detail"].string?.isEmpty == false)
            #expect(try await server.log().count == before)
        }
    }
}
