import Domain
import JSON
import Pipeline
import SQLite
import Support
import Testing

@testable import Directory

@Suite(.timeLimit(.minutes(10))) struct ListOrderTests {
    @Test func everyOrderIsPagedWithoutGapOrRepeat() async throws {
        try await withBook { book in
            try await Self.fill(book)
            for order in ContactOrder.allCases {
                let whole = try await book.names("sort=\(order.rawValue)")
                #expect(Set(whole).count == 40, "\(order)")
                #expect(try await book.names("sort=\(order.rawValue)", limit: 7) == whole, "\(order)")
                // Those who have something to be put in order by are turned round, the others stay at the end.
                let found = try await book.names("sort=\(order.rawValue)&q=person", limit: 3)
                #expect(found == whole.filter { $0.hasPrefix("Person") }, "\(order)")
            }
            let names = try await book.names("sort=name")
            #expect(names.prefix(30) == names.prefix(30).sorted()[...])
            #expect(try await book.names("sort=-name").prefix(30) == names.prefix(30).reversed()[...])
            #expect(try await book.names("sort=lastContact").prefix(3) == ["Person 12", "Person 11", "Person 10"])
            #expect(try await book.names("sort=value").first == "Person 39")
        }
    }

    @Test func aPageThatTakesTooLongIsTakenUpWhereItEnded() async throws {
        try await withBook { book in
            try await book.server.database.write(book.server.company.id) { tx in
                for number in 1...400 {
                    var draft = ContactDirectory.Draft(source: "test")
                    draft.name = "Person \(number)"
                    _ = try ContactDirectory.create(draft, at: Timestamp(milliseconds: Int64(number)), in: tx)
                }
            }
            var listing = ContactListing()
            listing.filter = try ContactFilter(["field": "name", "contains": "7"])
            for order in [ContactOrder.newest, .name, .nameDown] {
                listing.order = order
                let (listing, company) = (listing, book.server.company.id)
                let whole = try await book.server.database.read(company) { tx in
                    try listing.page(after: nil, limit: 500, in: tx)
                }
                var (found, place, pages): ([ContactID], ContactPlace?, Int) = ([], nil, 0)
                repeat {
                    let page = try await book.server.database.read(company) { [place] tx in
                        try listing.page(after: place, limit: 20, patience: .zero, in: tx)
                    }
                    found += page.contacts
                    place = page.next
                    pages += page.isPartial ? 1 : 0
                } while place != nil
                #expect(found == whole.contacts && whole.contacts.count == 76 && !whole.isPartial)
                #expect(pages > 3, "\(order)")
            }
        }
    }

    @Test func countsAreExactAsFarAsTenThousand() async throws {
        try await withBook { book in
            try await book.add("Ada")
            #expect(try await book.server.get("/api/crm/contacts?count=true")["count"] == 1)
            try await book.server.database.write(book.server.company.id) { tx in
                _ = try tx.execute(
                    """
                    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
                    INSERT INTO contacts (company_id, id, status, source, created_at, updated_at)
                    SELECT \(tx.company), i, CASE WHEN i <= 9999 THEN 'lead' ELSE 'customer' END, 'test', 0, 0 FROM n
                    """)
            }
            // As long as it takes: how fast this machine is does not matter here.
            let company = book.server.company.id
            let counts = try await book.server.database.read(company) { tx in
                try [nil, "lead", "customer"].map { status in
                    var listing = ContactListing()
                    listing.filter = try status.map { try ContactFilter(["field": "status", "is": .string($0)]) }
                    return try listing.count(patience: .seconds(60), in: tx)
                }
            }
            #expect(counts == [.atLeast(10_000), .exactly(9_999), .exactly(1)])
        }
    }

    /// A company whose lists grow does not wait for them: nothing is put in order, and nothing is read that is not shown.
    @Test func everyOrderIsReadByAnIndex() async throws {
        try await withBook { book in
            for order in ContactOrder.allCases {
                for place in [nil, ContactPlace(walk: 0, key: .integer(1), id: ContactID(7), isLoose: false)] {
                    let plan = try await book.server.database.read(book.server.company.id) { tx in
                        let walk = ContactWalk.ordered(by: order, in: tx)
                        let statement = walk.statement(passing: "1", after: place)
                        return try tx.rows("EXPLAIN QUERY PLAN " + statement) { $0.string(3) }.joined(separator: "; ")
                    }
                    #expect(!plan.contains("TEMP B-TREE") && !plan.contains("SCAN"), "\(order) \(plan)")
                }
            }
            for (field, value) in [
                ("status", "lead"), ("tag", "vip"), ("business", "Obi"), ("number", "+12025550143"), ("email", "a@b.c"),
                ("stage", "won"),
            ] {
                let plan = try await book.server.database.read(book.server.company.id) { tx in
                    let filter = try ContactFilter(
                        ["field": .string(field), "is": .string(value)], stages: PipelineModule.stages)
                    let (field, test) = try #require(filter.necessary.first)
                    let walk = try #require(try ContactWalk.passing(field, test, in: tx))
                    let statement = walk.statement(passing: filter.condition, after: nil)
                    return try tx.rows("EXPLAIN QUERY PLAN " + statement) { $0.string(3) }.joined(separator: "; ")
                }
                #expect(!plan.contains("TEMP B-TREE") && !plan.contains("SCAN"), "\(field) \(plan)")
                #expect(!plan.contains("(company_id=?) "), "\(field) \(plan)")
            }
        }
    }

    /// Forty, ten of whom have no name; twelve were spoken with, the last ones last; half have changed.
    private static func fill(_ book: AddressBook) async throws {
        for number in 0..<40 {
            let value: JSONValue = ["amount": .integer(Int64(number * 100)), "currency": "USD"]
            let email = JSONValue.string("person\(number)@example.com")
            var more: JSONObject = ["email": email]
            if number % 3 == 0 { more["estimatedValue"] = value }
            let name = number % 4 == 1 ? nil : "Person \(number)"
            let id = try await book.add(name, more)
            if number % 2 == 0 {
                if let name { more["name"] = .string(name) }
                try await book.server.json(.put, "/api/crm/contacts/\(id)", .object(more), expecting: 200)
            }
            guard (10...12).contains(number) || number < 9 else { continue }
            for hour in 0...1 {
                try await book.server.post(
                    "/api/crm/contacts/\(id)/interactions",
                    ["kind": "note", "summary": "x", "at": .string("2026-01-\(10 + number)T1\(hour):00:00Z")],
                    expecting: 201)
            }
        }
    }
}
