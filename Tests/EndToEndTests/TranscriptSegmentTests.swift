import JSON
import Support
import Testing

/// Who said what: each utterance once, in the order it was spoken, from whatever source.
@Suite(.timeLimit(.minutes(10))) struct TranscriptSegmentTests {
    private func texts(_ server: TestServer, _ query: String = "", call: String = "CA1") async throws -> [String] {
        try await server.get("/api/crm/call-transcript/\(call)\(query)")["data"]["segments"].array?
            .compactMap { $0["text"].string } ?? []
    }

    private func segment(_ text: String, _ sequence: Int, _ more: JSONObject = [:]) -> JSONValue {
        var object = more
        object["speaker"] = object["speaker"] ?? "caller"
        object["text"] = .string(text)
        object["sequence"] = .integer(Int64(sequence))
        return .object(object)
    }

    @Test func aFinalReplacesItsPartialsAndALatePartialIsNotHeard() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let events = try await server.subscribe()
            for (text, sequence, final) in [("A", 1, false), ("A blue van", 2, true), ("A blue", 1, false)] {
                _ = try await server.twilio(
                    "transcription", TestServer.transcript(text, of: "CA1", sequence: sequence, final: final))
            }
            _ = try await server.twilio(
                "transcription",
                TestServer.transcript("Yes", of: "CA1", sequence: 1, final: false, track: "outbound_track"))
            let heard = try await events.upToNow()
            #expect(heard.types == ["transcript.partial", "transcript.segment", "transcript.partial"])
            #expect(heard.map { $0["data"]["track"] } == ["inbound_track", "inbound_track", "outbound_track"])
            #expect(heard.allSatisfy { $0["data"]["source"] == "live" && $0["data"]["shown"] == true })
            #expect(try await texts(server) == ["A blue van"])
        }
    }

    @Test func lateFinalsSlotInWhateverTheirOrder() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            for sequence in [4, 2, 5, 1, 3, 2, 4] {
                _ = try await server.twilio(
                    "transcription",
                    TestServer.transcript("Word \(sequence)", of: "CA1", sequence: sequence, second: sequence))
            }
            #expect(try await texts(server) == (1...5).map { "Word \($0)" })

            _ = try await server.twilio("voice", TestServer.ringing("CA2"))
            for sequence in [2, 5, 4, 1, 3] {
                try await server.post(
                    "/api/calls/CA2/transcript/segments", segment("Word \(sequence)", sequence))
            }
            #expect(try await texts(server, call: "CA2") == (1...5).map { "Word \($0)" })
            for (place, start) in [3_000, 1_000, 2_000].enumerated() {
                let said = segment("At \(start)", 10 - place, ["startMs": .integer(Int64(start)), "source": "timed"])
                try await server.post("/api/calls/CA2/transcript/segments", said)
            }
            #expect(try await texts(server, "?source=timed", call: "CA2") == ["At 1000", "At 2000", "At 3000"])
        }
    }

    @Test func aListHasAnOutcomeForEachAndSentAgainChangesNothing() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let events = try await server.subscribe()
            let list: JSONValue = [
                "segments": [
                    segment("Hello", 1), segment("Goodbye", 2), ["speaker": "caller", "sequence": 3],
                    segment("Hel", 4, ["final": false]), segment("Hello?", 1), segment("x", 5, ["mood": "glad"]),
                    segment("y", 6, ["startMs": 9, "endMs": 8]), 7,
                ]
            ]
            let first = try await server.post("/api/calls/CA1/transcript/segments", list)["data"].array ?? []
            #expect(
                first.map { $0["outcome"] } == [
                    "added", "added", "refused", "pushed", "differs", "refused", "refused", "refused",
                ])
            #expect(first[at: 2]["problems"][0]["field"] == "text")
            #expect(first[at: 5]["problems"][0]["field"] == "mood")
            #expect(first[at: 6]["problems"][0]["field"] == "endMs")
            #expect(first[at: 4]["segment"] == first[at: 0]["segment"])
            #expect(
                try await events.upToNow().types == ["transcript.segment", "transcript.segment", "transcript.partial"])
            let again = try await server.post("/api/calls/CA1/transcript/segments", list)["data"].array ?? []
            #expect(again.prefix(2).map { $0["outcome"] } == ["unchanged", "unchanged"])
            #expect(again[at: 0]["segment"] == first[at: 0]["segment"])
            #expect(try await events.upToNow().types == ["transcript.partial"])
            #expect(try await texts(server) == ["Hello", "Goodbye"])
        }
    }

    @Test func aThousandAtOnceAreKeptInOrder() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let list = JSONValue.array((1...1_000).map { segment("Word \($0)", $0) })
            let outcomes = try await server.post("/api/calls/CA1/transcript/segments", ["segments": list])["data"]
            #expect(outcomes.array?.count == 1_000)
            #expect(outcomes.array?.allSatisfy { $0["outcome"] == "added" } == true)
            #expect(try await texts(server).first == "Word 1")
            let more = JSONValue.array((1...1_001).map { segment("Word \($0)", $0) })
            let problem = try await server.post(
                "/api/calls/CA1/transcript/segments", ["segments": more], expecting: 422)
            #expect(problem["field"] == "segments")
        }
    }

    @Test(
        arguments: [
            (["text": "x"], 422), (["text": "x", "speaker": "caller", "sequence": -1], 422),
            (["text": "x", "speaker": "caller", "sequence": 1, "source": "Not A Name"], 422), (["segments": []], 422),
            (["segments": [1], "text": "x"], 422), ([:], 422), (["text": "", "speaker": "caller", "sequence": 1], 422),
        ] as [(JSONValue, Int)])
    func aSegmentThatMakesNoSenseIsRefused(body: JSONValue, status: Int) async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let before = try await server.log().count
            let problem = try await server.post("/api/calls/CA1/transcript/segments", body, expecting: status)
            #expect(problem["detail"].string?.isEmpty == false)
            #expect(try await server.log().count == before)
            try await server.post("/api/calls/CA404/transcript/segments", ["segments": [1]], expecting: 404)
        }
    }

    @Test func whatACallerSaysToAStepIsInTheTranscriptOnce() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let said = TestServer.ringing("CA1").filter { $0.0 != "CallStatus" } + [("CallStatus", "in-progress")]
            let hello = said + [("SpeechResult", "a blue van please"), ("Confidence", "0.8")]
            for _ in 1...2 { _ = try await server.twilio("step", hello, query: "?step=ask&visit=1") }
            _ = try await server.twilio("step", said + [("Digits", "1")], query: "?step=ask&visit=2")
            let again = said + [("SpeechResult", "no, a red one")]
            _ = try await server.twilio("step", again, query: "?step=ask&visit=3")
            let segments = try await server.get("/api/crm/call-transcript/CA1")["data"]["segments"].array ?? []
            #expect(segments.map { $0["text"] } == ["a blue van please", "no, a red one"])
            #expect(segments.map { $0["speaker"] } == ["caller", "caller"] && segments[0]["confidence"] == 0.8)
        }
    }

    @Test func whatACallerSaysAtVonageIsInTheTranscript() async throws {
        try await withServer { server in
            let vonage = try await server.provider("vonage")
            let call = "conversation_uuid=CON-1&uuid=u1&from=12025550143&to=14155550119"
            _ = try await vonage.get("voice", query: "?" + call)
            let said: JSONValue = [
                "uuid": "u1", "conversation_uuid": "CON-1", "from": "12025550143", "to": "14155550119",
                "timestamp": .string(TestServer.noon.rfc3339),
                "speech": ["results": [["text": "my order", "confidence": "0.9"]]], "dtmf": ["digits": .null],
            ]
            for _ in 1...2 {
                #expect(try await vonage.send("step", query: "?step=ask&visit=1", said.jsonBytes).status.code == 200)
            }
            #expect(
                try await server.get("/api/crm/call-transcript/u1")["data"]["segments"].array?.map { $0["text"] } == [
                    "my order"
                ])
        }
    }

    @Test func aBetterVersionIsShownAndBothAreKept() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            _ = try await server.twilio("transcription", TestServer.transcript("A blew van", of: "CA1", sequence: 1))
            let recording = [
                ("AccountSid", "AC1"), ("CallSid", "CA1"), ("TranscriptionSid", "TR1"), ("TranscriptionType", "fast"),
                ("TranscriptionText", "a glue fan"), ("TranscriptionStatus", "completed"), ("RecordingSid", "RE1"),
            ]
            for _ in 1...2 { _ = try await server.twilio("transcription", recording) }
            #expect(try await texts(server) == ["A blew van"])
            let events = try await server.subscribe()
            let better: JSONValue = [
                "source": "whisper-large", "segments": [segment("A blue van.", 1, ["startMs": 0, "endMs": 900])],
            ]
            let posted = try await server.post("/api/calls/CA1/transcript/versions", better, expecting: 201)["data"]
            #expect(posted["version"]["shown"] == true && posted["segments"][0]["outcome"] == "added")
            try await server.post("/api/calls/CA1/transcript/versions", better)
            #expect(try await told(events).types == ["transcript.segment", "transcript.version"])

            let page = try await server.get("/api/crm/call-transcript/CA1")["data"]
            #expect(page["segments"].array?.map { $0["text"] } == ["A blue van."])
            #expect(page["versions"].array?.map { $0["source"] } == ["whisper-large", "live", "recording"])
            #expect(page["versions"].array?.map { $0["shown"] } == [true, false, false])
            #expect(try await texts(server, "?source=live") == ["A blew van"])
            #expect(try await texts(server, "?source=recording") == ["a glue fan"])
            _ = try await server.get("/api/crm/call-transcript/CA1?source=nobody", expecting: 404)

            let worse: JSONValue = ["source": "whisper-large", "quality": 10]
            try await server.post("/api/calls/CA1/transcript/versions", worse)
            #expect(try await texts(server) == ["A blew van"])
            #expect(try await told(events).map { $0["data"]["shown"] } == ["live"])
        }
    }

    /// What was told of the transcript; what it says is found out meanwhile.
    private func told(_ events: EventReader) async throws -> [JSONValue] {
        try await events.upToNow().filter { $0["type"] != "insights.updated" }
    }

    @Test func wordsOfAVersionThatIsNotShownSayThatTheyAreNot() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let version: JSONValue = ["source": "own", "segments": [segment("A blue van", 1)]]
            try await server.post("/api/calls/CA1/transcript/versions", version, expecting: 201)
            let events = try await server.subscribe()
            _ = try await server.twilio(
                "transcription", TestServer.transcript("A blew", of: "CA1", sequence: 1, final: false))
            #expect(try await events.upToNow().map { $0["data"]["shown"] } == [false])
            _ = try await server.twilio("transcription", TestServer.transcript("A blew van", of: "CA1", sequence: 2))
            let told = try await events.upToNow()
            #expect(told.types == ["transcript.version", "transcript.segment"])
            #expect(told.map { $0["data"]["shown"] } == ["own", false])
            #expect(try await texts(server) == ["A blue van"])
        }
    }
}
