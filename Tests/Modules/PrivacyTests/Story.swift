import Domain
import HTTP
import JSON
import Support
import Testing

/// A company that has everything of a person: who they are, what they said, wrote and were promised.
struct Story: Sendable {
    /// Stands in every text about the person, and nowhere else.
    static let word = "Quetzalcoatl"
    static let number = "+12025550143"
    static let email = "quetzal@example.com"

    let server: TestServer
    let contact: String
    let call: String

    static func make(on server: TestServer) async throws -> Story {
        let account = server.company.account.wire
        try await server.post("/api/lines", ["account": .string(account), "number": "+14155550119"], expecting: 201)
        let made = try await server.post(
            "/api/crm/contacts",
            [
                "name": .string("\(word) Obi"), "email": .string(email), "business": "Firm",
                "notes": .string("\(word) note"), "tags": [.string(word)], "numbers": [["number": .string(number)]],
            ], expecting: 201)
        let contact = try #require(made["data"]["id"].string)
        try await server.post(
            "/api/crm/contacts/\(contact)/interactions", ["kind": "note", "summary": .string("\(word) came by")],
            expecting: 201)
        try await server.json(
            .put, "/api/crm/contacts/\(contact)/consents",
            ["consents": [["channel": "sms", "purpose": "service", "state": "granted", "note": .string(word)]]],
            expecting: 200)
        _ = try await server.twilio("voice", TestServer.ringing("CA1", more: [("CallerName", word)]))
        _ = try await server.twilio("transcription", TestServer.transcript("I am \(word)", of: "CA1", sequence: 1))
        try await server.post(
            "/api/contact-lookup/live-call-update", ["callSid": "CA1", "note": .string("\(word) remark")])
        _ = try await server.twilio("recording", TestServer.recording("RE1", of: "CA1"))
        _ = try await server.twilio("status", TestServer.status("CA1", "completed", duration: 60))
        _ = try await server.twilio("voice", TestServer.ringing("CA2"))
        _ = try await server.twilio("status", TestServer.status("CA2", "no-answer", duration: 0))
        _ = try await server.twilio(
            "message",
            [
                ("MessageSid", "SM1"), ("SmsStatus", "received"), ("From", number), ("To", "+14155550119"),
                ("Body", "\(word) writes"), ("AccountSid", "AC1"),
            ])
        let call = try #require(try await server.get("/api/calls/CA1")["data"]["call"].string)
        return Story(server: server, contact: contact, call: call)
    }

    /// The same with the program that came after this one.
    func on(_ server: TestServer) -> Story { Story(server: server, contact: contact, call: call) }

    @discardableResult
    func erase(expecting status: Int = 200) async throws -> JSONValue {
        try await server.post("/api/crm/contacts/\(contact)/erase", ["confirm": "erase"], expecting: status)
    }

    /// All that the company can read where people, calls and words are shown.
    func everything() async throws -> String {
        var texts: [String] = []
        for path in [
            "/api/crm/contacts", "/api/crm/call-history", "/api/calls/CA1", "/api/calls/CA2", "/api/messages",
            "/api/crm/call-transcript/CA1", "/api/obligations", "/api/obligations?state=done", "/api/crm/recordings",
            "/api/transcripts/search?q=\(Self.word)", "/api/contact-lookup/recent-callers", "/api/crm/promises",
            "/api/crm/calls/CA1/analysis", "/api/crm/export/csv?what=contacts", "/api/crm/export/csv?what=calls",
        ] {
            let response = try await server.client.get(
                path, headers: [("Authorization", "Bearer \(server.company.token)")])
            #expect(response.status.code < 500, "\(path)")
            // What was asked for stands in an answer, and says nothing.
            texts.append(response.text)
        }
        texts += try await server.log().map(\.jsonText)
        return texts.joined(separator: "\n")
    }

    /// Whether anything says who the person is.
    func isTold() async throws -> Bool {
        let text = try await everything()
        return [Self.word, Self.number, Self.email].contains { text.contains($0) }
    }
}
