import Calls
import Domain
import JSON
import SQLite
import Support
import Testing

/// What calls cost is counted once, by the day of the company's clock and by line.
@Suite(.timeLimit(.minutes(10))) struct CostTests {
    private func note(
        _ server: TestServer, _ call: String, _ amount: Int64, _ currency: String = "USD",
        kind: CostKind = .telephony, reference: String = "leg"
    ) async throws -> Bool {
        let id = try await server.get("/api/calls/\(call)")["data"]["call"].string.flatMap(CallID.init(wire:))
        let found = try #require(id)
        return try await server.database.write(server.company.id) { tx in
            try CostStore.note(
                call: found, kind: kind, amountMillionths: amount, currency: currency, reference: reference, in: tx)
        }
    }

    @Test func aPriceIsCountedOnceAndALaterOneTakesItsPlace() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            #expect(try await note(server, "CA1", 8500))
            #expect(try await !note(server, "CA1", 8500))
            #expect(try await note(server, "CA1", 400, kind: .languageModel, reference: "reply-1"))
            #expect(try await note(server, "CA1", 900, "EUR"))
            let sums = try await server.get("/api/costs")["data"].array ?? []
            #expect(sums.map { $0["amountMillionths"] } == [400, 900], "\(sums)")
            #expect(sums.map { $0["currency"] } == ["USD", "EUR"] && sums.allSatisfy { !$0["line"].isNull })
            let costs = try await server.get("/api/calls/CA1")["data"]["costs"].array ?? []
            #expect(costs.map { $0["kind"] } == ["language-model", "telephony"])
            #expect(try await server.log().types.filter { $0 == "call.costed" }.count == 3)
            #expect(try await server.get("/api/costs?kind=telephony")["data"].array?.count == 1)
            let line = sums.first?["line"].string ?? ""
            #expect(try await server.get("/api/costs?line=\(line)")["data"].array?.count == 2)
            #expect(try await server.get("/api/costs?from=2020-01-01&to=2020-01-02")["data"].array?.isEmpty == true)
        }
    }

    @Test func theDayIsTheCompanysOwn() async throws {
        var options = TestOptions()
        options.clock = FixedClock(Timestamp(year: 2026, month: 3, day: 2, hour: 3))
        try await withServer(options) { server in
            try await server.json(
                .patch, "/api/companies/\(server.company.id)", ["timeZone": "America/New_York"], expecting: 200)
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            _ = try await note(server, "CA1", 8500)
            let sums = try await server.get("/api/costs?from=2026-03-01&to=2026-03-01")["data"]
            #expect(sums[0]["day"] == "2026-03-01" && sums[0]["items"] == 1)
        }
    }

    @Test func sumsArePagedAndAnotherCompanySeesNone() async throws {
        try await withServer { server in
            for call in 1...3 {
                _ = try await server.twilio("voice", TestServer.ringing("CA\(call)"))
                for currency in ["EUR", "NGN", "USD"] {
                    _ = try await note(server, "CA\(call)", 1000, currency, reference: currency)
                }
            }
            let seen = try await server.pages("/api/costs", limit: 2)
            #expect(seen.map { $0["currency"] } == ["EUR", "NGN", "USD"])
            #expect(seen.allSatisfy { $0["amountMillionths"] == 3000 && $0["items"] == 3 })
            let other = try await server.anotherCompany("Other")
            #expect(try await server.get("/api/costs", as: other)["data"].array?.isEmpty == true)
        }
    }

    @Test(arguments: [("from=yesterday", "from"), ("from=2026-03-02&to=2026-03-01", "from"), ("kind=rent", "kind")])
    func aWrongQuestionIsRefusedByField(query: String, field: String) async throws {
        try await withServer { server in
            let refused = try await server.get("/api/costs?\(query)", expecting: 422)
            #expect(refused["field"].string == field)
        }
    }

    @Test func theCheckFindsASumThatIsOff() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            _ = try await note(server, "CA1", 8500)
            #expect(try await server.database.read(tenant: 0) { try CallsModule.faults(in: $0) }.isEmpty)
            try await server.database.write(server.company.id) { tx in
                _ = try tx.execute("UPDATE cost_days SET amount_millionths = 8501 WHERE company_id = \(tx.company)")
            }
            let faults = try await server.database.read(tenant: 0) { try CallsModule.faults(in: $0) }
            #expect(faults.count == 1 && faults[0].hasPrefix("costs: the sum of telephony in USD on "))
        }
    }

    @Test(
        arguments: [
            ("-0.00850", 8500), ("0.0146", 14_600), ("38.5000", 38_500_000), ("1", 1_000_000), (".5", 500_000),
            ("0.00000049", 0), ("0.0000005", 1), ("0.00997500", 9975), ("", nil), ("-", nil), (".", nil), ("1e3", nil),
            ("1,5", nil), ("12345678901", nil), ("+1", nil),
        ] as [(String, Int64?)])
    func anAmountIsReadExactly(text: String, millionths: Int64?) { #expect(Millionths.parse(text) == millionths) }
}
