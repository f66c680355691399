import Domain
import JSON
import Support
import Testing
import Web

/// A provider that refuses, breaks down or misleads is asked again when it says, and never told more than it may know.
@Suite(.timeLimit(.minutes(10))) struct FaultTests {
    private static let second = "/2010-04-01/Accounts/AC0/Calls.json?Page=1&PageToken=PACA1"

    private func pages(_ hub: RecordHub) -> [String] {
        hub.provider.seen.map { String($0.target.dropFirst("/2010-04-01/Accounts/AC0/".count).prefix { $0 != "&" }) }
    }

    @Test func aRateLimitIsHonouredAndTheSamePageIsAskedForAgain() async throws {
        try await withRecords { hub async throws in
            hub.clock.advance(by: .seconds(600))
            hub.answers(Twilio.calls(Twilio.call("CA1"), next: Self.second))
            hub.provider.answer(.text("{}", status: .tooManyRequests).with("Retry-After", "7"))
            try await hub.server.reconcile()
            var health = try await hub.standing()
            #expect(
                health["nextAt"] == "2026-03-02T09:10:07.000Z"
                    && health["fault"] == "The provider asks us to wait for 7 s.")
            #expect(try await hub.server.calls().count == 1)

            hub.clock.advance(by: .seconds(6))
            try await hub.server.reconcile()
            #expect(hub.provider.seen.count == 2)
            hub.clock.advance(by: .seconds(1))
            hub.answers(Twilio.calls(Twilio.call("CA3")), Twilio.recordings())
            try await hub.server.reconcile()
            health = try await hub.standing()
            #expect(health["fault"].isNull && health["new"] == 2 && health["seen"] == 2)
            #expect(
                pages(hub) == [
                    "Calls.json?PageSize=100", "Calls.json?Page=1", "Calls.json?Page=1", "Recordings.json?PageSize=100",
                ])
        }
    }

    @Test func aBreakdownInTheMiddleGoesOnAfterLongerAndLongerWaits() async throws {
        try await withRecords { hub async throws in
            hub.clock.advance(by: .seconds(600))
            // The leg on the first page waits for its call on the second, however long that takes.
            hub.answers(Twilio.calls(Twilio.call("CA2", parent: "CA1"), next: Self.second))
            var waits: [Int64] = []
            for _ in 1...3 {
                hub.provider.answer(.text("oops", status: .internalServerError))
                try await hub.server.reconcile()
                let next = try await hub.standing()["nextAt"].string.flatMap(TimestampParser.parse)
                let wait = (next?.milliseconds ?? 0) - hub.clock.now().milliseconds
                waits.append(wait / 1000)
                hub.clock.advance(by: .milliseconds(wait))
            }
            #expect(waits == [20, 40, 80])
            #expect(try await hub.standing()["fault"] == "The provider says 500.")
            hub.answers(Twilio.calls(Twilio.call("CA1")), Twilio.recordings())
            try await hub.server.reconcile()
            #expect(try await hub.server.calls().count == 1)
            #expect(try await hub.server.get("/api/calls/CA1")["data"]["legs"].array?.count == 2)
            #expect(pages(hub).prefix(5).dropFirst().allSatisfy { $0 == "Calls.json?Page=1" })
        }
    }

    @Test func aRestartReadsTheSpanAnewAndLosesNothing() async throws {
        try await withRecords { hub async throws in
            hub.clock.advance(by: .seconds(600))
            hub.answers(Twilio.calls(Twilio.call("CA2", parent: "CA1"), next: Self.second))
            hub.provider.answer(.text("oops", status: .badGateway))
            try await hub.server.reconcile()
            var options = TestOptions()
            options.clock = hub.clock
            options.flags = ["--outbound-allow", "127.0.0.1"]
            let again = try await hub.server.restarted(options)
            hub.clock.advance(by: .seconds(20))
            hub.answers(
                Twilio.calls(Twilio.call("CA2", parent: "CA1"), next: Self.second), Twilio.calls(Twilio.call("CA1")),
                Twilio.recordings())
            try await again.reconcile()
            #expect(try await again.calls().count == 1)
            #expect(try await again.get("/api/calls/CA1")["data"]["legs"].array?.count == 2)
        }
    }

    @Test(arguments: ["https://evil.example/next", "//evil.example/next", "/2010-04-01/Accounts/AC0/Calls.json?Page=1"])
    func aPageThatLeadsAwayOrInACircleIsNotFollowed(next: String) async throws {
        try await withRecords { hub async throws in
            hub.clock.advance(by: .seconds(600))
            hub.answers(Twilio.calls(Twilio.call("CA1"), next: next))
            hub.answers(Twilio.calls(Twilio.call("CA3"), next: next))
            try await hub.server.reconcile()
            let fault = try await hub.standing()["fault"].string ?? ""
            #expect(fault.contains(next.hasPrefix("/2010") ? "lead in a circle" : "The provider's next page is not at"))
        }
    }

    @Test func aWrongLoginIsSaidAndAskedForSeldom() async throws {
        try await withRecords { hub async throws in
            hub.provider.answer(.text(#"{"code":20003,"message":"Authenticate"}"#, status: .unauthorized))
            try await hub.server.reconcile()
            let health = try await hub.standing()
            #expect(health["fault"] == "The provider says 401: Authenticate.")
            #expect(health["nextAt"] == "2026-03-02T10:00:00.000Z")
        }
    }
}
