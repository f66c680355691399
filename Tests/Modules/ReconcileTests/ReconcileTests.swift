import Domain
import JSON
import OpenSSL
import Support
import Testing
import Web

/// What webhooks have lost is in the provider's own records, and is filled in once.
@Suite(.timeLimit(.minutes(10))) struct ReconcileTests {
    @Test func aCallWhoseEndWasLostEndsAndCosts() async throws {
        try await withRecords { hub async throws in
            try await hub.twilio("voice", TestServer.ringing("CA1"))
            hub.clock.advance(by: .seconds(600))
            hub.answers(Twilio.calls(Twilio.call("CA1", price: "-0.00850")), Twilio.recordings())
            try await hub.server.reconcile()

            let call = try await hub.server.get("/api/calls/CA1")["data"]
            #expect(call["status"] == "completed" && call["durationSec"] == 133, "\(call)")
            #expect(
                call["costs"] == [
                    ["kind": "telephony", "reference": "CA1", "amountMillionths": 8500, "currency": "USD"]
                ])
            let log = try await hub.server.log()
            let told = log.types.filter { $0.hasPrefix("call.") || $0.hasPrefix("account.") }
            #expect(told == ["call.ringing", "call.costed", "call.ended", "account.reconciled"])
            #expect(log.last?["data"]["filled"] == 1 && log.last?["data"]["new"] == 0)
            let health = try await hub.standing()
            #expect(health["seen"] == 1 && health["filled"] == 1 && health["known"] == 0, "\(health)")
            #expect(health["nextAt"] == "2026-03-02T09:25:00.000Z" && health["fault"].isNull)
            #expect(
                hub.provider.seen.map(\.target) == [
                    "/2010-04-01/Accounts/AC0/Calls.json?PageSize=100&StartTime%3E=2026-03-01T09%3A10%3A00Z"
                        + "&StartTime%3C=2026-03-02T09%3A10%3A00Z",
                    "/2010-04-01/Accounts/AC0/Recordings.json?PageSize=100&DateCreated%3E=2026-03-01T09%3A10%3A00Z"
                        + "&DateCreated%3C=2026-03-02T09%3A10%3A00Z",
                ])
            #expect(
                hub.provider.seen.allSatisfy { $0.authorization == "Basic \(Base64.encode(Array("AC0:token".utf8)))" })
        }
    }

    @Test func twoRunsGiveNothingNew() async throws {
        try await withRecords { hub async throws in
            let pages = [
                Twilio.calls(
                    Twilio.call("CA2", parent: "CA1", price: "-0.0100"), Twilio.call("CA1", price: "-0.0085")),
                Twilio.recordings(Twilio.recording("RE1", of: "CA1", at: hub.provider.origin)),
            ]
            hub.clock.advance(by: .seconds(600))
            for page in pages { hub.answers(page) }
            try await hub.server.reconcile()
            let log = try await hub.server.log()
            #expect(try await hub.standing()["new"] == 1)
            for page in pages { hub.answers(page) }
            hub.clock.advance(by: .seconds(900))
            try await hub.server.reconcile()
            #expect(try await hub.server.log() == log)
            let health = try await hub.standing()
            #expect(health["seen"] == 6 && health["known"] == 3 && health["new"] == 1 && health["filled"] == 2)
        }
    }

    @Test func aCallThatEndedByItsWebhooksIsNotToldAgain() async throws {
        try await withRecords { hub async throws in
            try await hub.twilio("voice", TestServer.ringing("CA1"))
            try await hub.twilio("status", TestServer.status("CA1", "in-progress", second: 4))
            try await hub.twilio("status", TestServer.status("CA1", "completed", second: 131, duration: 127))
            let log = try await hub.server.log()
            hub.clock.advance(by: .seconds(600))
            hub.answers(Twilio.calls(Twilio.call("CA1", from: -3, to: 133)), Twilio.recordings())
            try await hub.server.reconcile()
            #expect(try await hub.server.log() == log)
            #expect(try await hub.standing()["known"] == 1)
        }
    }

    @Test func aCallThatWasNeverHeardOfAppearsWithAllItsLegs() async throws {
        try await withRecords { hub async throws in
            hub.clock.advance(by: .seconds(600))
            // The newest first, as Twilio lists them: the further leg comes before the call it belongs to.
            hub.answers(
                Twilio.calls(
                    Twilio.call("CA2", from: 4, parent: "CA1"), next: "/2010-04-01/Accounts/AC0/Calls.json?Page=1"),
                Twilio.calls(Twilio.call("CA1")), Twilio.recordings())
            try await hub.server.reconcile()
            let calls = try await hub.server.calls()
            #expect(calls.count == 1 && calls.first?["status"] == "completed" && calls.first?["direction"] == "inbound")
            #expect(calls.first?["startedAt"] == "2026-03-02T09:00:00.000Z")
            #expect(calls.first?["answeredAt"] == "2026-03-02T09:00:04.000Z")
            #expect(try await hub.server.get("/api/calls/CA1")["data"]["legs"].array?.count == 2)
            #expect(hub.provider.seen.map(\.target)[1] == "/2010-04-01/Accounts/AC0/Calls.json?Page=1")
        }
    }

    @Test func aRecordingThatWasNeverAnnouncedIsFetched() async throws {
        let sound = Sound.loud(milliseconds: 200)
        try await withRecordings(sound: sound) { server, media in
            var options = TestOptions()
            options.recordings = .byHand
            options.flags = ["--media-origins", media.origin]
            try await withRecords(options: options) { hub async throws in
                try await hub.twilio("voice", TestServer.ringing("CA1"))
                hub.clock.advance(by: .seconds(600))
                hub.answers(
                    Twilio.calls(Twilio.call("CA1")),
                    Twilio.recordings(Twilio.recording("RE1", of: "CA1", at: media.origin)))
                try await hub.server.reconcile()
                try await hub.server.keepRecordings()
                let stored = try await hub.server.get("/api/crm/recordings")["data"][0]
                #expect(stored["state"] == "stored" && stored["sha256"].string == Hex.encode(Digest.sha256(sound)))
                #expect(media.seen.first?.authorization == "Basic \(Base64.encode(Array("AC0:token".utf8)))")
                let costs = try await hub.server.get("/api/calls/CA1")["data"]["costs"]
                #expect(costs[0]["kind"] == "recording" && costs[0]["amountMillionths"] == 2500)
            }
        }
    }

    @Test func anEndThatCameAfterTheCallWasGivenUpIsRecovered() async throws {
        try await withRecords { hub async throws in
            try await hub.twilio("voice", TestServer.ringing("CA1"))
            hub.clock.advance(by: .seconds(6 * 3600))
            #expect(try await hub.server.sweep() == 1)
            #expect(try await hub.page()["health"]["lost"] == 1)
            hub.answers(Twilio.calls(Twilio.call("CA1")), Twilio.recordings())
            try await hub.server.reconcile()
            #expect(try await hub.server.get("/api/calls/CA1")["data"]["status"] == "completed")
            let health = try await hub.page()["health"]
            #expect(health["lost"] == 0 && health["recovered"] == 1 && health["reconcile"]["recovered"] == 1)
        }
    }

    @Test func whatCannotBeUnderstoodIsCountedAndTheRestIsRead() async throws {
        try await withRecords { hub async throws in
            hub.clock.advance(by: .seconds(600))
            hub.answers(
                Twilio.calls(["sid": .null], ["sid": 7], "CA9", [1], Twilio.call("CA1")), Twilio.recordings(.null))
            try await hub.server.reconcile()
            let health = try await hub.standing()
            #expect(health["seen"] == 6 && health["unreadable"] == 4 && health["new"] == 2, "\(health)")
        }
    }
}
