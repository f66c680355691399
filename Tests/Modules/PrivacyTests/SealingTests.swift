import Domain
import Foundation
import HTTP
import JSON
import Support
import Testing

@testable import switchboard

/// What was said and noted is sealed in the file where a company wants that, and reads as before.
@Suite(.timeLimit(.minutes(2))) struct SealingTests {
    private static let said = "mellifluous"
    private static let noted = "perspicacious"
    private static let history = "quixotically"
    private static let written = "vellichor"
    private static let known = "ineffability"
    private static let words = [said, noted, history, written, known]

    private func seal(_ isOn: Bool, _ server: TestServer) async throws {
        let set = try await server.json(.put, "/api/privacy/sealing", ["sealed": .bool(isOn)], expecting: 200)["data"]
        #expect(set["sealed"] == .bool(isOn) && set["state"].string == (isOn ? "sealing" : "opening"))
        await server.keepHouse()
        #expect(try await server.get("/api/privacy/sealing")["data"]["state"] == "done")
    }

    /// - Returns: The contact.
    @discardableResult
    private func tell(_ server: TestServer) async throws -> String {
        let account = server.company.account.wire
        try await server.post("/api/lines", ["account": .string(account), "number": "+14155550119"], expecting: 201)
        let contact = try #require(
            try await server.post(
                "/api/crm/contacts",
                [
                    "name": "Ada Obi", "notes": .string("So much \(Self.known)"),
                    "numbers": [["number": "+12025550143"]],
                ], expecting: 201)["data"]["id"].string)
        try await server.post(
            "/api/crm/contacts/\(contact)/interactions",
            ["kind": "note", "summary": .string("Came by \(Self.history)")], expecting: 201)
        _ = try await server.twilio("voice", TestServer.ringing("CA1"))
        _ = try await server.twilio(
            "transcription",
            TestServer.transcript(
                "I will send you the \(Self.said) contract tomorrow", of: "CA1", sequence: 1, track: "outbound_track"))
        try await server.json(.put, "/api/calls/CA1/note", ["text": .string("A \(Self.noted) one")], expecting: 200)
        _ = try await server.twilio("status", TestServer.status("CA1", "completed", duration: 60))
        _ = try await server.twilio(
            "message",
            [
                ("MessageSid", "SM1"), ("SmsStatus", "received"), ("From", "+12025550143"), ("To", "+14155550119"),
                ("Body", "On \(Self.written)"), ("AccountSid", "AC1"),
            ])
        return contact
    }

    /// Everything that is read of it, by the word that it must have.
    private func read(_ server: TestServer, _ contact: String) async throws -> [(path: String, word: String)] {
        let export = "/api/crm/export/csv?what="
        let places = [
            ("/api/crm/contacts/\(contact)", Self.known), ("\(export)contacts", Self.known),
            ("/api/crm/contacts/\(contact)/interactions", Self.history), ("\(export)interactions", Self.history),
            ("/api/crm/contacts/\(contact)/timeline", Self.history), ("/api/crm/call-transcript/CA1", Self.said),
            ("\(export)transcripts", Self.said), ("/api/crm/promises", Self.said),
            ("/api/crm/calls/CA1", Self.noted), ("/api/calls/CA1/note", Self.noted),
            ("\(export)calls", Self.noted), ("/api/crm/call-history?q=\(Self.noted)", Self.noted),
            ("/api/messages", Self.written),
            ("/api/crm/export/ndjson", Self.said), ("/api/crm/changes?after=0", Self.known),
        ]
        var missing: [(path: String, word: String)] = []
        for (path, word) in places {
            let answer = try await server.client.get(
                path, headers: [("Authorization", "Bearer \(server.company.token)")])
            #expect(answer.status == .ok, "\(path): \(answer.text.prefix(300))")
            // What was asked for may be told in an answer that is empty.
            if answer.text.components(separatedBy: word).count < 2 { missing.append((path, word)) }
        }
        return missing
    }

    /// The words that stand in the files of the database, once the program has ended.
    private func inFile(_ server: TestServer) async throws -> [String] {
        await server.stop()
        let names = try FileManager.default.contentsOfDirectory(atPath: server.data)
        var found: [String] = []
        for name in names where name.hasPrefix("switchboard.db") {
            let text = String(
                decoding: try Data(contentsOf: URL(fileURLWithPath: "\(server.data)/\(name)")), as: UTF8.self
            ).lowercased()
            found += Self.words.filter { text.contains($0) }
        }
        return found
    }

    @Test func whatIsWrittenSealedReadsAsBeforeAndStandsNowhereInTheFile() async throws {
        try await withServer { server in
            try await seal(true, server)
            let listener = try await server.subscribe(["calls"])
            let contact = try await tell(server)
            #expect(try await listener.upToNow().contains { $0["data"]["text"].string?.contains(Self.said) == true })
            #expect(try await read(server, contact).isEmpty)
            let agent = try await server.post(
                "/mcp",
                [
                    "jsonrpc": "2.0", "id": 1, "method": "tools/call",
                    "params": ["name": "call_transcript", "arguments": ["conversationId": "CA1"]],
                ])
            #expect(agent.jsonText.contains(Self.said))
            let log = try await server.log().map(\.jsonText).joined()
            #expect([Self.said, Self.noted, Self.history, Self.written].allSatisfy(log.contains))
            #expect(
                try await server.get("/api/transcripts/search?q=contract", expecting: 409)["type"] == "/problems/sealed"
            )
            #expect(
                try await server.get("/api/audit")["data"].array?.contains { $0["action"] == "sealing.set" } == true)
            #expect(try await server.check() == "")
            #expect(try await inFile(server).isEmpty)

            let again = try await server.restarted()
            #expect(try await read(again, contact).isEmpty)
            let events = try await again.connect()
            let answer = try await events.subscribe(
                ["calls", "contacts"], after: (try await again.position().epoch, 0))
            #expect(answer["outcome"] == "replayed")
            await again.stop()
        }
    }

    @Test func whatWasThereIsSealedAndOpenedAgain() async throws {
        try await withServer { server in
            let contact = try await tell(server)
            #expect(try await server.get("/api/transcripts/search?q=contract")["data"].array?.count == 1)
            try await seal(true, server)
            #expect(try await read(server, contact).isEmpty)
            #expect(try await server.check() == "")
            #expect(try await inFile(server).isEmpty)

            let again = try await server.restarted()
            try await seal(false, again)
            #expect(try await again.get("/api/transcripts/search?q=contract")["data"].array?.count == 1)
            #expect(try await read(again, contact).isEmpty)
            #expect(try await again.check() == "")
            #expect(try await Set(inFile(again)) == Set(Self.words))
        }
    }

    @Test func newKeysOpenWhatOldOnesSealed() async throws {
        try await withServer { server in
            try await seal(true, server)
            let contact = try await tell(server)
            await server.stop()
            try await SecretCommand.run(["rotate", "--data", server.data])
            let again = try await server.restarted()
            #expect(try await read(again, contact).isEmpty)
            await again.stop()
            await #expect(throws: Never.self) { try await CheckCommand.run(["--data", server.data]) }

            // Without any of them it is lost, and the program goes on.
            try FileManager.default.removeItem(atPath: server.data + "/secret.key")
            try await SecretCommand.run(["rotate", "--lost", "--data", server.data])
            let third = try await server.restarted()
            let lost = try await third.get("/api/crm/contacts/\(contact)")["data"]
            #expect(lost["name"] == "Ada Obi" && lost["notes"] == "[unreadable]")
            _ = try await third.get("/api/events?after=0&limit=1", expecting: 410)
            await third.stop()
        }
    }

    @Test func wordsAreRedactedAndPeopleErasedAllTheSame() async throws {
        try await withServer { server in
            try await seal(true, server)
            let contact = try await tell(server)
            let segment = try await server.get("/api/crm/call-transcript/CA1")["data"]["segments"][0]["id"]
            try await server.post("/api/calls/CA1/transcript/redactions", ["segment": segment], expecting: 201)
            let text = try await server.get("/api/crm/call-transcript/CA1").jsonText
            let log = try await server.log().map(\.jsonText).joined()
            #expect(!text.contains(Self.said) && !log.contains(Self.said) && log.contains(Self.history))
            try await server.post("/api/crm/contacts/\(contact)/erase", ["confirm": "erase"])
            let rest = try await server.log().map(\.jsonText).joined()
            #expect(Self.words.allSatisfy { !rest.contains($0) } && !rest.contains("Ada Obi"))
            #expect(try await server.check() == "")
        }
    }

    @Test func aSealedCellOpensNowhereElseAndOneCompanyDecidesForItself() async throws {
        try await withServer { server in
            try await seal(true, server)
            let contact = try await tell(server)
            let beta = try await server.anotherCompany("Beta")
            let other = try await server.post(
                "/api/crm/contacts", ["name": "B", "notes": .string(Self.known)], as: beta, expecting: 201)["data"][
                    "id"]
            #expect(try await server.get("/api/privacy/sealing", as: beta)["data"]["sealed"] == false)
            let second =
                try await server.post(
                    "/api/crm/contacts", ["name": "C", "notes": "mine"], expecting: 201)["data"]["id"].string ?? ""
            let (from, to) = (try #require(ContactID(wire: contact)), try #require(ContactID(wire: second)))
            let company = server.company.id
            _ = try await server.database.write(company) { tx in
                try tx.execute(
                    """
                    UPDATE contacts SET notes = (SELECT notes FROM contacts WHERE company_id = \(company) AND id = \(from))
                    WHERE company_id = \(company) AND id = \(to)
                    """)
            }
            #expect(try await server.get("/api/crm/contacts/\(second)")["data"]["notes"] == "[unreadable]")
            #expect(try await server.check().contains("of contacts in \(company) does not open"))
            let theirs = try await server.get("/api/crm/contacts/\(other.string ?? "")", as: beta)["data"]
            #expect(theirs["notes"].string == Self.known)
            let plain = try await server.database.read(beta.id) { tx in
                try tx.first("SELECT notes FROM contacts WHERE company_id = \(beta.id)") { $0.string(0) }
            }
            #expect(plain == Self.known)
        }
    }

    @Test func longTextsAndArchivesAreTaken() async throws {
        try await withServer { server in
            try await seal(true, server)
            let long = String(repeating: "ä", count: 20_000)
            let contact =
                try await server.post(
                    "/api/crm/contacts", ["name": "L", "notes": .string(long)], expecting: 201)["data"]["id"].string
                ?? ""
            #expect(try await server.get("/api/crm/contacts/\(contact)")["data"]["notes"].string == long)
            let archive = try await server.client.get(
                "/api/crm/export/archive", headers: [("Authorization", "Bearer \(server.company.token)")])
            #expect(archive.text.contains(long))
            #expect(try await server.get("/api/privacy/sealing")["data"]["rows"].int != nil)
        }
    }

    @Test(arguments: [("{}", "sealed"), (#"{"sealed":1}"#, "sealed"), (#"{"sealed":true,"key":"x"}"#, "key")])
    func whatIsWrongWithTheSwitchIsSaid(body: String, field: String) async throws {
        try await withServer { server in
            let problem = try await server.json(
                .put, "/api/privacy/sealing", try JSONParser.parse(Array(body.utf8)), expecting: 422)
            #expect(problem["field"].string == field)
        }
    }
}
