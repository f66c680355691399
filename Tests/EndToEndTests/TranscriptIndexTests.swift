import Domain
import Foundation
import JSON
import SQLite
import Support
import TestTools
import Testing

@testable import switchboard

/// The search index holds exactly what is shown, whatever happens, and whatever stood in the file before it.
@Suite(.timeLimit(.minutes(10))) struct TranscriptIndexTests {
    /// What FTS5 itself finds when it holds every word of the index against the rows.
    private func verify(_ database: Database) async throws {
        try await database.write(tenant: 0) { tx in
            try tx.execute("INSERT INTO transcript_search (transcript_search, rank) VALUES ('integrity-check', 1)")
        }
    }

    @Test(arguments: 1...3) func afterAnyStoryTheIndexIsWhatIsShown(seed: UInt64) async throws {
        try await withServer { server in
            var random = TestTools.SeededGenerator(seed: seed)
            for call in 1...3 {
                _ = try await server.twilio("voice", TestServer.ringing("CA\(call)", from: "+1202555014\(call)"))
            }
            for step in 1...60 {
                let call = "CA\(Int.random(in: 1...3, using: &random))"
                let said: JSONValue = [
                    "speaker": "caller", "text": .string("van \(step % 7) card"),
                    "startMs": .integer(Int64(step) * 100),
                    "sequence": .integer(.random(in: 0...20, using: &random)),
                ]
                switch Int.random(in: 0...9, using: &random) {
                case 0...3:
                    _ = try await server.twilio(
                        "transcription", TestServer.transcript("van \(step) live", of: call, sequence: step))
                case 4...5: try await server.post("/api/calls/\(call)/transcript/segments", ["segments": [said]])
                case 6...7:
                    let quality = JSONValue.integer(.random(in: 0...100, using: &random))
                    let source = JSONValue.string("own\(Int.random(in: 1...3, using: &random))")
                    let version: JSONValue = ["source": source, "quality": quality, "segments": [said]]
                    let path = "/api/calls/\(call)/transcript/versions"
                    let token = [("Authorization", "Bearer \(server.company.token)")]
                    let answer = try await server.client.post(path, version.jsonBytes, headers: token)
                    #expect([200, 201].contains(answer.status.code))
                case 8:
                    let from = Int64.random(in: 0...6_000, using: &random)
                    let mark: JSONValue = ["fromMs": .integer(from), "toMs": .integer(from + 50)]
                    try await server.post("/api/calls/\(call)/transcript/redactions", mark, expecting: 201)
                default:
                    let contacts = try await server.contacts()
                    guard step > 40, let id = contacts.first?["id"].string else { continue }
                    try await server.json(.delete, "/api/crm/contacts/\(id)", nil, expecting: 204)
                }
            }
            try await verify(server.database)
            let stray = try await server.database.read(tenant: 0) { tx in
                try tx.rows(
                    """
                    SELECT s.id FROM transcript_segments s
                    JOIN transcript_versions v ON v.company_id = s.company_id AND v.call_id = s.call_id AND v.source = s.source
                    JOIN calls k ON k.company_id = s.company_id AND k.id = s.call_id
                    LEFT JOIN contacts c ON c.company_id = k.company_id AND c.id = k.contact_id
                    WHERE s.indexed <> (v.shown AND c.deleted_at IS NULL)
                    """
                ) { $0.int64(0) }
            }
            #expect(stray.isEmpty)
        }
    }

    @Test func aFileFromBeforeTheIndexIsFoundInAndItsReportsAreAVersion() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("index-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // A leftover in the temporary folder harms nobody.
        let path = folder.appendingPathComponent("old.db").path
        let later = [
            "calls/2-transcripts", "calls/5-hot-path", "directory/2-contacts-by-id", "directory/4-fields",
            "search/1-contacts", "search/2-many-at-once", "search/3-words", "merging/1-contacts",
            "directory/6-businesses-like-contacts",
        ]
        let old = Services.migrations.filter { !later.contains($0.name) && !$0.name.hasPrefix("transcripts/") }
        let before = try Database(path: path, options: DatabaseOptions(), migrations: old)
        try await before.write(CompanyID(1)) { tx in
            for call in 1...2 {
                try tx.execute(
                    """
                    INSERT INTO calls (company_id, id, account_id, provider_call_id, direction, status, from_raw, from_kind,
                      to_raw, to_kind, contact_match, plan_version, recording, transcription, started_at, heard_at)
                    VALUES (1, \(call), 1, \("CA\(call)"), 'inbound', 'completed', '', '', '', '', 'none', 0, 0, 0, 0, 0)
                    """)
            }
            for (id, (call, session)) in [(1, "GT1"), (1, "GT1"), (1, "reported"), (2, "reported")].enumerated() {
                try tx.execute(
                    """
                    INSERT INTO transcript_segments (company_id, call_id, session, track, sequence, id, speaker, text, at)
                    VALUES (1, \(call), \(session), '', \(id), \(id + 10), 'caller', 'a blue van', \(id))
                    """)
            }
        }
        before.close()

        let after = try Database(path: path, options: DatabaseOptions(), migrations: Services.migrations)
        try await verify(after)
        let (versions, found) = try await after.read(CompanyID(1)) { tx in
            (
                try tx.rows("SELECT call_id, source, shown FROM transcript_versions ORDER BY call_id, source") {
                    "\($0.int64(0)) \($0.string(1)) \($0.int64(2))"
                },
                try tx.rows(
                    "SELECT rowid FROM transcript_search WHERE transcript_search MATCH 'company:c1 AND text:van' ORDER BY rowid"
                ) { $0.int64(0) }
            )
        }
        after.close()
        #expect(versions == ["1 live 1", "1 reported 0", "2 reported 1"])
        #expect(found == [10, 11, 13])
    }
}
