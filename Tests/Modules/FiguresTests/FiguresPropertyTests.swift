import Calls
import Domain
import Figures
import JSON
import Support
import Testing

/// Counters are what comes out when all rows are looked at, whatever has happened.
@Suite(.timeLimit(.minutes(10))) struct FiguresPropertyTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func countersAreWhatTheRowsComeToAfterAnyHistory(seed: UInt64) async throws {
        try await withStory { story in
            try await story.tell(50, seed: seed)
            let faults = try await story.server.database.read(tenant: 0) { try FiguresModule.faults(in: $0) }
            #expect(faults.isEmpty)
            try await expectRepeats(story)
        }
    }

    @Test(arguments: [11] as [UInt64])
    func everyNumberIsTheCountOfItsRows(seed: UInt64) async throws {
        try await withStory { story in
            try await story.tell(50, seed: seed)
            let stats = try await story.server.get("/api/crm/dashboard-stats")["data"]
            #expect((stats["calls"]["month"]["calls"].int ?? 0) > 5)
            for name in ["contacts", "newLeads", "activeCustomers"] {
                let rows = stats["rows"][name].string ?? ""
                #expect(try await story.count(rows) == stats[name].int, "\(name)")
            }
            for row in stats["statusBreakdown"].array ?? [] {
                #expect(try await story.count(row["rows"].string ?? "") == row["contacts"].int)
            }
            for span in ["today", "week", "month"] {
                for name in ["calls", "inbound", "outbound", "answered", "missed", "recovered"] {
                    let (numbers, rows) = (stats["calls"][span], stats["calls"][span]["rows"][name].string ?? "")
                    #expect(try await story.count(rows) == numbers[name].int, "\(span) \(name)")
                }
            }
            try await expectRows(of: story.server.get("/api/crm/analytics")["data"], story)
            for list in ["days", "hours", "lines", "agents", "sentiment", "intents"] {
                let all = try await story.server.get("/api/crm/analytics/\(list)")["data"].array ?? []
                #expect(!all.isEmpty, "\(list)")
                for row in all where row["calls"] != 0 {
                    #expect(
                        try await story.count(row["rows"].string ?? "") == row["calls"].int, "\(list) \(row.jsonText)")
                }
            }
        }
    }

    private func expectRows(of summary: JSONValue, _ story: Story) async throws {
        for (name, metric) in summary.object?.members.map({ ($0.name, $0.value) }) ?? [] {
            guard metric["unit"].string != nil else { continue }
            #expect(metric["formula"].string?.isEmpty == false, "\(name)")
            if metric["unit"] == "calls" {
                #expect(try await story.count(metric["rows"].string ?? "") == metric["value"].int, "\(name)")
            }
            for place in ["part", "whole"] where metric["unit"] == "ratio" {
                let part = metric[place]
                #expect(try await story.count(part["rows"].string ?? "") == part["value"].int, "\(name) \(place)")
            }
        }
    }

    /// Who called again, found by looking at every pair of calls.
    private func expectRepeats(_ story: Story) async throws {
        struct Caller { let id: Int64, number: String, at: Int64, repeated: Bool?, followed: Bool? }
        let callers = try await story.server.database.read(story.server.company.id) { tx in
            try tx.rows(
                """
                SELECT id, remote_number, started_at, repeated, followed FROM calls
                WHERE company_id = \(tx.company) AND direction = 'inbound' AND ended_at IS NOT NULL
                  AND remote_number IS NOT NULL ORDER BY started_at, id
                """
            ) {
                Caller(
                    id: $0.int64(0), number: $0.string(1), at: $0.int64(2), repeated: $0.boolOrNil(3),
                    followed: $0.boolOrNil(4))
            }
        }
        let week: Int64 = 7 * 86_400_000
        for (place, call) in callers.enumerated() {
            let before = callers[..<place].contains { $0.number == call.number && $0.at >= call.at - week }
            let after = callers[(place + 1)...].contains { $0.number == call.number && $0.at <= call.at + week }
            #expect(call.repeated == before, "\(CallID(call.id))")
            #expect(call.followed == after, "\(CallID(call.id))")
        }
    }

    @Test func theCheckFindsACounterThatIsOff() async throws {
        try await withStory { story in
            try await story.tell(25, seed: 5)
            let database = story.server.database
            for (table, word) in [("quarters", "quarter of an hour"), ("contacts", "the contacts of")] {
                try await database.write(story.server.company.id) { tx in
                    _ =
                        try table == "quarters"
                        ? tx.execute(
                            """
                            UPDATE figure_quarters SET missed = missed + 1 WHERE company_id = \(tx.company) AND quarter = (
                              SELECT max(quarter) FROM figure_quarters WHERE company_id = \(tx.company))
                            """)
                        : tx.execute("UPDATE figure_contacts SET actual = actual + 1 WHERE company_id = \(tx.company)")
                }
                let faults = try await database.read(tenant: 0) { try FiguresModule.faults(in: $0) }
                #expect(faults.contains { $0.contains(word) }, "\(faults)")
            }
        }
    }
}
