import Domain
import JSON
import Support
import Testing

/// What makes somebody wait: one obligation for each person and line, however often it is told.
@Suite(.timeLimit(.minutes(10))) struct ObligationOpeningTests {
    @Test func aMissedCallIsOneObligationHoweverOftenItIsTold() async throws {
        try await atDesk { desk in
            let events = try await desk.server.subscribe(["tasks"])
            for _ in 1...3 { try await desk.voice("CA1") }
            desk.clock.advance(by: .seconds(20))
            for _ in 1...3 { try await desk.status("CA1", "no-answer", second: 20) }
            let one = try await desk.only()
            #expect(one["kind"] == "missed-call" && one["state"] == "open")
            #expect(one["calls"] == 1 && one["messages"] == 0)
            #expect(one["number"].string == Desk.ada)
            #expect(one["contact"] == (try await desk.server.contacts()[at: 0]["id"]))
            #expect(one["line"] == (try await desk.server.get("/api/lines")["data"][0]["id"]))
            #expect(one["dueAt"] == "2026-03-02T10:00:00.000Z")
            #expect(try await desk.history(of: one) == ["opened"])
            let heard = try await events.upToNow()
            #expect(heard.types == ["obligation.opened"])
            #expect(heard[at: 0]["data"]["obligation"] == one["id"])
            let topics = heard[at: 0]["topics"].array?.compactMap(\.string) ?? []
            #expect(
                topics
                    == ["tasks", one["contact"].string ?? "", one["line"].string ?? ""].map {
                        $0.hasPrefix("con_") ? "contacts/\($0)" : $0.hasPrefix("lin_") ? "lines/\($0)" : $0
                    })
        }
    }

    @Test func whoCallsAgainAddsToWhatWaitsAlready() async throws {
        try await atDesk { desk in
            try await desk.missed("CA1")
            let first = try await desk.only()
            try await desk.act("snooze", on: first, ["until": "2026-03-03T09:00:00Z"])
            try await desk.missed("CA2")
            try await desk.wrote("SM1")
            let both = try await desk.only()
            #expect(both["id"] == first["id"])
            #expect(both["calls"] == 2 && both["messages"] == 1)
            #expect(both["state"] == "open", "who calls again wakes what rests")
            #expect(both["dueAt"] == first["dueAt"], "a later call is not due earlier")
            #expect(both["kind"] == "missed-call")
            #expect(try await desk.history(of: both) == ["opened", "snoozed", "again", "again"])
            // Another line is another duty.
            try await desk.missed("CA3", to: "+14155550120")
            #expect(try await desk.obligations().count == 2)
        }
    }

    @Test func aVoicemailTakesThePlaceOfItsMissedCall() async throws {
        try await atDesk { desk in
            try await desk.missed("CA1")
            for _ in 1...2 { try await desk.voicemail("RE1", of: "CA1") }
            let after = try await desk.only()
            #expect(after["kind"] == "voicemail" && after["calls"] == 1)
            #expect(try await desk.history(of: after) == ["opened", "voicemail"])
            // The other order: the recording is complete before the call is.
            let other = "+12025550144"
            try await desk.voice("CA2", from: other)
            try await desk.voicemail("RE2", of: "CA2")
            try await desk.status("CA2", "completed", from: other)
            let second = try await desk.obligations("?kind=voicemail")
            #expect(second.count == 2)
            #expect(try await desk.history(of: second[at: 1]) == ["opened"])
        }
    }

    @Test func aRecordingOfTheWholeCallIsNoVoicemail() async throws {
        try await atDesk { desk in
            try await desk.missed("CA1")
            try await desk.voicemail("RE1", of: "CA1", source: "StartCallRecordingTwiML")
            #expect(try await desk.only()["kind"] == "missed-call")
        }
    }

    @Test func aMessageWaitsForAnAnswerUnlessItWantsNone() async throws {
        try await atDesk { desk in
            for _ in 1...2 { try await desk.wrote("SM1") }
            let one = try await desk.only()
            #expect(one["kind"] == "unanswered-message" && one["messages"] == 1 && one["calls"] == 0)
            try await desk.wrote("SM2", from: "+12025550150", "STOP", optOut: "STOP")
            try await desk.wrote("SM3", from: "72345", "Your code is 1234")
            try await desk.wrote("SM4", from: "BANK", "Your statement")
            try await desk.wrote("SM5", from: "+1", "Nobody")
            #expect(try await desk.obligations().count == 1)
        }
    }

    @Test func whoCannotBeCalledBackLeavesNone() async throws {
        try await atDesk { desk in
            let callers = ["anonymous", "+266696687", "sip:alice@example.com", ""]
            for (place, from) in callers.enumerated() { try await desk.missed("CA\(place)", from: from) }
            #expect(try await desk.server.calls("?missed=true").count == 4, "the calls themselves are missed")
            #expect(try await desk.obligations().isEmpty)
        }
    }

    @Test func whoIsBlockedLeavesNone() async throws {
        try await atDesk { desk in
            try await desk.server.post(
                "/api/crm/contacts", ["name": "B", "status": "blocked", "numbers": [["number": .string(Desk.ada)]]],
                expecting: 201)
            try await desk.missed("CA1")
            try await desk.wrote("SM1")
            #expect(try await desk.obligations().isEmpty)
        }
    }

    @Test func twoNumbersOfOnePersonAreOneObligation() async throws {
        try await atDesk { desk in
            let numbers: JSONValue = [["number": .string(Desk.ada)], ["number": "+12025550144"]]
            try await desk.server.post("/api/crm/contacts", ["name": "Ada", "numbers": numbers], expecting: 201)
            try await desk.missed("CA1")
            try await desk.missed("CA2", from: "+12025550144")
            let one = try await desk.only()
            #expect(one["calls"] == 2 && one["contactName"] == "Ada")
            try await desk.called("CA3", to: "+12025550144", ["in-progress", "completed"])
            #expect(try await desk.only()["state"] == "done")
        }
    }

    @Test func itBelongsToWhoSpokeWithThemLastElseToTheLinesOwner() async throws {
        try await atDesk { desk in
            let (last, owner) = (try await desk.member("last"), try await desk.member("owner"))
            try await desk.server.json(
                .put, "/api/hours",
                [
                    "timeZone": "UTC", "weekly": [["day": "monday", "from": "08:00", "to": "18:00"]],
                    "serviceLevelMinutes": 15, "owner": .string(owner.id), "team": "Front desk",
                ], expecting: 200)
            let events = try await desk.server.subscribe(["agents/\(last.id)"], as: last.tenant)
            try await desk.taken("CA1")
            try await desk.server.post(
                "/api/contact-lookup/live-call-update", ["callSid": "CA1", "agent": .string(last.id)])
            try await desk.missed("CA2")
            let one = try await desk.only()
            #expect(one["owner"].string == last.id && one["team"] == "Front desk")
            #expect(try await events.upToNow().types.contains("obligation.opened"))
            try await desk.missed("CA3", from: "+12025550144")
            #expect(try await desk.obligations("?owner=\(owner.id)").count == 1)
            // Who has left does not get anything.
            try await desk.act("dismiss", on: one, ["reason": "test"])
            try await desk.server.json(.patch, "/api/users/\(last.id)", ["disabled": true], expecting: 200)
            try await desk.missed("CA4")
            #expect(try await desk.obligations("?owner=\(owner.id)").count == 2)
        }
    }
}
