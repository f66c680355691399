import Domain
import HTTP
import JSON
import Support
import TestTools
import Testing

/// A company whose calls, contacts and clock do whatever a seed says.
struct Story: Sendable {
    let server: TestServer
    let clock: FixedClock

    private static let zones = ["UTC", "Asia/Kolkata", "America/St_Johns", "Africa/Lagos", "Asia/Kathmandu"]
    private static let statuses = ["new", "lead", "customer", "former", "blocked"]

    /// So many random things happen.
    func tell(_ count: Int, seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        var calls: [(id: String, from: String)] = []
        var (manual, contacts): ([String], [String]) = ([], [])
        for step in 0..<count {
            clock.advance(by: .seconds(Int.random(in: 1...30_000, using: &random)))
            let from = "+1202555014\(Int.random(in: 0...4, using: &random))"
            switch Int.random(in: 0..<14, using: &random) {
            case 0...3:
                let id = "CA\(seed)x\(step)"
                calls.append((id, from))
                try await call(id, from, &random)
            case 4:
                guard let call = calls.randomElement(using: &random) else { continue }
                // Late, and often a second time.
                let seconds = Int.random(in: 0...90, using: &random)
                let end = TestServer.status(call.id, "completed", duration: seconds, from: call.from)
                for _ in 1...2 { try await post("status", end) }
            case 5:
                guard let call = calls.randomElement(using: &random) else { continue }
                let child = TestServer.childStatus(
                    "\(call.id)c", of: call.id,
                    ["in-progress", "completed", "busy"].randomElement(using: &random) ?? "busy",
                    duration: 30)
                try await post("status", child)
            case 6:
                guard let call = calls.randomElement(using: &random) else { continue }
                let mood = ["good", "bad", "so so"].randomElement(using: &random) ?? "good"
                try await server.post(
                    "/api/contact-lookup/live-call-update",
                    ["callSid": .string(call.id), "sentiment": .string(mood), "intent": "buy", "agent": "usr_zzz"])
            case 7, 8: try await log(from, &manual, &random)
            case 9:
                guard let call = manual.randomElement(using: &random) else { continue }
                manual.removeAll { $0 == call }
                try await server.json(.delete, "/api/crm/calls/\(call)", nil, expecting: 204)
            case 10, 11: try await write(&contacts, &random)
            case 12:
                guard let contact = contacts.randomElement(using: &random) else { continue }
                contacts.removeAll { $0 == contact }
                try await server.json(.delete, "/api/crm/contacts/\(contact)", nil, expecting: 204)
            default:
                let zone = Self.zones.randomElement(using: &random) ?? "UTC"
                try await server.json(
                    .patch, "/api/companies/current", ["timeZone": .string(zone)], expecting: 200)
            }
            if step % 7 == 0 { try await server.settleFigures() }
        }
        try await server.settleFigures()
    }

    private func call(_ id: String, _ from: String, _ random: inout SeededGenerator) async throws {
        let to = Bool.random(using: &random) ? "+14155550119" : "+14155550120"
        try await post("voice", TestServer.ringing(id, from: from, to: to))
        clock.advance(by: .seconds(Int.random(in: 1...70, using: &random)))
        if Bool.random(using: &random) {
            try await post("status", TestServer.childStatus("\(id)b", of: id, "in-progress"))
        }
        clock.advance(by: .seconds(Int.random(in: 1...500, using: &random)))
        guard Int.random(in: 0..<5, using: &random) > 0 else { return }
        let end = ["completed", "no-answer", "busy", "canceled"].randomElement(using: &random) ?? "completed"
        try await post("status", TestServer.status(id, end, from: from, to: to))
    }

    private func log(_ number: String, _ manual: inout [String], _ random: inout SeededGenerator) async throws {
        let ago = Int.random(in: 0...900_000, using: &random)
        let draft: JSONValue = [
            "direction": Bool.random(using: &random) ? "inbound" : "outbound",
            "at": .string((clock.now() - .seconds(ago)).rfc3339), "number": .string(number),
            "durationSec": .integer(Int64(Int.random(in: 0...3, using: &random) * 100)),
        ]
        let made = try await server.post("/api/crm/calls", draft, expecting: 201)
        manual.append(made["data"]["call"].string ?? "")
    }

    private func write(_ contacts: inout [String], _ random: inout SeededGenerator) async throws {
        let entry: JSONValue = [
            "name": "Somebody", "status": .string(Self.statuses.randomElement(using: &random) ?? "new"),
            "actualValue": [
                "amount": .integer(Int64.random(in: 0...90_000, using: &random)),
                "currency": Bool.random(using: &random) ? "USD" : "NGN",
            ],
        ]
        if let known = contacts.randomElement(using: &random), Bool.random(using: &random) {
            try await server.json(.put, "/api/crm/contacts/\(known)", entry, expecting: 200)
        } else {
            let made = try await server.post("/api/crm/contacts", entry, expecting: 201)
            contacts.append(made["data"]["id"].string ?? "")
        }
    }

    private func post(_ hook: String, _ form: [(String, String)]) async throws {
        let answer = try await server.twilio(hook, form)
        #expect(answer.status.code == 200, "\(answer.text)")
    }

    /// How many rows a page and those after it have.
    func count(_ rows: String) async throws -> Int { try await server.pages(rows, limit: 500).count }
}

/// Runs `body` beside a company whose clock stands at 9:00 on Monday, 2 March 2026.
func withStory(_ body: (Story) async throws -> Void) async throws {
    let clock = FixedClock()
    var options = TestOptions()
    options.clock = clock
    try await withServer(options) { try await body(Story(server: $0, clock: clock)) }
}
