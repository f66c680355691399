import JSON
import Support
import Testing

@Suite struct FirstCallTests {
    @Test func aSignedCallMakesAContactAnswersWithTwiMLAndIsHeard() async throws {
        try await withServer { server in
            let events = try await server.subscribe(["calls", "contacts"])
            let answer = try await server.twilio("voice", TestServer.ringing("CA00000000000000000000000000000001"))

            #expect(answer.status.code == 200)
            #expect(answer.text.contains("<Response>"))
            let heard = try await events.upToNow()
            #expect(heard.types == ["line.changed", "contact.created", "call.ringing"])
            #expect(heard.last?["data"]["from"].string == "+12025550143")
            let found = try await server.get("/api/contact-lookup/phone/%2B12025550143")
            #expect(found["data"]["match"].string == "one")
            #expect(found["data"]["contact"]["id"] == heard.last?["data"]["contact"]["id"])
        }
    }
}
