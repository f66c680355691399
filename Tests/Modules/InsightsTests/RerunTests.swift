import JSON
import Support
import Testing

/// A call can be read again: by other rules, in another version, and without words that are gone.
@Suite(.timeLimit(.minutes(10))) struct RerunTests {
    private let redactions = "/api/calls/\(Story.call)/transcript/redactions"

    @Test func otherRulesMakeAnotherRunAndTheOldOneIsKept() async throws {
        try await withStory { story in
            try await story.say("The parcel is zorbified.", 1)
            try await story.server.json(
                .put, "/api/analysis/lexicon", ["words": [["weight": -3, "words": "zorbify/v"]], "phrases": []],
                expecting: 200)
            #expect(try await story.analysis()["segments"][0]["sentiment"]["label"] == "neutral")
            let run = try await story.server.json(.post, Story.page, nil, expecting: 201)["data"]
            #expect(run["run"] == 2)
            let now = try await story.analysis()
            #expect(now["run"] == 2 && now["segments"][0]["sentiment"]["label"] == "negative")
            #expect(now["segments"][0]["sentiment"]["version"] == "company-1")
            let before = try await story.analysis("?run=1")
            #expect(before["segments"][0]["sentiment"]["label"] == "neutral")
            _ = try await story.server.get(Story.page + "?run=3", expecting: 404)
            // What is said from now on belongs to the newest run.
            try await story.say("It is zorbified again.", 2)
            #expect(try await story.analysis()["segments"][1]["sentiment"]["label"] == "negative")
        }
    }

    @Test func theUtterancesComePageByPageInTheOrderTheyWereSpoken() async throws {
        try await withStory { story in
            for place in 1...5 { try await story.say("Line number \(place) is fine.", place) }
            var (after, found): (String, [JSONValue]) = ("", [])
            repeat {
                let page = try await story.server.get("\(Story.page)?limit=2\(after)")
                found += page["data"]["segments"].array ?? []
                after = page["next"].string.map { "&after=\($0)" } ?? ""
            } while !after.isEmpty
            let all = try await story.analysis()["segments"].array
            #expect(found.count == 5 && found == all)
        }
    }

    @Test func anotherVersionOfTheTranscriptIsReadInItsPlace() async throws {
        try await withStory { story in
            try await story.say("I will send the code by Friday.", 1)
            let events = try await story.server.subscribe()
            try await story.server.post(
                "/api/calls/\(Story.call)/transcript/versions",
                [
                    "source": "better", "quality": 90,
                    "segments": [["speaker": "caller", "sequence": 1, "text": "I will send the coat by Monday."]],
                ], expecting: 201)
            let told = try await events.updated("version")
            #expect(told["promises"] == 1)
            let found = try await story.analysis()
            #expect(found["source"] == "better" && found["segments"].array?.count == 1)
            #expect(found["promises"].array?.map { $0["text"] } == ["I will send the coat by Monday."])
        }
    }

    @Test func wordsThatAreGoneAreGoneFromEveryVerdict() async throws {
        try await withStory { story in
            try await story.say("My solicitor Blatherwick will send you the xylophone by Friday, I will sue.", 1)
            try await story.say("I will take legal action over the xylophone", 2, final: false)
            try await story.say("Will the xylophone come?", 3)
            try await story.server.json(.post, Story.page, nil, expecting: 201)
            let before = try await everything(story)
            #expect(before.contains("xylophone") && before.contains("trigger.fired"))
            let events = try await story.server.subscribe()
            for segment in try await story.analysis()["segments"].array ?? [] {
                try await story.server.post(redactions, ["segment": segment["segment"]], expecting: 201)
            }
            let told = try await events.updated("redacted")
            #expect(told["revision"].int ?? 0 >= 2)
            let after = try await everything(story)
            for word in ["xylophone", "Blatherwick", "legal action", "sue"] {
                #expect(!after.contains(word), "\(word)")
            }
        }
    }

    private func everything(_ story: Story) async throws -> String {
        let (now, first) = (try await story.analysis(), try await story.analysis("?run=1"))
        let promises = try await story.server.get("/api/crm/promises")
        let log = try await story.server.log()
        return ([now, first, promises] + log).map(\.jsonText).joined(separator: "\n")
    }
}
