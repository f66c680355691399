import Domain
import Foundation
import SQLite
import Support
import Testing

@testable import Directory

@Suite(.timeLimit(.minutes(10))) struct SearchIndexTests {
    @Test func contactsThatWereThereBeforeTheIndexAreFound() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("search-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // A leftover in the temporary folder harms nobody.
        let path = folder.appendingPathComponent("old.db").path
        let old = try Database(path: path, migrations: DirectorySchema.migrations)
        try await old.write(tenant: 7) { tx in
            try tx.execute(
                """
                INSERT INTO contacts (company_id, id, name, source, tags, created_at, updated_at)
                VALUES (7, 1, 'Zoë Müller', 'test', '["VIP","vip"]', 0, 0), (7, 2, NULL, 'call', '[]', 0, 0)
                """)
        }
        old.close()
        let database = try Database(path: path, migrations: ContactDirectory.migrations)
        let found = try await database.read(CompanyID(7)) { tx in
            var typed = ContactListing()
            typed.query = .words(["muller"])
            var tagged = ContactListing()
            tagged.filter = try ContactFilter(["field": "tag", "is": "vip"])
            return try [typed, tagged].flatMap { try $0.page(after: nil, limit: 5, in: tx).contacts }
        }
        database.close()
        #expect(found == [ContactID(1), ContactID(1)])
    }

    @Test func whatIsWrongWithTheIndexIsTold() async throws {
        try await withBook { book in
            let id = try await book.add("Ada Obi", ["tags": ["vip"]])
            _ = try await book.add("!?")
            let (database, company) = (book.server.database, book.server.company.id)
            #expect(try await database.read(company) { try ContactDirectory.faults(in: $0) } == [])
            try await database.write(company) { tx in
                _ = try tx.execute("DELETE FROM contact_tags")
                _ = try tx.execute(
                    """
                    INSERT INTO contact_search (contact_search, rowid, company, name)
                    SELECT 'delete', id, char(57344) || company_id, name FROM contacts WHERE name = 'Ada Obi'
                    """)
            }
            let faults = try await database.read(company) { try ContactDirectory.faults(in: $0) }
            #expect(faults.count == 2 && faults.allSatisfy { $0.contains(id) }, "\(faults)")
        }
    }
}
