import Domain
import HTTP
import JSON
import Support
import Testing

@testable import Privacy

/// A person's archive, and how long things are kept.
@Suite(.timeLimit(.minutes(10))) struct ArchiveAndRetentionTests {
    @Test func theArchiveHasEverythingOfThePerson() async throws {
        try await withServer { server in
            let story = try await Story.make(on: server)
            let archive = try await server.get("/api/privacy/contacts/\(story.contact)/archive")
            #expect(archive["contact"]["name"].string == "\(Story.word) Obi")
            #expect(archive["contact"]["numbers"][0]["number"].string == Story.number)
            #expect(archive["messages"][0]["text"].string == "\(Story.word) writes")
            #expect(archive["consents"][0]["note"].string == Story.word)
            #expect(archive["obligations"].array?.count == 1)
            #expect(archive["interactions"].array?.contains { $0["summary"].string == "\(Story.word) came by" } == true)
            let calls = archive["calls"].array ?? []
            #expect(calls.count == 2)
            let call = calls.first { $0["call"]["call"].string == story.call } ?? .null
            #expect(call["transcript"][0]["text"].string == "I am \(Story.word)")
            #expect(call["detail"]["recordings"].array?.count == 1 && call["analysis"].object != nil)
            #expect(archive["audit"].array?.contains { $0["subject"].string == story.contact } == true)

            let beta = try await server.anotherCompany("Beta")
            _ = try await server.get("/api/privacy/contacts/\(story.contact)/archive", as: beta, expecting: 404)
            let key = try await server.post(
                "/api/keys", ["name": "k", "role": "owner", "scopes": ["privacy:read", "contacts:read"]], expecting: 201
            )
            let narrow = server.tenant(token: key["data"]["secret"].string ?? "")
            let refused = try await server.get(
                "/api/privacy/contacts/\(story.contact)/archive", as: narrow, expecting: 403)
            #expect(refused["detail"].string?.contains("calls:read") == true)
        }
    }

    @Test func eachKindIsKeptForAsLongAsTheCompanySays() async throws {
        let clock = FixedClock()
        var options = TestOptions()
        options.clock = clock
        try await withServer(options) { server in
            let story = try await Story.make(on: server)
            let path = "/api/privacy/retention"
            let policy: JSONValue = ["transcripts": 10, "messages": 20, "interactions": 30]
            let set = try await server.json(.put, path, policy, expecting: 200)["data"]
            #expect(set["messages"] == 20 && set["events"].isNull)
            #expect(try await server.get(path)["data"] == set)

            await server.keepHouse()
            #expect(try await server.get("/api/crm/call-transcript/CA1")["data"]["segments"].array?.count == 1)
            clock.advance(by: .seconds(11 * 86_400))
            await server.keepHouse()
            #expect(try await server.get("/api/crm/call-transcript/CA1")["data"]["segments"] == [])
            #expect(try await server.get("/api/transcripts/search?q=\(Story.word)")["data"] == [])
            #expect(try await server.get("/api/messages")["data"].array?.count == 1)
            clock.advance(by: .seconds(10 * 86_400))
            await server.keepHouse()
            #expect(try await server.get("/api/messages")["data"] == [])
            clock.advance(by: .seconds(10 * 86_400))
            await server.keepHouse()
            let history = try await server.get("/api/crm/contacts/\(story.contact)/interactions")["data"].array ?? []
            #expect(history.allSatisfy { $0["kind"] == "call" && $0["summary"].isNull })
            #expect(try await server.get("/api/calls/CA1")["data"]["status"] == "completed")

            let applied = try await server.get("/api/audit")["data"].array?.filter {
                $0["action"] == "retention.applied"
            }
            #expect(
                applied?.compactMap { $0["detail"]["kind"].string }.sorted() == [
                    "interactions", "messages", "transcripts",
                ])
            #expect(applied?.allSatisfy { $0["actor"] == "retention" } == true)
        }
    }

    @Test func theEventLogIsShortenedByACompanysOwnWish() async throws {
        let clock = FixedClock()
        var options = TestOptions()
        options.clock = clock
        try await withServer(options) { server in
            try await server.post("/api/crm/contacts", ["name": "Ada"], expecting: 201)
            try await server.json(.put, "/api/privacy/retention", ["events": 2], expecting: 200)
            clock.advance(by: .seconds(3 * 86_400))
            await server.keepHouse()
            #expect(try await server.log(after: try await server.position().offset).isEmpty)
            _ = try await server.get("/api/events?after=0&limit=1", expecting: 410)
        }
    }

    @Test(arguments: [
        (#"{"transcripts":0}"#, "transcripts"), (#"{"messages":36501}"#, "messages"), (#"{"voices":3}"#, "voices"),
        (#"{"events":"x"}"#, "events"),
    ])
    func whatIsWrongWithAPolicyIsSaid(body: String, field: String) async throws {
        try await withServer { server in
            let problem = try await server.json(
                .put, "/api/privacy/retention", try JSONParser.parse(Array(body.utf8)), expecting: 422)
            #expect(problem["field"].string == field)
        }
    }

    @Test func textsThatSayWhoItWasAreTakenOutOfAnEventAndItsShapeStays() throws {
        let event = try JSONParser.parse(
            Array(
                #"""
                {"call":"cal_1s4v0k2m3n000","from":"+12025550143","status":"ringing","startedAt":"2026-03-02T09:00:00.000Z",
                 "contact":{"id":"con_1s4v0k2m3n000","name":"Ada"},"durationSec":7,"geo":{"city":"Lagos"},"tags":["vip"]}
                """#.utf8))
        let scrubbed = EventScrubber.scrubbed(event.object ?? [:])
        #expect(
            JSONValue.object(scrubbed) == [
                "call": "cal_1s4v0k2m3n000", "from": "erased", "status": "ringing",
                "startedAt": "2026-03-02T09:00:00.000Z",
                "contact": ["id": "con_1s4v0k2m3n000", "name": "erased"], "durationSec": 7, "geo": [:],
                "tags": ["erased"],
            ])
        let marker = Marker(key: [UInt8](repeating: 7, count: 32))
        #expect(marker.mark("whatsapp:+12025550143") == marker.mark("+12025550143"))
        #expect(marker.mark("ADA@example.com") == marker.mark("ada@example.com"))
        #expect(marker.mark("+12025550143") != marker.mark("+12025550144"))
    }
}
