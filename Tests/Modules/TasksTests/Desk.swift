import Domain
import HTTP
import JSON
import Support
import Testing

/// A whole program at nine o'clock, and what there is to be done in it.
struct Desk: Sendable {
    let server: TestServer
    let clock: FixedClock

    /// Somebody of the company who is signed in.
    struct Person: Sendable {
        let id: String
        let tenant: TestServer.Tenant
    }

    func person(_ name: String) async throws -> Person {
        let password = "a long word of \(name)"
        let made = try await server.post(
            "/api/users",
            [
                "email": .string("\(name)@example.com"), "name": .string(name), "role": "agent",
                "password": .string(password),
            ], expecting: 201)
        let signedIn = try await server.post(
            "/api/auth/login", ["email": .string("\(name)@example.com"), "password": .string(password)])
        return Person(
            id: made["data"]["user"]["id"].string ?? "",
            tenant: server.tenant(token: signedIn["data"]["accessToken"].string ?? ""))
    }

    /// Makes a contact who is expected to bring so many cents; the id.
    func contact(_ name: String, value: Int64) async throws -> String {
        let made = try await server.post(
            "/api/crm/contacts",
            [
                "name": .string(name), "numbers": [["number": .string("+1202555\(1000 + value)")]],
                "estimatedValue": ["amount": .integer(value), "currency": "USD"],
            ], expecting: 201)
        return made["data"]["id"].string ?? ""
    }

    func number(of contact: String) async throws -> String {
        try await server.get("/api/crm/contacts/\(contact)")["data"]["numbers"][0]["number"].string ?? ""
    }

    func task(_ body: JSONValue, by person: Person? = nil) async throws -> JSONValue {
        try await server.post("/api/tasks", body, as: person?.tenant, expecting: 201)["data"]
    }

    func day(of person: Person? = nil) async throws -> [JSONValue] {
        try await server.get("/api/my-day", as: person?.tenant)["data"].array ?? []
    }

    /// What waits, but for the missed calls of the story.
    func kinds() async throws -> [JSONValue] {
        try await day().map { $0["kind"] }.filter { $0 != "obligation" }
    }

    func titles(_ path: String, limit: Int) async throws -> [JSONValue] {
        try await server.pages(path, limit: limit).map { $0["title"] }
    }

    /// Somebody calls and nobody takes it.
    func missed(_ call: String, from: String) async throws {
        _ = try await server.twilio("voice", TestServer.ringing(call, from: from))
        _ = try await server.twilio("status", TestServer.status(call, "no-answer", second: 20, from: from))
    }

    /// An agent promises something in a call with a contact; the promise.
    func promised(in call: String) async throws -> JSONValue {
        _ = try await server.twilio("voice", TestServer.ringing(call))
        try await server.post(
            "/api/calls/\(call)/transcript/segments",
            ["speaker": "agent", "text": "I will call you back tomorrow at 10 am.", "sequence": 1])
        _ = try await server.twilio("status", TestServer.status(call, "completed", duration: 60))
        return try await promise(of: call)
    }

    func promise(of call: String) async throws -> JSONValue {
        let found = try await server.get("/api/crm/promises")["data"].array ?? []
        #expect(found.count == 1)
        return found.first ?? .null
    }
}

/// Runs `body` with a desk.
func withDesk(_ body: (Desk) async throws -> Void) async throws {
    let clock = FixedClock()
    var options = TestOptions()
    options.clock = clock
    try await withServer(options) { try await body(Desk(server: $0, clock: clock)) }
}
