import Client
import Domain
import JSON
import Support
import TestTools
import Testing

/// What one company exports another can import.
@Suite(.timeLimit(.minutes(10))) struct RoundTripTests {
    @Test(arguments: ["exact", "spreadsheet"])
    func contactsComeBackAsTheyWere(mode: String) async throws {
        try await withImports { desk in
            var random = SeededGenerator(seed: 41)
            for number in 0..<40 {
                try await desk.server.post("/api/crm/contacts", Self.contact(number, &random), expecting: 201)
            }
            let before = try await desk.contacts()
            let export = try await desk.server.client.get(
                "/api/crm/export/csv?mode=\(mode)",
                headers: [("Authorization", "Bearer \(desk.server.company.token)")])
            let other = ImportDesk(
                server: desk.server, tenant: try await desk.server.anotherCompany("Other"))
            let file = try await other.upload(export.text)
            try await other.map(file, ["upsertBy": "none"])
            let done = try await other.bringIn(file)
            #expect(ImportDesk.counts(done) == [40, 0, 0, 0, 0, 0])
            let after = try await other.contacts()
            #expect(after.map(Self.content) == before.map(Self.content))
        }
    }

    /// What of a contact a file can carry.
    private static func content(_ contact: JSONValue) -> JSONValue {
        var object: JSONObject = [:]
        for name in ["name", "email", "status", "tags", "notes", "value", "source", "numbers", "createdAt"] {
            object[name] = contact[name]
        }
        object["business"] = contact["business"]["name"]
        return .object(object)
    }

    private static func contact(_ number: Int, _ random: inout SeededGenerator) -> JSONValue {
        let letters = Array("abc ÉọZ=+-@'\";,|\n\t7<&\\")
        let text = { (random: inout SeededGenerator) -> String in
            // Blanks at the ends are nobody's, and a quote before a sign is what a spreadsheet's export adds.
            let inner = (0..<Int.random(in: 0..<12, using: &random)).compactMap { _ in
                letters.randomElement(using: &random)
            }
            return "x\(String(inner).replacing("\t", with: "t"))y"
        }
        var entry: JSONObject = ["name": .string((number % 5 == 0 ? "=" : "") + text(&random))]
        if Bool.random(using: &random) { entry["email"] = .string("p\(number)@example.com") }
        if Bool.random(using: &random) { entry["business"] = .string(text(&random)) }
        if Bool.random(using: &random) { entry["notes"] = .string(text(&random) + "\nsecond") }
        entry["status"] = .string(
            ["new", "lead", "customer", "former", "blocked"].randomElement(using: &random) ?? "new")
        entry["tags"] = .array((0..<Int.random(in: 0..<3, using: &random)).map { .string("tag \($0)") })
        if Bool.random(using: &random) {
            let currency: JSONValue = Bool.random(using: &random) ? "NGN" : "JPY"
            entry["estimatedValue"] = [
                "amount": .integer(Int64.random(in: -5_000...9_999_999, using: &random)), "currency": currency,
            ]
            entry["actualValue"] = ["amount": .integer(Int64.random(in: 0...99, using: &random)), "currency": currency]
        }
        entry["numbers"] = .array(
            (0..<Int.random(in: 0..<4, using: &random)).map {
                ["number": .string("+23480212\(10_000 + number * 4 + $0)")]
            })
        return .object(entry)
    }
}
