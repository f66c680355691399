import HTTP
import JSON
import OpenSSL
import Support
import Testing

extension TestServer {
    /// What is downloaded, as text.
    func download(_ path: String, expecting status: Int = 200) async throws -> String {
        String(decoding: try await bytes(path, expecting: status), as: UTF8.self)
    }

    /// What is downloaded.
    func bytes(_ path: String, expecting status: Int = 200) async throws -> [UInt8] {
        let answer = try await client.get(path, headers: [("Authorization", "Bearer \(company.token)")])
        #expect(answer.status.code == status, "\(path): \(answer.text.prefix(300))")
        return answer.body
    }

    /// A customer with everything, a lead whose name is a number, and one who is removed.
    func addPeople() async throws -> [String] {
        let people: [JSONValue] = [
            [
                "name": "Ada Ngozi Obi", "email": "ada@example.com", "business": "Obi, Sons; \"Ltd\"",
                "status": "customer",
                "tags": ["vip", "a,b"],
                "notes": "Two\nlines; a \\ and a comma, é漢👩‍👩‍👧 \(String(repeating: "ñandú ", count: 40))",
                "estimatedValue": ["amount": 12_550, "currency": "USD"],
                "numbers": [["number": "+12025550143"], ["number": "+2348021234567"]],
            ],
            ["numbers": [["number": "+12025550144"]], "notes": "=1+1"],
            ["name": "Gone Forever", "numbers": [["number": "+12025550145"]]],
        ]
        var ids: [String] = []
        for person in people {
            ids.append(try await post("/api/crm/contacts", person, expecting: 201)["data"]["id"].string ?? "")
        }
        for (id, words) in zip(ids, ["Spoke about vans", "Asked back", "Secret of the removed"]) {
            try await post(
                "/api/crm/contacts/\(id)/interactions", ["kind": "note", "summary": .string(words)], expecting: 201)
        }
        try await json(.delete, "/api/crm/contacts/\(ids[2])", nil, expecting: 204)
        return ids
    }
}

/// The entries of a tar file, in order.
func entries(ofTar bytes: [UInt8]) throws -> [(name: String, bytes: [UInt8])] {
    var entries: [(name: String, bytes: [UInt8])] = []
    var place = 0
    while place + 512 <= bytes.count, bytes[place] != 0 {
        let head = bytes[place..<(place + 512)]
        let text = { (range: Range<Int>) in
            String(decoding: head.dropFirst(range.lowerBound).prefix(range.count).prefix { $0 != 0 }, as: UTF8.self)
        }
        let size = try #require(Int(text(124..<135), radix: 8))
        let sum = head.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element)) }
        #expect(Int(text(148..<154), radix: 8) == sum)
        entries.append((text(0..<100), Array(bytes[(place + 512)..<(place + 512 + size)])))
        place += 512 + (size + 511) / 512 * 512
    }
    #expect(place + 1_024 == bytes.count)
    return entries
}

