import Domain
import JSON
import Support
import Testing

/// How each provider repeats, reorders and loses what it reports (reference §3.4, §4.3, §5.3, §6.3, §7.3, §8.3, §9.2,
/// §10.3, §11.1): the call is the same in the end.
@Suite(.timeLimit(.minutes(10))) struct ProviderHabitTests {
    private static let telnyxNumbers: JSONObject = ["from": "+12025550143", "to": "+14155550119"]

    private static func telnyx(
        _ type: String, leg: String = "leg-1", second: Int, session: String = "session-1", attempt: Int = 1,
        _ more: JSONObject = [:]
    ) -> JSONValue {
        var payload = telnyxNumbers
        payload["call_leg_id"] = .string(leg)
        payload["call_control_id"] = .string("v3:\(leg)")
        payload["call_session_id"] = .string(session)
        for member in more.members { payload[member.name] = member.value }
        return [
            "data": [
                "event_type": .string(type), "id": .string("\(leg)-\(type)"), "payload": .object(payload),
                "occurred_at": .string((TestServer.noon + .seconds(second)).rfc3339),
            ], "meta": ["attempt": .integer(Int64(attempt))],
        ]
    }

    @Test func telnyxInEveryOrderAndTwiceIsOneCallOfTwoLegs() async throws {
        try await withServer { server in
            let telnyx = try await server.provider("telnyx")
            let story: @Sendable (String) -> [JSONValue] = { name in
                let (a, b, session) = ("\(name)a", "\(name)b", "\(name)s")
                return [
                    Self.telnyx("call.answered", leg: a, second: 1, session: session),
                    Self.telnyx(
                        "call.answered", leg: b, second: 5, session: session, ["to": "+13125550177"]),
                    Self.telnyx(
                        "call.hangup", leg: b, second: 35, session: session,
                        ["hangup_cause": "normal_clearing", "to": "+13125550177"]),
                    Self.telnyx(
                        "call.hangup", leg: a, second: 36, session: session, ["hangup_cause": "normal_clearing"]),
                ]
            }
            var outcomes: Set<JSONObject> = []
            for (number, order) in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 0, 3, 2], [2, 3, 0, 1], [3, 0, 2, 1]].enumerated() {
                let name = "t\(number)"
                let first = Self.telnyx(
                    "call.initiated", leg: "\(name)a", second: 0, session: "\(name)s", ["direction": "incoming"])
                for event in [first] + order.map({ story(name)[$0] }) {
                    for _ in 1...2 { #expect(try await telnyx.send("event", event).status.code == 200) }
                }
                let call = try await server.get("/api/calls/\(name)a")["data"]
                var outcome: JSONObject = [:]
                for field in ["status", "reason", "direction", "startedAt", "answeredAt", "endedAt"] {
                    outcome[field] = call[field]
                }
                outcome["legs"] = .array((call["legs"].array ?? []).map { $0["status"] })
                outcomes.insert(outcome)
            }
            #expect(outcomes.count == 1, "\(outcomes)")
            #expect(outcomes.first?["status"] == "completed")
            #expect(outcomes.first?["legs"] == ["completed", "completed"])
            #expect(outcomes.first?["answeredAt"] == "2026-03-02T09:00:05.000Z")
            #expect(try await server.calls().count == 5)
        }
    }

    @Test func telnyxWhichNobodyAnsweredIsCanceled() async throws {
        try await withServer { server in
            let telnyx = try await server.provider("telnyx")
            _ = try await telnyx.send("event", Self.telnyx("call.initiated", second: 0, ["direction": "incoming"]))
            _ = try await telnyx.send(
                "event", Self.telnyx("call.hangup", second: 9, ["hangup_cause": "normal_clearing"]))
            let call = try await server.get("/api/calls/leg-1")["data"]
            #expect(call["status"] == "canceled")
            #expect(call["reason"] == "caller-cancel")
        }
    }

    @Test func anEndThatIsLostAndComesAfterAllIsCountedAndCounts() async throws {
        var options = TestOptions()
        let clock = FixedClock(.now())
        options.clock = clock
        try await withServer(options) { server in
            let telnyx = try await server.provider("telnyx")
            let page = "/api/provider-accounts/\(telnyx.account)"
            _ = try await telnyx.send(
                "event", Self.telnyx("call.initiated", second: 0, ["direction": "incoming"]), at: clock.now())
            clock.advance(by: .seconds(6 * 3600))
            #expect(try await server.sweep() == 1)
            #expect(try await server.get(page)["data"]["health"]["lost"] == 1)
            _ = try await telnyx.send(
                "event", Self.telnyx("call.hangup", second: 40, ["hangup_cause": "user_busy"]), at: clock.now())
            let health = try await server.get(page)["data"]["health"]
            #expect(health["lost"] == 0)
            #expect(health["recovered"] == 1)
            #expect(try await server.get("/api/calls/leg-1")["data"]["status"] == "busy")
        }
    }

    @Test func vonageWithoutEventIdsAndWithARecordingOfTheConversationIsOneCall() async throws {
        try await withServer { server in
            let vonage = try await server.provider("vonage")
            let query = "?from=12025550143&to=14155550119&uuid=v1&conversation_uuid=CON-1"
            let answers = [try await vonage.get("voice", query: query), try await vonage.get("voice", query: query)]
            #expect(answers.map(\.status.code) == [200, 200])
            #expect(answers[0].body == answers[1].body)
            func event(_ status: String, _ second: Int, _ more: JSONObject = [:]) -> JSONValue {
                var event: JSONObject = [
                    "uuid": "v1", "conversation_uuid": "CON-1", "status": .string(status), "direction": "inbound",
                    "from": "12025550143", "to": "14155550119",
                    "timestamp": .string((TestServer.noon + .seconds(second)).rfc3339),
                ]
                for member in more.members { event[member.name] = member.value }
                return .object(event)
            }
            let recording: JSONValue = [
                "recording_uuid": "rec-1", "recording_url": "https://api.nexmo.com/v1/files/1",
                "conversation_uuid": "CON-1", "start_time": "2026-03-02T09:00:02Z", "end_time": "2026-03-02T09:01:02Z",
                "timestamp": "2026-03-02T09:01:04Z",
            ]
            let completed = event("completed", 62, ["duration": "60", "start_time": "2026-03-02T09:00:02.000Z"])
            for body in [completed, recording, event("answered", 2), completed, event("ringing", 0), recording] {
                #expect(try await vonage.send("event", body).status.code == 200)
            }
            let agent: JSONValue = [
                "uuid": "v2", "conversation_uuid": "CON-1", "status": "answered", "direction": "outbound",
                "from": "14155550119", "to": "13125550177", "timestamp": "2026-03-02T09:00:04Z",
            ]
            #expect(try await vonage.send("event", agent).status.code == 200)
            let call = try await server.get("/api/calls/v1")["data"]
            #expect(call["status"] == "completed")
            #expect(call["durationSec"] == 60)
            #expect(call["from"] == "+12025550143")
            #expect(call["answeredAt"] == "2026-03-02T09:00:04.000Z")
            #expect(call["legs"].array?.count == 2)
            #expect(call["recordings"][0]["durationSec"] == 60)
            #expect(try await server.calls().count == 1)
        }
    }

    @Test func vonageTokenOfAnotherBodyOrTimeIsRefused() async throws {
        try await withServer { server in
            let vonage = try await server.provider("vonage")
            let body: JSONValue = ["uuid": "v1", "status": "ringing"]
            let old = try await vonage.send("event", body, at: .now() - .seconds(301))
            #expect(old.status.code == 403)
            #expect(try await vonage.send("event", body, secret: "another-secret-of-somebody").status.code == 403)
            let health = try await server.get("/api/provider-accounts/\(vonage.account)")["data"]
            #expect(health["health"]["refused"]["stale"] == 1)
            #expect(health["health"]["refused"]["signature-mismatch"] == 1)
            #expect(health["proof"] == "signed-and-dated")
            #expect(try await server.calls().isEmpty)
        }
    }

    @Test func plivoTriesAgainAndTellsOfTheAgentsLeg() async throws {
        try await withServer { server in
            let plivo = try await server.provider("plivo")
            let numbers = [
                ("CallUUID", "p1"), ("From", "12025550143"), ("To", "14155550119"), ("Direction", "inbound"),
            ]
            for _ in 1...2 {
                let answer = try await plivo.send(
                    "voice", form: numbers + [("CallStatus", "ringing"), ("Event", "StartApp")])
                #expect(answer.status.code == 200)
            }
            let agent = [
                ("CallUUID", "p1"), ("DialALegUUID", "p1"), ("DialBLegUUID", "p2"), ("DialBLegFrom", "12025550143"),
                ("DialBLegTo", "13125550177"),
            ]
            _ = try await plivo.send("dial", form: agent + [("DialAction", "answer")])
            _ = try await plivo.send(
                "dial",
                form: agent + [
                    ("DialAction", "hangup"), ("DialBLegDuration", "30"), ("DialBLegHangupCauseName", "Normal Hangup"),
                ])
            let end =
                numbers + [
                    ("CallStatus", "completed"), ("Event", "Hangup"), ("StartTime", "2026-03-02 09:00:00"),
                    ("AnswerTime", "2026-03-02 09:00:01"), ("EndTime", "2026-03-02 09:00:41"), ("Duration", "40"),
                    ("HangupCause", "NORMAL_CLEARING"),
                ]
            for _ in 1...2 { #expect(try await plivo.send("status", form: end).status.code == 200) }
            let call = try await server.get("/api/calls/p1")["data"]
            #expect(call["status"] == "completed")
            #expect(call["durationSec"] == 40)
            #expect(call["missed"] != true)
            #expect(call["agent"] == "+13125550177")
            #expect(call["legs"].array?.count == 2)
            #expect(try await server.calls().count == 1)
        }
    }

    @Test func signalWireTriesThreeTimesAndOutOfOrder() async throws {
        try await withServer { server in
            let signalWire = try await server.provider("signalwire")
            let first = try await signalWire.send("voice", form: TestServer.ringing("s1"))
            #expect(first.text.contains("<Response>"))
            let reports = [
                TestServer.status("s1", "completed", second: 30, sequence: 2, duration: 25),
                TestServer.status("s1", "in-progress", second: 5, sequence: 1),
                TestServer.status("s1", "ringing", second: 0, sequence: 0),
            ]
            for report in reports + reports + reports {
                #expect(try await signalWire.send("status", form: report).status.code == 200)
            }
            let call = try await server.get("/api/calls/s1")["data"]
            #expect(call["status"] == "completed")
            #expect(call["durationSec"] == 25)
            let health = try await server.get("/api/provider-accounts/\(signalWire.account)")["data"]["health"]
            #expect(health["accepted"] == 10)
            #expect((health["repeated"].int ?? 0) >= 6)
        }
    }
}
