import JSON
import Support
import Testing

/// Whoever was missed is written back to by the same rules as anybody else.
@Suite(.timeLimit(.minutes(10))) struct TextBackTests {
    @Test func aTextBackLeavesOnceAndSettlesWhatWasOwed() async throws {
        try await withMessaging { hub async throws in
            try await hub.hear("Are you open?", "SM5")
            let obligation = try await hub.server.get("/api/obligations")["data"][0]["id"].string ?? ""
            try await hub.server.post(
                "/api/message-templates",
                ["name": "open", "channel": "sms", "language": "en", "text": "Until {{hour}}, {{line.number}}"],
                expecting: 201)
            let path = "/api/obligations/\(obligation)/text-back"
            let body: JSONValue = ["template": "open", "variables": ["hour": "six"]]
            let key = [("Idempotency-Key", "once")]
            hub.provider.answers(MessagingHub.taken)
            for _ in 1...2 {
                let response = try await hub.server.client.post(
                    path, body.jsonBytes, headers: [("Authorization", "Bearer \(hub.token)")] + key)
                #expect((200..<300).contains(response.status.code), "\(response.text)")
            }
            try await hub.send()
            #expect(hub.provider.asked.map { $0.form["Body"] } == [["Until six, +14155550119"]])
            let sent = try await hub.server.get("/api/messages?direction=outbound")["data"]
            #expect(sent.array?.count == 1)
            try await hub.report("delivered", reference: ["data": sent[0]])
            #expect(try await hub.server.get("/api/obligations/\(obligation)")["data"]["obligation"]["state"] == "done")
        }
    }

    @Test func whoHasSaidStopIsNotTextedBack() async throws {
        try await withMessaging { hub async throws in
            try await hub.hear("Are you open?", "SM5")
            try await hub.hear("STOP", "SM6")
            let obligation = try await hub.server.get("/api/obligations")["data"][0]["id"].string ?? ""
            let refused = try await hub.server.post(
                "/api/obligations/\(obligation)/text-back", ["text": "Yes"], expecting: 409)
            #expect(refused["type"] == "/problems/no-consent")
        }
    }
}
