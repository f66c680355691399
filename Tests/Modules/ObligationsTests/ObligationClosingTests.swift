import Domain
import JSON
import Support
import Testing

/// An obligation closes itself when the person is reached by any channel, in whatever order that is told.
@Suite(.timeLimit(.minutes(10))) struct ObligationClosingTests {
    @Test func aCallBackThatIsAnsweredClosesIt() async throws {
        try await atDesk { desk in
            try await desk.missed("CA1")
            let events = try await desk.server.subscribe(["tasks"])
            try await desk.called("CA2", ["ringing", "no-answer"])
            #expect(try await desk.only()["state"] == "open", "nobody picked up")
            try await desk.called("CA3", ["ringing", "in-progress", "completed"])
            let done = try await desk.only()
            #expect(done["state"] == "done" && done["end"] == "reached-by-call")
            #expect(try await desk.history(of: done) == ["opened", "done"])
            #expect(try await events.upToNow().types == ["obligation.closed"])
            // Whoever calls again afterwards waits anew.
            try await desk.missed("CA4")
            #expect(try await desk.obligations().count == 1)
            #expect(try await desk.obligations("?state=done").count == 1)
        }
    }

    @Test func whoCallsAgainAndIsTakenWaitsNoMoreOnAnyLine() async throws {
        try await atDesk { desk in
            try await desk.missed("CA1")
            try await desk.missed("CA2", to: "+14155550120")
            try await desk.taken("CA3")
            #expect(try await desk.obligations().isEmpty)
            let done = try await desk.obligations("?state=done")
            #expect(done.map { $0["end"] } == ["called-in-again-and-answered", "called-in-again-and-answered"])
        }
    }

    @Test func anAnswerThatIsDeliveredClosesIt() async throws {
        try await atDesk { desk in
            try await desk.wrote("SM1")
            desk.clock.advance(by: .seconds(60))
            for status in ["queued", "sent", "delivered"] { try await desk.sent("SM2", status) }
            let done = try await desk.only()
            #expect(done["state"] == "done" && done["end"] == "reached-by-message")
        }
    }

    @Test func anAnswerThatIsOnlySentClosesItWhenNoWordComesThatItFailed() async throws {
        try await atDesk { desk in
            try await desk.missed("CA1")
            try await desk.sent("SM1", "sent")
            desk.clock.advance(by: .seconds(300))
            try await desk.sent("SM1", "undelivered")
            try await desk.sent("SM2", "sent")
            desk.clock.advance(by: .seconds(599))
            await desk.server.keepHouse()
            #expect(try await desk.only()["state"] == "open", "the first one failed, the second is on its way")
            desk.clock.advance(by: .seconds(1))
            await desk.server.keepHouse()
            #expect(try await desk.only()["end"] == "reached-by-message")
        }
    }

    @Test func whatAnAgentNotesClosesItWhenItSaysSo() async throws {
        try await atDesk { desk in
            let notes = [
                ("call", "reached", "reached-by-call"), ("call", "Answered", "reached-by-call"),
                ("email", "answered", "reached-by-email"), ("sms", "reached", "reached-by-message"),
                ("call", "no answer", nil), ("note", "reached", nil),
            ]
            for (place, (kind, outcome, end)) in notes.enumerated() {
                try await desk.missed("CA\(place)", from: "+1202555014\(place)")
                let one = try await desk.obligations("?sort=-openedAt")[at: 0]
                let entry: JSONValue = [
                    "contact": one["contact"], "kind": .string(kind), "summary": "From my own phone",
                    "outcome": .string(outcome),
                ]
                try await desk.server.post("/api/contact-lookup/update-interaction", entry, expecting: 201)
                let page = try await desk.server.get("/api/obligations/\(one["id"].string ?? "")")["data"]
                let after = page["obligation"]
                #expect(after["end"].string == end, "\(kind) \(outcome)")
                #expect(after["state"].string == (end == nil ? "open" : "done"), "\(kind) \(outcome)")
            }
        }
    }

    // MARK: Orders

    @Test func aCallThatWasAnsweredBeforeDoesNotCloseItHoweverLateItIsTold() async throws {
        try await atDesk { desk in
            let before = desk.clock.now()
            desk.clock.advance(by: .seconds(600))
            try await desk.missed("CA1")
            // Answered ten minutes before the missed call, and told after it.
            let start = Int((before.milliseconds - TestServer.noon.milliseconds) / 1000)
            for (status, second) in [("in-progress", start + 5), ("completed", start + 60)] {
                let form = TestServer.status("CA0", status, second: second, from: Desk.front, to: Desk.ada)
                try await desk.post("status", form.map { $0.0 == "Direction" ? ("Direction", "outbound-api") : $0 })
            }
            #expect(try await desk.only()["state"] == "open")
            try await desk.sent("SM0", "delivered")
            #expect(try await desk.only()["state"] == "done")
        }
    }

    @Test func aCallThatIsToldToBeMissedAfterThePersonWasReachedOpensNothing() async throws {
        try await atDesk { desk in
            try await desk.voice("CA1")
            desk.clock.advance(by: .seconds(120))
            try await desk.called("CA2", ["in-progress", "completed"])
            // The end of the first call comes late, and by the sweeper or the provider.
            try await desk.status("CA1", "no-answer")
            #expect(try await desk.obligations().isEmpty)
            #expect(try await desk.obligations("?state=done").isEmpty)
        }
    }

    @Test func aCallThatTheSweeperClosedOpensOneUnlessThePersonWasReachedMeanwhile() async throws {
        try await atDesk { desk in
            try await desk.voice("CA1")
            try await desk.voice("CA2", from: "+12025550144")
            desk.clock.advance(by: .seconds(60))
            try await desk.sent("SM1", to: "+12025550144", "delivered")
            desk.clock.advance(by: .seconds(6 * 3600))
            #expect(try await desk.server.sweep() == 2)
            let one = try await desk.only()
            #expect(one["number"].string == Desk.ada)
            #expect(one["dueAt"] == "2026-03-02T10:00:00.000Z", "who called at nine has waited since nine")
            // After all an agent had taken it.
            try await desk.post("status", TestServer.childStatus("CA1b", of: "CA1", "in-progress", second: 8))
            let done = try await desk.only()
            #expect(done["state"] == "done" && done["calls"] == 0)
            #expect(try await desk.history(of: done) == ["opened", "answered", "done"])
        }
    }

    @Test func aCallThatWasTakenAfterAllIsNotCountedAmongTheMissed() async throws {
        try await atDesk { desk in
            try await desk.missed("CA1")
            try await desk.missed("CA2")
            // The dialled leg of the first one is told late: it had been taken, before the second was missed.
            try await desk.post("status", TestServer.childStatus("CA1b", of: "CA1", "in-progress", second: 8))
            let one = try await desk.only()
            #expect(one["state"] == "open" && one["calls"] == 1)
        }
    }

    @Test func aCallThatEndedLongAgoAndIsNotedAnewOpensNothing() async throws {
        try await atDesk { desk in
            try await desk.missed("CA1")
            try await desk.act("done", on: desk.only(), ["outcome": "left a message"])
            try await desk.server.post(
                "/api/contact-lookup/live-call-update", ["callSid": "CA1", "note": "Wanted a quote"])
            try await desk.voicemail("RE1", of: "CA1")
            try await desk.status("CA1", "no-answer", second: 20)
            #expect(try await desk.only()["state"] == "done")
        }
    }

    @Test func recentCallersAndObligationsAgree() async throws {
        try await atDesk { desk in
            func agree(_ expected: Int64, _ why: String) async throws {
                let callers = try await desk.server.get("/api/contact-lookup/recent-callers")["data"].array ?? []
                let caller = callers.first { $0["number"].string == Desk.ada }
                let waiting = try await desk.obligations().reduce(0) { $0 + ($1["calls"].int64 ?? 0) }
                #expect(caller?["missedNotReturned"].int64 == expected, "\(why)")
                #expect(waiting == expected, "\(why)")
            }
            try await desk.missed("CA1")
            try await desk.missed("CA2", to: "+14155550120")
            try await agree(2, "two lines")
            try await desk.called("CA3", ["ringing", "busy"])
            try await agree(2, "nobody was reached")
            try await desk.called("CA4", ["ringing", "in-progress", "completed"])
            try await agree(0, "called back")
            try await desk.missed("CA5")
            try await agree(1, "missed again")
            try await desk.taken("CA6")
            try await agree(0, "called again and was taken")
            try await desk.missed("CA7")
            try await desk.sent("SM1", "delivered")
            try await agree(0, "answered in writing")
            desk.clock.advance(by: .seconds(60))
            try await desk.missed("CA8")
            try await desk.act("dismiss", on: desk.obligations()[at: 0], ["reason": "wrong number"])
            try await agree(0, "nothing is to be done")
        }
    }
}
