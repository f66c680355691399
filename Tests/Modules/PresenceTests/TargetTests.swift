import HTTP
import JSON
import Support
import Testing

/// Whose screens a line's calls ring at.
@Suite(.timeLimit(.minutes(10))) struct TargetTests {
    @Test func targetsInOrderRingOneAfterTheOther() async throws {
        try await withFloor { floor in
            let (ada, ben, eve) = (
                try await floor.machine("Ada"), try await floor.machine("Ben"), try await floor.machine("Eve")
            )
            let team = try await floor.server.post(
                "/api/teams", ["name": "Sales", "members": [.string(ada.id), .string(ben.id)]], expecting: 201)
            try await floor.route(
                [team["data"]["id"].string ?? "", eve.id], ["strategy": "ordered", "ringSec": 15])
            for agent in [ada, ben] { try await floor.set(agent) }
            try await floor.ring()
            #expect(try await Set(floor.targets().targets) == [ada.id, ben.id])
            // Nobody else is there: it goes on ringing where it rings.
            try await floor.pass(15)
            #expect(try await Set(floor.targets().targets) == [ada.id, ben.id])
            try await floor.set(eve)
            #expect(try await floor.state(eve) == "available")
            let hers = try await floor.server.subscribe(["agents/\(ada.id)"], as: ada.tenant)
            try await floor.pass(15)
            #expect(try await floor.targets().targets == [eve.id])
            #expect(try await hers.event()["data"]["reason"] == "passed-on")
            try await floor.pass(15)
            #expect(try await Set(floor.targets().targets) == [ada.id, ben.id])
        }
    }

    @Test func aCallWaitsForWhoeverIsFreeFirst() async throws {
        try await withFloor { floor in
            let (ada, ben) = (try await floor.machine("Ada"), try await floor.machine("Ben"))
            try await floor.route([ada.id, ben.id])
            try await floor.ring()
            #expect(try await floor.targets().targets.isEmpty)
            try await floor.set(ada)
            #expect(try await floor.targets().targets == [ada.id])
            // Whoever has taken one is not rung for another, and is again when it is over.
            try await floor.ring("CA2")
            #expect(try await floor.targets("CA2").targets == [ada.id])
            try await floor.claim(ada, "CA1")
            #expect(try await floor.targets("CA2").targets.isEmpty)
            try await floor.connect("CA1")
            try await floor.end("CA1")
            try await floor.pass(30)
            #expect(try await floor.targets("CA2").targets == [ada.id])
            try await floor.set(ada, ["state": "away"])
            #expect(try await floor.targets("CA2").targets.isEmpty)
            try await floor.set(ben)
            #expect(try await floor.targets("CA2").targets == [ben.id])
        }
    }

    @Test func aLineWithoutTargetsRingsAtNobody() async throws {
        try await withFloor { floor in
            let ada = try await floor.machine("Ada")
            try await floor.set(ada)
            let (_, offset) = try await floor.server.position()
            try await floor.ring()
            try await floor.connect()
            try await floor.end()
            let log = try await floor.server.log(after: offset)
            #expect(log.types.filter { $0.hasPrefix("presence") || $0 == "call.offered" } == [])
        }
    }

    @Test func teamsAndTargetsAreTheCompanysOwn() async throws {
        try await withFloor { floor in
            let (ada, other) = (try await floor.machine("Ada"), try await floor.server.anotherCompany("Beta"))
            let body: JSONValue = ["name": "Sales", "members": [.string(ada.id)]]
            let server = floor.server
            let team = try await server.post("/api/teams", body, expecting: 201)["data"]["id"].string ?? ""
            let path = "/api/teams/\(team)"
            #expect(try await server.post("/api/teams", body, expecting: 409)["team"].string == team)
            #expect(try await server.post("/api/teams", body, as: other, expecting: 422)["field"] == "members[0]")
            for method in [Method.get, .put, .delete] {
                let sent: JSONValue? = method == .put ? ["name": "Sales", "members": []] : nil
                try await server.json(method, path, sent, as: other, expecting: 404)
            }
            let twice: JSONValue = ["name": "Twice", "members": [.string(ada.id), .string(ada.id)]]
            #expect(try await server.post("/api/teams", twice, expecting: 422)["field"] == "members[1]")
            try await server.json(.put, path, ["name": "Sales and more", "members": [.string(ada.id)]], expecting: 200)

            let routing = "/api/lines/\(floor.line)/routing"
            try await server.json(.put, routing, ["targets": [.string(team)]], as: other, expecting: 404)
            let unknown = try await server.json(
                .put, routing, ["targets": [.string(team), "tem_zzz"]], expecting: 422)
            #expect(unknown["field"] == "targets[1]")
            try await server.json(.put, routing, ["targets": [.string(team)]], as: ada.tenant, expecting: 403)
            try await floor.route([team])
            #expect(try await server.json(.delete, path, nil, expecting: 409)["line"].string == floor.line)
            try await floor.route([])
            try await server.json(.delete, path, nil, expecting: 204)
            #expect(try await server.get("/api/teams")["data"] == [])
        }
    }
}
