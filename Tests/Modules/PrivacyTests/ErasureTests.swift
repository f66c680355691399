import Domain
import Figures
import Foundation
import HTTP
import JSON
import Support
import Testing

@testable import Privacy
@testable import switchboard

/// Who is erased is gone, and stays gone.
@Suite(.timeLimit(.minutes(10))) struct ErasureTests {
    @Test func nothingSaysAnyMoreWhoItWasAndCallsStayAsFigures() async throws {
        try await withServer { server in
            let story = try await Story.make(on: server)
            #expect(try await story.isTold())
            let counts = try await server.get("/api/obligations/counts")["data"]
            #expect(counts["open"] == 1)
            let erased = try await story.erase()["data"]
            #expect(erased["state"] == "done" && erased["calls"] == 2)
            #expect(try await !story.isTold())

            let call = try await server.get("/api/calls/CA1")["data"]
            #expect(call["status"] == "completed" && call["durationSec"] == 60 && call["from"] == "anonymous")
            #expect(call["contact"].isNull && call["to"] == "+14155550119")
            #expect(try await server.get("/api/obligations/counts")["data"]["open"] == 0)
            let recording = try await server.get("/api/crm/recordings")["data"][0]
            #expect(recording["state"] == "deleted" && recording["reason"].string?.contains("erasure") == true)
            _ = try await server.get("/api/crm/contacts/\(story.contact)", expecting: 404)
            _ = try await story.erase(expecting: 404)

            let list = try await server.get("/api/privacy/erasures")["data"]
            #expect(list.array?.count == 1 && list[0]["contact"].string == story.contact)
            let log = try await server.log()
            #expect(log.types.contains("call.ended") && log.types.last == "contact.deleted")
            #expect(log.offsets == Array(1...Int64(log.count)))
            let audited = try await server.get("/api/audit")["data"].array?.first { $0["action"] == "contact.erased" }
            #expect(audited?["subject"].string == story.contact)
        }
    }

    @Test func notesAndWhoCalledAgainAreGoneToo() async throws {
        try await withServer { server in
            let story = try await Story.make(on: server)
            let other = try await server.post(
                "/api/crm/contacts", ["name": "Joined", "numbers": [["number": "+12025550177"]]], expecting: 201)[
                    "data"][
                    "id"]
            _ = try await server.twilio("voice", TestServer.ringing("CA7", from: "+12025550177"))
            _ = try await server.twilio("status", TestServer.status("CA7", "no-answer", from: "+12025550177"))
            try await server.json(
                .put, "/api/calls/CA7/note", ["text": .string("\(Story.word) again")], expecting: 200)
            try await server.post("/api/crm/contacts/\(story.contact)/merge", ["other": other])
            _ = try await server.twilio("voice", TestServer.ringing("CA8", from: "+12025550188"))
            _ = try await server.twilio("status", TestServer.status("CA8", "no-answer", from: "+12025550188"))
            try await server.settleFigures()
            let rows = { () async throws -> [String] in
                try await server.database.read(server.company.id) { tx in
                    try tx.rows("SELECT number FROM figure_callers WHERE company_id = \(tx.company) ORDER BY number") {
                        $0.string(0)
                    } + tx.rows("SELECT text FROM call_notes WHERE company_id = \(tx.company)") { $0.string(0) }
                }
            }
            #expect(try await rows().count == 6)
            try await story.erase()
            try await server.settleFigures()
            // Of others everything is there; nobody knows any more that the erased one called twice.
            #expect(try await rows() == ["+12025550188"])
            for call in ["CA1", "CA7"] {
                let note = try await server.get("/api/calls/\(call)/note")["data"]
                #expect(note["text"] == "" && note["earlier"] == [])
            }
            let faults = try await server.database.read(tenant: 0) { try FiguresModule.faults(in: $0) }
            #expect(faults.isEmpty)
        }
    }

    @Test func whoCallsAgainIsNobodyKnown() async throws {
        try await withServer { server in
            let story = try await Story.make(on: server)
            try await story.erase()
            let lookup = try await server.get("/api/contact-lookup/phone/\(Story.number)")["data"]
            #expect(lookup["match"] == "none")
            _ = try await server.twilio("voice", TestServer.ringing("CA9"))
            let again = try await server.get("/api/contact-lookup/phone/\(Story.number)")["data"]
            #expect(again["match"] == "one" && again["contact"]["id"].string != story.contact)
        }
    }

    @Test func whoWasJoinedToThemIsGoneWithThem() async throws {
        try await withServer { server in
            let story = try await Story.make(on: server)
            let twin = try await server.post(
                "/api/crm/contacts",
                ["name": .string("\(Story.word) Twin"), "numbers": [["number": "+12025550177"]]], expecting: 201)
            let id = try #require(twin["data"]["id"].string)
            try await server.post("/api/crm/contacts/\(story.contact)/merge", ["other": .string(id)])
            try await story.erase()
            #expect(try await !story.isTold())
            #expect(try await server.get("/api/privacy/erasures")["data"].array?.count == 2)
            let left = try await server.database.read(server.company.id) { tx in
                try tx.first("SELECT COUNT(*) FROM contacts WHERE company_id = \(tx.company)") { $0.int(0) }
            }
            #expect(left == 0)
        }
    }

    @Test func whatIsSomebodyElsesStays() async throws {
        try await withServer { server in
            let story = try await Story.make(on: server)
            let other = try await server.post(
                "/api/crm/contacts",
                ["name": "Flatmate", "numbers": [["number": .string(Story.number)]]], expecting: 201)["data"]["id"]
            let beta = try await server.anotherCompany("Beta")
            let theirs = try await server.post(
                "/api/crm/contacts", ["name": "Theirs", "numbers": [["number": .string(Story.number)]]], as: beta,
                expecting: 201)["data"]["id"]
            try await story.erase()
            let lookup = try await server.get("/api/contact-lookup/phone/\(Story.number)")["data"]
            #expect(lookup["contact"]["id"] == other)
            let beyond = try await server.get("/api/contact-lookup/phone/\(Story.number)", as: beta)["data"]
            #expect(beyond["contact"]["id"] == theirs)
            let text = try await story.everything()
            #expect(!text.contains(Story.word) && text.contains("Flatmate"))
        }
    }

    @Test func aWrongWordAnOpenCallAndALegalHoldPreventIt() async throws {
        try await withServer { server in
            let story = try await Story.make(on: server)
            let path = "/api/crm/contacts/\(story.contact)/erase"
            for body: JSONValue in [[:], ["confirm": "yes"], ["confirm": "erase", "why": "x"]] {
                try await server.post(path, body, expecting: 422)
            }
            _ = try await server.twilio("voice", TestServer.ringing("CA3"))
            #expect(try await story.erase(expecting: 409)["call"].string != nil)
            _ = try await server.twilio("status", TestServer.status("CA3", "completed", duration: 5))
            let recording = try await server.get("/api/crm/recordings")["data"][0]["recording"].string ?? ""
            let hold = "/api/crm/recordings/\(recording)/hold"
            try await server.json(.put, hold, ["hold": true], expecting: 200)
            _ = try await story.erase(expecting: 409)
            #expect(try await story.isTold())
            try await server.json(.put, hold, ["hold": false], expecting: 200)
            try await story.erase()
            #expect(try await !story.isTold())
        }
    }

    @Test func anOlderBackupDoesNotBringThemBack() async throws {
        let backup = FileManager.default.temporaryDirectory.appendingPathComponent("backup-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: backup) }  // A leftover harms nobody.
        try await withServer { server in
            let story = try await Story.make(on: server)
            // What prevented it then prevents it no more.
            let recording = try await server.get("/api/crm/recordings")["data"][0]["recording"].string ?? ""
            let hold = "/api/crm/recordings/\(recording)/hold"
            try await server.json(.put, hold, ["hold": true], expecting: 200)
            _ = try await server.backup(["--to", backup, "--without-recordings"])
            try await server.json(.put, hold, ["hold": false], expecting: 200)
            try await story.erase()
            await server.stop()
            let ledger = try String(contentsOfFile: server.data + "/erasures.ndjson", encoding: .utf8)
            #expect(ledger.contains(story.contact) && !ledger.contains(Story.number) && !ledger.contains(Story.word))

            try await RestoreCommand.run(["--data", server.data, "--from", backup, "--force"])
            let again = try await server.restarted()
            #expect(try await !story.on(again).isTold())
            #expect(try await again.get("/api/privacy/erasures")["data"].array?.count == 1)
            let audited = try await again.get("/api/audit")["data"].array?.first { $0["action"] == "contact.erased" }
            #expect(audited?["actor"] == "restore")
            await again.stop()
            // Once is enough: the next start finds nothing to do.
            let third = try await server.restarted()
            #expect(try await third.get("/api/privacy/erasures")["data"].array?.count == 1)
            await third.stop()
        }
    }

    @Test func aLedgerThatIsLostIsWrittenAgain() async throws {
        try await withServer { server in
            let story = try await Story.make(on: server)
            try await story.erase()
            let file = server.data + "/erasures.ndjson"
            let before = try Ledger(path: file).erasures().map(\.id)
            try FileManager.default.removeItem(atPath: file)
            let again = try await server.restarted()
            #expect(try Ledger(path: file).erasures().map(\.id) == before && before.count == 1)
            await again.stop()
        }
    }
}
