import JSON
import Support
import Testing

/// Whether somebody can take a call follows from what they say and from the calls they have.
@Suite(.timeLimit(.minutes(10))) struct PresenceTests {
    @Test func aCallTakesItsAgentThroughEveryStateAndBack() async throws {
        try await withFloor { floor in
            let bot = try await floor.machine("Bot")
            try await floor.route([bot.id], ["wrapUpSec": 40])
            try await floor.set(bot)
            let events = try await floor.server.subscribe(["presence"], as: bot.tenant)
            try await floor.pass(60)
            try await floor.ring()
            floor.clock.advance(by: .seconds(3))
            try await floor.claim(bot)
            try await floor.connect()
            floor.clock.advance(by: .seconds(100))
            try await floor.end()
            try await floor.pass(39)
            #expect(try await floor.state(bot) == "wrap-up")
            try await floor.pass(1)
            #expect(
                try await events.upToNow().map { $0["data"]["state"] }
                    == ["ringing", "on-call", "wrap-up", "available"])
            let spans = try await floor.server.get("/api/presence/\(bot.id)/history")["data"].array ?? []
            #expect(spans.map { $0["state"] } == ["wrap-up", "on-call", "ringing", "available"])
            #expect(spans.map { $0["durationMs"] } == [40_000, 100_000, 3000, 60_000])
            let own = try await floor.server.get("/api/presence/me/history?limit=1", as: bot.tenant)
            #expect(own["data"].array == Array(spans.prefix(1)))
            #expect(spans[at: 0]["call"] == (try await floor.server.calls()[at: 0]["call"]))
        }
    }

    @Test func aCallOfOursOccupiesWhoeversTelephoneItBeginsWith() async throws {
        try await withFloor { floor in
            let (ada, ben) = (try await floor.person("Ada"), try await floor.person("Ben"))
            try await floor.route([ada.id, ben.id], ["wrapUpSec": 40])
            try await floor.set(ada, ["state": "available", "phone": .string(Floor.phone)])
            try await floor.set(ben)
            try await floor.report("CAout", "ringing")
            #expect(try await floor.state(ada) == "available")
            try await floor.report("CAout", "in-progress")
            #expect(try await floor.state(ada) == "on-call")
            #expect(try await floor.targets("CAout").agent == ada.id)
            try await floor.ring()
            #expect(try await floor.targets().targets == [ben.id])
            try await floor.report("CAout", "completed")
            #expect(try await floor.state(ada) == "wrap-up")
        }
    }

    @Test func wrapUpLastsLongerOnceAndEndsAtOnceByHand() async throws {
        try await withFloor { floor in
            let ada = try await floor.person("Ada")
            try await floor.route([ada.id])
            try await floor.set(ada, ["state": "away", "reason": "lunch"])
            try await floor.ring()
            #expect(try await floor.targets().targets.isEmpty)
            try await floor.claim(ada)
            try await floor.connect()
            try await floor.end()
            let more: JSONValue = ["seconds": 60]
            let longer = try await floor.server.post("/api/presence/me/wrap-up", more, as: ada.tenant)
            #expect(longer["data"]["until"] == "2026-03-02T09:01:30.000Z")
            _ = try await floor.server.post("/api/presence/me/wrap-up", more, as: ada.tenant, expecting: 409)
            try await floor.pass(89)
            #expect(try await floor.state(ada) == "wrap-up")
            #expect(try await floor.set(ada)["state"] == "available")
            _ = try await floor.server.post("/api/presence/me/wrap-up", more, as: ada.tenant, expecting: 409)
        }
    }

    @Test func aLineThatAsksForADispositionGetsItBeforeTheNextCall() async throws {
        try await withFloor { floor in
            let ada = try await floor.person("Ada")
            try await floor.route([ada.id], ["requiresDisposition": true])
            try await floor.set(ada)
            try await floor.ring()
            try await floor.claim(ada)
            try await floor.connect()
            try await floor.end()
            try await floor.pass(300)
            #expect(try await floor.state(ada) == "wrap-up")
            let problem = try await floor.server.json(
                .put, "/api/presence/me", ["state": "available"], as: ada.tenant, expecting: 409)
            #expect(problem["type"] == "/problems/disposition-required")
            try await floor.ring("CA2")
            _ = try await floor.claim(ada, "CA2", expecting: 409)
            try await floor.server.post(
                "/api/contact-lookup/call-completed", ["callSid": "CA1", "status": "completed", "outcome": "booked"],
                as: ada.tenant)
            // What has waited rings at whoever is free again.
            #expect(try await floor.state(ada) == "ringing")
            #expect(try await floor.targets("CA2").targets == [ada.id])
        }
    }

    @Test func whoHasNoSocketAndSaysNothingIsOfflineAfterAWhile() async throws {
        try await withFloor { floor in
            let (ada, bot) = (try await floor.person("Ada"), try await floor.machine("Bot"))
            try await floor.route([bot.id])
            for agent in [ada, bot] { try await floor.set(agent) }
            let socket = try await floor.server.subscribe(["presence"], as: ada.tenant)
            await floor.server.keepHouse()
            floor.clock.advance(by: .seconds(60))
            try await floor.set(bot)
            await floor.server.keepHouse()
            floor.clock.advance(by: .seconds(60))
            await floor.server.keepHouse()
            #expect(try await floor.state(bot) == "available")
            try await floor.ring()
            floor.clock.advance(by: .seconds(40))
            await floor.server.keepHouse()
            #expect(try await floor.state(bot) == "offline")
            #expect(try await floor.targets().targets.isEmpty)
            #expect(try await floor.state(ada) == "available")
            #expect(try await socket.upToNow().map { $0["data"]["state"] } == ["ringing", "offline"])
        }
    }

    @Test func reasonsAreTheCompanysOwn() async throws {
        try await withFloor { floor in
            let ada = try await floor.person("Ada")
            try await floor.set(ada, ["state": "away", "reason": "prayer"], expecting: 422)
            try await floor.set(ada, ["state": "available", "reason": "lunch"], expecting: 422)
            try await floor.set(ada, ["state": "on-call"], expecting: 422)
            let own: JSONValue = ["reasons": ["prayer"]]
            try await floor.server.json(.put, "/api/presence/reasons", own, as: ada.tenant, expecting: 403)
            try await floor.server.json(.put, "/api/presence/reasons", own, expecting: 200)
            #expect(try await floor.set(ada, ["state": "away", "reason": "prayer"])["reason"] == "prayer")
            try await floor.set(ada, ["state": "away", "reason": "lunch"], expecting: 422)
            try await floor.server.json(.put, "/api/presence/reasons", ["reasons": []], expecting: 200)
            try await floor.set(ada, ["state": "away", "reason": "lunch"])
        }
    }

    @Test func theListAndTheSnapshotShowWhoIsThere() async throws {
        try await withFloor { floor in
            let (ada, ben) = (try await floor.person("Ada"), try await floor.person("Ben"))
            let bot = try await floor.machine("Bot")
            let team = try await floor.server.post(
                "/api/teams", ["name": "Sales", "members": [.string(ada.id), .string(ben.id)]], expecting: 201)
            let id = team["data"]["id"].string ?? ""
            try await floor.route([bot.id])
            for agent in [ada, bot] { try await floor.set(agent) }
            try await floor.ring()
            let names = { (query: String) in
                try await floor.server.get("/api/presence\(query)")["data"].array?.compactMap { $0["name"].string }
                    ?? []
            }
            #expect(try await Set(names("")) == ["Ada", "Bot"])
            #expect(try await Set(names("?team=\(id)")) == ["Ada", "Ben"])
            #expect(try await names("?team=\(id)&state=offline") == ["Ben"])
            #expect(try await names("?line=\(floor.line)") == ["Bot"])
            #expect(try await names("?state=ringing") == ["Bot"])
            let other = try await floor.server.anotherCompany("Beta")
            #expect(try await floor.server.get("/api/presence", as: other)["data"] == [])
            _ = try await floor.server.get("/api/presence?team=\(id)", as: other, expecting: 404)

            let socket = try await floor.server.subscribe(["presence"], as: bot.tenant)
            try await socket.send(["id": 5, "snapshot": ["presence", .string("agents/\(bot.id)")]])
            let snapshot = try await socket.first { $0["id"] == 5 }
            #expect(snapshot["snapshot"]["presence"] == (try await floor.server.get("/api/presence"))["data"])
            let own = snapshot["snapshot"]["agents/\(bot.id)"]
            #expect(own["presence"]["state"] == "ringing")
            #expect(own["calls"][0]["providerCallId"] == "CA1")
            try await socket.send(["id": 6, "snapshot": [.string("agents/\(ada.id)")]])
            #expect(try await socket.first { $0["id"] == 6 }["problem"]["status"] == 403)
        }
    }

    @Test func aLeaderSetsOthersAndNobodyElseDoes() async throws {
        try await withFloor { floor in
            let (ada, lead) = (try await floor.person("Ada"), try await floor.person("Lead", role: "manager"))
            let path = "/api/presence/\(ada.id)"
            let away: JSONValue = ["state": "away"]
            try await floor.server.json(.put, path, away, as: ada.tenant, expecting: 403)
            try await floor.server.json(.put, path, away, as: lead.tenant, expecting: 200)
            #expect(try await floor.state(ada) == "away")
            let other = try await floor.server.anotherCompany("Beta")
            try await floor.server.json(.put, path, away, as: other, expecting: 404)
            _ = try await floor.server.get("\(path)/history", as: other, expecting: 404)
            try await floor.set(try await floor.machine("Board", role: "viewer"), away, expecting: 403)
        }
    }
}
