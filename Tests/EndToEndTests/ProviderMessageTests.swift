import JSON
import Support
import Testing

/// Text messages come in once, are of the contact, and only ever get further (reference §2.8).
@Suite(.timeLimit(.minutes(10))) struct ProviderMessageTests {
    private static func message(_ id: String, _ more: [(String, String)]) -> [(String, String)] {
        [
            ("MessageSid", id), ("AccountSid", "AC0123456789abcdef0123456789abcdef"), ("NumMedia", "0"),
            ("SmsStatus", "received"),
        ] + more
    }

    @Test func aMessageThatComesThreeTimesIsOneAndOfItsContact() async throws {
        try await withServer { server in
            let events = try await server.subscribe(["conversations"])
            let form = Self.message(
                "SM1", [("From", "+12025550143"), ("To", "+14155550119"), ("Body", "Are you open?")])
            for _ in 1...3 {
                let answer = try await server.twilio("message", form)
                #expect(answer.status.code == 200)
                #expect(answer.body.isEmpty)
            }
            let heard = try await events.upToNow()
            #expect(heard.types == ["message.received"])
            #expect(heard[at: 0]["data"]["text"] == "Are you open?")
            let contact = try #require(heard[at: 0]["data"]["contact"].string)
            let page = try await server.get("/api/messages?contact=\(contact)")["data"]
            #expect(page.array?.count == 1)
            #expect(page[0]["channel"] == "sms")
            let id = try #require(page[0]["id"].string)
            #expect(try await server.get("/api/messages/\(id)")["data"] == page[0])
            #expect(try await server.log().types.filter { $0 == "interaction.added" }.count == 1)
        }
    }

    @Test func whatsAppIsTheSamePersonUnderTheSameNumber() async throws {
        try await withServer { server in
            _ = try await server.twilio(
                "message",
                Self.message(
                    "SM2",
                    [
                        ("From", "whatsapp:+12025550143"), ("To", "whatsapp:+14155550119"), ("WaId", "12025550143"),
                        ("ProfileName", "Adaeze O."), ("Body", "Hello"),
                    ]))
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let message = try await server.get("/api/messages")["data"][0]
            #expect(message["channel"] == "whatsapp")
            #expect(message["from"] == "+12025550143")
            #expect(try await server.contacts().count == 1)
            let call = try await server.get("/api/calls/CA1")["data"]
            #expect(call["contact"]["id"] == message["contact"])
        }
    }

    @Test(arguments: [["sent", "delivered"], ["delivered", "sent"], ["delivered", "sent", "queued", "delivered"]])
    func aStatusOnlyEverGetsFurther(order: [String]) async throws {
        try await withServer { server in
            for status in order {
                let form = [
                    ("MessageSid", "SM3"), ("MessageStatus", status), ("From", "+14155550119"), ("To", "+12025550143"),
                ]
                #expect(try await server.twilio("message", form).status.code == 200)
            }
            let message = try await server.get("/api/messages")["data"][0]
            #expect(message["status"] == "delivered")
            #expect(message["direction"] == "outbound")
            #expect(try await server.contacts().isEmpty)
        }
    }
}
