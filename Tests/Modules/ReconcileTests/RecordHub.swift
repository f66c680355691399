import Domain
import Foundation
import JSON
import Support
import Testing
import Web

/// A whole program whose company has an account at a provider that is a stand-in, and has its login.
struct RecordHub: Sendable {
    let server: TestServer
    let provider: MediaStandIn
    let clock: FixedClock
    /// The account at the provider, as webhooks are signed for it.
    let tenant: TestServer.Tenant

    var account: String { tenant.account.wire }

    /// Lets the provider answer the next requests with these pages, in order.
    func answers(_ pages: JSONValue...) {
        for page in pages { provider.answer(.document(page.jsonBytes)) }
    }

    /// The account's page.
    func page() async throws -> JSONValue { try await server.get("/api/provider-accounts/\(account)")["data"] }

    /// What the page says of reconciling.
    func standing() async throws -> JSONValue { try await page()["health"]["reconcile"] }

    /// A webhook of the account.
    func twilio(_ hook: String, _ form: [(String, String)]) async throws {
        let answer = try await server.twilio(hook, form, as: tenant)
        #expect(answer.status == .ok, "\(answer.text)")
    }
}

/// Runs `body` with a program and a stand-in.
///
/// - Parameters:
///   - secret: What webhooks are signed with.
///   - login: The password or key of the login.
func withRecords(
    _ kind: String = "twilio", secret: String = "0123456789abcdef", login: String = "token",
    options: TestOptions? = nil,
    _ body: (RecordHub) async throws -> Void
) async throws {
    let provider = try MediaStandIn(sound: Array("no page".utf8))
    let clock = FixedClock()
    var options = options ?? TestOptions()
    options.clock = clock
    options.flags += ["--outbound-allow", "127.0.0.1"]
    do {
        try await withServer(options) { server in
            let made = try await server.post(
                "/api/provider-accounts", ["provider": .string(kind), "secret": .string(secret)], expecting: 201)
            let account = made["data"]["id"].string ?? ""
            try await server.json(
                .put, "/api/provider-accounts/\(account)/login",
                [
                    "user": "AC0", "secret": .string(login), "base": .string(provider.origin), "application": "APP0",
                ], expecting: 200)
            try await body(
                RecordHub(
                    server: server, provider: provider, clock: clock, tenant: server.company.at(account, secret)))
        }
    } catch {
        await provider.stop()
        throw error
    }
    await provider.stop()
}

/// Twilio's pages (reference §12.1); seconds count from ``Wire/noon``.
enum Twilio {
    static func calls(_ calls: JSONValue..., next: String? = nil) -> JSONValue {
        ["calls": .array(calls), "next_page_uri": next.map { .string($0) } ?? .null, "page_size": 100]
    }

    static func recordings(_ recordings: JSONValue..., next: String? = nil) -> JSONValue {
        ["recordings": .array(recordings), "next_page_uri": next.map { .string($0) } ?? .null]
    }

    static func call(
        _ id: String, _ status: String = "completed", from start: Int = 0, to end: Int? = 133,
        parent: String? = nil, price: String? = nil, number: String = "+12025550143"
    ) -> JSONValue {
        [
            "sid": .string(id), "parent_call_sid": parent.map { .string($0) } ?? .null, "status": .string(status),
            "direction": parent == nil ? "inbound" : "outbound-dial",
            "from": parent == nil ? .string(number) : "+14155550119",
            "to": parent == nil ? "+14155550119" : "+13125550177",
            "start_time": .string(TestServer.rfc2822(start)),
            "end_time": end.map { .string(TestServer.rfc2822($0)) } ?? .null,
            "duration": end.map { .string("\($0 - start)") } ?? .null,
            "price": price.map { .string($0) } ?? .null, "price_unit": "USD",
        ]
    }

    static func recording(_ id: String, of call: String, at origin: String) -> JSONValue {
        [
            "sid": .string(id), "call_sid": .string(call), "status": "completed", "duration": "12", "channels": 1,
            "source": "DialVerb", "start_time": .string(TestServer.rfc2822(5)), "price": "-0.0025", "price_unit": "USD",
            "media_url": .string("\(origin)/2010-04-01/Accounts/AC0/Recordings/\(id)"),
            "uri": .string("/2010-04-01/Accounts/AC0/Recordings/\(id).json"),
        ]
    }
}
