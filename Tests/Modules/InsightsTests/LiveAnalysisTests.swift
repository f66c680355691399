import Domain
import JSON
import Support
import Testing

/// What is found out while a call goes on, and what the whole call says.
@Suite(.timeLimit(.minutes(10))) struct LiveAnalysisTests {
    @Test func everyUtteranceAndTheCallHaveVerdictsWithTheirProvenance() async throws {
        try await withStory { story in
            try await story.say("This is terrible, I want a refund for the parcel.", 1)
            try await story.say("I am so sorry to hear that. Can you tell me the order number?", 2, by: true)
            try await story.say("It is on the invoice.", 3)
            let found = try await story.analysis()
            #expect(found["run"] == 1 && found["source"] == "live")
            #expect(found["sentiment"]["label"] == "negative" && found["sentiment"]["method"] == "lexicon")
            #expect(found["intent"]["label"] == "refund" && found["language"]["label"] == "en")
            #expect(found["questions"]["asked"] == 1 && found["questions"]["unanswered"] == [])
            #expect(found["keywords"].array?.contains { $0["text"].string?.contains("parcel") == true } == true)
            let first = found["segments"][0]
            #expect(first["speaker"] == "caller" && first["sentiment"]["label"] == "negative")
            for kind in ["sentiment", "intent", "language"] {
                #expect(!first[kind]["version"].isNull && !first[kind]["confidence"].isNull, "\(kind)")
            }
            #expect(found["segments"][1]["questions"][0]["text"] == "Can you tell me the order number?")
        }
    }

    @Test func theEndOfTheCallIsToldWithWhatItSays() async throws {
        try await withStory { story in
            try await story.say("Why has my order not come? Nobody answers me and I am very angry.", 1)
            try await story.say("When will it be here?", 2)
            let events = try await story.server.subscribe()
            try await story.end()
            let told = try await events.updated("ended")
            #expect(told["sentiment"]["label"] == "negative" && told["revision"] == 1)
            #expect(told["unanswered"].int ?? 0 >= 1)
            // What was said stands in no such event.
            #expect(!told.jsonText.contains("Nobody"))
            try await story.end()
            try await story.say("Thank you, that is wonderful.", 3)
            let late = try await events.upToNow().filter { $0["type"] == "insights.updated" }
            #expect(late.map { $0["data"]["reason"] } == ["late"] && late[at: 0]["data"]["revision"] == 2)
        }
    }

    @Test func aCallWithoutWordsTellsNothing() async throws {
        try await withStory { story in
            let events = try await story.server.subscribe()
            try await story.end()
            #expect(try await events.upToNow().types == ["call.ended"])
            let found = try await story.analysis()
            #expect(found["sentiment"].isNull && found["segments"] == [])
        }
    }

    @Test func aRuleFiresOnceAndAtOnceWhileItIsStillBeingSaid() async throws {
        try await withStory { story in
            let call = try await story.server.get("/api/calls/\(Story.call)")["data"]
            let (id, contact) = (call["call"].string ?? "", call["contact"]["id"].string ?? "")
            var readers: [EventReader] = []
            for topic in ["calls", "calls/\(id)", "contacts/\(contact)", "lines/\(call["line"].string ?? "")", "admin"]
            {
                readers.append(try await story.server.subscribe([topic]))
            }
            try await story.say("please call an ambu", 1, final: false)
            try await story.say("please call an ambulance", 1, final: false)
            try await story.say("please call an ambulance he is", 1, final: false)
            try await story.say("Please call an ambulance, he is not breathing!", 1)
            for reader in readers {
                let fired = try await reader.upToNow().filter { $0["type"] == "trigger.fired" }
                #expect(fired.count == 1)
                let data = fired[at: 0]["data"]
                #expect(data["rule"] == "emergency-medical" && data["severity"] == "critical")
                #expect(
                    data["text"] == "call an ambulance" && data["final"] == false && data["contact"].string == contact)
            }
            let triggers = try await story.analysis()["triggers"].array ?? []
            #expect(triggers.map { $0["rule"] } == ["emergency-medical"])
        }
    }

    @Test func aRuleThatIsNotGraveIsNotToldToAdmins() async throws {
        try await withStory { story in
            let admins = try await story.server.subscribe(["admin"])
            let calls = try await story.server.subscribe(["calls"])
            try await story.say("I want to speak to your manager.", 1)
            #expect(try await calls.upToNow().contains { $0["type"] == "trigger.fired" })
            #expect(try await admins.upToNow().isEmpty)
        }
    }

    @Test func whatTheRulesCannotReadHasNoVerdicts() async throws {
        try await withStory { story in
            try await story.server.post(
                "/api/calls/\(Story.call)/transcript/segments",
                ["source": "live", "speaker": "caller", "sequence": 9, "text": "Je veux un chat", "language": "fr-FR"])
            let segment = try await story.analysis()["segments"][0]
            #expect(segment["speaker"] == "caller" && segment["sentiment"].isNull)
        }
    }

    @Test func promisesAreListedByWhenTheyAreDueOnTheCompanysClock() async throws {
        var options = TestOptions()
        options.clock = FixedClock(Timestamp(year: 2026, month: 11, day: 21, hour: 10))
        try await withServer(options) { server in
            try await server.json(.patch, "/api/companies/current", ["timeZone": "Africa/Lagos"], expecting: 200)
            _ = try await server.twilio("voice", TestServer.ringing("CAlater"))
            let texts = [
                "I will send the quote by Friday.", "I'll call you back tomorrow at 3 pm.", "We will look into it.",
            ]
            for (place, text) in texts.enumerated() {
                try await server.post(
                    "/api/calls/CAlater/transcript/segments",
                    [
                        "source": "live", "speaker": "agent", "text": .string(text),
                        "sequence": .integer(Int64(place)), "at": "2026-11-21T10:00:00Z",
                    ])
            }
            var (after, found): (String, [JSONValue]) = ("", [])
            repeat {
                let page = try await server.get("/api/crm/promises?limit=1\(after)")
                found += page["data"].array ?? []
                after = page["next"].string.map { "&after=\($0)" } ?? ""
            } while !after.isEmpty
            #expect(found.map { $0["text"].string } == [texts[1], texts[0], texts[2]])
            #expect(
                found.map { $0["dueAt"].string } == ["2026-11-22T14:00:00.000Z", "2026-11-27T16:00:00.000Z", nil])
            let call = try await server.get("/api/calls/CAlater")["data"]["call"].string ?? ""
            let soon = try await server.get("/api/crm/promises?to=2026-11-23T00:00:00Z&call=\(call)")["data"]
            #expect(soon.array?.count == 1 && soon[0]["speaker"] == "agent")
            #expect(try await server.get("/api/crm/promises?speaker=caller")["data"] == [])
            let other = try await server.anotherCompany("Beta")
            #expect(try await server.get("/api/crm/promises?call=\(call)", as: other)["data"] == [])
            let problem = try await server.get("/api/crm/promises?from=soon", expecting: 422)
            #expect(problem["field"] == "from")
        }
    }
}
