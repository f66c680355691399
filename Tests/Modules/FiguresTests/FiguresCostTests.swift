import Domain
import JSON
import ModuleKit
import SQLite
import Support
import Testing

@testable import Figures

/// What counting costs those who wait.
@Suite(.timeLimit(.minutes(10))) struct FiguresCostTests {
    private func counters(_ server: TestServer) async throws -> Int64 {
        try await server.database.read(tenant: 0) { tx in
            try tx.first("SELECT (SELECT count(*) FROM figure_quarters) + (SELECT count(*) FROM figure_cells)") {
                $0.int64(0)
            } ?? 0
        }
    }

    @Test func ringingCountsNothingAndAnEndTouchesTwoRows() async throws {
        try await withStory { story in
            _ = try await story.server.twilio("voice", TestServer.ringing("CA1"))
            _ = try await story.server.twilio("status", TestServer.childStatus("CA1b", of: "CA1", "in-progress"))
            #expect(try await counters(story.server) == 0)
            _ = try await story.server.twilio("status", TestServer.status("CA1", "completed"))
            #expect(try await counters(story.server) == 2)
        }
    }

    @Test func figuresAreReadByTheirKeysAndNeverFromCalls() async throws {
        try await withServer { server in
            let span = FiguresSpan(days: 20_000...20_030, zone: .utc)
            let plans = try await server.database.read(server.company.id) { tx in
                var narrowed = span
                narrowed.line = LineID(7)
                return try [span, narrowed].map { span in
                    try tx.rows("EXPLAIN QUERY PLAN " + FiguresStore.quartersQuery(span, tx)) { $0.string(3) }
                }
            }
            for plan in plans.map({ $0.joined(separator: "; ") }) {
                #expect(plan.contains("figure_") && plan.contains("PRIMARY KEY") && !plan.contains("SCAN"), "\(plan)")
            }
        }
    }
}
