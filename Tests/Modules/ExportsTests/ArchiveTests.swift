import Foundation
import HTTP
import JSON
import ModuleKit
import OpenSSL
import Support
import TestTools
import Testing

@testable import switchboard

@Suite(.timeLimit(.minutes(10))) struct ArchiveTests {
    @Test func anotherHubHasEverythingUnderTheSameIDs() async throws {
        let (archive, sound, figures) = try await withServer { server in
            let sound = try await server.addHistory()
            return (try await server.archive(), sound, try await server.get("/api/crm/dashboard-stats")["data"])
        }
        try await withServer { hub in
            let result = try await hub.readArchive(archive)
            #expect(result["keptIds"] == true && result["recordings"] == 1 && result["rows"]["calls"] == 2)
            let again = try await hub.archive()
            #expect(try canonical(again) == canonical(archive))
            // The same people, calls and words are found, heard and searched for.
            let contact = try await hub.get("/api/contact-lookup/phone/+12025550143")["data"]["contact"]
            #expect(contact["name"] == "Ada Ngozi Obi")
            let ids = try rows("contacts", of: archive).map { ContactID($0["id"].int64 ?? 0).wire }
            #expect(ids.contains(contact["id"].string ?? ""))
            #expect(
                try await hub.get("/api/crm/call-transcript/CA1")["data"]["segments"][0]["text"] == "Is the van there")
            #expect(try await hub.get("/api/transcripts/search?q=van")["data"].array?.count == 1)
            #expect(try await hub.bytes("/api/crm/call-audio/CA1") == sound)
            #expect(try await hub.get("/api/obligations")["data"].array?.isEmpty == false)
            // What is kept by counters has counted what came.
            let stats = try await hub.get("/api/crm/dashboard-stats")["data"]
            #expect(stats["contacts"] == 2 && stats["statusBreakdown"] == figures["statusBreakdown"])
            for count in ["calls", "missed"] {
                #expect(stats["calls"]["month"][count] == figures["calls"]["month"][count], "\(count)")
            }
            // New ids are above those that came.
            let made =
                try await hub.post("/api/crm/contacts", ["name": "Later"], expecting: 201)["data"]["id"].string ?? ""
            let highest = try rows("contacts", of: archive).compactMap { $0["id"].int64 }.max() ?? 0
            #expect((ContactID(wire: made)?.rawValue ?? 0) > highest)
        }
    }

    @Test func anotherCompanyOfTheSameHubHasEverythingUnderOthers() async throws {
        try await withServer { server in
            _ = try await server.addHistory()
            let archive = try await server.archive()
            let beta = try await server.anotherCompany("Beta")
            let result = try await server.readArchive(archive, as: beta)
            #expect(result["keptIds"] == false)
            let own = try await server.archive()
            let copy = try await server.archive(as: beta)
            #expect(try canonical(copy) == canonical(archive))
            #expect(try canonical(own) == canonical(archive))
            let (ids, others) = (try rows("contacts", of: archive), try rows("contacts", of: copy))
            #expect(Set(others.map { $0["id"] }).isDisjoint(with: ids.map { $0["id"] }))
            let found = try await server.get("/api/contact-lookup/phone/+12025550143", as: beta)
            #expect(found["data"]["contact"]["name"] == "Ada Ngozi Obi")
        }
    }

    /// Whatever a company has: what goes out, comes in, and goes out again is the same.
    @Test(arguments: 1...4)
    func whatGoesOutComesBackWithoutLoss(seed: Int) async throws {
        let archive = try await withServer { server in
            var random = TestTools.SeededGenerator(seed: UInt64(seed))
            let alphabet = Array("aé漢👩‍👩‍👧\"\\,;\n\t{}[]=+ con_1").map(String.init)
            func text(_ most: Int) -> String {
                (0..<Int.random(in: 1...most, using: &random)).compactMap { _ in alphabet.randomElement(using: &random)
                }.joined()
            }
            for number in 0..<40 {
                let contact: JSONValue = [
                    "name": .string("x" + text(30)), "notes": .string(text(200)), "business": .string("b\(number % 7)"),
                    "tags": .array([.string("t" + text(5))]),
                    "numbers": [["number": .string("+1202555\(1000 + number)")]],
                ]
                let made =
                    try await server.post("/api/crm/contacts", contact, expecting: 201)["data"]["id"].string ?? ""
                for _ in 0..<Int.random(in: 0...3, using: &random) {
                    try await server.post(
                        "/api/crm/contacts/\(made)/interactions", ["kind": "note", "summary": .string(text(80))],
                        expecting: 201)
                }
                if Bool.random(using: &random) {
                    try await server.json(.delete, "/api/crm/contacts/\(made)", nil, expecting: 204)
                }
                if number % 8 == 0 {
                    _ = try await server.twilio(
                        "voice", TestServer.ringing("CA\(number)", from: "+1202555\(1000 + number)"))
                }
            }
            return try await server.archive()
        }
        try await withServer { hub in
            try await hub.readArchive(archive)
            #expect(try canonical(await hub.archive()) == canonical(archive))
        }
    }

    @Test func whatIsRemovedOrRedactedIsNotInIt() async throws {
        try await withServer { server in
            _ = try await server.addHistory()
            let text = String(decoding: try await server.archive(), as: UTF8.self)
            #expect(text.contains("Ada Ngozi Obi") && text.contains("Is the van there"))
            for gone in [
                "Gone Forever", "Secret of the removed", "four two four two", server.company.authToken,
                server.company.token,
            ] {
                #expect(!text.contains(gone), "\(gone)")
            }
        }
    }

    @Test func aDamagedArchiveChangesNothing() async throws {
        let archive = try await withServer { server in
            _ = try await server.addHistory()
            return try await server.archive()
        }
        try await withServer { hub in
            let place = try #require(archive.firstRange(of: Array("Ada Ngozi".utf8))).lowerBound
            var changed = archive
            changed[place] = UInt8(ascii: "O")
            for broken in [
                changed, Array(archive.dropLast(1_024)), Array(archive.prefix(5_000)), Array("no tar".utf8), [],
            ] {
                let problem = try await hub.readArchive(broken, expecting: 422)
                #expect(problem["type"] == "/problems/archives/unreadable")
            }
            #expect(try await hub.get("/api/crm/contacts")["data"].array?.isEmpty == true)
            try await hub.readArchive(archive)
            #expect(try await hub.readArchive(archive, expecting: 409)["type"] == "/problems/archives/not-empty")
        }
    }

    @Test func whatAnAttemptLeftThatWasCutShortIsRemovedByTheNext() async throws {
        let archive = try await withServer { server in
            _ = try await server.addPeople()
            return try await server.archive()
        }
        try await withServer { hub in
            try await hub.readArchive(archive)
            try await hub.database.write(hub.company.id) { tx in
                _ = try tx.execute("UPDATE archive_imports SET ended_at = NULL WHERE company_id = \(tx.company)")
            }
            try await hub.readArchive(archive)
            #expect(try await hub.get("/api/crm/contacts")["data"].array?.count == 2)
            #expect(try await hub.get("/api/audit")["data"][0]["action"] == "archive.imported")
        }
    }

    @Test func theCommandReadsAnArchiveIntoAFolderThatNobodyServes() async throws {
        let archive = try await withServer { server in
            _ = try await server.addHistory()
            return try await server.archive()
        }
        try await withServer { hub in
            let file = "\(hub.data)/company.tar"
            #expect(FileManager.default.createFile(atPath: file, contents: Data(archive)))
            await hub.stop()
            try await ImportCommand.run(["--archive", file, "--data", hub.data, "--json"])
            await #expect(throws: (any Error).self) {
                try await ImportCommand.run(["--archive", file, "--data", hub.data, "--json"])
            }
            let again = try await hub.restarted()
            #expect(try await again.get("/api/crm/contacts")["data"].array?.count == 2)
            #expect(try await again.bytes("/api/crm/call-audio/CA1").count == 2_092)
            let entry = try await again.get("/api/audit")["data"][0]
            #expect(entry["action"] == "archive.imported" && entry["actor"] == "command-line")
        }
    }

    @Test func theArchiveIsAnOrderedFileToo() async throws {
        try await withServer { server in
            _ = try await server.addHistory()
            let job =
                try await server.post("/api/crm/exports", ["what": "archive"], expecting: 201)["data"]["id"].string
                ?? ""
            try await server.makeExports()
            let shown = try await server.get("/api/crm/exports/\(job)")["data"]
            #expect(shown["state"] == "done" && (shown["done"].int ?? 0) > 10)
            let file = try await server.bytes("/api/crm/exports/\(job)/file")
            #expect(try canonical(file) == canonical(await server.archive()))
        }
    }

    @Test func everyTableOfACompanyIsArchivedOrLeftOutForAReason() async throws {
        try await withServer { server in
            let tables = try await server.database.read(tenant: 0) { tx in
                try tx.rows(
                    """
                    SELECT DISTINCT s.name FROM pragma_table_list s JOIN pragma_table_info(s.name) c
                    WHERE s.schema = 'main' AND s.type = 'table' AND c.name = 'company_id' ORDER BY s.name
                    """
                ) { $0.string(0) }
            }
            let archived = Set(ArchiveContents.tables.map { "\($0.name)" })
            let known = archived.union(ArchiveContents.leftOut.keys)
            #expect(Set(tables).subtracting(known).isEmpty, "Say in ArchiveContents what becomes of these.")
            #expect(archived.subtracting(tables).isEmpty && archived.isDisjoint(with: ArchiveContents.leftOut.keys))
        }
    }
}

