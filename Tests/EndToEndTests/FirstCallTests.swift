import JSON
import Support
import Testing

@Suite(.timeLimit(.minutes(10))) struct FirstCallTests {
    @Test func aSignedWebhookFindsItsContactAnswersAndIsBroadcast() async throws {
        try await withServer { server in
            let made = try await server.post(
                "/api/crm/contacts", ["name": "Ada Obi", "numbers": [["number": "(202) 555-0143"]]], expecting: 201)
            let events = try await server.subscribe()

            let answer = try await server.twilio("voice", TestServer.ringing("CA1"))
            #expect(answer.status.code == 200)
            #expect(answer.headers["content-type"]?.hasPrefix("text/xml") == true)
            #expect(answer.text.hasPrefix("<?xml") && answer.text.contains("<Response>"))

            let event = try await events.first { $0["type"] == "call.ringing" }
            #expect(event["data"]["providerCallId"] == "CA1")
            #expect(event["data"]["status"] == "ringing")
            #expect(event["data"]["direction"] == "inbound")
            #expect(event["data"]["from"] == "+12025550143")
            #expect(event["data"]["to"] == "+14155550119")
            #expect(event["data"]["contact"] == ["id": made["data"]["id"], "name": "Ada Obi", "match": "one"])
            let call = try #require(event["data"]["call"].string)
            let line = try #require(event["data"]["line"].string)
            let contact = try #require(made["data"]["id"].string)
            let topics: Set = ["calls", "calls/\(call)", "contacts/\(contact)", "lines/\(line)"]
            #expect(Set(event["topics"].array?.compactMap(\.string) ?? []) == topics)
        }
    }

    @Test func aFirstCallFromANewNumberMakesItsContactBeforeTheAnswer() async throws {
        try await withServer { server in
            let events = try await server.subscribe(["calls", "contacts"])
            _ = try await server.twilio("voice", TestServer.ringing("CA1", more: [("CallerName", "ADA OBI")]))

            let heard = try await events.upToNow()
            #expect(heard.types == ["line.changed", "contact.created", "call.ringing"])
            #expect(heard[at: 2]["data"]["contact"]["created"] == true)
            let contacts = try await server.contacts()
            #expect(contacts.count == 1)
            #expect(contacts[at: 0]["name"] == "ADA OBI")
            #expect(contacts[at: 0]["source"] == "call")
            #expect(contacts[at: 0]["numbers"] == [["number": "+12025550143"]])
            #expect(contacts[at: 0]["id"] == heard[at: 2]["data"]["contact"]["id"])
            #expect(contacts[at: 0]["lastContactAt"] == heard[at: 2]["data"]["startedAt"])
        }
    }

    @Test func sixtyFourFirstCallsAtOnceMakeOneContact() async throws {
        try await withServer { server in
            let events = try await server.subscribe(["calls", "contacts"])
            try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 1...64 {
                    group.addTask { try await server.twilio("voice", TestServer.ringing("CA\(index)")).status.code }
                }
                for try await status in group { #expect(status == 200) }
            }
            let heard = try await events.upToNow()
            #expect(heard.types.filter { $0 == "contact.created" }.count == 1)
            #expect(heard.types.filter { $0 == "line.changed" }.count == 1)
            let calls = heard.filter { $0["type"] == "call.ringing" }
            #expect(Set(calls.compactMap { $0["data"]["providerCallId"].string }).count == 64)
            #expect(Set(calls.compactMap { $0["data"]["contact"]["id"].string }).count == 1)
            #expect(heard.offsets == Array(2...67))
            #expect(try await server.contacts().count == 1)
            #expect(try await server.calls().count == 50)
        }
    }

    /// Reference §13.3: what is no number of a person's is typed, and never a contact.
    @Test(arguments: [
        ("+266696687", "anonymous"), ("anonymous", "anonymous"), ("Restricted", "anonymous"), ("", "anonymous"),
        ("sip:alice@pbx.example.com", "sip"), ("client:alice", "client"), ("12345", "short-code"),
    ])
    func whoHasNoNumberIsNoContact(from: String, kind: String) async throws {
        try await withServer { server in
            let events = try await server.subscribe()
            let answer = try await server.twilio("voice", TestServer.ringing("CA1", from: from))
            #expect(answer.status.code == 200)
            let ringing = try await events.first { $0["type"] == "call.ringing" }
            #expect(ringing["data"]["fromKind"].string == kind)
            #expect(ringing["data"]["contact"].isNull)
            _ = try await server.twilio("status", TestServer.status("CA1", "completed", duration: 9, from: from))
            #expect(try await server.contacts().isEmpty)
            #expect(try await server.calls().count == 1)
        }
    }

    @Test func aCallToANumberThatIsNoLineMakesAnUnconfiguredLine() async throws {
        try await withServer { server in
            let answer = try await server.twilio("voice", TestServer.ringing("CA1", to: "+14155550120"))
            #expect(answer.text.contains("<Record"))
            let lines = try await server.get("/api/lines")["data"].array ?? []
            #expect(lines.count == 1)
            #expect(lines[at: 0]["number"] == "+14155550120")
            #expect(lines[at: 0]["configured"] == false)
            #expect(lines[at: 0]["account"].string == server.company.account.wire)

            let path = "/api/lines/\(lines[at: 0]["id"].string ?? "")"
            let changed = try await server.json(.patch, path, ["name": "Front desk"], expecting: 200)
            #expect(changed["data"]["configured"] == true)
            _ = try await server.twilio("voice", TestServer.ringing("CA2", to: "+14155550120"))
            #expect(try await server.get("/api/lines")["data"].array?.count == 1)
            #expect(try await server.calls().map { $0["lineName"] } == ["Front desk", "Front desk"])
        }
    }

    @Test func aSharedNumberGivesRankedCandidates() async throws {
        try await withServer { server in
            var ids: [JSONValue] = []
            for name in ["Ada", "Ben", "Chi"] {
                let made = try await server.post(
                    "/api/crm/contacts", ["name": .string(name), "numbers": [["number": "+12025550143"]]],
                    expecting: 201)
                ids.append(made["data"]["id"])
            }
            let note: JSONValue = ["contact": ids[1], "kind": "note", "summary": "Asked for a quote."]
            try await server.post("/api/contact-lookup/update-interaction", note, expecting: 201)

            let events = try await server.subscribe()
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let ringing = try await events.first { $0["type"] == "call.ringing" }
            #expect(ringing["data"]["contact"] == ["id": ids[1], "name": "Ben", "match": "many"])

            let frame = try await server.get("/api/contact-lookup/phone/+12025550143")["data"]
            #expect(frame["match"] == "many")
            #expect(frame["contact"]["id"] == ids[1])
            #expect(frame["candidates"].array?.map { $0["contact"]["id"] } == [ids[1], ids[0], ids[2]])
            let scores = frame["candidates"].array?.compactMap { $0["score"].double } ?? []
            #expect(scores.count == 3 && scores == scores.sorted(by: >))
            for candidate in frame["candidates"].array ?? [] { #expect(candidate["reason"].string?.isEmpty == false) }
            #expect(try await server.contacts().count == 3)
        }
    }
}
