import JSON
import Support
import Testing

/// Of many who want a call one has it, and the others' screens stop at once.
@Suite(.timeLimit(.minutes(10))) struct ClaimTests {
    @Test func oneClaimsAndTheOthersHearRingStopBeforeAnythingElse() async throws {
        try await withFloor { floor in
            let (ada, ben) = (try await floor.person("Ada"), try await floor.person("Ben"))
            try await floor.route([ada.id, ben.id])
            for agent in [ada, ben] { try await floor.set(agent) }
            let topics = ["calls", "presence"]
            let hers = try await floor.server.subscribe(topics + ["agents/\(ada.id)"], as: ada.tenant)
            let his = try await floor.server.subscribe(topics + ["agents/\(ben.id)"], as: ben.tenant)
            try await floor.ring()
            let offered = try await his.first { $0["type"] == "call.offered" }
            #expect(offered["data"]["targets"].array?.count == 2)
            #expect(offered["data"]["providerCallId"] == "CA1")
            #expect(try await his.upToNow().map { $0["data"]["state"] } == ["ringing", "ringing"])
            _ = try await hers.upToNow()

            let claimed = try await floor.claim(ada)["data"]
            #expect(claimed["until"] == "2026-03-02T09:00:20.000Z")
            let first = try await his.event()
            #expect(first["type"] == "call.ring-stopped")
            #expect(first["topics"] == [.string("agents/\(ben.id)")])
            #expect(first["data"]["by"].string == ada.id)
            #expect(first["data"]["name"] == "Ada")
            let rest = try await his.upToNow()
            #expect(rest.types == ["call.claimed", "call.updated", "presence.changed"])
            #expect(rest.last?["data"]["state"] == "available")
            // Her other windows hear that she has it, and nothing of stopping.
            let own = try await hers.upToNow()
            #expect(own.types == rest.types)
            #expect(own[at: 0]["data"]["agent"].string == ada.id)
            #expect(try await floor.server.get("/api/calls/CA1")["data"]["agent"].string == ada.id)
        }
    }

    @Test func ofFiftyWhoClaimAtOnceOneHasTheCall() async throws {
        try await withFloor { floor in
            var agents: [Agent] = []
            for number in 1...50 { agents.append(try await floor.machine("Agent \(number)")) }
            try await floor.ring()
            let (_, before) = try await floor.server.position()
            let answers = try await withThrowingTaskGroup(of: (String, Int, JSONValue).self) { group in
                for agent in agents {
                    group.addTask {
                        let answer = try await floor.server.client.post(
                            "/api/calls/CA1/claim", [],
                            headers: [("Authorization", "Bearer \(agent.tenant.token)")])
                        return (agent.id, answer.status.code, try JSONParser.parse(answer.body))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let winners = answers.filter { $0.1 == 200 }.map(\.0)
            #expect(winners.count == 1)
            #expect(answers.filter { $0.1 == 409 }.count == 49)
            #expect(answers.allSatisfy { $0.2["data"]["agent"].string ?? $0.2["agent"].string == winners.first })
            #expect(try await floor.server.log(after: before).types.filter { $0 == "call.claimed" }.count == 1)
        }
    }

    @Test func aClaimThatIsRepeatedChangesNothingAndAnotherIsToldWhoHasTheCall() async throws {
        try await withFloor { floor in
            let (ada, ben) = (try await floor.person("Ada"), try await floor.machine("Bot"))
            try await floor.ring()
            try await floor.claim(ada)
            let (_, offset) = try await floor.server.position()
            floor.clock.advance(by: .seconds(5))
            #expect(try await floor.claim(ada)["data"]["until"] == "2026-03-02T09:00:20.000Z")
            let problem = try await floor.claim(ben, expecting: 409)
            #expect(problem["type"] == "/problems/claimed")
            #expect(problem["agent"].string == ada.id)
            #expect(problem["name"] == "Ada")
            #expect(try await floor.server.log(after: offset).isEmpty)
        }
    }

    @Test func whenAPhoneAnswersElsewhereOrTheCallerHangsUpTheScreensStopToo() async throws {
        try await withFloor { floor in
            let ada = try await floor.person("Ada")
            try await floor.route([ada.id])
            try await floor.set(ada)
            let events = try await floor.server.subscribe(["agents/\(ada.id)"], as: ada.tenant)
            try await floor.ring()
            try await floor.connect()
            let heard = try await events.upToNow()
            #expect(heard.types == ["call.offered", "presence.changed", "call.ring-stopped", "presence.changed"])
            #expect(heard[at: 2]["data"]["reason"] == "answered")
            #expect(heard[at: 2]["data"]["by"].string == Floor.phone)
            #expect(try await floor.claim(ada, expecting: 409)["agent"].string == Floor.phone)

            try await floor.ring("CA2")
            try await floor.end("CA2")
            #expect(try await events.upToNow()[at: 2]["data"]["reason"] == "ended")
            #expect(try await floor.state(ada) == "available")
            _ = try await floor.claim(ada, "CA2", expecting: 409)
        }
    }

    @Test func aViewerMayNotClaimAndAnotherCompanyFindsNothing() async throws {
        try await withFloor { floor in
            try await floor.ring()
            _ = try await floor.claim(try await floor.machine("Board", role: "viewer"), expecting: 403)
            let other = try await floor.server.anotherCompany("Beta")
            _ = try await floor.claim(Agent(id: "", tenant: other), expecting: 404)
            let call = try await floor.server.calls()[at: 0]["call"].string ?? ""
            _ = try await floor.claim(Agent(id: "", tenant: other), call, expecting: 404)
            _ = try await floor.server.get("/api/calls/\(call)/targets", as: other, expecting: 404)
            #expect(try await floor.targets().agent == nil)
        }
    }

    @Test func aCallIsHandedToAnotherAgentWithANote() async throws {
        try await withFloor { floor in
            let (ada, bot) = (try await floor.person("Ada"), try await floor.machine("Bot"))
            for agent in [ada, bot] { try await floor.set(agent) }
            try await floor.ring()
            try await floor.claim(ada)
            try await floor.connect()
            let events = try await floor.server.subscribe(["agents/\(bot.id)"], as: bot.tenant)
            let order: JSONValue = ["target": .string(bot.id), "note": "Wants the blue one"]
            _ = try await floor.server.json(
                .post, "/api/calls/CA1/hand-over", order, as: bot.tenant, expecting: 409)
            try await floor.server.json(.post, "/api/calls/CA1/hand-over", order, as: ada.tenant, expecting: 200)
            let claimed = try await events.first { $0["type"] == "call.claimed" }["data"]
            #expect(claimed["handOver"]["note"] == "Wants the blue one")
            #expect(claimed["handOver"]["from"].string == ada.id)
            let kept = try await floor.server.get("/api/calls/CA1/targets")["data"]
            #expect(kept["agent"].string == bot.id)
            #expect(kept["handOvers"][0]["note"] == "Wants the blue one")
            #expect(try await floor.state(ada) == "wrap-up")
            #expect(try await floor.state(bot) == "on-call")
        }
    }

    @Test func aCallHandedToATeamRingsThereUntilOneOfThemTakesIt() async throws {
        try await withFloor { floor in
            let (ada, ben) = (try await floor.person("Ada"), try await floor.person("Ben"))
            let team = try await floor.server.post(
                "/api/teams", ["name": "Second line", "members": [.string(ben.id)]], expecting: 201)
            for agent in [ada, ben] { try await floor.set(agent) }
            try await floor.ring()
            try await floor.claim(ada)
            try await floor.connect()
            let his = try await floor.server.subscribe(["agents/\(ben.id)"], as: ben.tenant)
            try await floor.server.json(
                .post, "/api/calls/CA1/hand-over", ["target": team["data"]["id"], "note": "Angry"], as: ada.tenant,
                expecting: 200)
            #expect(try await his.event()["data"]["handOver"]["note"] == "Angry")
            #expect(try await floor.targets() == (nil, [ben.id]))
            try await floor.claim(ben)
            #expect(try await floor.state(ben) == "on-call")
            let gone: JSONValue = ["target": .string(ben.id)]
            try await floor.server.json(.post, "/api/calls/CA1/hand-over", gone, as: ada.tenant, expecting: 409)
        }
    }
}
