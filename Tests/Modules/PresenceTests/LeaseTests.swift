import JSON
import Support
import Testing

/// A claim holds for a while, and for good once a leg connects.
@Suite(.timeLimit(.minutes(10))) struct LeaseTests {
    @Test func aClaimWithoutALegEndsAndTheCallRingsOn() async throws {
        try await withFloor { floor in
            let (ada, ben) = (try await floor.person("Ada"), try await floor.person("Ben"))
            try await floor.route([ada.id, ben.id], ["leaseSec": 30])
            for agent in [ada, ben] { try await floor.set(agent) }
            try await floor.ring()
            try await floor.claim(ada)
            let events = try await floor.server.subscribe(["calls"])
            try await floor.pass(29)
            #expect(try await events.upToNow().isEmpty)
            try await floor.pass(1)
            try await floor.server.endWhatIsDue()
            let heard = try await events.upToNow()
            #expect(heard.types == ["call.released", "call.updated", "call.offered"])
            #expect(heard[at: 0]["data"]["reason"] == "expired")
            #expect(heard[at: 2]["data"]["targets"].array?.count == 2)
            #expect(try await floor.state(ada) == "ringing")
            try await floor.claim(ben)
            #expect(try await floor.targets().agent == ben.id)
        }
    }

    @Test func aClaimWhoseLegConnectsDoesNotEnd() async throws {
        try await withFloor { floor in
            let ada = try await floor.person("Ada")
            try await floor.ring()
            try await floor.claim(ada)
            try await floor.connect()
            try await floor.pass(300)
            #expect(try await floor.targets().agent == ada.id)
            #expect(try await floor.state(ada) == "on-call")
            try await floor.server.json(
                .delete, "/api/calls/CA1/claim", nil, as: ada.tenant, expecting: 409)
        }
    }

    @Test func aClaimGivenBackRingsOnAndOnlyItsHolderOrALeaderGivesItBack() async throws {
        try await withFloor { floor in
            let (ada, bot) = (try await floor.person("Ada"), try await floor.machine("Bot"))
            let lead = try await floor.machine("Lead", role: "manager")
            try await floor.route([bot.id])
            try await floor.set(bot)
            try await floor.ring()
            try await floor.claim(ada)
            #expect(try await floor.targets() == (ada.id, []))
            try await floor.server.json(.delete, "/api/calls/CA1/claim", nil, as: bot.tenant, expecting: 409)
            try await floor.server.json(.delete, "/api/calls/CA1/claim", nil, as: ada.tenant, expecting: 204)
            try await floor.server.json(.delete, "/api/calls/CA1/claim", nil, as: ada.tenant, expecting: 204)
            #expect(try await floor.targets() == (nil, [bot.id]))
            try await floor.claim(bot)
            try await floor.server.json(.delete, "/api/calls/CA1/claim", nil, as: lead.tenant, expecting: 204)
            #expect(try await floor.targets() == (nil, [bot.id]))
        }
    }

    @Test(arguments: [(19, true), (21, false)])
    func aLeaseOutlivesARestartAndEndsInItsTime(seconds: Int, holds: Bool) async throws {
        try await withFloor { floor in
            let ada = try await floor.machine("Ada")
            try await floor.ring()
            try await floor.claim(ada)
            let (epoch, offset) = try await floor.server.position()
            await floor.server.stop()
            floor.clock.advance(by: .seconds(seconds))
            var options = TestOptions()
            options.clock = floor.clock
            let again = try await floor.server.restarted(options)
            if !holds {
                // Nobody has to ask for it.
                let events = try await again.subscribe(["calls"], after: (epoch, offset))
                #expect(try await events.event()["data"]["reason"] == "expired")
            }
            let agent = try await again.get("/api/calls/CA1/targets")["data"]["agent"]
            #expect(agent.string == (holds ? ada.id : nil))
        }
    }

    @Test func aTelephoneIsOneAgentsUntilItIsRemoved() async throws {
        try await withFloor { floor in
            let (ada, ben) = (try await floor.person("Ada"), try await floor.person("Ben"))
            let named: JSONValue = ["state": "available", "phone": .string(Floor.phone)]
            #expect(try await floor.set(ada, named)["phone"].string == Floor.phone)
            #expect(try await floor.set(ada)["phone"].string == Floor.phone)
            try await floor.set(ben, named)
            #expect(try await floor.set(ada)["phone"].isNull)
            #expect(try await floor.set(ben, ["state": "available", "phone": ""])["phone"].isNull)
            try await floor.set(ben, ["state": "available", "phone": "anonymous"], expecting: 422)
        }
    }

    @Test func theTelephoneThatConnectsSaysWhoHasTheCall() async throws {
        try await withFloor { floor in
            let (ada, ben) = (try await floor.person("Ada"), try await floor.person("Ben"))
            try await floor.route([ada.id, ben.id])
            try await floor.set(ada)
            try await floor.set(ben, ["state": "available", "phone": "(312) 555-0177"])
            try await floor.ring()
            try await floor.claim(ada)
            let hers = try await floor.server.subscribe(["agents/\(ada.id)"], as: ada.tenant)
            try await floor.connect()
            let released = try await hers.first { $0["type"] == "call.released" }
            #expect(released["data"]["reason"] == "answered-elsewhere")
            #expect(try await floor.targets().agent == ben.id)
            #expect(try await floor.state(ada) == "available")
            #expect(try await floor.state(ben) == "on-call")
        }
    }
}
