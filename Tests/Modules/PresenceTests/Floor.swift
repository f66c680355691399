import Domain
import JSON
import Support
import Testing

/// Somebody who takes calls, and how to speak for them.
struct Agent: Sendable {
    let id: String
    let tenant: TestServer.Tenant
}

/// A whole program with a clock of its own, whose company has a line, and agents as a test wants them.
struct Floor: Sendable {
    let server: TestServer
    let clock: FixedClock
    let line: String

    static let phone = "+13125550177"

    /// A person who has signed in.
    func person(_ name: String, role: String = "agent") async throws -> Agent {
        let email = "\(name.lowercased())@example.com"
        let made = try await server.post(
            "/api/users",
            ["email": .string(email), "name": .string(name), "role": .string(role), "password": "correct horse 9"],
            expecting: 201)
        let signedIn = try await server.post(
            "/api/auth/login", ["email": .string(email), "password": "correct horse 9"])
        return Agent(
            id: try #require(made["data"]["user"]["id"].string ?? made["data"]["id"].string),
            tenant: server.tenant(token: try #require(signedIn["data"]["accessToken"].string)))
    }

    /// A machine with a key.
    func machine(_ name: String, role: String = "agent") async throws -> Agent {
        let made = try await server.post("/api/keys", ["name": .string(name), "role": .string(role)], expecting: 201)
        return Agent(
            id: try #require(made["data"]["id"].string),
            tenant: server.tenant(token: try #require(made["data"]["secret"].string)))
    }

    /// Says what an agent is; what it is then.
    @discardableResult
    func set(_ agent: Agent, _ state: JSONValue = ["state": "available"], expecting status: Int = 200) async throws
        -> JSONValue
    {
        try await server.json(.put, "/api/presence/me", state, as: agent.tenant, expecting: status)["data"]
    }

    /// Lets the line's calls ring at these.
    func route(_ targets: [String], _ more: JSONObject = [:]) async throws {
        var body = more
        body["targets"] = .array(targets.map { .string($0) })
        try await server.json(.put, "/api/lines/\(line)/routing", .object(body), expecting: 200)
    }

    func ring(_ call: String = "CA1") async throws {
        #expect(try await server.twilio("voice", TestServer.ringing(call)).status.code == 200)
    }

    /// A leg of somebody's telephone connects.
    func connect(_ call: String = "CA1", phone: String = Self.phone) async throws {
        let form = TestServer.childStatus("\(call)b", of: call, "in-progress", agent: phone)
        #expect(try await server.twilio("status", form).status.code == 200)
    }

    /// What the provider says of a call that was placed from somebody's telephone.
    func report(_ call: String, _ status: String, phone: String = Self.phone) async throws {
        let form = TestServer.status(call, status).map { name, value in
            switch name {
            case "Direction": (name, "outbound-api")
            case "From": (name, "+14155550119")
            case "To": (name, phone)
            default: (name, value)
            }
        }
        #expect(try await server.twilio("status", form).status.code == 200)
    }

    func end(_ call: String = "CA1") async throws {
        #expect(try await server.twilio("status", TestServer.status(call, "completed", duration: 9)).status.code == 200)
    }

    @discardableResult
    func claim(_ agent: Agent, _ call: String = "CA1", expecting status: Int = 200) async throws -> JSONValue {
        try await server.json(.post, "/api/calls/\(call)/claim", nil, as: agent.tenant, expecting: status)
    }

    /// Who has a call, and at whom it rings.
    func targets(_ call: String = "CA1") async throws -> (agent: String?, targets: [String]) {
        let data = try await server.get("/api/calls/\(call)/targets")["data"]
        return (data["agent"].string, data["targets"].array?.compactMap(\.string) ?? [])
    }

    /// What an agent is.
    func state(_ agent: Agent) async throws -> String? {
        try await server.get("/api/presence")["data"].array?.first { $0["agent"].string == agent.id }?["state"].string
    }

    /// Lets time pass, and ends what it ends.
    func pass(_ seconds: Int) async throws {
        clock.advance(by: .seconds(seconds))
        try await server.endWhatIsDue()
    }
}

/// Runs `body` on a fresh floor.
func withFloor(_ body: (Floor) async throws -> Void) async throws {
    let clock = FixedClock()
    var options = TestOptions()
    options.clock = clock
    try await withServer(options) { server in
        let line = try await server.post(
            "/api/lines", ["account": .string(server.company.account.wire), "number": "+14155550119"], expecting: 201)
        try await body(Floor(server: server, clock: clock, line: try #require(line["data"]["id"].string)))
    }
}

extension EventReader {
    /// The next event, whatever its topic.
    func event() async throws -> JSONValue { try await first { !$0["type"].isNull } }
}
