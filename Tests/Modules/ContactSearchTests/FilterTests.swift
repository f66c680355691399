import Domain
import JSON
import SQLite
import Support
import Testing
import Web

@testable import Directory

@Suite(.timeLimit(.minutes(10))) struct FilterTests {
    private static let people: [JSONObject] = [
        [
            "name": "Ada Obi", "email": "ada@example.com", "status": "customer", "source": "fair",
            "tags": ["VIP", "lagos"],
            "business": "Obi Ltd", "estimatedValue": ["amount": 5_000, "currency": "NGN"],
            "numbers": [["number": "+2348021234567"]],
        ],
        ["name": "Bode", "status": "lead", "tags": ["lagos"], "estimatedValue": ["amount": 100, "currency": "USD"]],
        ["name": "Chidi", "status": "lead", "source": "web", "actualValue": ["amount": 7_000, "currency": "USD"]],
        ["email": "dora@example.com", "numbers": [["number": "+12025550143"]]],
    ]

    /// Where each of them is.
    private static let stages: [JSONValue] = ["won", "new", "won"]

    private static let cases: [(JSONValue, [String])] = [
        (["field": "status", "is": "lead"], ["Chidi", "Bode"]),
        (["field": "status", "isNot": "lead"], ["dora@example.com", "Ada Obi"]),
        (["field": "status", "in": ["customer", "new"]], ["dora@example.com", "Ada Obi"]),
        (["field": "name", "startsWith": "ADA"], ["Ada Obi"]),
        (["field": "name", "contains": "O"], ["Bode", "Ada Obi"]),
        (["field": "name", "empty": true], ["dora@example.com"]),
        (["field": "name", "isNot": "bode"], ["dora@example.com", "Chidi", "Ada Obi"]),
        (["field": "email", "is": "Ada@Example.com"], ["Ada Obi"]),
        (["field": "number", "is": "+1 (202) 555-0143"], ["dora@example.com"]),
        (["field": "number", "startsWith": "234"], ["Ada Obi"]),
        (["field": "number", "contains": "0212"], ["Ada Obi"]),
        (["field": "number", "empty": true], ["Chidi", "Bode"]),
        (["field": "business", "is": "Obi Ltd"], ["Ada Obi"]), (["field": "business", "contains": "ltd"], ["Ada Obi"]),
        (["field": "business", "empty": false], ["Ada Obi"]),
        (["field": "tag", "is": "vip"], ["Ada Obi"]), (["field": "tag", "is": "lagos"], ["Bode", "Ada Obi"]),
        (["field": "externalId", "is": "crm-1"], []),
        (["field": "owner", "empty": true], ["dora@example.com", "Chidi", "Bode", "Ada Obi"]),
        (["field": "owner", "is": "usr_1"], []), (["field": "fields.size", "is": "Large"], []),
        (["field": "tag", "empty": true], ["dora@example.com", "Chidi"]),
        (["field": "source", "in": ["web", "fair"]], ["Chidi", "Ada Obi"]),
        (["field": "estimatedValue", "above": 100], ["Ada Obi"]),
        (["field": "estimatedValue", "from": 100, "to": 100], ["Bode"]),
        (["field": "actualValue", "empty": false], ["Chidi"]),
        (["field": "currency", "is": "USD"], ["Chidi", "Bode"]),
        (["field": "lastContactAt", "from": "2026-01-02"], ["Bode"]),
        (["field": "lastContactAt", "to": "2026-01-01"], ["Ada Obi"]),
        (["field": "lastContactAt", "below": "2026-01-01"], []),
        (["field": "lastContactAt", "empty": true], ["dora@example.com", "Chidi"]),
        (["field": "createdAt", "from": "2020-01-01T00:00:00Z"], ["dora@example.com", "Chidi", "Bode", "Ada Obi"]),
        (["field": "updatedAt", "below": "2020-01-01"], []), (["field": "deletedAt", "empty": false], []),
        (["field": "stage", "is": "won"], ["Chidi", "Ada Obi"]), (["field": "stage", "is": "nowhere"], []),
        (["field": "stage", "isNot": "won"], ["dora@example.com", "Bode"]),
        (["field": "stage", "in": ["new", "lost"]], ["Bode"]),
        (["field": "stage", "startsWith": "w"], ["Chidi", "Ada Obi"]),
        (["field": "stage", "empty": true], ["dora@example.com"]),
        (
            ["and": [["field": "stage", "is": "won"], ["field": "status", "is": "lead"]]],
            ["Chidi"]
        ),
        (
            ["and": [["field": "status", "is": "lead"], ["not": ["field": "tag", "is": "lagos"]]]],
            ["Chidi"]
        ),
        (
            ["or": [["field": "name", "is": "bode"], ["field": "email", "startsWith": "dora"]]],
            ["dora@example.com", "Bode"]
        ),
    ]

    @Test func aListIsNarrowedToWhatPassesInEveryOrder() async throws {
        try await Self.book { book in
            for (filter, found) in Self.cases {
                for order in ContactOrder.allCases {
                    let names = try await book.names(where: filter, sort: order.rawValue)
                    #expect(names.sorted() == found.sorted(), "\(filter.jsonText) \(order)")
                    if order == .newest { #expect(names == found, "\(filter.jsonText)") }
                    if order == .oldest { #expect(names == found.reversed(), "\(filter.jsonText)") }
                }
            }
        }
    }

    @Test(
        arguments: [
            (["field": "size", "is": "x"], "filter.field"),
            (["field": "fields.no-key", "is": "x"], "filter.field"), (["field": "owner", "is": "Ada"], "filter.is"),
            (["field": "status"], "filter"), ([:], "filter"),
            (["field": "status", "is": "nice"], "filter.is"), (["field": "name", "above": 4], "filter.above"),
            (["field": "createdAt", "from": "soon"], "filter.from"),
            (["field": "estimatedValue", "is": "much"], "filter.is"),
            (["and": []], "filter.and"), (["is": "x"], "filter.field"),
            (["and": [["field": "tag", "is": "x"]], "not": ["field": "tag", "is": "x"]], "filter"),
            (["or": [["field": "name", "is": "x"], ["field": "name", "like": "x"]]], "filter.or[1].like"),
            (["not": ["field": "number", "contains": "abc"]], "filter.not.contains"),
        ] as [(JSONValue, String)])
    func whatIsNoFilterIsNamed(filter: JSONValue, field: String) async throws {
        let problem = try #require(throws: Problem.self) { try ContactFilter(filter) }
        #expect(([problem.field ?? ""] + problem.errors.map(\.field)).contains(field), "\(problem)")
    }

    /// Everybody of ``people`` in their ``stages``, of whom Ada was last spoken with on New Year's day and Bode on the day after.
    private static func book(_ body: (AddressBook) async throws -> Void) async throws {
        try await withBook { book in
            for (day, person) in people.enumerated() {
                let id = try await book.add(nil, person)
                if let stage = stages[at: day].string {
                    try await book.server.json(
                        .put, "/api/pipeline/contacts/\(id)", ["stage": .string(stage)], expecting: 200)
                }
                guard day < 2 else { continue }
                try await book.server.post(
                    "/api/crm/contacts/\(id)/interactions",
                    ["kind": "note", "summary": "x", "at": .string("2026-01-0\(day + 1)T10:00:00Z")], expecting: 201)
            }
            try await body(book)
        }
    }
}
