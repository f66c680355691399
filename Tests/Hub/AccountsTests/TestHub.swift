import Glibc
import HTTP
import ModuleKit
import Reactor
import Testing

@testable import Accounts

/// A clock that moves when it is told to.
final class TestClock: Sendable {
    private let time = Lock(Timestamp(year: 2026, month: 11, day: 20, hour: 9))

    var now: Timestamp { time.withLock { $0 } }

    func advance(by duration: Duration) { time.withLock { $0 = $0 + duration } }
}

/// The accounts with a database of their own, asked as a server asks them: router, gatekeeper, handler.
final class TestHub: Sendable {
    let accounts: AccountsModule
    let database: Database
    let clock: TestClock
    let heard = Lock<[AccessChange]>([])
    private let router: Router

    init(path: String, clock: TestClock, secrets: HubSecrets) throws {
        self.clock = clock
        database = try Database(path: path, migrations: AccountsModule.migrations + EventLog.migrations)
        let platform = Platform(database: database, epoch: "test", now: { clock.now })
        accounts = AccountsModule(
            platform, secrets: secrets, origins: ["https://pages.example/"],
            isPermission: { $0 == "contacts:read" || $0 == "keys:write" || $0 == "keys:read" || $0 == "users:read" },
            passwordCost: 4)
        router = try Router(accounts.routes)
        let accounts = accounts
        database.onCommit = { [heard] values in
            accounts.committed(values)
            heard.withLock { $0 += values.compactMap { $0 as? AccessChange } }
        }
    }

    /// What one request is answered with.
    func send(
        _ method: HTTP.Method, _ target: String, _ body: String? = nil, token: String? = nil, cookie: String? = nil,
        headers: [(String, String)] = [], from address: String = "192.0.2.1"
    ) async throws -> Answer {
        var fields = headers
        if let token { fields.append(("Authorization", "Bearer \(token)")) }
        if let cookie { fields.append(("Cookie", cookie)) }
        if body != nil { fields.append(("Content-Type", "application/json")) }
        let head = try RequestHead(method, target, headers: fields)
        do {
            guard case .found(let endpoint, let captures) = router.match(head) else { throw Problem.notFound() }
            let admission = try endpoint.admit(head, captures, by: accounts.gatekeeper)
            let request = Request(
                head: head, body: Array((body ?? "").utf8), id: "req_1", remoteAddress: address, secure: true,
                endpoint: endpoint, captures: captures, admission: admission)
            guard case .async(let handler) = endpoint.route.handler else { throw Problem.internalError }
            return try Answer(await handler(request))
        } catch {
            guard let problem = Problem.of(error) else { throw error }
            return try Answer(problem.response(requestID: "req_1"))
        }
    }

    /// A company with an owner who signs in with ``password``.
    func company(_ name: String = "Lagos Dental", owner: String = "ada@example.com", hubOwner: Bool = false)
        async throws
        -> CompanyID
    {
        let company = try await accounts.companies.create(NewCompany(name: name, region: "NG", currency: "NGN"))
        let user = NewUser(email: owner, name: "Ada Obi", role: .owner, password: Self.password)
        _ = try await accounts.users.create(user, hubOwner: hubOwner, in: company.id)
        return company.id
    }

    func signIn(_ email: String = "ada@example.com", _ password: String = TestHub.password, company: CompanyID? = nil)
        async throws -> Answer
    {
        let place = company.map { #","company":"\#($0.wire)""# } ?? ""
        return try await send(.post, "/api/auth/login", #"{"email":"\#(email)","password":"\#(password)"\#(place)}"#)
    }

    /// A member with a password, signed in.
    func member(_ email: String, _ role: Role, in company: CompanyID) async throws -> (id: UserID, token: String) {
        let user = NewUser(email: email, name: "Somebody", role: role, password: Self.password)
        let id = try await accounts.users.create(user, in: company).user.id
        return (id, try await signIn(email).token)
    }

    static let password = "correct horse battery"
}

/// What a client sees of a response.
struct Answer: Sendable {
    let status: Int
    let json: JSONValue
    let headers: [(String, String)]

    init(_ response: Response) throws {
        status = response.status.code
        let bytes = response.bytes ?? []
        json = bytes.isEmpty ? .null : try JSONParser.parse(bytes)
        headers = response.headers
    }

    var data: JSONValue { json["data"] }
    var token: String { data["accessToken"].string ?? "" }

    /// The last word of `type`.
    var problem: String? { json["type"].string?.split(separator: "/").last.map(String.init) }

    func header(_ name: String) -> String? { headers.first { $0.0 == name }?.1 }

    /// `name=value` of a cookie that was set.
    func cookie(_ name: String) -> String? {
        for (field, value) in headers where field == "Set-Cookie" && value.hasPrefix("\(name)=") {
            return value.split(separator: ";").first.map(String.init)
        }
        return nil
    }
}

/// Runs `body` with a fresh hub, and removes its file.
func withHub(secrets: HubSecrets = HubSecrets(), _ body: (TestHub) async throws -> Void) async throws {
    var template = Array("/tmp/accounts-XXXXXX".utf8CString)
    let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
    defer {
        for name in ["hub.db", "hub.db-wal", "hub.db-shm"] { unlink("\(folder)/\(name)") }
        rmdir(folder)
    }
    let hub = try TestHub(path: "\(folder)/hub.db", clock: TestClock(), secrets: secrets)
    defer { hub.database.close() }
    try await hub.accounts.load()
    try await body(hub)
}
