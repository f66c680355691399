import Client
import Domain
import HTTP
import JSON
import Support
import Testing

/// A whole program on a clock that a test moves, and the stories that its callers are told by.
struct Desk: Sendable {
    let server: TestServer
    let clock: FixedClock

    static let ada = "+12025550143"
    static let front = "+14155550119"

    /// Seconds since the stories began.
    private var second: Int { Int((clock.now().milliseconds - TestServer.noon.milliseconds) / 1000) }

    /// Somebody calls and nobody takes it; a minute passes.
    func missed(_ call: String, from: String = Self.ada, to: String = Self.front) async throws {
        try await voice(call, from: from, to: to)
        clock.advance(by: .seconds(20))
        try await status(call, "no-answer", from: from, to: to)
        clock.advance(by: .seconds(40))
    }

    /// Somebody calls and an agent takes it; two minutes pass.
    func taken(_ call: String, from: String = Self.ada, to: String = Self.front) async throws {
        try await voice(call, from: from, to: to)
        clock.advance(by: .seconds(10))
        try await post("status", TestServer.childStatus("\(call)b", of: call, "in-progress", second: second))
        clock.advance(by: .seconds(110))
        try await status(call, "completed", from: from, to: to)
    }

    /// We call somebody directly; a minute passes.
    ///
    /// - Parameter statuses: What its provider tells, ten seconds apart.
    func called(_ call: String, to number: String = Self.ada, _ statuses: [String]) async throws {
        for status in statuses {
            let form = TestServer.status(call, status, second: second, from: Self.front, to: number)
            try await post("status", form.map { $0.0 == "Direction" ? ("Direction", "outbound-api") : $0 })
            clock.advance(by: .seconds(10))
        }
        clock.advance(by: .seconds(60 - 10 * statuses.count))
    }

    func voice(_ call: String, from: String = Self.ada, to: String = Self.front) async throws {
        try await post("voice", TestServer.ringing(call, from: from, to: to))
    }

    func status(
        _ call: String, _ status: String, from: String = Self.ada, to: String = Self.front, second: Int? = nil
    ) async throws {
        try await post(
            "status", TestServer.status(call, status, second: second ?? self.second, from: from, to: to))
    }

    /// Somebody leaves a message of a few seconds.
    func voicemail(_ recording: String, of call: String, source: String = "RecordVerb") async throws {
        let form = TestServer.recording(recording, of: call, duration: 12)
        try await post("recording", form.map { $0.0 == "RecordingSource" ? ("RecordingSource", source) : $0 })
    }

    /// Somebody writes.
    func wrote(_ message: String, from: String = Self.ada, _ text: String = "Are you open?", optOut: String? = nil)
        async throws
    {
        try await post(
            "message",
            [
                ("MessageSid", message), ("SmsStatus", "received"), ("NumMedia", "0"), ("From", from),
                ("To", Self.front), ("Body", text),
            ] + (optOut.map { [("OptOutType", $0)] } ?? []))
    }

    /// What becomes of a message of ours.
    func sent(_ message: String, to number: String = Self.ada, _ status: String) async throws {
        try await post(
            "message",
            [("MessageSid", message), ("MessageStatus", status), ("From", Self.front), ("To", number)])
    }

    func post(_ hook: String, _ form: [(String, String)]) async throws {
        let answer = try await server.twilio(hook, form)
        #expect(answer.status.code == 200, "\(answer.text)")
    }

    /// The company's obligations.
    func obligations(_ query: String = "") async throws -> [JSONValue] {
        try await server.get("/api/obligations\(query)")["data"].array ?? []
    }

    /// The one obligation that there is, settled or not.
    func only() async throws -> JSONValue {
        var all = try await obligations()
        for state in ["done", "dismissed"] { all += try await obligations("?state=\(state)") }
        #expect(all.count == 1, "\(all.map(\.jsonText))")
        return all.first ?? .null
    }

    /// What its history says, oldest first.
    func history(of obligation: JSONValue) async throws -> [String] {
        let page = try await server.get("/api/obligations/\(obligation["id"].string ?? "")")
        return (page["data"]["history"].array ?? []).reversed().compactMap { $0["change"].string }
    }

    /// Does something about an obligation.
    @discardableResult
    func act(
        _ action: String, on obligation: JSONValue, _ body: JSONValue? = nil, as tenant: TestServer.Tenant? = nil,
        headers: [(String, String)] = [], expecting status: Int = 200
    ) async throws -> JSONValue {
        let answer = try await server.json(
            .post, "/api/obligations/\(obligation["id"].string ?? "")/\(action)", body, as: tenant, headers: headers,
            expecting: status)
        return status == 200 ? answer["data"] : answer
    }

    /// A member of the company who has signed in.
    func member(_ name: String) async throws -> (id: String, tenant: TestServer.Tenant) {
        let (email, password) = ("\(name)@example.com", "correct horse battery staple")
        let user: JSONValue = [
            "email": .string(email), "name": .string(name), "role": "agent", "password": .string(password),
        ]
        let made = try await server.post("/api/users", user, expecting: 201)
        let login: JSONValue = ["email": .string(email), "password": .string(password)]
        let response = try await server.client.post("/api/auth/login", login.jsonBytes)
        let token = try JSONParser.parse(response.body)["data"]["accessToken"].string
        return (
            made["data"]["user"]["id"].string ?? made["data"]["id"].string ?? "",
            server.tenant(token: try #require(token))
        )
    }
}

/// Runs `body` at a desk that opens at 9:00 on Monday, 2 March 2026.
func atDesk(_ body: (Desk) async throws -> Void) async throws {
    let clock = FixedClock()
    var options = TestOptions()
    options.clock = clock
    try await withServer(options) { try await body(Desk(server: $0, clock: clock)) }
}
