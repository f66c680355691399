import JSON
import OpenSSL
import Testing

@testable import switchboard

@Suite struct SimulatorTests {
    @Test func theSameSeedTellsTheSameStories() {
        var (one, other, third) = (StoryTeller(seed: 7), StoryTeller(seed: 7), StoryTeller(seed: 8))
        let stories = (0..<50).map { _ in one.next() }
        #expect(stories.map(\.callSid) == (0..<50).map { _ in other.next().callSid })
        #expect(stories.map(\.callSid) != (0..<50).map { _ in third.next().callSid })
        #expect(Set(stories.map(\.callSid)).count == 50)
    }

    @Test func everyKindOfStoryAndCallerComesUp() {
        var teller = StoryTeller(seed: 1)
        let stories = (0..<500).map { _ in teller.next() }
        #expect(Set(stories.map(\.course)).count == CallStory.Course.allCases.count)
        #expect(Set(stories.map(\.caller.kind)).count == CallStory.Caller.Kind.allCases.count)
        let known = Set(DemoPeople.make().flatMap(\.numbers))
        #expect(stories.allSatisfy { $0.caller.kind != .known || known.contains($0.caller.number) })
        #expect(stories.allSatisfy { ($0.digits == nil) != ($0.speech == nil) })
    }

    @Test func theSignatureIsTwilios() {
        // webhooks/twilio/transcription-stopped.http, signed by another program.
        let form: TwilioForms.Form = [
            ("AccountSid", "AC0123456789abcdef0123456789abcdef"), ("CallSid", "CA5f0e1d2c3b4a59687786950a1b2c3d4e"),
            ("TranscriptionSid", "GTa1b2c3d4e5f60718293a4b5c6d7e8f90"), ("TranscriptionEvent", "transcription-stopped"),
            ("SequenceId", "4"), ("Timestamp", "2025-10-14T09:17:23.839266Z"),
        ]
        let key = HMAC(.sha1, key: Array("hub-fixture-twilio-auth-token-01".utf8))
        let url = "https://hub.example.com/webhooks/twilio/acc_1s4v0k2m3n000/transcription"
        #expect(SimulatorPoster.signature(key, url, form) == "1V4qmTfTzpBcN4RB0rOZqelI3NE=")
        #expect(SimulatorPoster.signature(key, url, form) == SimulatorPoster.signature(key, url, form.reversed()))
    }

    @Test func aFormKeepsBlanksAndEscapesEverythingElse() {
        let form: TwilioForms.Form = [("From", "+1 2"), ("FromCity", ""), ("Text", "a&b=é")]
        #expect(
            String(decoding: SimulatorPoster.body(form), as: UTF8.self) == "From=%2B1+2&FromCity=&Text=a%26b%3D%C3%A9")
    }

    @Test(arguments: [
        ("<Response/>", true),
        ("<?xml version=\"1.0\"?>\n<Response><Say a='1' b=\"&lt;\">x &amp; y</Say></Response>", true),
        ("<Response><!-- note --><Hangup/></Response>\n", true), ("", false), ("<Response>", false),
        ("<Other/>", false),
        ("<Response><Say></Response></Say>", false), ("<Response>a & b</Response>", false),
        ("<Response a=1/>", false), ("<Response a=\"1\" a=\"2\"/>", false), ("<Response/><Response/>", false),
        ("<Response a=\"<\"/>", false), ("<Response>&nbsp;</Response>", false), ("<Response a=\"1\"b=\"2\"/>", false),
    ])
    func aDocumentIsReadAsStrictlyAsAProviderReadsIt(text: String, isSound: Bool) {
        let root = try? TwiMLReader.read(Array(text.utf8))  // The fault's wording is of no interest here.
        #expect((root != nil) == isSound)
    }

    @Test func aDocumentsPartsAreFound() throws {
        let text = "<Response><Dial action=\"/a?b=1&amp;c=2\"><Number>+1312</Number></Dial></Response>"
        let dial = try #require(try TwiMLReader.read(Array(text.utf8)).children.first)
        #expect(dial["action"] == "/a?b=1&c=2")
        #expect(dial.children("Number").map(\.text) == ["+1312"])
    }

    @Test func percentilesAreOfTheValuesThemselves() {
        var latencies = Latencies()
        for value in 1...100 { latencies.note(UInt64(value) * 1_000_000) }
        #expect(latencies.milliseconds(0.5, 0.99) == [50, 99])
        #expect(latencies.maximumMilliseconds == 100)
        #expect(Latencies().milliseconds(0.5) == [0])
    }
}