@Suite(.timeLimit(.minutes(10))) struct ExportFormatTests {
    @Test func hubSpotGetsItsOwnColumnNames() async throws {
        try await withServer { server in
            let ids = try await server.addPeople()
            let lines = try await server.download("/api/crm/export/hubspot").split(separator: "\r\n")
            try #require(lines.count == 3)
            #expect(
                lines[0].hasPrefix("Email,First Name,Last Name,Phone Number,Mobile Phone Number,Company Name,Lifecycle")
            )
            #expect(
                lines[1].hasPrefix(
                    "ada@example.com,Ada Ngozi,Obi,+12025550143,+2348021234567,\"Obi, Sons; \"\"Ltd\"\"\",Customer,,"))
            #expect(lines[2] == ",,,+12025550144,,,Lead,New,manual,=1+1,\(ids[1])")
        }
    }

    @Test func aCardIsEscapedAndFolded() async throws {
        try await withServer { server in
            let ids = try await server.addPeople()
            let text = try await server.download("/api/crm/export/vcard")
            let physical = text.components(separatedBy: "\r\n")
            #expect(physical.allSatisfy { $0.utf8.count <= 75 })
            let lines = text.replacing("\r\n ", with: "").components(separatedBy: "\r\n").dropLast()
            #expect(lines.filter { $0 == "BEGIN:VCARD" }.count == 2)
            #expect(lines.filter { $0 == "VERSION:4.0" }.count == 2)
            let wanted = [
                "UID;VALUE=text:\(ids[0])", "FN:Ada Ngozi Obi", "N:Obi;Ada Ngozi;;;",
                "TEL;VALUE=uri;PREF=1:tel:+12025550143",
                "TEL;VALUE=uri:tel:+2348021234567", "EMAIL:ada@example.com", "ORG:Obi\\, Sons\\; \"Ltd\"",
                "CATEGORIES:vip,a\\,b", "FN:+12025550144", "NOTE:=1+1",
            ]
            #expect(Set(wanted).subtracting(lines).isEmpty, "\(Set(wanted).subtracting(lines))")
            #expect(lines.contains { $0.hasPrefix("NOTE:Two\\nlines\\; a \\\\ and a comma\\, é漢👩‍👩‍👧 ñandú ñandú") })
            #expect(!text.contains("Gone"))
        }
    }

    @Test func everyRecordIsALineAndWhatIsRemovedIsNone() async throws {
        try await withServer { server in
            let ids = try await server.addPeople()
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            _ = try await server.twilio(
                "message", [("MessageSid", "SM1"), ("From", "+12025550143"), ("To", "+14155550119"), ("Body", "Hello")])
            let text = try await server.download("/api/crm/export/ndjson")
            let records = try text.split(separator: "\n").map { try JSONParser.parse(Array($0.utf8)) }
            let types = records.compactMap { $0["type"].string }
            #expect(
                types == [
                    "business", "contact", "contact", "interaction", "interaction", "interaction", "interaction",
                    "call", "message",
                ])
            let ada = try #require(records.first { $0["id"].string == ids[0] })
            #expect(ada["estimatedValue"] == 12_550 && ada["currency"] == "USD")
            #expect(ada["otherPhones"] == ["+2348021234567"] && ada["tags"] == ["vip", "a,b"])
            #expect(!text.contains("Gone") && !text.contains("Secret") && !text.contains(ids[2]))
        }
    }

    @Test func theBulkSetIsInUpsertOrderWithAManifestThatHolds() async throws {
        try await withServer { server in
            let ids = try await server.addPeople()
            let files = try entries(ofTar: try await server.bytes("/api/crm/export/salesforce-bulk"))
            let manifest = try JSONParser.parse(try #require(files.last).bytes)
            #expect(
                files.map(\.name) == [
                    "01-Account-0001.csv", "02-Contact-0001.csv", "03-Lead-0001.csv", "04-Task-0001.csv",
                    "05-LeadTask-0001.csv", "manifest.json",
                ])
            for (file, said) in zip(files, manifest["files"].array ?? []) {
                #expect(said["file"].string == file.name && said["bytes"].int == file.bytes.count)
                #expect(said["sha256"].string == Hex.encode(Digest.sha256(file.bytes)))
                #expect(said["externalIdFieldName"] == "Hub_Id__c" && said["lineEnding"] == "CRLF")
                let records = String(decoding: file.bytes, as: UTF8.self).components(separatedBy: "\r\n").count - 2
                #expect(said["records"].int == records, "\(file.name)")
            }
            let contacts = String(decoding: files[1].bytes, as: UTF8.self)
            #expect(
                contacts.hasPrefix(
                    "Hub_Id__c,FirstName,LastName,Email,Phone,MobilePhone,LeadSource,Description,Account.Hub_Id__c\r\n\(ids[0]),Ada Ngozi,Obi,"
                ))
            let tasks = String(decoding: files[3].bytes, as: UTF8.self)
            #expect(tasks.contains(",Contact:Who.Hub_Id__c\r\n") && tasks.hasSuffix("Spoke about vans,\(ids[0])\r\n"))
            #expect(String(decoding: files[4].bytes, as: UTF8.self).hasSuffix("Asked back,\(ids[1])\r\n"))
            let one = try await server.bytes("/api/crm/export/salesforce-bulk?object=Contact")
            #expect(one == files[1].bytes)
        }
    }

    @Test func aSpanLeavesOutWhatWasBeforeAndAfter() async throws {
        var options = TestOptions()
        let clock = FixedClock()
        options.clock = clock
        try await withServer(options) { server in
            var moments: [String] = []
            for number in 1...3 {
                clock.advance(by: .seconds(3_600))
                moments.append(clock.now().rfc3339)
                try await server.post("/api/crm/contacts", ["name": .string("Person \(number)")], expecting: 201)
            }
            let path = "/api/crm/export/csv?mode=exact&columns=name"
            #expect(try await server.download("\(path)&from=\(moments[1])&to=\(moments[2])") == "name\r\nPerson 2\r\n")
            #expect(try await server.download("\(path)&from=\(moments[1])").split(separator: "\r\n").count == 3)
            let card = try await server.download("/api/crm/export/vcard?to=\(moments[1])")
            #expect(card.contains("FN:Person 1") && !card.contains("FN:Person 2"))
            let refused = try await server.get("\(path)&from=\(moments[2])&to=\(moments[1])", expecting: 422)
            #expect(refused["field"] == "to")
        }
    }

    @Test func whoTookDataOutIsInTheAuditLogAndAgentsTakeNone() async throws {
        try await withServer { server in
            _ = try await server.download("/api/crm/export/csv?what=calls&columns=id")
            let entry = try await server.get("/api/audit")["data"][0]
            #expect(entry["action"] == "export.taken" && entry["subject"] == "calls")
            #expect(entry["detail"]["columns"] == "id")
            let key = try await server.post("/api/keys", ["name": "agent", "role": "agent"], expecting: 201)
            let agent = server.tenant(token: key["data"]["secret"].string ?? "")
            for path in ["csv", "salesforce", "salesforce-bulk", "hubspot", "vcard", "ndjson"] {
                _ = try await server.get("/api/crm/export/\(path)", as: agent, expecting: 403)
            }
        }
    }
}
