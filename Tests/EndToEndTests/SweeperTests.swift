import Domain
import JSON
import Support
import Testing

/// Calls whose end never came are closed by the sweeper (design §7).
@Suite(.timeLimit(.minutes(10))) struct SweeperTests {
    private func withClock(_ body: @escaping (TestServer, FixedClock) async throws -> Void) async throws {
        let clock = FixedClock()
        var options = TestOptions()
        options.clock = clock
        try await withServer(options) { try await body($0, clock) }
    }

    @Test func aCallThatIsSilentForTooLongIsClosedOnce() async throws {
        try await withClock { server, clock in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            _ = try await server.twilio("status", TestServer.childStatus("CA1b", of: "CA1", "in-progress", second: 5))
            let events = try await server.subscribe()
            clock.advance(by: .seconds(5 * 3600))
            #expect(try await server.sweep() == 0)
            clock.advance(by: .seconds(1))
            #expect(try await server.sweep() == 1)
            #expect(try await server.sweep() == 0)

            let heard = try await events.upToNow()
            let ended = try #require(heard.first { $0["type"] == "call.ended" })["data"]
            #expect(heard.types.filter { $0 == "call.ended" }.count == 1)
            #expect(ended["status"] == "failed")
            #expect(ended["reason"] == "unknown")
            #expect(ended["missed"].isNull)
            let page = try await server.get("/api/calls/CA1")["data"]
            #expect(page["legs"].array?.map { $0["status"] } == ["failed", "failed"])
            #expect(try await server.get("/api/calls/live")["data"] == [])
        }
    }

    @Test func aCallThatWasHeardOfIsLeftAlone() async throws {
        try await withClock { server, clock in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            clock.advance(by: .seconds(4 * 3600))
            _ = try await server.twilio("status", TestServer.childStatus("CA1b", of: "CA1", "ringing"))
            clock.advance(by: .seconds(4 * 3600))
            #expect(try await server.sweep() == 0)
            #expect(try await server.get("/api/calls/live")["data"].array?.count == 1)
        }
    }

    @Test func wordsThatAreHeardKeepACallAlive() async throws {
        try await withClock { server, clock in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            for hour in 1...8 {
                clock.advance(by: .seconds(3600))
                _ = try await server.twilio(
                    "transcription", TestServer.transcript("Word \(hour)", of: "CA1", sequence: hour))
            }
            #expect(try await server.sweep() == 0)
        }
    }

    @Test func aLineSaysHowLongItsCallsMayBeSilent() async throws {
        try await withClock { server, clock in
            let line: JSONValue = [
                "account": .string(server.company.account.wire), "number": "+14155550119", "maxCallHours": 1,
            ]
            try await server.post("/api/lines", line, expecting: 201)
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            _ = try await server.twilio("voice", TestServer.ringing("CA2", to: "+14155550120"))
            clock.advance(by: .seconds(3601))
            #expect(try await server.sweep() == 1)
            #expect(try await server.get("/api/calls/live")["data"].array?.map { $0["providerCallId"] } == ["CA2"])
        }
    }

    @Test func theRealEndOfACallThatWasClosedTakesThePlaceOfTheGuess() async throws {
        try await withClock { server, clock in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            clock.advance(by: .seconds(6 * 3600))
            #expect(try await server.sweep() == 1)
            let late = TestServer.status("CA1", "completed", second: 6 * 3600, duration: 21_000)
            #expect(try await server.twilio("status", late).status.code == 200)
            #expect(try await server.calls()[at: 0]["status"] == "completed")
            #expect(try await server.twilio("status", TestServer.status("CA1", "failed")).status.code == 200)
            #expect(try await server.calls()[at: 0]["status"] == "completed")
        }
    }

    @Test func callsThatFellSilentWhileTheProgramWasAwayAreClosedWhenItIsBack() async throws {
        try await withClock { server, clock in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let (epoch, offset) = try await server.position()
            await server.stop()
            clock.advance(by: .seconds(6 * 3600))
            var options = TestOptions()
            options.clock = clock
            let again = try await server.restarted(options)
            let events = try await again.subscribe(after: (epoch, offset))
            #expect(try await events.first { $0["type"] == "call.ended" }["data"]["providerCallId"] == "CA1")
        }
    }
}
