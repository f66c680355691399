import Domain
import HTTP
import JSON
import Reactor
import Server
import Support
import Testing
import Web

/// Calling back through the provider that the line is at, whose API is a stand-in here.
@Suite(.timeLimit(.minutes(10))) struct CallBackTests {
    private static let agent = "+14155550133"

    /// A desk whose line is at a provider that places every call as `CAout`.
    private func withProvider(_ body: (Desk, Lock<Int>) async throws -> Void) async throws {
        let (asked, group) = (Lock(0), try EventLoopGroup(count: 1))
        let place: @Sendable (Request) async throws -> Response = { _ in
            asked.withLock { $0 += 1 }
            return .document(Array(#"{"sid":"CAout","status":"queued"}"#.utf8), status: .created)
        }
        var serving = ServerOptions()
        serving.port = 0
        let provider = HTTPServer(
            group: group, router: try Router([.post("/*path", .anyone, place).openQuery]), options: serving)
        let base = "http://127.0.0.1:\(try provider.start())"
        let clock = FixedClock()
        var options = TestOptions()
        (options.clock, options.flags) = (clock, ["--outbound-allow", "127.0.0.1"])
        do {
            try await withServer(options) { server in
                try await server.json(
                    .put, "/api/provider-accounts/\(server.company.account)/login",
                    ["user": "USER1", "secret": "secret-token", "base": .string(base)], expecting: 200)
                try await body(Desk(server: server, clock: clock), asked)
            }
        } catch {
            await provider.stop(within: .zero)
            await group.stop(within: .zero)
            throw error
        }
        await provider.stop(within: .zero)
        await group.stop(within: .zero)
    }

    /// What the agent's phone, and then the person's, report of the call back.
    private func leg(_ id: String, to number: String, _ status: String, second: Int, on desk: Desk) async throws {
        let form = TestServer.status(
            id, status, second: second, from: Desk.front, to: number,
            more: id == "CAout" ? [] : [("ParentCallSid", "CAout")])
        try await desk.post(
            "status",
            form.map {
                $0.0 == "Direction" ? ("Direction", id == "CAout" ? "outbound-api" : "outbound-dial") : $0
            })
    }

    @Test func itIsDoneWhenThePersonAnswersAndNotWhenOurOwnPhoneDoes() async throws {
        try await withProvider { desk, asked in
            let member = try await desk.member("ada")
            try await desk.missed("CA1")
            let one = try await desk.only()
            let key = [("Idempotency-Key", "back-1")]
            let order: JSONValue = ["agent": .string(Self.agent)]
            for _ in 1...2 {
                let begun = try await desk.act("call-back", on: one, order, as: member.tenant, headers: key)
                #expect(begun["state"] == "in-progress" && begun["owner"].string == member.id)
            }
            #expect(asked.withLock { $0 } == 1)
            try await leg("CAout", to: Self.agent, "in-progress", second: 70, on: desk)
            #expect(try await desk.only()["state"] == "in-progress", "only our own phone was picked up")
            try await leg("CAleg", to: Desk.ada, "ringing", second: 72, on: desk)
            #expect(try await desk.only()["state"] == "in-progress")
            try await leg("CAleg", to: Desk.ada, "in-progress", second: 80, on: desk)
            let done = try await desk.only()
            #expect(done["state"] == "done" && done["end"] == "reached-by-call")
            #expect(try await desk.history(of: one) == ["opened", "called-back", "done"])
        }
    }

    @Test func itGoesOnWhenThePersonDoesNotAnswer() async throws {
        try await withProvider { desk, _ in
            try await desk.missed("CA1")
            let one = try await desk.only()
            try await desk.act("call-back", on: one, ["agent": .string(Self.agent)])
            try await leg("CAout", to: Self.agent, "in-progress", second: 70, on: desk)
            try await leg("CAleg", to: Desk.ada, "no-answer", second: 90, on: desk)
            try await leg("CAout", to: Self.agent, "completed", second: 91, on: desk)
            #expect(try await desk.only()["state"] == "in-progress")
        }
    }

    @Test func whatCannotBeCalledBackIsSaid() async throws {
        try await withProvider { desk, asked in
            try await desk.missed("CA1")
            let one = try await desk.only()
            let order: JSONValue = ["agent": .string(Self.agent)]
            #expect(try await desk.act("call-back", on: one, ["agent": "12"], expecting: 422)["field"] == "agent")
            let contact = one["contact"].string ?? ""
            try await desk.server.json(
                .put, "/api/crm/contacts/\(contact)",
                ["name": "Ada", "tags": ["do-not-call"], "numbers": [["number": .string(Desk.ada)]]], expecting: 200)
            let refused = try await desk.act("call-back", on: one, order, expecting: 409)
            #expect(refused["type"] == "/problems/do-not-call")
            #expect(try await desk.only()["state"] == "open", "nothing was begun")
            try await desk.act("dismiss", on: one, ["reason": "asked not to be called"])
            #expect(try await desk.act("call-back", on: one, order, expecting: 409)["state"] == "dismissed")
            #expect(asked.withLock { $0 } == 0)
        }
    }
}
