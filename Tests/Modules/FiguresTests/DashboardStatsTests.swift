import Domain
import HTTP
import JSON
import Support
import Testing

@Suite(.timeLimit(.minutes(10))) struct DashboardStatsTests {
    private func miss(_ call: String, from: String = "+12025550143", _ story: Story) async throws {
        _ = try await story.server.twilio("voice", TestServer.ringing(call, from: from))
        story.clock.advance(by: .seconds(20))
        _ = try await story.server.twilio("status", TestServer.status(call, "no-answer", from: from))
        story.clock.advance(by: .seconds(40))
    }

    private func take(_ call: String, after seconds: Int, from: String = "+12025550143", _ story: Story) async throws {
        _ = try await story.server.twilio("voice", TestServer.ringing(call, from: from))
        story.clock.advance(by: .seconds(seconds))
        _ = try await story.server.twilio("status", TestServer.childStatus("\(call)b", of: call, "in-progress"))
        story.clock.advance(by: .seconds(100))
        _ = try await story.server.twilio("status", TestServer.status(call, "completed", from: from))
    }

    @Test func callsOfTheDayTheWeekAndTheMonthAreThoseOfTheCompanysClock() async throws {
        try await withStory { story in
            // Monday 9:00 UTC is Monday 4:00 in New York; half a day before it is Sunday there.
            try await story.server.json(
                .patch, "/api/companies/current", ["timeZone": "America/New_York"], expecting: 200)
            for ago in [1, 5 * 3600, 30 * 3600, 40 * 86_400] {
                let at = story.clock.now() - .seconds(ago)
                try await story.server.post(
                    "/api/crm/calls",
                    ["direction": "inbound", "at": .string(at.rfc3339), "number": "+12025550143", "durationSec": 60],
                    expecting: 201)
            }
            let calls = try await story.server.get("/api/crm/dashboard-stats")["data"]["calls"]
            #expect(["today", "week", "month"].map { calls[$0]["calls"].int } == [1, 1, 2])
            #expect(calls["today"]["from"] == "2026-03-02T05:00:00.000Z")
            #expect(calls["today"]["talkSec"] == 60)
            #expect(calls["month"]["from"] == "2026-03-01T05:00:00.000Z")
            // The same calls in another zone, at once and without a recount.
            try await story.server.json(.patch, "/api/companies/current", ["timeZone": "Asia/Tokyo"], expecting: 200)
            let there = try await story.server.get("/api/crm/dashboard-stats")["data"]["calls"]
            #expect(["today", "week", "month"].map { there[$0]["calls"].int } == [2, 2, 3])
        }
    }

    @Test func aMissedCallIsRecoveredOnceThePersonIsReached() async throws {
        try await withStory { story in
            try await miss("CA1", story)
            try await miss("CA2", story)
            try await miss("CA3", from: "+12025550199", story)
            var today = try await story.server.get("/api/crm/dashboard-stats")["data"]["calls"]["today"]
            #expect(today["missed"] == 3 && today["recovered"] == 0)
            try await take("CA4", after: 5, story)
            today = try await story.server.get("/api/crm/dashboard-stats")["data"]["calls"]["today"]
            #expect(today["missed"] == 3 && today["recovered"] == 2 && today["answered"] == 1)
            #expect(try await story.count(today["rows"]["recovered"].string ?? "") == 2)
            #expect(today["talkSec"] == 100)
        }
    }

    @Test func revenueIsOneSumForEachCurrencyAndFollowsContactsThatChangeAndGo() async throws {
        try await withStory { story in
            let server = story.server
            let write = { (name: String, status: String, amount: Int64, currency: String) -> JSONValue in
                [
                    "name": .string(name), "status": .string(status),
                    "actualValue": ["amount": .integer(amount), "currency": .string(currency)],
                ]
            }
            let ada = try await server.post("/api/crm/contacts", write("Ada", "customer", 500, "USD"), expecting: 201)
            _ = try await server.post("/api/crm/contacts", write("Obi", "customer", 70, "NGN"), expecting: 201)
            let third = try await server.post("/api/crm/contacts", write("Eve", "new", 9, "USD"), expecting: 201)
            var stats = try await server.get("/api/crm/dashboard-stats")["data"]
            #expect(stats["revenue"] == [["amount": 70, "currency": "NGN"], ["amount": 509, "currency": "USD"]])
            #expect(stats["contacts"] == 3 && stats["newLeads"] == 1 && stats["activeCustomers"] == 2)
            let id = ada["data"]["id"].string ?? ""
            try await server.json(
                .put, "/api/crm/contacts/\(id)", write("Ada", "former", 400, "USD"), expecting: 200)
            try await server.json(
                .delete, "/api/crm/contacts/\(third["data"]["id"].string ?? "")", nil, expecting: 204)
            stats = try await server.get("/api/crm/dashboard-stats")["data"]
            #expect(stats["revenue"] == [["amount": 70, "currency": "NGN"], ["amount": 400, "currency": "USD"]])
            #expect(stats["contacts"] == 2 && stats["newLeads"] == 0 && stats["activeCustomers"] == 1)
            let former = stats["statusBreakdown"].array?.first { $0["status"] == "former" }
            #expect(former?["actual"] == [["amount": 400, "currency": "USD"]])
        }
    }

    @Test func analyticsSayHowSoonCallsWereAnsweredAndWhoCalledAgain() async throws {
        try await withStory { story in
            try await take("CA1", after: 5, story)
            try await take("CA2", after: 25, story)
            try await take("CA3", after: 15, from: "+12025550144", story)
            _ = try await story.server.twilio("voice", TestServer.ringing("CA4", from: "+12025550145"))
            _ = try await story.server.twilio("status", TestServer.status("CA4", "canceled", from: "+12025550145"))
            try await story.server.settleFigures()
            let summary = try await story.server.get("/api/crm/analytics")["data"]
            #expect(summary["inbound"]["value"] == 4 && summary["answered"]["value"] == 3)
            #expect(summary["serviceLevel"]["value"] == 0.5)
            #expect(summary["speedOfAnswer"]["value"].double == 15)
            #expect(summary["abandonRate"]["value"] == 0.25)
            #expect(summary["repeatCallers"]["part"]["value"] == 1)
            #expect(summary["firstCallResolution"]["part"]["value"] == 2)
            let strict = try await story.server.get("/api/crm/analytics?within=10")["data"]["serviceLevel"]
            #expect(strict["part"]["value"] == 1)
            // A caller who calls again only after a week was helped.
            story.clock.advance(by: .seconds(8 * 86_400))
            try await take("CA5", after: 5, from: "+12025550144", story)
            try await story.server.settleFigures()
            let later = try await story.server.get("/api/crm/analytics")["data"]
            #expect(later["firstCallResolution"]["part"]["value"] == 3)
            #expect(later["repeatCallers"]["part"]["value"] == 1)
        }
    }

    @Test func whatWordsAreFoundToSayIsCountedUnlessAPersonKnowsBetter() async throws {
        try await withStory { story in
            let server = story.server
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            _ = try await server.twilio(
                "transcription",
                TestServer.transcript("This is terrible, I am very angry and disappointed", of: "CA1", sequence: 1))
            _ = try await server.twilio("status", TestServer.status("CA1", "completed"))
            let found = try await server.get("/api/crm/analytics/sentiment")["data"]
            #expect(found[0]["sentiment"] == "negative" && found[0]["calls"] == 1, "\(found.jsonText)")
            #expect(try await story.count(found[0]["rows"].string ?? "") == 1)
            try await server.json(.put, "/api/crm/calls/CA1/analysis", ["sentiment": "positive"], expecting: 204)
            let given = try await server.get("/api/crm/analytics/sentiment")["data"].array ?? []
            #expect(given.map { $0["sentiment"] } == ["positive"])
        }
    }

    @Test func aChangeIsPushedToWhoeverListensToFigures() async throws {
        try await withStory { story in
            let events = try await story.server.subscribe(["figures"])
            try await miss("CA1", story)
            let pushed = try await events.first { $0["type"] == "figures.changed" }
            #expect(pushed["offset"].isNull && (pushed["data"]["offset"].int64 ?? 0) > 0)
            #expect(pushed["topics"] == ["figures"])
            try await events.send(["id": 2, "snapshot": ["figures"]])
            let snapshot = try await events.first { $0["id"] == 2 }
            #expect(snapshot["snapshot"]["figures"]["calls"]["today"]["missed"] == 1)
        }
    }

    @Test func anotherCompanysCallsCountForNobodyElse() async throws {
        try await withStory { story in
            try await miss("CA1", story)
            let other = try await story.server.anotherCompany("Beta")
            let stats = try await story.server.get("/api/crm/dashboard-stats", as: other)["data"]
            #expect(stats["contacts"] == 0 && stats["calls"]["month"]["calls"] == 0)
        }
    }

    @Test(arguments: [
        ("from=soon", "from"), ("from=2026-03-02&to=2026-03-01", "from"), ("within=7", "within"),
        ("from=2020-01-01&to=2026-01-01", "from"), ("line=con_1", "line"),
    ])
    func aWrongQuestionIsRefusedByField(query: String, field: String) async throws {
        try await withServer { server in
            let refused = try await server.get("/api/crm/analytics?\(query)", expecting: 422)
            #expect(refused["field"].string == field)
        }
    }
}
