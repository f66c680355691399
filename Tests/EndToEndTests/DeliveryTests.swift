import JSON
import Support
import Testing

/// Providers repeat, reorder, and come late (design §2.3).
@Suite(.timeLimit(.minutes(10))) struct DeliveryTests {
    @Test func aWebhookThatComesThreeTimesIsOneCallOneEventAndOneAnswer() async throws {
        try await withServer { server in
            let events = try await server.subscribe(["calls", "contacts"])
            var answers: Set<[UInt8]> = []
            for _ in 1...3 {
                let answer = try await server.twilio("voice", TestServer.ringing("CA1"))
                #expect(answer.status.code == 200)
                answers.insert(answer.body)
            }
            #expect(answers.count == 1)
            #expect(try await events.upToNow().types == ["line.changed", "contact.created", "call.ringing"])
            #expect(try await server.calls().count == 1)
            #expect(try await server.log().count == 4)
        }
    }

    @Test func theSameWebhookAtOnceOnManyConnectionsIsOneCall() async throws {
        try await withServer { server in
            let answers = try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for _ in 1...24 { group.addTask { try await server.twilio("voice", TestServer.ringing("CA1")).body } }
                return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
            }
            #expect(answers.count == 1)
            #expect(try await server.log().types.dropFirst() == ["line.changed", "contact.created", "call.ringing"])
        }
    }

    @Test func anAnswerIsTheSameAfterTheCallHasEnded() async throws {
        try await withServer { server in
            let first = try await server.twilio("voice", TestServer.ringing("CA1"))
            _ = try await server.twilio("status", TestServer.status("CA1", "completed", duration: 12))
            let again = try await server.twilio("voice", TestServer.ringing("CA1"))
            #expect(again.body == first.body)
            #expect(try await server.calls()[at: 0]["status"] == "completed")
        }
    }

    @Test func endBeforeRingingIsEndedAndStaysSo() async throws {
        try await withServer { server in
            let events = try await server.subscribe()
            _ = try await server.twilio(
                "status", TestServer.status("CA1", "completed", second: 34, sequence: 3, duration: 30))
            _ = try await server.twilio("status", TestServer.status("CA1", "in-progress", second: 4, sequence: 2))
            _ = try await server.twilio("status", TestServer.status("CA1", "ringing", second: 1, sequence: 1))
            let heard = try await events.upToNow().filter { $0["type"].string?.hasPrefix("call.") == true }
            #expect(heard.first?["type"] == "call.ended")
            #expect(heard.allSatisfy { $0["data"]["status"] == "completed" })
            #expect(heard.types.filter { $0 == "call.ended" }.count == 1)
            let call = try await server.get("/api/calls/CA1")["data"]
            #expect(call["status"] == "completed")
            #expect(call["durationSec"] == 30)
            #expect(call["startedAt"] == "2026-03-02T09:00:01.000Z")
            #expect(call["endedAt"] == "2026-03-02T09:00:34.000Z")
            #expect(try await server.get("/api/calls/live")["data"] == [])
        }
    }

    @Test func lateRecordingAndTranscriptEnrichAnEndedCallOnce() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            _ = try await server.twilio("status", TestServer.status("CA1", "completed", second: 40, duration: 30))
            let events = try await server.subscribe(["calls", "conversations"])
            for _ in 1...3 {
                _ = try await server.twilio("recording", TestServer.recording("RE1", of: "CA1"))
                _ = try await server.twilio("recording", TestServer.recording("RE1", of: "CA1", "in-progress"))
                _ = try await server.twilio("transcription", TestServer.transcript("Hello?", of: "CA1", sequence: 1))
            }
            let heard = try await events.upToNow()
            #expect(heard.types == ["recording.ready", "transcript.segment", "insights.updated"])
            #expect(heard[at: 0]["data"]["durationSec"] == 131)
            #expect(heard[at: 1]["data"]["text"] == "Hello?")
            let call = try await server.get("/api/calls/CA1")["data"]
            #expect(call["status"] == "completed")
            #expect(call["recordings"].array?.map { $0["status"] } == ["completed"])
            let transcript = try await server.get("/api/crm/call-transcript/CA1")["data"]
            #expect(transcript["segments"].array?.map { $0["text"] } == ["Hello?"])
        }
    }

    @Test func recordingAndTranscriptOfACallNobodyAnnouncedAreKept() async throws {
        try await withServer { server in
            _ = try await server.twilio("transcription", TestServer.transcript("Hello?", of: "CA9", sequence: 1))
            _ = try await server.twilio("recording", TestServer.recording("RE9", of: "CA9"))
            _ = try await server.twilio("voice", TestServer.ringing("CA9"))
            let call = try await server.get("/api/calls/CA9")["data"]
            #expect(call["recordings"].array?.count == 1)
            #expect(call["from"] == "+12025550143")
            #expect(call["contact"]["match"] == "one")
            #expect(try await server.calls().count == 1)
        }
    }

    @Test func partialTranscriptIsPushedAndNeverKept() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let before = try await server.log().count
            let events = try await server.subscribe()
            let partial = TestServer.transcript("Hel", of: "CA1", sequence: 1, final: false)
            _ = try await server.twilio("transcription", partial)
            let pushed = try await events.first { $0["type"] == "transcript.partial" }
            #expect(pushed["offset"].isNull)
            #expect(pushed["data"]["text"] == "Hel")
            #expect(try await server.log().count == before)
        }
    }

    /// One inbound story with an agent's leg, told in every order that providers might.
    @Test func everyOrderOfAStoryComesToTheSameCall() async throws {
        try await withServer { server in
            let reports: @Sendable (String) -> [(hook: String, form: [(String, String)])] = { call in
                [
                    ("status", TestServer.status(call, "ringing", second: 0, sequence: 0)),
                    ("status", TestServer.childStatus("\(call)b", of: call, "in-progress", second: 5)),
                    ("status", TestServer.childStatus("\(call)b", of: call, "completed", second: 35, duration: 30)),
                    ("recording", TestServer.recording("RE\(call)", of: call)),
                    ("status", TestServer.status(call, "completed", second: 36, sequence: 3, duration: 36)),
                ]
            }
            let orders = (0..<5).map(\.self).permutations()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, order) in orders.enumerated() {
                    group.addTask {
                        let call = "CA\(number)"
                        _ = try await server.twilio("voice", TestServer.ringing(call))
                        for index in order {
                            let report = reports(call)[index]
                            #expect(try await server.twilio(report.hook, report.form).status.code == 200)
                        }
                    }
                }
                try await group.waitForAll()
            }
            var outcomes: Set<JSONObject> = []
            for number in orders.indices {
                let page = try await server.get("/api/calls/CA\(number)")["data"]
                var outcome: JSONObject = [:]
                for name in [
                    "status", "reason", "answeredAt", "startedAt", "endedAt", "durationSec", "agent", "missed",
                ] {
                    outcome[name] = page[name]
                }
                outcome["legs"] = .array(page["legs"].array?.map { $0["status"] } ?? [])
                outcome["recordings"] = .array(page["recordings"].array?.map { $0["status"] } ?? [])
                outcomes.insert(outcome)
            }
            #expect(outcomes.count == 1, "\(outcomes)")
            #expect(outcomes.first?["answeredAt"] == "2026-03-02T09:00:05.000Z")
            #expect(outcomes.first?["agent"] == "+13125550177")
        }
    }
}

extension Array {
    /// Every order of the elements (Heap's algorithm).
    fileprivate func permutations() -> [[Element]] {
        var orders: [[Element]] = []
        var elements = self
        func arrange(_ count: Int) {
            guard count > 1 else { return orders.append(elements) }
            for index in 0..<count {
                arrange(count - 1)
                elements.swapAt(count % 2 == 0 ? index : 0, count - 1)
            }
        }
        arrange(count)
        return orders
    }
}
