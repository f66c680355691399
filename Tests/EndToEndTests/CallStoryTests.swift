import JSON
import Support
import Testing

/// Whole stories, as Twilio tells them and a dashboard sees them.
@Suite(.timeLimit(.minutes(10))) struct CallStoryTests {
    private static let agent = "+13125550177"

    /// A line that rings an agent, and asks for a message when nobody takes the call.
    private func makeLine(on server: TestServer) async throws {
        try await server.post(
            "/api/lines",
            [
                "account": .string(server.company.account.wire), "number": "+14155550119", "name": "Sales",
                "plan": [
                    "steps": [
                        ["id": "ring", "do": "dial", "numbers": [.string(Self.agent)], "otherwise": "message"],
                        ["id": "message", "do": "voicemail", "say": "Please leave a message."],
                    ]
                ],
            ], expecting: 201)
    }

    /// The events of calls alone, and the words that matter of each.
    private func calls(_ events: [JSONValue]) -> [JSONValue] {
        events.filter { $0["type"].string?.hasPrefix("call.") == true }
    }

    @Test func anAnsweredCallRingsIsAnsweredAndEndsInThisOrder() async throws {
        try await withServer { server in
            try await makeLine(on: server)
            let events = try await server.subscribe()

            let answer = try await server.twilio("voice", TestServer.ringing("CA1"))
            #expect(answer.text.contains(Self.agent))
            for (status, second) in [("initiated", 1), ("ringing", 2), ("in-progress", 6)] {
                let form = TestServer.childStatus("CA1b", of: "CA1", status, second: second)
                #expect(try await server.twilio("status", form).status.code == 200)
            }
            _ = try await server.twilio(
                "status", TestServer.childStatus("CA1b", of: "CA1", "completed", second: 93, duration: 87))
            let over = try await server.twilio(
                "step", TestServer.dialled("CA1", child: "CA1b", "completed", duration: 87), query: "?step=ring&visit=1"
            )
            #expect(!over.text.contains("<Record"))
            _ = try await server.twilio("status", TestServer.status("CA1", "completed", second: 94, duration: 92))

            let heard = calls(try await events.upToNow())
            #expect(heard.types.filter { $0 != "call.updated" } == ["call.ringing", "call.answered", "call.ended"])
            #expect(heard.offsets == heard.offsets.sorted())
            let answered = try #require(heard.first { $0["type"] == "call.answered" })["data"]
            #expect(answered["status"] == "in-progress")
            #expect(answered["agent"].string == Self.agent)
            #expect(answered["answeredAt"] == "2026-03-02T09:00:06.000Z")
            let ended = try #require(heard.first { $0["type"] == "call.ended" })["data"]
            #expect(ended["status"] == "completed")
            #expect(ended["missed"].isNull)
            #expect(ended["lineName"] == "Sales")
            #expect(ended["durationSec"] == 92)
            #expect(Set(heard.map { $0["data"]["call"] }).count == 1)

            let page = try await server.get("/api/calls/CA1b")["data"]
            #expect(page["legs"].array?.map { $0["providerCallId"] } == ["CA1", "CA1b"])
            #expect(page["legs"].array?.map { $0["status"] } == ["completed", "completed"])
            #expect(try await server.calls().count == 1)
        }
    }

    @Test func aCallThatNobodyTakesIsMissedAndItsMessageIsNoAnswer() async throws {
        try await withServer { server in
            try await makeLine(on: server)
            let events = try await server.subscribe()
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            _ = try await server.twilio("status", TestServer.childStatus("CA1b", of: "CA1", "no-answer", second: 20))
            let next = try await server.twilio(
                "step", TestServer.dialled("CA1", child: "CA1b", "no-answer"), query: "?step=ring&visit=1")
            #expect(next.text.contains("<Record"))
            let message = TestServer.ringing(
                "CA1", status: "in-progress",
                more: [
                    ("RecordingSid", "RE1"), ("RecordingUrl", "https://api.twilio.com/RE1"),
                    ("RecordingDuration", "12"),
                ])
            let bye = try await server.twilio("step", message, query: "?step=message&visit=2")
            #expect(!bye.text.contains("<Record"))
            _ = try await server.twilio("status", TestServer.status("CA1", "completed", second: 40, duration: 38))

            let heard = calls(try await events.upToNow())
            #expect(!heard.types.contains("call.answered"))
            let ended = try #require(heard.last { $0["type"] == "call.ended" })["data"]
            #expect(ended["missed"] == true)
            #expect(ended["status"] == "completed")
            #expect(ended["answeredAt"].isNull)
            #expect(try await server.calls("?missed=true").count == 1)
            #expect(try await server.calls("?missed=false").isEmpty)
            let page = try await server.get("/api/calls/CA1")["data"]
            #expect(page["recordings"].array?.map { $0["providerRecordingId"] } == ["RE1"])
            let contact = page["contact"]["id"].string ?? ""
            let history = try await server.get("/api/crm/contacts/\(contact)/interactions")["data"]
            #expect(history[0]["outcome"] == "missed")
        }
    }

    @Test(arguments: [("busy", "busy"), ("no-answer", "timeout"), ("failed", "unknown"), ("canceled", "caller-cancel")])
    func aCallThatDiesIsMissedForItsReason(status: String, reason: String) async throws {
        try await withServer { server in
            let events = try await server.subscribe()
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            _ = try await server.twilio("status", TestServer.status("CA1", status, second: 20))
            let ended = try await events.first { $0["type"] == "call.ended" }["data"]
            #expect(ended["status"].string == status)
            #expect(ended["reason"].string == reason)
            #expect(ended["missed"] == true)
            #expect(try await server.get("/api/calls/live")["data"] == [])
        }
    }

    @Test func theDialActionTellsOfAnAnswerWhoseOwnEventsWereLost() async throws {
        try await withServer { server in
            try await makeLine(on: server)
            let events = try await server.subscribe()
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            _ = try await server.twilio(
                "step", TestServer.dialled("CA1", child: "CA1b", "completed", duration: 60), query: "?step=ring&visit=1"
            )
            _ = try await server.twilio("status", TestServer.status("CA1", "completed", duration: 70))
            let heard = calls(try await events.upToNow())
            #expect(heard.types.filter { $0 != "call.updated" } == ["call.ringing", "call.answered", "call.ended"])
            #expect(heard.last?["data"]["missed"].isNull == true)
        }
    }

    @Test func anAnsweringMachineIsNoAnswer() async throws {
        try await withServer { server in
            try await makeLine(on: server)
            let events = try await server.subscribe()
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let machine =
                TestServer.childStatus("CA1b", of: "CA1", "in-progress", second: 9) + [("AnsweredBy", "machine_start")]
            _ = try await server.twilio("status", machine)
            _ = try await server.twilio("status", TestServer.status("CA1", "completed", second: 30, duration: 29))
            let heard = calls(try await events.upToNow())
            #expect(!heard.types.contains("call.answered"))
            #expect(heard.last?["data"]["missed"] == true)
        }
    }

    @Test func anOutboundCallIsAnsweredWhenTheOtherSideTakesIt() async throws {
        try await withServer { server in
            let events = try await server.subscribe(["calls", "contacts"])
            let outbound: @Sendable (String, Int) -> [(String, String)] = { status, second in
                TestServer.status("CA7", status, second: second, from: "+14155550119", to: "+12025550143").map {
                    $0.0 == "Direction" ? ("Direction", "outbound-api") : $0
                }
            }
            for (status, second) in [("initiated", 0), ("ringing", 1), ("in-progress", 5)] {
                _ = try await server.twilio("status", outbound(status, second))
            }
            _ = try await server.twilio("status", outbound("completed", 35) + [("CallDuration", "30")])
            let heard = calls(try await events.upToNow())
            #expect(heard.types.filter { $0 != "call.updated" } == ["call.ringing", "call.answered", "call.ended"])
            #expect(heard.last?["data"]["direction"] == "outbound")
            #expect(heard.last?["data"]["contact"]["match"] == "one")
            #expect(heard.last?["data"]["missed"].isNull == true)
            let contacts = try await server.contacts()
            #expect(contacts.map { $0["numbers"] } == [[["number": "+12025550143"]]])
            let line = try await server.get("/api/lines")["data"][0]
            #expect(line["number"] == "+14155550119")
        }
    }

    @Test func liveCallsAreThoseThatGoOnAtTheOffsetTheReplyNames() async throws {
        try await withServer { server in
            for call in 1...3 {
                _ = try await server.twilio("voice", TestServer.ringing("CA\(call)", from: "+1202555014\(call)"))
            }
            _ = try await server.twilio("status", TestServer.status("CA2", "completed", from: "+12025550142"))
            let response = try await server.client.get(
                "/api/calls/live", headers: [("Authorization", "Bearer \(server.company.token)")])
            let live = try JSONParser.parse(response.body)["data"].array ?? []
            #expect(live.map { $0["providerCallId"] } == ["CA3", "CA1"])
            let events = try await server.connect()
            let subscribed = try await events.subscribe(["calls"])
            let offset = "\(subscribed["epoch"].string ?? "").\(subscribed["offset"].int64 ?? 0)"
            #expect(response.headers["switchboard-offset"] == offset)
        }
    }
}
