import Domain
import JSON
import Support
import Testing

/// Who has said stop is not written to, until they say start.
@Suite(.timeLimit(.minutes(10))) struct ConsentTests {
    private static func marketing(_ more: JSONObject = [:]) -> JSONObject {
        var body = more
        body["purpose"] = "marketing"
        return body
    }

    @Test func stopThenRefusedThenStart() async throws {
        try await withMessaging { hub async throws in
            let events = try await hub.server.subscribe(["conversations"])
            try await hub.hear(" Stop. ", "SM1")
            try await hub.hear("STOP", "SM2")
            let refused = try await hub.write(expecting: 409)
            #expect(refused["type"] == "/problems/no-consent" && refused["consent"] == "withdrawn")
            try await hub.hear("START", "SM3")
            #expect(try await hub.write()["data"]["status"] == "queued")
            #expect(try await hub.write(Self.marketing())["data"]["purpose"] == "marketing")
            let changes = try await events.upToNow().filter { $0["type"] == "consent.changed" }.map { $0["data"] }
            #expect(changes.map { $0["state"] } == ["withdrawn", "withdrawn", "granted", "granted"])
            #expect(changes.map { $0["purpose"] } == ["service", "marketing", "service", "marketing"])
            #expect(changes.first?["word"] == "STOP" && changes.first?["contact"].isNull == false)
            let texts = try await hub.server.get("/api/messages?direction=inbound")["data"]
            #expect(texts.array?.map { $0["optOut"] } == ["start", "stop", "stop"])
        }
    }

    @Test func aWordCountsWhenItStandsAlone() async throws {
        let words: [(String, String?)] = [
            ("STOP", "withdrawn"), ("stopall", "withdrawn"), ("Unsubscribe", "withdrawn"), ("CANCEL", "withdrawn"),
            ("end", "withdrawn"), ("Quit!", "withdrawn"), ("start", "granted"), ("UNSTOP", "granted"), ("Yes", nil),
            ("HELP", nil), ("Please stop", nil), ("", nil), ("stop it", nil),
        ]
        try await withMessaging { hub async throws in
            for (index, (text, state)) in words.enumerated() {
                try await hub.hear(text, "SM\(index)", from: "+120255501\(index + 10)")
                let contact = try await hub.server.get("/api/messages?limit=1")["data"][0]["contact"].string ?? ""
                let consents = try await hub.server.get("/api/crm/contacts/\(contact)/consents")["data"]
                #expect(consents.array?.map { $0["state"].string } == (state.map { [$0, $0] } ?? []), "\(text)")
            }
        }
    }

    @Test func yesTakesAStopBackAndAnswersNothingElse() async throws {
        try await withMessaging { hub async throws in
            for (index, text) in ["yes", "stop", "yes"].enumerated() { try await hub.hear(text, "SM\(index)") }
            let texts = try await hub.server.get("/api/messages")["data"]
            #expect(texts.array?.map { $0["optOut"].string } == ["start", "stop", nil])
            try await hub.write()
        }
    }

    @Test func whatTheProviderReadCountsAndItsRefusalToo() async throws {
        try await withMessaging { hub async throws in
            hub.provider.answers(
                .json(400, ["code": 21610, "message": "Attempt to send to unsubscribed recipient", "status": 400]))
            let written = try await hub.write()
            try await hub.send()
            #expect(try await hub.message(written)["error"] == "21610")
            #expect(try await hub.write(expecting: 409)["type"] == "/problems/no-consent")
            let form = [
                ("MessageSid", "SM7"), ("SmsStatus", "received"), ("From", MessagingHub.number),
                ("To", MessagingHub.line), ("Body", "Back again please"), ("OptOutType", "START"),
            ]
            #expect(try await hub.server.twilio("message", form).status == .ok)
            try await hub.write()
        }
    }

    @Test func whoSaysStopAfterwardsIsNotWrittenToEither() async throws {
        try await withMessaging { hub async throws in
            let soon = (hub.clock.now() + .seconds(60)).rfc3339
            let written = try await hub.write(["sendAt": .string(soon)])
            try await hub.hear("STOP", "SM1")
            try await hub.send(after: .seconds(61))
            let message = try await hub.message(written)
            #expect(message["status"] == "canceled" && message["error"] == "no-consent")
            #expect(hub.provider.asked.isEmpty)
        }
    }

    @Test func aPersonNotesWhatWasSaidAndAllOfItStays() async throws {
        try await withMessaging { hub async throws in
            let contact =
                try await hub.server.post(
                    "/api/crm/contacts",
                    [
                        "name": "Ada", "email": "Ada@example.com",
                        "numbers": [["number": .string(MessagingHub.number)], ["number": "+13125550177"]],
                    ], expecting: 201)["data"]["id"].string ?? ""
            let path = "/api/crm/contacts/\(contact)/consents"
            #expect(try await hub.write(Self.marketing(), expecting: 409)["consent"] == "unknown")
            let put = { (channel: JSONValue, state: JSONValue) in
                try await hub.server.json(
                    .put, path,
                    ["consents": [["channel": channel, "purpose": "marketing", "state": state, "note": "by phone"]]],
                    expecting: 200)["data"]
            }
            #expect(try await put("sms", "granted").array?.count == 2)
            #expect(try await put("sms", "granted") == put("sms", "granted"))
            try await hub.write(Self.marketing())
            #expect(try await put("email", "withdrawn").array?.contains { $0["address"] == "ada@example.com" } == true)
            _ = try await put("sms", "withdrawn")
            try await hub.write(Self.marketing(), expecting: 409)
            try await hub.write()

            let first = try await hub.server.get("\(path)/history?limit=3")
            let rest = try await hub.server.get("\(path)/history?limit=3&after=\(first["next"].string ?? "")")
            let states = ((first["data"].array ?? []) + (rest["data"].array ?? [])).map { $0["state"] }
            #expect(states == ["withdrawn", "withdrawn", "withdrawn", "granted", "granted"])
            #expect(first["data"][0]["note"] == "by phone" && first["data"][0]["source"] == "person")
            let nobody: JSONValue = [
                "consents": [["channel": "sms", "purpose": "service", "state": "granted", "address": "+13125550199"]]
            ]
            #expect(
                try await hub.server.json(.put, path, nobody, expecting: 422)["field"] == "consents[0].address")
        }
    }

    @Test func whoDoesNotWantCallsIsNotCalled() async throws {
        try await withMessaging { hub async throws in
            let contact =
                try await hub.server.post(
                    "/api/crm/contacts", ["name": "Ada", "numbers": [["number": .string(MessagingHub.number)]]],
                    expecting: 201)["data"]["id"].string ?? ""
            try await hub.server.json(
                .put, "/api/crm/contacts/\(contact)/consents",
                ["consents": [["channel": "call", "purpose": "service", "state": "withdrawn"]]], expecting: 200)
            let line = try await hub.server.get("/api/lines")["data"][0]["id"]
            let order: JSONValue = ["line": line, "to": .string(MessagingHub.number), "agent": "+14155550133"]
            #expect(try await hub.server.post("/api/calls", order, expecting: 409)["type"] == "/problems/do-not-call")
        }
    }

    @Test func twoCompaniesWithTheSameNumberHaveTheirOwn() async throws {
        try await withMessaging { hub async throws in
            let other = try await hub.server.anotherCompany("Other")
            try await hub.logIn(as: other)
            try await hub.hear("STOP", "SM1")
            try await hub.write(expecting: 409)
            hub.provider.answers(MessagingHub.taken)
            let theirs = try await hub.write(as: other)
            try await hub.send()
            let id = theirs["data"]["id"].string ?? ""
            #expect(try await hub.server.get("/api/messages/\(id)", as: other)["data"]["status"] == "sending")
            _ = try await hub.server.get("/api/messages/\(id)", expecting: 404)
            // A report of theirs that comes to our account names nothing of ours.
            try await hub.report("delivered", of: "SM5", reference: theirs)
            #expect(try await hub.server.get("/api/messages/\(id)", as: other)["data"]["status"] == "sending")
            #expect(try await hub.server.get("/api/messages", as: other)["data"].array?.count == 1)
        }
    }
}