extension TestServer {
    /// People, a call with a transcript of which a word is redacted and a sound, a missed call, a message, a team.
    ///
    /// - Returns: The sound.
    func addHistory() async throws -> [UInt8] {
        _ = try await addPeople()
        _ = try await twilio("voice", TestServer.ringing("CA1"))
        for (number, words) in ["Is the van there", "My card is four two four two"].enumerated() {
            _ = try await twilio("transcription", TestServer.transcript(words, of: "CA1", sequence: number + 1))
        }
        let second = try await get("/api/crm/call-transcript/CA1")["data"]["segments"][1]["id"]
        try await post(
            "/api/calls/CA1/transcript/redactions", ["segment": second, "start": 11, "length": 17], expecting: 201)
        _ = try await twilio("status", TestServer.status("CA1", "completed", duration: 60))
        _ = try await twilio("voice", TestServer.ringing("CA2", from: "+12025550144"))
        _ = try await twilio("status", TestServer.status("CA2", "no-answer", from: "+12025550144"))
        _ = try await twilio(
            "message", [("MessageSid", "SM1"), ("From", "+12025550143"), ("To", "+14155550119"), ("Body", "Hello")])
        try await post("/api/teams", ["name": "Sales", "members": []], expecting: 201)
        let sound =
            Array("RIFF".utf8) + [36, 8, 0, 0] + Array("WAVEfmt ".utf8) + [16, 0, 0, 0, 1, 0, 1, 0, 0x40, 0x1F, 0, 0]
            + [0x80, 0x3E, 0, 0, 2, 0, 16, 0] + Array("data".utf8) + [0, 8, 0, 0] + (0..<2_048).map { UInt8($0 % 7) }
        let sent = try await client.post(
            "/api/crm/call-audio/CA1", sound, type: "audio/wav", headers: [("Authorization", "Bearer \(company.token)")]
        )
        #expect(sent.status.code == 201, "\(sent.text)")
        return sound
    }

    func archive(as tenant: Tenant? = nil) async throws -> [UInt8] {
        let answer = try await client.get(
            "/api/crm/export/archive", headers: [("Authorization", "Bearer \((tenant ?? company).token)")])
        #expect(answer.status.code == 200, "\(answer.text.prefix(300))")
        return answer.body
    }

    @discardableResult
    func readArchive(_ archive: [UInt8], as tenant: Tenant? = nil, expecting status: Int = 200) async throws
        -> JSONValue
    {
        let answer = try await client.post(
            "/api/crm/imports/archive", archive, type: "application/x-tar",
            headers: [("Authorization", "Bearer \((tenant ?? company).token)")])
        #expect(answer.status.code == status, "\(answer.text.prefix(500))")
        let json = try JSONParser.parse(answer.body)
        return status == 200 ? json["data"] : json
    }
}
