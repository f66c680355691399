import Domain
import HTTP
import JSON
import Support
import Testing

/// A whole program whose company has a line at a Twilio account that is a ``StandIn``.
struct MessagingHub: Sendable {
    let server: TestServer
    let provider: StandIn
    let clock: FixedClock

    static let number = "+12025550143"
    static let line = "+14155550119"
    static let taken = StandIn.Answer.json(201, ["sid": "SM1", "status": "queued", "error_code": nil])

    var token: String { server.company.token }

    /// Asks for a message: a text to the usual number, unless told.
    @discardableResult
    func write(
        _ more: JSONObject = [:], to number: String = Self.number, key: String? = nil,
        as tenant: TestServer.Tenant? = nil,
        expecting status: Int = 201
    ) async throws -> JSONValue {
        var body: JSONObject = ["to": .string(number)]
        if more["template"] == nil { body["text"] = "Hello" }
        for member in more.members { body[member.name] = member.value }
        return try await server.json(
            .post, "/api/messages", .object(body), as: tenant,
            headers: key.map { [("Idempotency-Key", $0)] } ?? [], expecting: status)
    }

    /// A message as it stands.
    func message(_ written: JSONValue) async throws -> JSONValue {
        try await server.get("/api/messages/\(written["data"]["id"].string ?? "")")["data"]
    }

    /// What the provider reports of a message; `reference` is what our address named.
    func report(
        _ status: String, of sid: String = "SM1", reference: JSONValue? = nil, more: [(String, String)] = []
    ) async throws {
        let query = reference.map { "?message=\($0["data"]["id"].string ?? "")" } ?? ""
        let form = [
            ("MessageSid", sid), ("MessageStatus", status), ("From", Self.line), ("To", Self.number),
            ("AccountSid", "AC1"),
        ]
        #expect(try await server.twilio("message", form + more, query: query).status == .ok)
    }

    /// Somebody writes.
    func hear(
        _ text: String, _ sid: String, from number: String = Self.number, whatsApp: Bool = false,
        as tenant: TestServer.Tenant? = nil
    ) async throws {
        let prefix = whatsApp ? "whatsapp:" : ""
        let form = [
            ("MessageSid", sid), ("SmsStatus", "received"), ("From", prefix + number), ("To", prefix + Self.line),
            ("Body", text), ("AccountSid", "AC1"),
        ]
        let marks = whatsApp ? [("WaId", "12025550143")] : []
        #expect(try await server.twilio("message", form + marks, as: tenant).status == .ok)
    }

    /// What is due a while later leaves.
    func send(after duration: Duration = .zero) async throws {
        clock.advance(by: duration)
        try await server.sendMessages()
    }

    /// The same with the program that came after this one.
    func on(_ server: TestServer) -> MessagingHub {
        MessagingHub(server: server, provider: provider, clock: clock)
    }

    /// Tells the hub how to sign in at the stand-in.
    func logIn(as tenant: TestServer.Tenant? = nil, base: String? = nil, withLine: Bool = true) async throws {
        let account = (tenant ?? server.company).account.wire
        try await server.json(
            .put, "/api/provider-accounts/\(account)/login",
            ["user": "AC1", "secret": "secret-token", "base": .string(base ?? provider.base)], as: tenant,
            expecting: 200)
        guard withLine else { return }
        try await server.post(
            "/api/lines", ["account": .string(account), "number": .string(Self.line)], as: tenant, expecting: 201)
    }

    /// How this hub's programs are started.
    func options(inBackground: Bool = false) -> TestOptions { Self.options(clock, inBackground: inBackground) }

    static func options(_ clock: FixedClock, inBackground: Bool) -> TestOptions {
        var options = TestOptions()
        (options.clock, options.sendsMessages) = (clock, inBackground)
        options.flags = ["--outbound-allow", "127.0.0.1"]
        return options
    }
}

/// Runs `body` with a program and a stand-in; messages leave when the test says so.
func withMessaging(inBackground: Bool = false, _ body: (MessagingHub) async throws -> Void) async throws {
    let (provider, clock) = (try StandIn(), FixedClock())
    do {
        try await withServer(MessagingHub.options(clock, inBackground: inBackground)) { server in
            let hub = MessagingHub(server: server, provider: provider, clock: clock)
            try await hub.logIn()
            try await body(hub)
        }
    } catch {
        await provider.stop()
        throw error
    }
    await provider.stop()
}
