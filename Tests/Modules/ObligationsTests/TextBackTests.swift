import Domain
import HTTP
import JSON
import Obligations
import Reactor
import Support
import Testing

/// Texting back through whatever writes messages, which is asked in full and knows no obligation.
@Suite(.timeLimit(.minutes(10))) struct TextBackTests {
    private struct Asked: Sendable, Equatable {
        let number: PhoneNumber
        let line: LineID
        let content: TextBackContent
        let company: CompanyID
    }

    @Test func itIsUnderWayWhenAskedForAndDoneWhenDelivered() async throws {
        let (clock, asked) = (FixedClock(), Lock<[Asked]>([]))
        var options = TestOptions()
        options.clock = clock
        options.textBack = { number, line, content, company, _ in
            asked.withLock { $0.append(Asked(number: number, line: line, content: content, company: company)) }
            return MessageID(77)
        }
        try await withServer(options) { server in
            let desk = Desk(server: server, clock: clock)
            try await desk.missed("CA1")
            let one = try await desk.only()
            let both: JSONValue = ["text": "Hello", "template": "missed"]
            #expect(try await desk.act("text-back", on: one, both, expecting: 422)["field"] == "text")
            let filled: JSONValue = ["text": "Hello", "variables": ["name": "Ada"]]
            #expect(try await desk.act("text-back", on: one, filled, expecting: 422)["field"] == "variables")
            let line = try #require(LineID(wire: one["line"].string ?? ""))
            let template: JSONValue = ["template": "missed", "variables": ["name": "Ada"]]
            for body in [["text": "Hello"], template] as [JSONValue] {
                let begun = try await desk.act("text-back", on: one, body)
                #expect(begun["message"].string == MessageID(77).wire)
                #expect(begun["obligation"]["state"] == "in-progress")
            }
            let whom = PhoneNumber(e164: Desk.ada)
            let wanted: [TextBackContent] = [.text("Hello"), .template("missed", ["name": "Ada"])]
            #expect(
                asked.withLock { $0 }
                    == wanted.map { Asked(number: whom, line: line, content: $0, company: server.company.id) })
            try await desk.sent("SM1", "delivered")
            #expect(try await desk.only()["end"] == "reached-by-message")
            #expect(try await desk.history(of: one) == ["opened", "texted-back", "done"])
            let other = try await server.anotherCompany("Other")
            for body in [["text": "Hello"], both] as [JSONValue] {
                try await desk.act("text-back", on: one, body, as: other, expecting: 404)
            }
            #expect(try await desk.act("text-back", on: one, ["text": "Hello"], expecting: 409)["state"] == "done")
        }
    }
}
