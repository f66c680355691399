import Domain
import JSON
import Support
import Testing

@Suite(.timeLimit(.minutes(10))) struct CallHistoryTests {
    /// Calls of three people on two lines, an hour apart.
    private func fill(_ server: TestServer, _ clock: FixedClock) async throws {
        for number in 0..<12 {
            let from = "+1202555014\(number % 3)"
            let to = number % 2 == 0 ? "+14155550119" : "+14155550120"
            _ = try await server.twilio("voice", TestServer.ringing("CA\(number)", from: from, to: to))
            if number % 4 == 0 {
                _ = try await server.twilio(
                    "status", TestServer.childStatus("CA\(number)b", of: "CA\(number)", "in-progress"))
            }
            let end = ["completed", "busy", "no-answer"][number % 3]
            if number < 11 {
                _ = try await server.twilio("status", TestServer.status("CA\(number)", end, from: from, to: to))
            }
            clock.advance(by: .seconds(3600))
        }
    }

    private func withHistory(_ body: @escaping (TestServer) async throws -> Void) async throws {
        let clock = FixedClock()
        var options = TestOptions()
        options.clock = clock
        try await withServer(options) { server in
            try await fill(server, clock)
            try await body(server)
        }
    }

    private func numbers(_ calls: [JSONValue]) -> [Int] {
        calls.compactMap { Int($0["providerCallId"].string?.dropFirst(2) ?? "") }
    }

    @Test(arguments: [1, 3, 5, 11, 12, 500])
    func pagesComeNewestFirstWithoutAHoleOrARepeat(limit: Int) async throws {
        try await withHistory { server in
            var seen: [Int] = []
            var next: String?
            var rounds = 0
            repeat {
                let page = try await server.get(
                    "/api/crm/call-history?limit=\(limit)" + (next.map { "&after=\($0)" } ?? ""))
                let calls = page["data"].array ?? []
                #expect(calls.count <= limit)
                seen += numbers(calls)
                next = page["next"].string
                rounds += 1
                // What comes meanwhile is on no later page.
                if rounds == 1 { _ = try await server.twilio("voice", TestServer.ringing("CA99")) }
            } while next != nil
            #expect(seen == (0..<12).reversed())
        }
    }

    @Test(arguments: [
        ("status=busy", [10, 7, 4, 1]), ("status=ringing", [11]), ("direction=outbound", []),
        ("direction=inbound&limit=3", [11, 10, 9]), ("missed=true", [10, 9, 7, 6, 5, 3, 2, 1]),
        ("missed=false", [11, 8, 4, 0]),
        ("number=%2B12025550141", [10, 7, 4, 1]), ("number=(202)%20555-0141", [10, 7, 4, 1]),
        ("number=%2B12025550199", []),
        ("from=2026-03-02T18:00:00Z", [11, 10, 9]), ("to=2026-03-02T11:00:00Z", [1, 0]),
        ("from=2026-03-02T12:00:00Z&to=2026-03-02T14:00:00Z", [4, 3]), ("status=completed&missed=true", [9, 6, 3]),
        ("outcome=booked", []),
    ])
    func aFilterNarrowsTheList(query: String, expected: [Int]) async throws {
        try await withHistory { server in
            let found = try await server.calls("?\(query)")
            #expect(numbers(found) == expected)
        }
    }

    @Test func callsOfALineAndOfAContactAreFound() async throws {
        try await withHistory { server in
            let lines = try await server.get("/api/lines")["data"].array ?? []
            let second = lines.first { $0["number"] == "+14155550120" }?["id"].string ?? ""
            #expect(numbers(try await server.calls("?line=\(second)")) == [11, 9, 7, 5, 3, 1])
            let contact =
                try await server.get("/api/contact-lookup/phone/+12025550142")["data"]["contact"]["id"].string ?? ""
            #expect(numbers(try await server.calls("?contact=\(contact)")) == [11, 8, 5, 2])
            #expect(numbers(try await server.calls("?contact=\(contact)&line=\(second)")) == [11, 5])
        }
    }

    @Test(arguments: [
        "status=nice", "direction=up", "line=con_1", "contact=x", "from=yesterday", "missed=maybe", "number=abc",
        "limit=0",
        "limit=501", "colour=red",
    ])
    func aFilterThatMakesNoSenseIsNamed(query: String) async throws {
        try await withServer { server in
            let problem = try await server.get("/api/crm/call-history?\(query)", expecting: 422)
            #expect(problem["field"].string == String(query.prefix { $0 != "=" }), "\(problem.jsonText)")
        }
    }

    @Test func aTranscriptIsReadInTheOrderItWasSpokenPageByPage() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            for sequence in [4, 1, 7, 3, 6, 2, 5] {
                let track = sequence % 2 == 0 ? "outbound_track" : "inbound_track"
                let form = TestServer.transcript(
                    "Word \(sequence)", of: "CA1", sequence: sequence, track: track, second: sequence)
                for _ in 1...2 { _ = try await server.twilio("transcription", form) }
            }
            var texts: [JSONValue] = []
            var speakers: [JSONValue] = []
            var next: String?
            repeat {
                let page = try await server.get(
                    "/api/crm/call-transcript/CA1?limit=3" + (next.map { "&after=\($0)" } ?? ""))
                #expect(page["data"]["call"]["providerCallId"] == "CA1")
                texts += page["data"]["segments"].array?.map { $0["text"] } ?? []
                speakers += page["data"]["segments"].array?.map { $0["speaker"] } ?? []
                next = page["next"].string
            } while next != nil
            #expect(texts == (1...7).map { .string("Word \($0)") })
            #expect(speakers == ["caller", "agent", "caller", "agent", "caller", "agent", "caller"])
            let id = try await server.calls()[at: 0]["call"].string ?? ""
            #expect(try await server.get("/api/crm/call-transcript/\(id)")["data"]["segments"].array?.count == 7)
            _ = try await server.get("/api/crm/call-transcript/CA404", expecting: 404)
        }
    }
}
