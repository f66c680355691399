import Domain
import HTTP
import JSON
import Support
import Testing

/// Search in all that was said: by words and phrases, narrowed, page by page, and never beyond the company.
@Suite(.timeLimit(.minutes(10))) struct TranscriptSearchTests {
    private func say(
        _ texts: [String], in call: String, as tenant: TestServer.Tenant? = nil, speaker: String = "caller",
        on server: TestServer
    ) async throws {
        let list = texts.enumerated().map { place, text -> JSONValue in
            [
                "speaker": .string(speaker), "text": .string(text), "sequence": .integer(Int64(place)),
                "startMs": .integer(Int64(place) * 1_000), "session": .string(speaker),
            ]
        }
        try await server.post(
            "/api/calls/\(call)/transcript/segments", ["segments": .array(list)], as: tenant)
    }

    private func search(
        _ query: String, _ more: String = "", as tenant: TestServer.Tenant? = nil, on server: TestServer
    ) async throws -> [JSONValue] {
        try await server.get(
            "/api/transcripts/search?q=\(PercentCoding.encode(query, .segment))\(more)", as: tenant)["data"].array ?? []
    }

    private func found(_ query: String, _ more: String = "", on server: TestServer) async throws -> [String] {
        try await search(query, more, on: server).compactMap { $0["snippet"]["text"].string }
    }

    @Test func wordsPhrasesBeginningsAndAccentsAreFound() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            try await say(
                ["The blue van for Zoë", "A van that is blue", "Delivery is on Monday", "Nothing at all"], in: "CA1",
                on: server)
            let blue = ["A van that is blue", "The blue van for Zoë"]
            #expect(try await found("blue van", on: server) == blue)
            #expect(try await found("BLUE", on: server) == blue)
            #expect(try await found(#""blue van""#, on: server) == ["The blue van for Zoë"])
            #expect(try await found(#""blue va"*"#, on: server) == ["The blue van for Zoë"])
            #expect(try await found("zoe", on: server) == ["The blue van for Zoë"])
            #expect(try await found("deliv*", on: server) == ["Delivery is on Monday"])
            #expect(try await found("van -zoë", on: server) == ["A van that is blue"])
            #expect(try await found("lorry", on: server).isEmpty)
        }
    }

    @Test func theTextOfARecordingIsPlayedFromItsBeginning() async throws {
        var options = TestOptions()
        let clock = FixedClock()
        options.clock = clock
        try await withServer(options) { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            clock.advance(by: .seconds(3600))
            let text = [
                ("TranscriptionSid", "TR1"), ("TranscriptionText", "The blue van"),
                ("TranscriptionStatus", "completed"),
                ("TranscriptionType", "fast"), ("CallSid", "CA1"), ("AccountSid", "AC1"),
            ]
            #expect(try await server.twilio("transcription", text).status == .ok)
            let hit = try await search("van", on: server)[at: 0]
            #expect(hit["source"] == "recording" && hit["offsetMs"] == 0, "not an hour after the call's beginning")
        }
    }

    @Test func aHitSaysWhereItIsAndItsMarksArePlacesInPlainText() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let text = "🚐 <b>van</b> & \u{1}(van\u{1}) \"vans\""
            try await say(["Hello", text], in: "CA1", on: server)
            let hit = try await search("van", on: server)[at: 0]
            let call = try await server.calls()[at: 0]
            #expect(hit["call"] == call["call"] && hit["providerCallId"] == "CA1" && hit["line"] == call["line"])
            #expect(hit["contact"]["id"] == call["contact"]["id"])
            #expect(hit["speaker"] == "caller" && hit["offsetMs"] == 1_000 && hit["source"] == "posted")
            let shown = try await server.get("/api/crm/call-transcript/CA1")["data"]["segments"][1]
            #expect(hit["segment"] == shown["id"])
            #expect(hit["snippet"]["text"].string == text)
            let marks = hit["snippet"]["marks"].array ?? []
            let units = Array(text.utf16)
            #expect(marks.count == 2)
            for mark in marks {
                let start = try #require(mark["start"].int)
                #expect(String(decoding: units[start..<(start + (mark["length"].int ?? 0))], as: UTF16.self) == "van")
            }
        }
    }

    @Test func aLongSegmentIsCutAroundTheWords() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let around = (1...60).map { "word\($0)" }.joined(separator: " ")
            try await say(["\(around) zebra \(around)"], in: "CA1", on: server)
            let snippet = try await search("zebra", on: server)[at: 0]["snippet"]
            #expect(snippet["cutBefore"] == true && snippet["cutAfter"] == true)
            #expect(snippet["text"].string?.contains("zebra") == true)
            #expect((snippet["text"].string?.count ?? 999) < 300)
        }
    }

    @Test func filtersNarrowAndPagesHaveNoHoleAndNoRepeat() async throws {
        var options = TestOptions()
        options.clock = FixedClock()
        try await withServer(options) { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            _ = try await server.twilio("voice", TestServer.ringing("CA2", to: "+14155550120"))
            try await say((1...5).map { "van \($0)" }, in: "CA1", on: server)
            try await say((6...9).map { "van \($0)" }, in: "CA1", speaker: "agent", on: server)
            try await say((10...12).map { "van \($0)" }, in: "CA2", on: server)
            try await server.post(
                "/api/contact-lookup/call-completed", ["callSid": "CA2", "status": "completed", "outcome": "booked"])

            let seen = try await server.pages("/api/transcripts/search?q=van", limit: 5).compactMap {
                $0["snippet"]["text"].string
            }
            #expect(seen == (1...12).reversed().map { "van \($0)" })

            let line = try await server.calls("?number=%2B12025550143")[at: 1]["line"].string ?? ""
            #expect(try await found("van", "&speaker=agent", on: server).count == 4)
            #expect(try await found("van", "&outcome=booked", on: server).count == 3)
            #expect(try await found("van", "&line=\(line)", on: server).count == 9)
            let from = (TestServer.noon + .seconds(3)).rfc3339
            #expect(try await found("van", "&from=\(from)&speaker=caller", on: server) == ["van 5", "van 4"])
            #expect(try await found("van", "&to=\(from)&outcome=booked", on: server).count == 3)
            _ = try await server.get("/api/transcripts/search?q=van&after=nonsense", expecting: 404)
        }
    }

    @Test(
        arguments: [
            "%22", "%22blue", "*", "v*", "-van", "%26%26", "%20", "%00", "a*b", "%22%22%22", "%27%3B--",
            "a1%20b1%20c1%20d1%20e1%20f1%20g1%20h1%20i1%20j1%20k1",
        ])
    func aBadQueryIsRefusedInASentence(query: String) async throws {
        try await withServer { server in
            let problem = try await server.get("/api/transcripts/search?q=\(query)", expecting: 422)
            #expect(problem["field"] == "q" && problem["detail"].string?.hasPrefix("`q` ") == true)
        }
    }

    @Test func operatorsOfTheIndexAreWordsHere() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            try await say(["company c1 and not near or"], in: "CA1", on: server)
            for query in [
                "company:c1", "AND", "NOT", "OR near", "NEAR(near or)", "{company} : c1", "^company", "text:company",
                "company + c1", "(company", "c1 AND", "'company", "company\\", "c1;", "company--",
            ] { _ = try await search(query, on: server) }
            #expect(try await found("company c1", on: server).count == 1)
        }
    }

    @Test func anotherCompanyFindsNothingOfOurs() async throws {
        try await withServer { server in
            let other = try await server.anotherCompany("Beta")
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            _ = try await server.twilio("voice", TestServer.ringing("CA1"), as: other)
            try await say(["a secret van"], in: "CA1", on: server)
            try await say(["an open van"], in: "CA1", as: other, on: server)
            #expect(try await found("van", on: server) == ["a secret van"])
            let ours = "c\(server.company.id.rawValue)"
            for query in ["secret", ours, "\(ours) van", "company:\(ours)", "\"\(ours)\" OR secret"] {
                let hits = try await search(query, as: other, on: server)
                #expect(!hits.contains { $0.jsonText.contains("secret") }, "\(query)")
            }
        }
    }

    @Test func whatWasSaidWithARemovedContactLeavesTheIndex() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            _ = try await server.twilio("voice", TestServer.ringing("CA2", from: "+12025550144"))
            try await say(["a van for Ada"], in: "CA1", on: server)
            try await say(["a van for Bola"], in: "CA2", on: server)
            let contact = try await server.calls()[at: 1]["contact"]["id"].string ?? ""
            try await server.json(.delete, "/api/crm/contacts/\(contact)", nil, expecting: 204)
            #expect(try await found("van", on: server) == ["a van for Bola"])
            try await say(["and a late van"], in: "CA1", speaker: "agent", on: server)
            #expect(try await found("van", on: server) == ["a van for Bola"])
            let rows = try await server.database.read(server.company.id) { tx in
                try tx.rows("SELECT rowid FROM transcript_search WHERE transcript_search MATCH 'text : van'") {
                    $0.int64(0)
                }
            }
            #expect(rows.count == 1)
        }
    }

    @Test func onlyTheShownVersionIsFound() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            _ = try await server.twilio("transcription", TestServer.transcript("A blew van", of: "CA1", sequence: 1))
            #expect(try await found("van", on: server) == ["A blew van"])
            let better: JSONValue = [
                "source": "own", "segments": [["speaker": "caller", "text": "A blue van", "sequence": 1]],
            ]
            try await server.post("/api/calls/CA1/transcript/versions", better, expecting: 201)
            #expect(try await found("van", on: server) == ["A blue van"])
            try await server.post("/api/calls/CA1/transcript/versions", ["source": "own", "quality": 0])
            #expect(try await found("van", on: server) == ["A blew van"])
        }
    }
}
