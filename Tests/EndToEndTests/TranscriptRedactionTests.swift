import JSON
import SQLite
import Support
import Testing

/// A span marked once is gone from every version, the search, the log and the exports.
@Suite(.timeLimit(.minutes(10))) struct TranscriptRedactionTests {
    private let path = "/api/calls/CA1/transcript/redactions"

    private func begin(_ server: TestServer) async throws {
        _ = try await server.twilio("voice", TestServer.ringing("CA1"))
        _ = try await server.twilio(
            "transcription", TestServer.transcript("My card is 4111 1111, 4111 1111", of: "CA1", sequence: 1))
        _ = try await server.twilio(
            "transcription",
            TestServer.transcript("So 41111111. Thank you", of: "CA1", sequence: 2, track: "outbound_track"))
    }

    private func everywhere(_ server: TestServer, call: String = "CA1") async throws -> String {
        let csv = try await server.client.get(
            "/api/crm/export/csv?what=transcripts", headers: [("Authorization", "Bearer \(server.company.token)")]
        ).text
        let hits = try await server.get("/api/transcripts/search?q=4111").jsonText
        let more = try await server.get("/api/transcripts/search?q=41111111").jsonText
        let page = try await server.get("/api/crm/call-transcript/\(call)").jsonText
        return try await csv + hits + more + page + server.log().map(\.jsonText).joined()
    }

    @Test func markedWordsAreGoneWhereverTheCallHasThem() async throws {
        try await withServer { server in
            try await begin(server)
            #expect(try await everywhere(server).contains("4111"))
            let segment = try await server.get("/api/crm/call-transcript/CA1")["data"]["segments"][0]["id"]
            let events = try await server.subscribe()
            let mark: JSONValue = ["segment": segment, "start": 11, "length": 9, "reason": "card"]
            let made = try await server.post(path, mark, expecting: 201)["data"]
            #expect(made["segments"] == 2 && made["reason"] == "card")
            #expect(try await !everywhere(server).contains("1111"))
            let texts = try await server.get("/api/crm/call-transcript/CA1")["data"]["segments"].array?
                .map { $0["text"] }
            #expect(texts == ["My card is [redacted], [redacted]", "So [redacted]. Thank you"])
            let told = try await events.upToNow()
            #expect(told.types == ["transcript.redacted", "insights.updated"])
            #expect(told[at: 0]["data"]["segments"].array?.map { $0["text"] } == texts)

            #expect(try await server.post(path, mark)["data"] == made)
            #expect(try await events.upToNow().isEmpty)
            #expect(try await server.get(path)["data"] == [made])
            let audit = try await server.get("/api/audit")["data"].array ?? []
            #expect(audit.filter { $0["action"] == "transcript.redacted" }.count == 1)
            #expect(try await server.get("/api/transcripts/search?q=thank")["data"].array?.count == 1)
        }
    }

    @Test func theProvidersRepetitionDoesNotBringItBack() async throws {
        try await withServer { server in
            try await begin(server)
            let segment = try await server.get("/api/crm/call-transcript/CA1")["data"]["segments"][0]["id"]
            try await server.post(path, ["segment": segment], expecting: 201)
            let before = try await server.log().count
            _ = try await server.twilio(
                "transcription", TestServer.transcript("My card is 4111 1111, 4111 1111", of: "CA1", sequence: 1))
            #expect(try await server.log().count == before)
            let texts = try await server.get("/api/crm/call-transcript/CA1")["data"]["segments"].array
            #expect(texts?[at: 0]["text"] == "[redacted]")
        }
    }

    @Test func aSpanOfTimeIsGoneFromEveryVersionAndFromWhatComesLate() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let version = { (source: String, from: Int64) -> JSONValue in
                let list = (0..<4).map { place -> JSONValue in
                    [
                        "speaker": "caller", "text": .string("\(source) 4111 \(place)"),
                        "sequence": .integer(Int64(place)), "startMs": .integer(from + Int64(place) * 1_000),
                        "endMs": .integer(from + Int64(place) * 1_000 + 900),
                    ]
                }
                return ["source": .string(source), "segments": .array(list)]
            }
            for source in ["one", "two"] {
                try await server.post("/api/calls/CA1/transcript/versions", version(source, 0), expecting: 201)
            }
            let made = try await server.post(path, ["fromMs": 950, "toMs": 2_100], expecting: 201)["data"]
            #expect(made["segments"] == 4)
            try await server.post("/api/calls/CA1/transcript/versions", version("three", 50), expecting: 201)
            for source in ["one", "two", "three"] {
                let page = try await server.get("/api/crm/call-transcript/CA1?source=\(source)")["data"]["segments"]
                #expect(
                    page.array?.map { $0["text"] } == [
                        source == "three" ? "[redacted]" : "\(source) 4111 0", "[redacted]", "[redacted]",
                        .string("\(source) 4111 3"),
                    ] || source == "three")
                #expect(page[1]["text"] == "[redacted]" && page[2]["text"] == "[redacted]")
            }
        }
    }

    @Test func anotherVersionLosesWhatItHeardAtThatTime() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let version = { (source: String, text: String) -> JSONValue in
                [
                    "source": .string(source),
                    "segments": [
                        ["speaker": "caller", "text": .string(text), "sequence": 1, "startMs": 0, "endMs": 900],
                        ["speaker": "caller", "text": "Goodbye", "sequence": 2, "startMs": 1_000, "endMs": 1_900],
                    ],
                ]
            }
            try await server.post(
                "/api/calls/CA1/transcript/versions", version("one", "four triple one"), expecting: 201)
            try await server.post("/api/calls/CA1/transcript/versions", version("two", "4111"), expecting: 201)
            let segment = try await server.get("/api/crm/call-transcript/CA1?source=two")["data"]["segments"][0]["id"]
            try await server.post(path, ["segment": segment], expecting: 201)
            for source in ["one", "two"] {
                let page = try await server.get("/api/crm/call-transcript/CA1?source=\(source)")["data"]["segments"]
                #expect(page.array?.map { $0["text"] } == ["[redacted]", "Goodbye"])
            }
        }
    }

    @Test(
        arguments: [
            ([:], 422), (["fromMs": 5], 422), (["fromMs": 5, "toMs": 4], 422), (["segment": "seg_zzz"], 404),
            (["start": 1], 422), (["fromMs": 0, "toMs": 1, "mood": 1], 422),
        ] as [(JSONValue, Int)])
    func aMarkThatMakesNoSenseIsRefused(body: JSONValue, status: Int) async throws {
        try await withServer { server in
            try await begin(server)
            let before = try await everywhere(server)
            try await server.post(path, body, expecting: status)
            let segment = try await server.get("/api/crm/call-transcript/CA1")["data"]["segments"][0]["id"]
            try await server.post(path, ["segment": segment, "start": 30, "length": 2], expecting: 422)
            #expect(try await everywhere(server) == before)
        }
    }
}

extension TranscriptRedactionTests {
    @Test func whoeverSilencesTheSoundTakesTheWordsAlongOnce() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let list = (0..<3).map { place -> JSONValue in
                [
                    "speaker": "caller", "text": "4111", "sequence": .integer(Int64(place)),
                    "startMs": .integer(Int64(place) * 1_000), "endMs": .integer(Int64(place) * 1_000 + 900),
                ]
            }
            try await server.post("/api/calls/CA1/transcript/segments", ["segments": .array(list)])
            for expected in [1, 0] {
                let outcome = try await server.post("/api/calls/CA1/redactions", ["fromMs": 950, "toMs": 2_000])
                #expect(outcome["data"]["textPieces"].int == expected)
            }
            let texts = try await server.get("/api/crm/call-transcript/CA1")["data"]["segments"].array
            #expect(texts?.map { $0["text"] } == ["4111", "[redacted]", "4111"])
        }
    }
}
