import Accounts
import Broadcast
import Calls
import Directory
import Foundation
import HTTP
import ModuleKit
import OpenSSL
import Testing
import Webhooks

/// The webhooks of a hub over a fresh file, without sockets: what the server would do with a request, and no more.
final class TestHub: Sendable {
    static let company = CompanyID(1)
    static let otherCompany = CompanyID(2)
    static let token = "hub-fixture-twilio-auth-token-01"

    let database: Database
    let webhooks: WebhooksModule
    let clock: TestClock
    private let calls: CallsModule
    private let router: Router
    private let folder: String

    init(secrets: HubSecrets = HubSecrets(), folder: String? = nil) async throws {
        self.folder =
            folder ?? FileManager.default.temporaryDirectory.appending(path: "webhooks-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: self.folder, withIntermediateDirectories: true)
        let clock = TestClock()
        self.clock = clock
        database = try Database(
            path: self.folder + "/hub.db", options: DatabaseOptions(),
            migrations: EventLog.migrations + ContactDirectory.migrations + CallsModule.migrations
                + WebhooksModule.migrations)
        let epoch = try await database.write(tenant: 0) { try EventLog.epoch(in: $0) }
        let platform = Platform(database: database, epoch: epoch, now: { clock.now })
        calls = CallsModule(
            platform, region: { _ in "US" }, ownsAccount: { _, _ in true }, audit: { _, _, _, _, _ in },
            .init(
                idempotency: Idempotency(secrets, now: { clock.now }), members: { _, _ in nil },
                followUp: { _, _, _ in }, parts: [], movers: []))
        webhooks = try await WebhooksModule(
            platform, ingest: calls.ingest, messages: calls.messages, secrets: secrets, audit: { _, _, _, _, _ in },
            profiles: nil,
            address: { "https://hub.example.com" })
        router = try Router(webhooks.routes + calls.routes)
    }

    deinit {
        database.close()
        // The folder is under the machine's temporary one: what is left is swept by the machine.
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Sends one request as the caller of a role; nil: nobody, as providers do.
    func send(
        _ method: HTTP.Method, _ target: String, _ headers: [(String, String)] = [], body: String = "",
        as role: Role? = nil,
        of company: CompanyID = TestHub.company
    ) async throws -> Response {
        do {
            return try await answer(RequestHead(method, target, headers: headers), Array(body.utf8), role, company)
        } catch {
            return (Problem.of(error) ?? .internalError).response(requestID: "req_1")
        }
    }

    /// Sends JSON as an administrator.
    func admin(
        _ method: HTTP.Method, _ target: String, _ body: JSONValue? = nil, of company: CompanyID = TestHub.company
    ) async throws -> Response {
        try await send(
            method, target, [("Content-Type", "application/json")], body: body?.jsonText ?? "", as: .admin, of: company)
    }

    private func answer(_ head: RequestHead, _ body: [UInt8], _ role: Role?, _ company: CompanyID) async throws
        -> Response
    {
        guard case .found(let endpoint, let captures) = router.match(head) else { throw Problem.notFound() }
        let caller = role.map { Caller(tenant: company.rawValue, subject: .user(7), role: $0) }
        let admission = try endpoint.admit(head, captures, by: FixedCaller(caller: caller))
        guard body.count <= endpoint.route.bodyLimitBytes else {
            throw Problem.tooLarge(limitBytes: endpoint.route.bodyLimitBytes)
        }
        let request = Request(
            head: head, body: body, id: "req_1", remoteAddress: "203.0.113.9", secure: false, endpoint: endpoint,
            captures: captures, admission: admission)
        switch endpoint.route.handler {
        case .async(let handler), .streaming(let handler): return try await handler(request)
        case .inline(let handler):
            return try await withCheckedThrowingContinuation { waiting in
                handler(request, Reply { waiting.resume(with: $0) })
            }
        case .socket: throw Problem(.upgradeRequired)
        }
    }

    /// A Twilio account, and its id on the wire.
    func twilioAccount(secret: String = TestHub.token) async throws -> String {
        let made = try await admin(.post, "/api/provider-accounts", ["provider": "twilio", "secret": .string(secret)])
        #expect(made.status == .created, "\(made.text)")
        return try #require(made.json["data"]["id"].string)
    }

    /// Sends a form to a hook of a Twilio account as Twilio would sign it.
    func twilio(
        _ account: String, _ hook: String, _ form: String, secret: String = TestHub.token, signed: String? = nil
    ) async throws -> Response {
        let target = "/webhooks/twilio/\(account)/\(hook)"
        let signature = Signing.twilio(signed ?? "https://hub.example.com" + target, form, secret: secret)
        return try await send(
            .post, target,
            [("Content-Type", "application/x-www-form-urlencoded"), ("X-Twilio-Signature", signature)], body: form)
    }

    /// How many rows a table has.
    func count(_ sql: SQL) async throws -> Int {
        try await database.read(tenant: Self.company.rawValue) { try $0.first(sql) { $0.int(0) } ?? 0 }
    }
}

private struct FixedCaller: Authenticator {
    let caller: Caller?
    func authenticate(_ head: RequestHead, allowsQueryToken: Bool) throws(Problem) -> Caller? { caller }
}

/// A clock that stands until it is moved.
final class TestClock: Sendable {
    private let time = TestLock(Timestamp(milliseconds: 1_763_629_267_000))
    var now: Timestamp { time.withLock { $0 } }
    func advance(_ duration: Duration) { time.withLock { $0 = $0 + duration } }
}

/// Foundation's lock around a value.
final class TestLock<Value: Sendable>: @unchecked Sendable {
    // Safe because `value` is touched only while `lock` is held.
    private let lock = NSLock()
    private var value: Value
    init(_ value: Value) { self.value = value }
    func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(&value)
    }
}

extension Response {
    /// The body as JSON; null when it is none.
    var json: JSONValue { (try? JSONParser.parse(bytes ?? [])) ?? .null }
    /// The body as text.
    var text: String { String(decoding: bytes ?? [], as: UTF8.self) }
}
