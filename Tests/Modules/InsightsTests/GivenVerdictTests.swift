import JSON
import Support
import Testing

/// A person's word stands before a machine's, and no machine takes it away.
@Suite(.timeLimit(.minutes(10))) struct GivenVerdictTests {
    private func angry(_ body: (Story) async throws -> Void) async throws {
        try await withStory { story in
            try await story.say("This is awful and I am furious, I want my money back.", 1)
            try await body(story)
        }
    }

    @Test func aPersonsWordIsShownAndOutlivesTheMachinesNextRun() async throws {
        try await angry { story in
            let events = try await story.server.subscribe()
            try await story.server.json(
                .put, Story.page, ["sentiment": "neutral", "intent": "pricing"], expecting: 204)
            let told = try await events.updated("given")
            #expect(told["sentiment"]["label"] == "neutral" && told["sentiment"]["method"] == "person")
            for _ in 1...2 {
                let found = try await story.analysis()
                #expect(
                    found["sentiment"]["label"] == "neutral" && found["sentiment"]["machine"]["label"] == "negative")
                #expect(found["sentiment"]["by"].string?.hasPrefix("key_") == true)
                #expect(found["intent"]["label"] == "pricing" && found["intent"]["machine"]["label"] == "refund")
                try await story.server.json(.post, Story.page, nil, expecting: 201)
            }
            // The call itself says so, too.
            #expect(try await story.server.get("/api/calls/\(Story.call)")["data"]["sentiment"] == "neutral")

            try await story.server.json(.patch, Story.page, ["intent": nil], expecting: 204)
            let patched = try await story.analysis()
            #expect(patched["intent"]["label"] == "refund" && patched["sentiment"]["label"] == "neutral")
            try await story.server.json(.delete, Story.page, nil, expecting: 204)
            let back = try await story.analysis()
            #expect(back["sentiment"]["label"] == "negative" && back["sentiment"]["machine"].isNull)
            #expect(try await story.server.get("/api/calls/\(Story.call)")["data"]["sentiment"].isNull)
            let audit = try await story.server.get("/api/audit")["data"].array?.map { $0["action"] } ?? []
            #expect(audit.filter { $0 == "insights.given" }.count == 3)
        }
    }

    @Test func whatAnAgentReportsOfTheCallCountsAsAPersonsWord() async throws {
        try await angry { story in
            try await story.server.post(
                "/api/contact-lookup/live-call-update",
                ["callSid": .string(Story.call), "sentiment": "calm", "intent": "return"])
            try await story.say("I hate this.", 2)
            try await story.end()
            let found = try await story.analysis()
            #expect(found["sentiment"]["label"] == "calm" && found["sentiment"]["method"] == "reported")
            #expect(found["sentiment"]["machine"]["label"] == "negative" && found["intent"]["label"] == "return")
            try await story.server.json(.delete, Story.page, nil, expecting: 204)
            #expect(try await story.analysis()["sentiment"]["label"] == "negative")
        }
    }

    @Test func anUtteranceCanBeJudgedByItself() async throws {
        try await angry { story in
            let segment = try await story.analysis()["segments"][0]["segment"].string ?? ""
            try await story.server.json(
                .patch, "\(Story.page)?segment=\(segment)", ["sentiment": "positive"], expecting: 204)
            try await story.server.json(.post, Story.page, nil, expecting: 201)
            let found = try await story.analysis()
            #expect(found["segments"][0]["sentiment"]["label"] == "positive")
            #expect(found["segments"][0]["sentiment"]["machine"]["label"] == "negative")
            #expect(found["sentiment"]["label"] == "negative")
            try await story.server.json(.delete, "\(Story.page)?segment=\(segment)", nil, expecting: 204)
            #expect(try await story.analysis()["segments"][0]["sentiment"]["label"] == "negative")
            try await story.server.json(.delete, "\(Story.page)?segment=seg_1", nil, expecting: 404)
        }
    }

    @Test(
        arguments: [
            (["sentiment": "furious"], "sentiment"), (["intent": ""], "intent"), (["language": "English"], "language"),
            (["mood": "good"], "mood"), (["sentiment": nil], "sentiment"),
        ] as [(JSONValue, String)])
    func aWordThatMakesNoSenseIsRefusedByItsField(body: JSONValue, field: String) async throws {
        try await angry { story in
            let problem = try await story.server.json(.put, Story.page, body, expecting: 422)
            #expect(problem["field"].string == field)
        }
    }

    @Test func viewersDoNotJudgeAndNobodyJudgesAnothersCall() async throws {
        try await angry { story in
            let other = try await story.server.anotherCompany("Beta")
            try await story.server.json(.put, Story.page, ["sentiment": "neutral"], as: other, expecting: 404)
            try await story.server.json(.post, Story.page, nil, as: other, expecting: 404)
            let key = try await story.server.post("/api/keys", ["name": "v", "role": "viewer"], expecting: 201)
            let viewer = story.server.tenant(token: key["data"]["key"].string ?? key["data"]["secret"].string ?? "")
            try await story.server.json(.put, Story.page, ["sentiment": "neutral"], as: viewer, expecting: 403)
        }
    }
}
