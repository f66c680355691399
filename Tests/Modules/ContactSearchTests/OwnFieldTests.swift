import Domain
import JSON
import SQLite
import Support
import Testing

@testable import Directory

@Suite(.timeLimit(.minutes(10))) struct OwnFieldTests {
    private static let sizes: [JSONValue] = ["Large", "small", 7, 12, true, "2026-11-20"]

    @Test(arguments: [false, true])
    func contactsAreFoundByFieldsOfTheCompanysOwnWithAnIndexAndWithout(isIndexed: Bool) async throws {
        try await withBook { book in
            let company = book.server.company.id
            try await book.server.database.write(company) { tx in
                try ContactFieldStore.put(
                    ContactField(key: "size", label: "Size", type: .text, isIndexed: isIndexed), in: tx)
                for (number, size) in Self.sizes.enumerated() {
                    var draft = ContactDirectory.Draft(source: "test")
                    draft.name = "\(number)"
                    draft.fields = ["size": size]
                    _ = try ContactDirectory.create(draft, at: Timestamp(milliseconds: 0), in: tx)
                }
                var draft = ContactDirectory.Draft(source: "test")
                draft.name = "none"
                _ = try ContactDirectory.create(draft, at: Timestamp(milliseconds: 0), in: tx)
            }
            for (test, found) in [
                (["is": "large"], ["0"]), (["is": 12], ["3"]), (["in": ["SMALL", 7]], ["2", "1"]),
                (["startsWith": "LA"], ["0"]), (["contains": "mal"], ["1"]), (["empty": true], ["none"]),
                (["above": 7, "below": 100], ["3"]), (["from": "2026-01-01", "to": "2026-12-31"], ["5"]),
                (["is": "medium"], []),
            ] as [(JSONObject, [String])] {
                var filter = test
                filter["field"] = "fields.size"
                let names = try await book.names(where: .object(filter))
                #expect(names == found, "\(filter)")
            }
        }
    }
}
