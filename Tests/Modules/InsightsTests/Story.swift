import Domain
import HTTP
import JSON
import Support
import Testing

/// A call in which something is said, on a program of its own.
struct Story: Sendable {
    let server: TestServer
    static let call = "CAstory"
    static let page = "/api/crm/calls/\(call)/analysis"

    /// Begins the call.
    func begin() async throws { _ = try await server.twilio("voice", TestServer.ringing(Self.call)) }

    /// Says something by the caller, or by whoever the track is.
    func say(_ text: String, _ sequence: Int, by agent: Bool = false, final: Bool = true) async throws {
        let answer = try await server.twilio(
            "transcription",
            TestServer.transcript(
                text, of: Self.call, sequence: sequence, final: final,
                track: agent ? "outbound_track" : "inbound_track", second: sequence))
        #expect(answer.status == .ok, "\(answer.text)")
    }

    func end() async throws {
        _ = try await server.twilio("status", TestServer.status(Self.call, "completed", duration: 60))
    }

    /// What the call says now.
    func analysis(_ query: String = "", as tenant: TestServer.Tenant? = nil) async throws -> JSONValue {
        try await server.get(Self.page + query, as: tenant)["data"]
    }
}

/// Runs `body` with a program and a call that has begun.
func withStory(_ options: TestOptions = TestOptions(), _ body: (Story) async throws -> Void) async throws {
    try await withServer(options) { server in
        let story = Story(server: server)
        try await story.begin()
        try await body(story)
    }
}

extension EventReader {
    /// The next event that says why a call's verdicts have changed.
    func updated(_ reason: String) async throws -> JSONValue {
        try await first { $0["type"] == "insights.updated" && $0["data"]["reason"].string == reason }["data"]
    }
}
