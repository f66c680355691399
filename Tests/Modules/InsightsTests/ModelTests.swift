import HTTP
import JSON
import Support
import Testing

/// A language model takes over jobs of the analysis; it is a stand-in that speaks OpenAI's chat completions.
@Suite(.timeLimit(.minutes(10))) struct ModelTests {
    private static let jobs: JSONValue = ["sentiment", "intent", "summary", "keywords", "questions", "promises"]
    private static let verdicts: JSONValue = [
        "sentiment": ["label": "negative", "score": -0.8, "confidence": 0.9],
        "intent": ["label": "complaint", "confidence": 0.8],
        "summary": ["text": "The caller's boiler leaks; the engineer comes on Monday."],
        "keywords": ["items": ["boiler", "engineer"]], "questions": ["asked": 2, "unanswered": ["Who pays?"]],
        "promises": [
            "items": [
                [
                    "text": "An engineer comes on Monday.", "speaker": "agent", "dueAt": "2026-03-09T17:00:00Z",
                    "confidence": 0.7,
                ], ["text": "They call back.", "speaker": "agent", "dueAt": nil, "confidence": 0.5],
            ]
        ],
    ]

    /// An answer on the documented wire.
    private static func completion(
        _ content: String, id: String = "chatcmpl-1", finish: String = "stop"
    ) -> StandIn.Answer {
        .json(
            200,
            [
                "id": .string(id), "object": "chat.completion", "created": 1_770_000_000, "model": "small-1",
                "choices": [
                    [
                        "index": 0, "message": ["role": "assistant", "content": .string(content)],
                        "finish_reason": .string(finish),
                    ]
                ],
                "usage": ["prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200],
            ])
    }

    private func withModel(
        timeoutSec: Int64 = 60, _ body: (Story, StandIn) async throws -> Void
    ) async throws {
        let model = try StandIn()
        var options = TestOptions()
        options.flags = ["--outbound-allow", "127.0.0.1"]
        do {
            try await withStory(options) { story in
                let shown = try await story.server.json(
                    .put, "/api/analysis/model",
                    [
                        "base": .string(model.base + "/v1/"), "model": "small-1", "key": "sk-secret", "jobs": Self.jobs,
                        "timeoutSec": .integer(timeoutSec), "currency": "EUR", "inputPricePerMillion": 0.15,
                        "outputPricePerMillion": 0.6,
                    ], expecting: 200)["data"]
                #expect(shown["hasKey"] == true && !shown.jsonText.contains("sk-secret"))
                try await story.say("The boiler leaks, this is a disaster. Who pays?", 1)
                try await body(story, model)
            }
        } catch {
            await model.stop()
            throw error
        }
        await model.stop()
    }

    @Test func afterTheCallTheModelsVerdictsCountBeforeTheRules() async throws {
        try await withModel { story, model in
            model.answers(Self.completion(Self.verdicts.jsonText))
            let events = try await story.server.subscribe()
            try await story.end()
            let told = try await events.updated("model")
            #expect(told["sentiment"]["method"] == "llm:small-1" && told["promises"] == 2)
            let found = try await story.analysis()
            #expect(found["sentiment"]["score"] == -0.8 && found["intent"]["label"] == "complaint")
            #expect(found["summary"]["text"] == Self.verdicts["summary"]["text"])
            #expect(found["keywords"].array?.map { $0["text"] } == ["boiler", "engineer"])
            #expect(found["questions"]["unanswered"][0]["text"] == "Who pays?")
            #expect(found["promises"][0]["dueAt"] == "2026-03-09T17:00:00.000Z")
            #expect(found["promises"].array?.allSatisfy { $0["method"] == "llm:small-1" } == true)

            // 1000 tokens at 0.15 a million, and 200 at 0.60.
            let cost = try await story.server.log().first { $0["type"] == "call.costed" }?["data"] ?? .null
            #expect(cost["amountMillionths"] == 270 && cost["currency"] == "EUR" && cost["reference"] == "chatcmpl-1")
            #expect(cost["kind"] == "language-model")

            #expect(model.asked.count == 1)
            let asked = model.asked[0]
            #expect(asked.method == "POST" && asked.target == "/v1/chat/completions")
            #expect(asked.authorization == "Bearer sk-secret" && asked.json["model"] == "small-1")
            #expect(asked.json["response_format"]["type"] == "json_object")
            #expect(asked.json["messages"][1]["content"].string?.contains("caller: The boiler leaks") == true)

            // A person knows better, also after the model has been asked again.
            try await story.server.json(.patch, Story.page, ["sentiment": "neutral"], expecting: 204)
            model.answers(Self.completion(Self.verdicts.jsonText, id: "chatcmpl-2"))
            try await story.server.json(.post, Story.page, nil, expecting: 201)
            _ = try await events.updated("model")
            let again = try await story.analysis()["sentiment"]
            #expect(again["label"] == "neutral" && again["machine"]["method"] == "llm:small-1")
        }
    }

    @Test func whatFailsIsTriedAgain() async throws {
        try await withModel(timeoutSec: 1) { story, model in
            model.answers(
                .json(429, ["error": ["message": "slow down"]], [("Retry-After", "1")]), .nothing(500), .cut, .silence)
            // On a busy machine an answer may come after its second.
            for _ in 0..<50 { model.answers(Self.completion(Self.verdicts.jsonText)) }
            let events = try await story.server.subscribe()
            try await story.end()
            _ = try await events.updated("model")
            #expect(model.asked.count >= 5)
            #expect(try await story.analysis()["model"].isNull)
        }
    }

    @Test(arguments: [
        "no JSON at all", "```json\n{}\n```", "{}", #"{"sentiment":{"label":"sad"}}"#, "[]", #"{"more":1}"#,
    ])
    func anAnswerThatIsNotWhatWasAskedForIsGivenUpAfterThree(content: String) async throws {
        try await withModel { story, model in
            model.answers(
                Self.completion(content, id: "a"), Self.completion(content, id: "b"),
                Self.completion(content, id: "c"))
            try await story.end()
            let trouble = try await trouble(story)
            #expect(trouble["method"] == "llm:small-1" && trouble["detail"].string?.isEmpty == false)
            #expect(model.asked.count == 3)
            // Also an answer that is of no use is paid for.
            let costs = try await story.server.log().filter { $0["type"] == "call.costed" }
            #expect(costs.map { $0["data"]["reference"] } == ["a", "b", "c"])
            // The rules' verdicts stand.
            #expect(try await story.analysis()["sentiment"]["method"] == "lexicon")
        }
    }

    @Test func aCallThatTheModelRefusesKeepsNoOtherWaiting() async throws {
        try await withModel { story, model in
            model.answers(.json(400, ["error": ["message": "too long"]]), Self.completion(Self.verdicts.jsonText))
            try await story.end()
            #expect(try await trouble(story)["detail"] == "The model's server says 400: too long.")
            let events = try await story.server.subscribe()
            try await story.server.json(.post, Story.page, nil, expecting: 201)
            _ = try await events.updated("model")
            #expect(try await story.analysis()["model"].isNull)
        }
    }

    @Test func aWrongKeyStopsTheConsumerUntilAnAdminLetsItGoOn() async throws {
        try await withModel { story, model in
            for _ in 1...10 { model.answers(.json(401, ["error": ["message": "no such key"]])) }
            try await story.end()
            var report = JSONValue.null
            repeat { report = try await self.report(story) } while report["state"] != "parked"
            #expect(report["attempts"] == 10 && report["error"] == "The model's server says 401: no such key.")
            #expect(report["next"]["type"] == "insights.updated")
            let other = try await story.server.anotherCompany("Beta")
            try await story.server.json(.post, "/api/reactions/insights.model/retry", nil, as: other, expecting: 404)
            try await story.server.json(.post, "/api/reactions/nothing/retry", nil, expecting: 404)

            model.answers(Self.completion(Self.verdicts.jsonText))
            let events = try await story.server.subscribe()
            try await story.server.json(.post, "/api/reactions/insights.model/retry", nil, expecting: 202)
            _ = try await events.updated("model")
            try await story.server.json(.post, "/api/reactions/insights.model/skip", nil, expecting: 404)
            let audit = try await story.server.get("/api/audit")["data"].array?.map { $0["action"] } ?? []
            #expect(audit.contains("reaction.retried") && audit.contains("analysis.model_set"))
        }
    }

    @Test func wordsThatAreGoneAreGoneFromTheModelsAnswerToo() async throws {
        try await withModel { story, model in
            model.answers(Self.completion(Self.verdicts.jsonText))
            let events = try await story.server.subscribe()
            try await story.end()
            _ = try await events.updated("model")
            model.answers(.json(400, [:]))
            let segment = try await story.analysis()["segments"][0]["segment"]
            try await story.server.post(
                "/api/calls/\(Story.call)/transcript/redactions", ["segment": segment, "start": 4, "length": 6],
                expecting: 201)
            let found = try await story.analysis()
            #expect(!found.jsonText.contains("boiler") && found["summary"].isNull)
            #expect(found["sentiment"]["method"] == "llm:small-1")
        }
    }

    @Test func theModelIsTheCompanysOwnAndGoesAwayWhenItIsTold() async throws {
        try await withModel { story, model in
            let other = try await story.server.anotherCompany("Beta")
            _ = try await story.server.get("/api/analysis/model", as: other, expecting: 404)
            // The price can be changed without the key; another server does not get it.
            let draft: JSONValue = ["base": .string(model.base + "/v1"), "model": "small-2", "jobs": ["summary"]]
            let kept = try await story.server.json(.put, "/api/analysis/model", draft, expecting: 200)["data"]
            #expect(kept["hasKey"] == true && kept["model"] == "small-2")
            let moved: JSONValue = ["base": "https://llm.example.com", "model": "m", "jobs": ["summary"]]
            #expect(
                try await story.server.json(.put, "/api/analysis/model", moved, expecting: 200)["data"]["hasKey"]
                    == false)
            try await story.server.json(.delete, "/api/analysis/model", nil, expecting: 204)
            try await story.server.json(.delete, "/api/analysis/model", nil, expecting: 404)
            let events = try await story.server.subscribe()
            try await story.end()
            _ = try await events.updated("ended")
            #expect(model.asked.isEmpty)
        }
    }

    @Test(
        arguments: [
            (["base": "ftp://x.example", "model": "m", "jobs": ["summary"]], "base"),
            (["base": "https://x.example", "model": "m", "jobs": []], "jobs"),
            (["base": "https://x.example", "model": "m", "jobs": ["poetry"]], "jobs[0]"),
            (["base": "https://x.example", "model": "m", "jobs": ["summary"], "currency": "euro"], "currency"),
        ] as [(JSONValue, String)])
    func settingsThatMakeNoSenseAreRefusedByTheirField(body: JSONValue, field: String) async throws {
        try await withServer { server in
            let problem = try await server.json(.put, "/api/analysis/model", body, expecting: 422)
            #expect(problem["field"].string == field)
        }
    }

    private func report(_ story: Story) async throws -> JSONValue {
        try await story.server.get("/api/reactions")["data"].array?.first { $0["name"] == "insights.model" } ?? .null
    }

    /// Why there is no answer, once that is known.
    private func trouble(_ story: Story) async throws -> JSONValue {
        while true {
            let trouble = try await story.analysis()["model"]
            if !trouble.isNull { return trouble }
        }
    }
}
