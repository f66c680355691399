import Domain
import JSON
import Support
import Testing

/// Any PBX script can post the canonical event (protocol §5).
@Suite(.timeLimit(.minutes(10))) struct GenericProviderTests {
    private static let secret = "a-shared-secret-of-the-pbx"

    private func account(on server: TestServer) async throws -> AccountID {
        let made = try await server.post(
            "/api/provider-accounts", ["provider": "generic", "title": "PBX", "secret": .string(Self.secret)],
            expecting: 201)
        return try #require(AccountID(wire: made["data"]["id"].string ?? ""))
    }

    private func event(_ id: Int, _ type: String, _ more: JSONObject = [:]) -> JSONValue {
        var event: JSONObject = ["id": .string("evt-\(id)"), "call": "pbx-4711", "type": .string(type)]
        for member in more.members { event[member.name] = member.value }
        return .object(event)
    }

    @Test func aCallOfAPBXIsToldAnsweredAndEnded() async throws {
        try await withServer { server in
            let account = try await account(on: server)
            let events = try await server.subscribe()
            let ringing = event(
                1, "ringing",
                [
                    "at": "2026-03-02T09:00:00Z", "direction": "inbound", "from": "(202) 555-0143",
                    "to": "+14155550119",
                    "callerName": "Ada Obi",
                ])
            let first = try await server.generic(ringing, account: account, secret: Self.secret)
            #expect(first.status == 200)
            #expect(first.body["success"] == true)
            #expect(first.body["data"]["call"].string?.hasPrefix("cal_") == true)
            #expect(first.body["data"]["contact"].string?.hasPrefix("con_") == true)
            #expect(first.body["data"]["plan"].isNull == false)
            let again = try await server.generic(ringing, account: account, secret: Self.secret)
            #expect(again.body == first.body)

            let rest = [
                event(2, "answered", ["at": "2026-03-02T09:00:06Z", "answeredBy": "human"]),
                event(3, "transcript", ["speaker": "caller", "text": "Good morning", "final": true, "sequence": 1]),
                event(
                    4, "ended",
                    ["at": "2026-03-02T09:02:19Z", "status": "completed", "reason": "normal", "durationSec": 133]),
                event(5, "recording", ["url": "https://pbx.example.com/4711.wav", "durationSec": 133, "channels": 1]),
            ]
            for event in rest + rest.reversed() {
                let answer = try await server.generic(event, account: account, secret: Self.secret)
                #expect(answer.status == 200)
                #expect(answer.body["data"]["call"] == first.body["data"]["call"])
            }
            let heard = try await events.upToNow()
            #expect(
                heard.types == [
                    "line.changed", "call.ringing", "call.answered", "transcript.segment", "call.ended",
                    "insights.updated", "recording.ready",
                ])
            let page = try await server.get("/api/calls/pbx-4711")["data"]
            #expect(page["durationSec"] == 133)
            #expect(page["from"] == "+12025550143")
            #expect(page["contact"]["name"] == "Ada Obi")
            #expect(page["missed"].isNull)
        }
    }

    @Test func anEventSignedLongAgoOrByAnotherSecretIsRefused() async throws {
        let clock = FixedClock()
        var options = TestOptions()
        options.clock = clock
        try await withServer(options) { server in
            let account = try await account(on: server)
            let ringing = event(1, "ringing", ["from": "+12025550143", "to": "+14155550119"])
            for (seconds, status) in [(-301, 403), (-300, 200), (300, 200), (301, 403)] {
                let at = clock.now() + .seconds(seconds)
                let answer = try await server.generic(ringing, account: account, secret: Self.secret, at: at)
                #expect(answer.status == status, "\(seconds) s")
            }
            let forged = try await server.generic(ringing, account: account, secret: "another secret", at: clock.now())
            #expect(forged.status == 403)
            let reasons = try await server.get("/api/webhook-refusals")["data"].array?.map { $0["reason"] }
            #expect(reasons == ["signature-mismatch", "stale", "stale"])
        }
    }

    @Test(arguments: [
        ("{", 400), ("[]", 422), (#"{"id":"e","call":"c"}"#, 422), (#"{"id":"e","call":"c","type":"exploded"}"#, 422),
        (#"{"id":"e","type":"ringing"}"#, 422), (#"{"call":"c","type":"ringing"}"#, 422),
    ])
    func whatIsVerifiedAndNotUnderstoodIsSaid(text: String, status: Int) async throws {
        try await withServer { server in
            let account = try await account(on: server)
            let answer = try await server.generic(raw: text, account: account, secret: Self.secret)
            #expect(answer.status == status)
            #expect(answer.body["detail"].string?.isEmpty == false)
            #expect(try await server.calls().isEmpty)
        }
    }

    @Test func twoAccountsMayUseTheSameCallIds() async throws {
        try await withServer { server in
            let (one, two) = (try await account(on: server), try await account(on: server))
            let ringing = event(1, "ringing", ["from": "+12025550143", "to": "+14155550119"])
            let first = try await server.generic(ringing, account: one, secret: Self.secret)
            let second = try await server.generic(ringing, account: two, secret: Self.secret)
            #expect(first.body["data"]["call"] != second.body["data"]["call"])
            #expect(try await server.calls().count == 2)
            #expect(try await server.contacts().count == 1)
        }
    }
}
