import JSON
import Support
import Testing

/// What the provider may have taken is not given to it again, whatever happens on the way.
@Suite(.timeLimit(.minutes(10))) struct OutcomeTests {
    private static let nothing = StandIn.Answer.json(200, ["messages": []])

    private static func listed(_ sid: String, _ body: String, _ at: String, _ status: String = "sent") -> JSONValue {
        ["sid": .string(sid), "body": .string(body), "date_created": .string(at), "status": .string(status)]
    }

    @Test(arguments: [StandIn.Answer.cut, .nothing(500), .json(201, ["nonsense": true])])
    func whatMayHaveBeenSentIsAskedForAndNotRepeated(answer: StandIn.Answer) async throws {
        try await withMessaging { hub async throws in
            // The clock stands at Mon, 02 Mar 2026 09:00:00 UTC.
            hub.provider.answers(
                answer, .nothing(503),
                .json(
                    200,
                    [
                        "messages": [
                            Self.listed("SM9", "Something else", "Mon, 02 Mar 2026 09:00:01 +0000"),
                            Self.listed("SM1", "Hello", "Mon, 02 Mar 2026 09:00:00 +0000"),
                            Self.listed("SM0", "Hello", "Mon, 02 Mar 2026 08:00:00 +0000"),
                        ]
                    ]))
            let written = try await hub.write()
            try await hub.send()
            let unknown = try await hub.message(written)
            #expect(unknown["status"] == "unknown" && unknown["error"] == "outcome-unknown")
            try await hub.send(after: .seconds(5))
            try await hub.send(after: .seconds(30))
            let message = try await hub.message(written)
            #expect(message["status"] == "sent" && message["providerMessageId"] == "SM1")
            #expect(message["error"].isNull && message["errorDetail"].isNull)
            try await hub.send(after: .seconds(3600))
            #expect(hub.provider.asked.map(\.method) == ["POST", "GET", "GET"])
            let path = "/2010-04-01/Accounts/AC1/Messages.json?To=%2B12025550143&From=%2B14155550119&PageSize=50"
            #expect(hub.provider.asked.last?.target == path)
        }
    }

    @Test func aMessageThatTheProviderDoesNotListIsLeftToAPerson() async throws {
        try await withMessaging { hub async throws in
            hub.provider.answers(.cut, Self.nothing, Self.nothing, Self.nothing, Self.nothing, MessagingHub.taken)
            let written = try await hub.write()
            for wait in [0, 5, 30, 120, 600, 3600] { try await hub.send(after: .seconds(wait)) }
            #expect(hub.provider.asked.map(\.method) == ["POST", "GET", "GET", "GET", "GET"])
            let message = try await hub.message(written)
            #expect(message["status"] == "unknown")
            #expect(message["errorDetail"] == "The provider lists no such message. It is not sent again by itself.")
            // It had been taken all the same.
            try await hub.report("delivered", reference: written)
            #expect(try await hub.message(written)["status"] == "delivered")
        }
    }

    @Test func twoOfTheSameWordsAreToldApart() async throws {
        try await withMessaging { hub async throws in
            let list = StandIn.Answer.json(
                200,
                [
                    "messages": [
                        Self.listed("SM2", "Hello", "Mon, 02 Mar 2026 09:00:01 +0000"),
                        Self.listed("SM1", "Hello", "Mon, 02 Mar 2026 09:00:00 +0000"),
                    ]
                ])
            hub.provider.answers(.cut, .cut, list, list)
            let (first, second) = (try await hub.write(), try await hub.write())
            try await hub.send()
            try await hub.send(after: .seconds(5))
            #expect(try await hub.message(first)["providerMessageId"] == "SM1")
            #expect(try await hub.message(second)["providerMessageId"] == "SM2")
        }
    }

    @Test func aReportTellsWhatTheAnswerDidNot() async throws {
        try await withMessaging { hub async throws in
            hub.provider.answers(.cut)
            let written = try await hub.write()
            try await hub.send()
            for _ in 1...2 {
                try await hub.report("undelivered", reference: written, more: [("ErrorCode", "30003")])
            }
            let message = try await hub.message(written)
            #expect(message["status"] == "undelivered" && message["error"] == "30003")
            try await hub.send(after: .seconds(3600))
            #expect(hub.provider.asked.count == 1)
            #expect(try await hub.server.get("/api/messages")["data"].array?.count == 1)
        }
    }

    @Test func whatWasAcceptedBeforeAStopLeavesAfterTheStart() async throws {
        try await withMessaging { hub async throws in
            let written = try await hub.write()
            let again = hub.on(try await hub.server.restarted(hub.options()))
            hub.provider.answers(MessagingHub.taken)
            try await again.send()
            try await again.send(after: .seconds(3600))
            #expect(try await again.message(written)["status"] == "sending")
            #expect(hub.provider.asked.count == 1)
        }
    }

    @Test func whatAStopInterruptsIsAskedForAfterTheStart() async throws {
        try await withMessaging(inBackground: true) { hub async throws in
            hub.provider.answers(
                .silence,
                .json(200, ["messages": [Self.listed("SM1", "Hello", "Mon, 02 Mar 2026 09:00:00 +0000", "queued")]]))
            let written = try await hub.write()
            _ = await hub.provider.nextAsked()
            let again = hub.on(try await hub.server.restarted(hub.options()))
            #expect(try await again.message(written)["status"] == "queued")
            try await again.send(after: .seconds(60))
            #expect(try await again.message(written)["status"] == "unknown")
            try await again.send(after: .seconds(5))
            let message = try await again.message(written)
            #expect(message["status"] == "sending" && message["providerMessageId"] == "SM1")
            #expect(hub.provider.asked.map(\.method) == ["POST", "GET"])
        }
    }
}
