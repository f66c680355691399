import Domain
import HTTP
import JSON
import Support
import Testing

/// What people do about obligations, and what everybody else sees of it.
@Suite(.timeLimit(.minutes(10))) struct ObligationActionTests {
    @Test func whoClaimsItIsAtItAndNobodyElse() async throws {
        try await atDesk { desk in
            let (ada, ben) = (try await desk.member("ada"), try await desk.member("ben"))
            try await desk.missed("CA1")
            let one = try await desk.only()
            let claimed = try await desk.act("claim", on: one, as: ada.tenant)
            #expect(claimed["state"] == "in-progress" && claimed["owner"].string == ada.id)
            #expect(try await desk.act("claim", on: one, as: ada.tenant) == claimed, "twice is once")
            let refused = try await desk.act("claim", on: one, as: ben.tenant, expecting: 409)
            #expect(refused["owner"].string == ada.id)
            let given = try await desk.act("assign", on: one, ["owner": .string(ben.id)], as: ada.tenant)
            #expect(given["state"] == "open" && given["owner"].string == ben.id)
            let team = try await desk.act("assign", on: one, ["team": "Billing"])
            #expect(team["owner"].isNull && team["team"] == "Billing")
            let unknown = try await desk.act(
                "assign", on: one, ["owner": .string(UserID(77).wire)], expecting: 422)
            #expect(unknown["field"] == "owner")
            #expect(try await desk.history(of: one) == ["opened", "claimed", "assigned", "assigned"])
            let page = try await desk.server.get("/api/obligations/\(one["id"].string ?? "")?limit=2")
            #expect(page["data"]["history"].array?.map { $0["change"] } == ["assigned", "assigned"])
            #expect(page["data"]["history"][1]["actor"].string == ada.id)
            #expect(page["data"]["history"][1]["detail"].string == ben.id)
            let next = try #require(page["next"].string)
            let older = try await desk.server.get("/api/obligations/\(one["id"].string ?? "")?limit=2&after=\(next)")
            #expect(older["data"]["history"].array?.map { $0["change"] } == ["claimed", "opened"])
            let audit = try await desk.server.get("/api/audit")["data"].array ?? []
            #expect(audit.contains { $0["action"] == "obligation.claimed" && $0["actor"].string == ada.id })
        }
    }

    @Test func whoHadItHearsThatTheyHaveItNoMore() async throws {
        try await atDesk { desk in
            let (ada, ben) = (try await desk.member("ada"), try await desk.member("ben"))
            try await desk.missed("CA1")
            let one = try await desk.only()
            try await desk.act("assign", on: one, ["owner": .string(ada.id)])
            let (hers, his) = (
                try await desk.server.subscribe(["agents/\(ada.id)"], as: ada.tenant),
                try await desk.server.subscribe(["agents/\(ben.id)"], as: ben.tenant)
            )
            try await desk.act("assign", on: one, ["owner": .string(ben.id)])
            try await desk.act("claim", on: one, as: ben.tenant)
            #expect(try await hers.upToNow().types == ["obligation.updated"])
            #expect(try await his.upToNow().types == ["obligation.updated", "obligation.updated"])
        }
    }

    @Test func aChangeOfAnotherIsNotOverwritten() async throws {
        try await atDesk { desk in
            try await desk.missed("CA1")
            let one = try await desk.only()
            let response = try await desk.server.client.get(
                "/api/obligations/\(one["id"].string ?? "")",
                headers: [("Authorization", "Bearer \(desk.server.company.token)")])
            #expect(response.headers["etag"] == "\"1\"")
            try await desk.act("claim", on: one, headers: [("If-Match", "\"1\"")])
            let stale = try await desk.act(
                "dismiss", on: one, ["reason": "spam"], headers: [("If-Match", "\"1\"")], expecting: 412)
            #expect(stale["type"] == "/problems/stale")
            try await desk.act("dismiss", on: one, ["reason": "spam"], headers: [("If-Match", "\"2\"")])
        }
    }

    @Test func whatIsSettledCanBeTakenBack() async throws {
        try await atDesk { desk in
            try await desk.missed("CA1")
            let one = try await desk.only()
            #expect(try await desk.act("reopen", on: one, expecting: 409)["state"] == "open")
            let done = try await desk.act("done", on: one, ["outcome": "spoke with her husband"])
            #expect(done["state"] == "done" && done["end"] == "by-hand")
            #expect(done["outcome"] == "spoke with her husband")
            #expect(try await desk.act("claim", on: one, expecting: 409)["state"] == "done")
            let again = try await desk.act("reopen", on: one)
            #expect(again["state"] == "open" && again["outcome"].isNull && again["closedAt"].isNull)
            let dismissed = try await desk.act("dismiss", on: one, ["reason": "spam"])
            #expect(dismissed["reason"] == "spam" && dismissed["end"].isNull)
            try await desk.missed("CA2")
            let other = try await desk.obligations()[at: 0]
            #expect(try await desk.act("reopen", on: one, expecting: 409)["obligation"] == other["id"])
        }
    }

    @Test func whatRestsWakesAndWhatIsLateIsToldOnce() async throws {
        try await atDesk { desk in
            let events = try await desk.server.subscribe(["tasks"])
            try await desk.missed("CA1")
            let one = try await desk.only()
            for until in ["2026-03-02T08:00:00Z", "2028-03-02T08:00:00Z"] {
                let refused = try await desk.act("snooze", on: one, ["until": .string(until)], expecting: 422)
                #expect(refused["field"] == "until")
            }
            try await desk.act("snooze", on: one, ["until": "2026-03-02T09:30:00Z"])
            desk.clock.advance(by: .seconds(1739))
            await desk.server.keepHouse()
            #expect(try await desk.only()["state"] == "snoozed")
            desk.clock.advance(by: .seconds(1))
            for _ in 1...2 { await desk.server.keepHouse() }
            #expect(try await desk.only()["state"] == "open")
            desk.clock.advance(by: .seconds(1800))
            for _ in 1...2 { await desk.server.keepHouse() }
            let late = try await desk.only()
            #expect(late["overdueAt"] == "2026-03-02T10:00:00.000Z")
            #expect(
                try await events.upToNow().types == [
                    "obligation.opened", "obligation.updated", "obligation.updated", "obligation.overdue",
                ])
            #expect(try await desk.server.get("/api/obligations/counts")["data"]["overdue"] == 1)
            try await desk.act("done", on: late, ["outcome": "called"])
            #expect(try await desk.server.get("/api/obligations/counts")["data"]["overdue"] == 0)
        }
    }

    @Test func theBadgeCountsWhatTheListHas() async throws {
        try await atDesk { desk in
            let ada = try await desk.member("ada")
            for place in 0..<6 { try await desk.missed("CA\(place)", from: "+1202555014\(place)") }
            let all = try await desk.obligations()
            #expect(all.count == 6)
            try await desk.act("claim", on: all[0], as: ada.tenant)
            try await desk.act("snooze", on: all[1], ["until": "2026-03-03T09:00:00Z"])
            try await desk.act("done", on: all[2], ["outcome": "called"])
            try await desk.act("dismiss", on: all[3], ["reason": "spam"])
            let counts = try await desk.server.get("/api/obligations/counts", as: ada.tenant)["data"]
            for (state, count) in [("open", 2), ("in-progress", 1), ("snoozed", 1), ("done", 1), ("dismissed", 1)] {
                #expect(counts[state].int == count, "\(state)")
                #expect(try await desk.obligations("?state=\(state)").count == count, "\(state)")
            }
            #expect(counts["mine"] == 1 && counts["overdue"] == 0)
            #expect(counts["next"]["id"] == all[0]["id"])
            #expect(try await desk.server.get("/api/obligations/counts")["data"]["mine"].isNull)
        }
    }

    @Test(arguments: ["dueAt", "-openedAt"])
    func theListPagesThroughEverythingOnce(sort: String) async throws {
        try await atDesk { desk in
            for place in 0..<7 { try await desk.missed("CA\(place)", from: "+1202555014\(place)") }
            var seen: [String] = []
            var after = ""
            while true {
                let page = try await desk.server.get("/api/obligations?limit=3&sort=\(sort)\(after)")
                seen += (page["data"].array ?? []).compactMap { $0["number"].string }
                guard let next = page["next"].string else { break }
                after = "&after=\(next)"
            }
            let inOrder = (0..<7).map { "+1202555014\($0)" }
            #expect(seen == (sort == "dueAt" ? inOrder : inOrder.reversed()))
            let due = try await desk.obligations("?dueBefore=2026-03-02T10:03:00Z")
            #expect(due.count == 3)
            let line = try await desk.server.get("/api/lines")["data"][0]["id"].string ?? ""
            let contact = try await desk.obligations()[at: 2]["contact"].string ?? ""
            #expect(try await desk.obligations("?line=\(line)&kind=missed-call").count == 7)
            #expect(try await desk.obligations("?contact=\(contact)").count == 1)
            #expect(try await desk.obligations("?kind=voicemail").isEmpty)
        }
    }

    @Test func theSnapshotOfTasksIsBothListsAndAllNameTheirOffset() async throws {
        try await atDesk { desk in
            let task = try await desk.server.post("/api/tasks", ["title": "Tidy up"], expecting: 201)["data"]
            let done = try await desk.server.post("/api/tasks", ["title": "Done"], expecting: 201)["data"]["id"]
            try await desk.server.json(.post, "/api/tasks/\(done.string ?? "")/done", nil, expecting: 200)
            try await desk.missed("CA1")
            try await desk.missed("CA2", from: "+12025550144")
            let events = try await desk.server.connect()
            try await events.send(["id": 1, "snapshot": ["tasks"]])
            let frame = try await events.first { $0["id"] == 1 }
            let waiting = frame["snapshot"]["tasks"]
            #expect(waiting["obligations"].array == (try await desk.obligations()) && waiting["tasks"] == [task])
            let response = try await desk.server.client.get(
                "/api/obligations", headers: [("Authorization", "Bearer \(desk.server.company.token)")])
            let (epoch, offset) = try await desk.server.position()
            #expect(response.headers["switchboard-offset"] == "\(epoch).\(offset)")
            #expect(frame["offset"].int64 == offset)
        }
    }

    @Test func anotherCompanySeesAndChangesNothingOfIt() async throws {
        try await atDesk { desk in
            try await desk.missed("CA1")
            let one = try await desk.only()
            let other = try await desk.server.anotherCompany("Other")
            #expect(try await desk.server.get("/api/obligations", as: other)["data"] == [])
            #expect(try await desk.server.get("/api/obligations/counts", as: other)["data"]["open"] == 0)
            try await desk.act("claim", on: one, as: other, expecting: 404)
            try await desk.act("dismiss", on: one, ["reason": "x"], as: other, expecting: 404)
            try await desk.act("call-back", on: one, ["agent": "+14155550133"], as: other, expecting: 404)
        }
    }
}
