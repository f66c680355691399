import Client
import Domain
import Foundation
import HTTP
import JSON
import Support
import Testing

/// A whole program whose company has a line at a provider that is a ``StandIn``.
struct OutboundHub: Sendable {
    let server: TestServer
    let provider: StandIn
    let account: String
    let line: String

    static let number = "+13125550177"
    static let agent = "+14155550133"

    /// Asks for a call.
    func place(
        to number: String = Self.number, key: String? = nil, expecting status: Int = 201
    ) async throws -> JSONValue {
        try await server.json(
            .post, "/api/calls", ["line": .string(line), "to": .string(number), "agent": .string(Self.agent)],
            headers: key.map { [("Idempotency-Key", $0)] } ?? [], expecting: status)
    }

    /// Sets the login that each provider needs.
    func logIn(_ kind: String, secret: String = "secret-token") async throws {
        try await server.json(
            .put, "/api/provider-accounts/\(account)/login",
            ["user": "USER1", "secret": .string(secret), "base": .string(provider.base), "application": "app-1"],
            expecting: 200)
    }
}

/// Runs `body` with a program and a stand-in; the provider's profile is Twilio's under another name.
func withOutbound(
    _ kind: String = "twilio", secret: String = "secret-token", _ body: (OutboundHub) async throws -> Void
) async throws {
    let provider = try StandIn()
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("profiles-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: "\(folder)/\(kind)", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }  // A leftover in the temporary folder harms nobody.
    let root = URL(filePath: #filePath).pathComponents.dropLast(4).joined(separator: "/").dropFirst()
    let profile = try String(contentsOfFile: "\(root)/webhooks/twilio/profile.json", encoding: .utf8)
    try profile.replacing(#""provider": "twilio""#, with: #""provider": "\#(kind)""#)
        .write(toFile: "\(folder)/\(kind)/profile.json", atomically: true, encoding: .utf8)
    var options = TestOptions()
    options.flags = ["--outbound-allow", "127.0.0.1", "--webhooks", folder]
    do {
        try await withServer(options) { server in
            let account = try await server.post(
                "/api/provider-accounts", ["provider": .string(kind), "secret": "0123456789abcdef"], expecting: 201)
            let id = account["data"]["id"].string ?? ""
            let line = try await server.post(
                "/api/lines", ["account": .string(id), "number": "+14155550119"], expecting: 201)
            let hub = OutboundHub(
                server: server, provider: provider, account: id, line: line["data"]["id"].string ?? "")
            try await hub.logIn(kind, secret: secret)
            try await body(hub)
        }
    } catch {
        await provider.stop()
        throw error
    }
    await provider.stop()
}
