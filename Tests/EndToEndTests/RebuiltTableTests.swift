import Domain
import Foundation
import SQLite
import Testing

@testable import switchboard

/// Files from before the tables of contacts and legs were built anew.
@Suite(.timeLimit(.minutes(10))) struct RebuiltTableTests {
    private let later = [
        "calls/5-hot-path", "directory/2-contacts-by-id", "transcripts/2-contacts-rebuilt", "directory/4-fields",
        "search/1-contacts", "search/2-many-at-once", "search/3-words", "merging/1-contacts",
        "directory/5-plain-checks",
        "calls/7-plain-checks", "directory/6-businesses-like-contacts",
    ]

    private func write(_ tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO contacts (company_id, id, name, status, source, created_at, updated_at)
            VALUES (1, 7, 'Ada', 'lead', 'test', 0, 0)
            """)
        try tx.execute("INSERT INTO contact_numbers VALUES (1, '+12025550147', 7, NULL, 0)")
        try tx.execute(
            """
            INSERT INTO calls (company_id, id, account_id, provider_call_id, direction, status, from_raw, from_kind,
              to_raw, to_kind, remote_number, contact_id, contact_match, plan_version, recording, transcription,
              started_at, heard_at)
            VALUES (1, 8, 1, 'CA8', 'inbound', 'ringing', '', '', '', '', '+12025550147', 7, 'one', 0, 0, 0, 0, 0)
            """)
        try tx.execute(
            "INSERT INTO interactions (company_id, id, contact_id, call_id, kind, at) VALUES (1, 9, 7, 8, 'call', 0)")
        try tx.execute(
            """
            INSERT INTO legs (company_id, account_id, provider_call_id, id, call_id, direction, party, status,
              started_at, heard_at)
            VALUES (1, 1, 'CA8', 10, 8, 'inbound', '', 'ringing', 0, 0)
            """)
        try tx.execute(
            """
            INSERT INTO transcript_segments (company_id, call_id, session, track, sequence, id, speaker, text, at)
            VALUES (1, 8, 'GT', '', 1, 11, 'caller', 'a blue van', 0)
            """)
    }

    @Test func nothingOfAnOlderFileIsLostAndItsRulesHold() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rebuilt-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // A leftover in the temporary folder harms nobody.
        let path = folder.appendingPathComponent("old.db").path
        let old = Services.migrations.filter { !later.contains($0.name) }
        let before = try Database(path: path, options: DatabaseOptions(), migrations: old)
        try await before.write(CompanyID(1), write)
        before.close()

        let after = try Database(path: path, options: DatabaseOptions(), migrations: Services.migrations)
        defer { after.close() }
        let names = try await after.read(CompanyID(1)) { tx in
            try tx.rows(
                """
                SELECT c.name || ' ' || l.provider_call_id FROM legs l JOIN calls k ON k.company_id = l.company_id
                AND k.id = l.call_id JOIN contacts c ON c.company_id = k.company_id AND c.id = k.contact_id
                """
            ) { $0.string(0) }
        }
        #expect(names == ["Ada CA8"])

        await #expect(throws: (any Error).self, "a number belongs to a contact of its company") {
            try await after.write(CompanyID(2)) { tx in
                try tx.execute("INSERT INTO contact_numbers VALUES (2, '+12025550148', 7, NULL, 0)")
            }
        }
        await #expect(throws: (any Error).self, "a provider's name for a leg is used once") {
            try await after.write(CompanyID(1)) { tx in
                try tx.execute(
                    """
                    INSERT INTO legs (company_id, account_id, provider_call_id, id, call_id, direction, party, status,
                      started_at, heard_at)
                    VALUES (1, 1, 'CA8', 12, 8, 'inbound', '', 'ringing', 0, 0)
                    """)
            }
        }
        let indexed = try await after.write(CompanyID(1)) { tx in
            try tx.execute("UPDATE contacts SET deleted_at = 1 WHERE company_id = 1 AND id = 7")
            return try tx.first("SELECT indexed FROM transcript_segments WHERE id = 11") { $0.int64(0) }
        }
        #expect(indexed == 0, "what was said with a removed contact cannot be found")
    }

    @Test func whatEveryCallWritesIsCheckedWithoutATableOfItsOwn() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("plain-\(UUID().uuidString).db").path
        let database = try Database(path: path, options: DatabaseOptions(), migrations: Services.migrations)
        defer {
            database.close()
            try? FileManager.default.removeItem(atPath: path)  // A leftover in the temporary folder harms nobody.
        }
        try await database.write(CompanyID(1), write)
        for (table, columns) in [("contacts", "status"), ("interactions", "kind"), ("calls", "contact_match")] {
            let definition = try await database.read(CompanyID(1)) { tx in
                try tx.first("SELECT sql FROM sqlite_schema WHERE name = \(table)") { $0.string(0) }
            }
            #expect(definition?.contains("\(columns) = ") == true, "\(definition ?? "there is none")")
            #expect(definition?.contains("\(columns) IN") == false)
        }
        await #expect(throws: (any Error).self, "no other kind of interaction is taken") {
            try await database.write(CompanyID(1)) { tx in
                try tx.execute("UPDATE interactions SET kind = 'pigeon' WHERE company_id = 1 AND id = 9")
            }
        }
        await #expect(throws: (any Error).self, "no other status is taken") {
            try await database.write(CompanyID(1)) { tx in
                try tx.execute("UPDATE contacts SET status = 'pigeon' WHERE company_id = 1 AND id = 7")
            }
        }
    }
}
