import Domain
import JSON
import SQLite
import Support
import Testing

@testable import Transcripts

/// Every search looks into each piece of its index.
@Suite(.timeLimit(.minutes(10))) struct SearchUpkeepTests {
    @Test func anIndexInManyPiecesBecomesOneOnceItGrowsNoMore() async throws {
        try await withServer { server in
            let upkeep = SearchUpkeep(database: server.database)
            try await server.database.write(tenant: 0) { tx in
                try tx.execute("INSERT INTO contact_search (contact_search, rank) VALUES ('automerge', 0)")
            }
            try await upkeep.run()
            for name in 1...9 {
                try await server.post("/api/crm/contacts", ["name": .string("Ada \(name)")], expecting: 201)
            }
            #expect(try await pieces(of: server) == 9)
            try await upkeep.run()
            #expect(try await pieces(of: server) == 9)
            try await upkeep.run()
            #expect(try await pieces(of: server) == 1)
            try await server.database.write(tenant: 0) { tx in
                try tx.execute("INSERT INTO contact_search (contact_search, rank) VALUES ('integrity-check', 1)")
            }
            #expect(try await server.get("/api/crm/contacts?q=ada%207")["data"].array?.count == 1)
        }
    }

    private func pieces(of server: TestServer) async throws -> Int {
        try await server.database.read(tenant: 0) { tx in
            try tx.rows("SELECT DISTINCT segid FROM contact_search_idx") { $0.int64(0) }.count
        }
    }
}
