import JSON
import Support
import Testing

/// By WhatsApp everybody is answered for a day; after that only with approved texts.
@Suite(.timeLimit(.minutes(10))) struct WhatsAppTests {
    private func template(_ hub: MessagingHub, contentID: String?) async throws -> JSONValue {
        var body: JSONObject = [
            "name": "reminder", "channel": "whatsapp", "language": "en", "text": "Dear {{1}}, see you on {{day}}.",
        ]
        if let contentID { body["contentId"] = .string(contentID) }
        return try await hub.server.post("/api/message-templates", .object(body), expecting: 201)["data"]["id"]
    }

    @Test func anAnswerIsSentForADay() async throws {
        try await withMessaging { hub async throws in
            let refused = try await hub.write(["channel": "whatsapp"], expecting: 409)
            #expect(refused["type"] == "/problems/session-closed")
            try await hub.hear("Hello?", "SM5", whatsApp: true)
            hub.provider.answers(MessagingHub.taken)
            try await hub.write(["channel": "whatsapp"])
            try await hub.send()
            #expect(hub.provider.asked.first?.form["To"] == ["whatsapp:\(MessagingHub.number)"])
            #expect(hub.provider.asked.first?.form["From"] == ["whatsapp:\(MessagingHub.line)"])
            hub.clock.advance(by: .seconds(86_399))
            try await hub.write(["channel": "whatsapp"])
            hub.clock.advance(by: .seconds(1))
            try await hub.write(["channel": "whatsapp"], expecting: 409)
        }
    }

    @Test func anApprovedTextIsSentAtAnyTime() async throws {
        try await withMessaging { hub async throws in
            let id = try await template(hub, contentID: "HX1")
            hub.provider.answers(MessagingHub.taken)
            let written = try await hub.write(["template": id, "variables": ["1": "Ada {{day}}", "day": "Monday"]])
            #expect(written["data"]["text"] == "Dear Ada {{day}}, see you on Monday.")
            #expect(written["data"]["channel"] == "whatsapp")
            try await hub.send()
            let form = try #require(hub.provider.asked.first?.form)
            #expect(form["ContentSid"] == ["HX1"] && form["Body"] == nil)
            #expect(form["ContentVariables"] == [#"{"1":"Ada {{day}}","day":"Monday"}"#])
        }
    }

    @Test func aTextThatNobodyApprovedIsNot() async throws {
        try await withMessaging { hub async throws in
            let id = try await template(hub, contentID: nil)
            let message: JSONObject = ["template": id, "variables": ["1": "Ada", "day": "Monday"]]
            #expect(try await hub.write(message, expecting: 409)["type"] == "/problems/session-closed")
        }
    }
}
