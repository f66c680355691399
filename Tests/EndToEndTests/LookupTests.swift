import Domain
import JSON
import Support
import Testing

/// Who is calling: the context frame of a number (protocol §4).
@Suite(.timeLimit(.minutes(10))) struct LookupTests {
    private func frame(_ number: String, _ query: String = "", on server: TestServer, expecting status: Int = 200)
        async throws -> JSONValue
    {
        let answer = try await server.get("/api/contact-lookup/phone/\(number)\(query)", expecting: status)
        return status == 200 ? answer["data"] : answer
    }

    @Test func theFrameTellsWhoCallsAndWhatWasSaid() async throws {
        try await withServer { server in
            let made = try await server.post(
                "/api/crm/contacts",
                [
                    "name": "Ada Obi", "business": "Obi Ltd", "status": "customer", "tags": ["vip"],
                    "notes": "Likes tea.",
                    "estimatedValue": ["amount": 12_550, "currency": "NGN"], "numbers": [["number": "+2348021234567"]],
                ], expecting: 201)["data"]
            for day in 1...5 {
                try await server.post(
                    "/api/contact-lookup/update-interaction",
                    [
                        "contact": made["id"], "kind": "note", "summary": .string("Day \(day)"), "outcome": "booked",
                        "at": .string("2026-01-0\(day)T10:00:00Z"),
                    ], expecting: 201)
            }
            _ = try await server.twilio("voice", TestServer.ringing("CA1", from: "+2348021234567"))
            let (_, offset) = try await server.position()

            let found = try await frame("+2348021234567", on: server)
            #expect(
                found["number"] == [
                    "raw": "+2348021234567", "e164": "+2348021234567", "national": found["number"]["national"],
                    "region": "NG",
                    "type": "mobile",
                ])
            #expect(found["match"] == "one")
            #expect(found["candidates"].isNull)
            #expect(found["contact"]["id"] == made["id"])
            #expect(found["contact"]["business"]["name"] == "Obi Ltd")
            #expect(found["contact"]["tags"] == ["vip"])
            #expect(found["contact"]["value"]["estimated"] == ["amount": 12_550, "currency": "NGN"])
            #expect(found["contact"]["notes"] == "Likes tea.")
            #expect(found["openCalls"].array?.map { $0["providerCallId"] } == ["CA1"])
            #expect(found["recent"].array?.map { $0["kind"] } == ["call", "note", "note"])
            #expect(found["recent"].array?.dropFirst().map { $0["summary"] } == ["Day 5", "Day 4"])
            #expect(found["contact"]["lastContactAt"] == found["recent"][0]["at"])
            #expect(found["offset"].int64 == offset)
            #expect(found.jsonBytes.count <= 2048)
        }
    }

    @Test(arguments: [
        ("+2348021234567", ""), ("08021234567", "?region=NG"), ("0802%20123%204567", "?region=NG"),
        ("2348021234567", "?region=NG"),
        ("+234%20802%20123%204567", ""), ("tel:+2348021234567", ""), ("0112348021234567", "?region=US"),
        ("%2B2348021234567", "?region=GB"), ("(0802)123-4567", "?region=NG"),
    ])
    func everyFormOfANumberFindsItsContact(form: String, query: String) async throws {
        try await withServer { server in
            let made = try await server.post(
                "/api/crm/contacts", ["name": "Ada", "numbers": [["number": "+2348021234567"]]], expecting: 201)["data"]
            let found = try await frame(form, query, on: server)
            #expect(found["contact"]["id"] == made["id"])
            #expect(found["number"]["e164"] == "+2348021234567")
        }
    }

    @Test func aNationalNumberIsReadAsTheLineOrTheCompanySays() async throws {
        try await withServer { server in
            let line = try await server.post(
                "/api/lines",
                ["account": .string(server.company.account.wire), "number": "+442079460000", "region": "GB"],
                expecting: 201)
            let id = line["data"]["id"].string ?? ""
            #expect(try await frame("02079460001", "?line=\(id)", on: server)["number"]["e164"] == "+442079460001")
            #expect(try await frame("(202)%20555-0143", on: server)["number"]["e164"] == "+12025550143")
            let unknown = try await frame("02079460001", "?line=lin_zzz", on: server, expecting: 404)
            #expect(unknown["type"] == "/problems/unknown-line")
            try await server.json(.patch, "/api/companies/current", ["region": "GB"], expecting: 200)
            #expect(try await frame("02079460001", on: server)["number"]["e164"] == "+442079460001")
        }
    }

    @Test func whoIsNobodyYetIsAnAnswerToo() async throws {
        try await withServer { server in
            let found = try await frame("+12025550143", on: server)
            #expect(found["match"] == "none")
            #expect(found["contact"].isNull && found["candidates"].isNull)
            #expect(found["openCalls"] == [] && found["recent"] == [])
        }
    }

    @Test(arguments: ["12", "abc", "+1", "%20", "anonymous", "sip:alice@example.com", "client:alice", "+999999999999"])
    func whatIsNoNumberIs422(text: String) async throws {
        try await withServer { server in
            let problem = try await frame(text, on: server, expecting: 422)
            #expect(problem["type"] == "/problems/not-a-number")
            #expect(problem["field"] == "phoneNumber")
            #expect(problem["reason"].string?.isEmpty == false)
        }
    }

    @Test func theBriefFrameIsNumberMatchAndContact() async throws {
        try await withServer { server in
            try await server.post(
                "/api/crm/contacts", ["name": "Ada", "numbers": [["number": "+12025550143"]]], expecting: 201)
            let brief = try await frame("+12025550143", "?fields=contact", on: server)
            #expect(brief.object?.names == ["number", "match", "contact"])
            let problem = try await frame("+12025550143", "?fields=everything", on: server, expecting: 422)
            #expect(problem["field"] == "fields")
            _ = try await frame("+12025550143", "?region=usa", on: server, expecting: 422)
        }
    }

    @Test func recentCallersAreOneRowEachWithWhatWasMissedAndNotReturned() async throws {
        let clock = FixedClock()
        var options = TestOptions()
        options.clock = clock
        try await withServer(options) { server in
            let (one, two) = ("+12025550141", "+12025550142")
            for (call, from) in [("CA1", one), ("CA2", two), ("CA3", one)] {
                _ = try await server.twilio("voice", TestServer.ringing(call, from: from))
                clock.advance(by: .seconds(60))
                _ = try await server.twilio("status", TestServer.status(call, "no-answer", from: from))
            }
            let callers = try await server.get("/api/contact-lookup/recent-callers")["data"]
            #expect(callers.array?.map { $0["number"].string } == [one, two])
            #expect(callers.array?.map { $0["missedNotReturned"] } == [2, 1])
            #expect(callers.array?.map { $0["callsToday"] } == [2, 1])
            #expect(callers[0]["lastCall"]["status"] == "no-answer")
            #expect(callers[0]["contact"]["id"].string?.hasPrefix("con_") == true)

            // Somebody calls the first one back, and is answered.
            for (status, second) in [("ringing", 180), ("in-progress", 185), ("completed", 240)] {
                let form = TestServer.status("CA4", status, second: second, from: "+14155550119", to: one)
                _ = try await server.twilio(
                    "status", form.map { $0.0 == "Direction" ? ("Direction", "outbound-api") : $0 })
            }
            let after = try await server.get("/api/contact-lookup/recent-callers")["data"]
            #expect(after.array?.map { $0["missedNotReturned"] } == [0, 1])
            #expect(after[0]["lastCall"]["direction"] == "outbound")
            #expect(try await server.get("/api/contact-lookup/recent-callers?limit=1")["data"].array?.count == 1)
            let since = (clock.now() - .seconds(100)).rfc3339
            let late = try await server.get("/api/contact-lookup/recent-callers?since=\(since)")["data"]
            #expect(late.array?.map { $0["number"].string } == [one])

            clock.advance(by: .seconds(86_400))
            let tomorrow = try await server.get("/api/contact-lookup/recent-callers")["data"]
            #expect(tomorrow.array?.map { $0["callsToday"] } == [0, 0])
            #expect(tomorrow.array?.map { $0["missedNotReturned"] } == [0, 1])
        }
    }
}
