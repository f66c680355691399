import JSON
import Support
import Testing

/// What one text says, and the lexicon and rules that a company can change.
@Suite(.timeLimit(.minutes(10))) struct AnalysisRouteTests {
    @Test func oneTextIsAnsweredWithAllThatIsFoundInIt() async throws {
        try await withServer { server in
            try await server.json(.patch, "/api/companies/current", ["timeZone": "Africa/Lagos"], expecting: 200)
            let found = try await server.post(
                "/api/analyze",
                [
                    "text":
                        "Thanks, that is fantastic! Can you hear me? I will send the quote by Friday. Call an ambulance!",
                    "at": "2026-11-21T10:00:00Z",
                ])["data"]
            #expect(found["sentiment"]["label"] == "positive" && found["sentiment"]["method"] == "lexicon")
            #expect(found["language"]["label"] == "en")
            #expect(found["questions"].array?.map { $0["text"] } == ["Can you hear me?"])
            #expect(found["promises"][0]["text"] == "I will send the quote by Friday.")
            #expect(found["promises"][0]["dueAt"] == "2026-11-27T16:00:00.000Z")
            #expect(found["promises"][0]["dueText"] == "Friday" && found["promises"][0]["dueIsExact"] == false)
            #expect(found["triggers"][0]["rule"] == "emergency-medical")
            #expect(found["triggers"][0]["text"] == "Call an ambulance")
            for name in ["sentiment", "intent", "language"] {
                #expect(!found[name]["version"].isNull && !found[name]["confidence"].isNull, "\(name)")
            }
        }
    }

    @Test(
        arguments: [
            ["text": ""], [:], ["text": "x", "mood": "glad"], ["text": "x", "speaker": "cat"],
            ["text": "x", "at": "yesterday"], ["text": 4],
        ] as [JSONValue])
    func aTextThatMakesNoSenseIsRefused(body: JSONValue) async throws {
        try await withServer { server in
            let problem = try await server.post("/api/analyze", body, expecting: 422)
            #expect(problem["field"].string?.isEmpty == false)
        }
    }

    @Test func aCompanysOwnLexiconCountsForItAloneUntilItIsReset() async throws {
        try await withServer { server in
            let other = try await server.anotherCompany("Beta")
            let text: JSONValue = ["text": "The parcel is zorbified."]
            let own: JSONValue = ["words": [["weight": -3, "words": "zorbify/v"]], "phrases": []]
            #expect(try await server.post("/api/analyze", text)["data"]["sentiment"]["label"] == "neutral")
            let put = try await server.json(.put, "/api/analysis/lexicon", own, expecting: 200)["data"]
            #expect(put["version"] == "company-1" && put["isBuiltIn"] == false && put["document"] == own)
            let found = try await server.post("/api/analyze", text)["data"]["sentiment"]
            #expect(found["label"] == "negative" && found["version"] == "company-1")
            let theirs = try await server.post("/api/analyze", text, as: other)["data"]["sentiment"]
            #expect(theirs["label"] == "neutral" && theirs["version"] != "company-1")

            let again = try await server.json(.put, "/api/analysis/lexicon", own, expecting: 200)["data"]
            #expect(again["version"] == "company-1")
            try await server.json(
                .put, "/api/analysis/lexicon", own, headers: [("If-Match", "\"9\"")], expecting: 412)
            let reset = try await server.json(.delete, "/api/analysis/lexicon", nil, expecting: 200)["data"]
            #expect(reset["isBuiltIn"] == true)
            #expect(try await server.post("/api/analyze", text)["data"]["sentiment"]["label"] == "neutral")
            let audit = try await server.get("/api/audit")["data"].array?.map { $0["action"] } ?? []
            #expect(audit.contains("analysis.changed") && audit.contains("analysis.reset"))
        }
    }

    @Test func aDocumentThatCannotBeReadIsRefusedByItsField() async throws {
        try await withServer { server in
            let bad: [(String, JSONValue, String)] = [
                ("lexicon", ["words": [["weight": 9, "words": "x"]], "phrases": []], "words[0].weight"),
                ("lexicon", ["words": [["weight": 1, "words": "good/q"]], "phrases": []], "words[0].words"),
                (
                    "lexicon", ["words": [], "phrases": [["weight": 1, "phrases": ["a {b} c"]]]],
                    "phrases[0].phrases[0]"
                ),
                (
                    "rules",
                    [
                        "questions": [:], "intents": [], "promises": ["phrases": []],
                        "triggers": [["id": "a", "kind": "b", "severity": "low", "phrases": ["* x"]]],
                    ], "triggers[0].phrases[0]"
                ),
            ]
            for (name, document, field) in bad {
                let problem = try await server.json(.put, "/api/analysis/\(name)", document, expecting: 422)
                #expect(problem["field"] == .string(field), "\(problem.jsonText)")
            }
            #expect(try await server.get("/api/analysis/rules")["data"]["isBuiltIn"] == true)
        }
    }
}
