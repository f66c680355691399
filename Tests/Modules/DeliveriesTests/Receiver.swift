import Domain
import HTTP
import JSON
import Support
import Testing

@testable import Deliveries

/// A whole program with an endpoint at a ``StandIn``.
struct Receiver: Sendable {
    let server: TestServer
    let there: StandIn
    let clock: FixedClock
    let endpoint: String
    let secret: StandardWebhook.Secret

    var path: String { "/api/webhook-endpoints/\(endpoint)" }

    /// Lets time pass, and sends what is due then.
    func post(after duration: Duration = .zero) async throws {
        clock.advance(by: duration)
        try await server.postWebhooks()
    }

    /// Something that is told: a contact is made.
    @discardableResult
    func happens(_ name: String) async throws -> JSONValue {
        try await server.post("/api/crm/contacts", ["name": .string(name)], expecting: 201)["data"]
    }

    func deliveries(_ query: String = "") async throws -> [JSONValue] {
        try await server.get("\(path)/deliveries\(query)")["data"].array ?? []
    }

    func standing() async throws -> JSONValue { try await server.get(path)["data"] }

    /// The names of the contacts that it was told of, in order.
    var told: [String] { there.asked.map { $0.json["data"]["name"].string ?? "" } }

    /// Whether a request is signed by a secret.
    static func isSigned(_ asked: StandIn.Asked, by secret: StandardWebhook.Secret) -> Bool {
        guard let id = asked.headers["webhook-id"], let seconds = asked.headers["webhook-timestamp"].flatMap(Int64.init)
        else { return false }
        let signature = StandardWebhook.signature(id: id, seconds: seconds, asked.body, secret)
        return asked.headers["webhook-signature"]?.split(separator: " ").contains(Substring(signature)) ?? false
    }

    /// An endpoint of the company's.
    static func make(
        on server: TestServer, at url: String, events: JSONValue = ["contact.created"]
    ) async throws -> (String, StandardWebhook.Secret) {
        let made = try await server.post(
            "/api/webhook-endpoints", ["url": .string(url), "events": events], expecting: 201)["data"]
        return (try #require(made["id"].string), try #require(StandardWebhook.Secret(made["secret"].string ?? "")))
    }

    static func options(_ clock: FixedClock, inBackground: Bool = false) -> TestOptions {
        var options = TestOptions()
        (options.clock, options.postsWebhooks) = (clock, inBackground)
        options.flags = ["--outbound-allow", "127.0.0.1"]
        return options
    }
}

func withReceiver(
    events: JSONValue = ["contact.created"], inBackground: Bool = false, _ body: (Receiver) async throws -> Void
) async throws {
    let (there, clock) = (try StandIn(), FixedClock())
    do {
        try await withServer(Receiver.options(clock, inBackground: inBackground)) { server in
            let (id, secret) = try await Receiver.make(on: server, at: there.base + "/hook?x=1", events: events)
            try await body(Receiver(server: server, there: there, clock: clock, endpoint: id, secret: secret))
        }
    } catch {
        await there.stop()
        throw error
    }
    await there.stop()
}
