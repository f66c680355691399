import Domain
import HTTP
import JSON
import Support
import Testing

/// A message that was accepted leaves once, and everybody sees how far it is.
@Suite(.timeLimit(.minutes(10))) struct SendingTests {
    @Test func aMessageLeavesOnceAndIsOnTheTimeline() async throws {
        try await withMessaging { hub async throws in
            let contact = try await hub.server.post(
                "/api/crm/contacts", ["name": "Ada", "numbers": [["number": .string(MessagingHub.number)]]],
                expecting: 201)["data"]["id"]
            let events = try await hub.server.subscribe(["conversations"])
            let written = try await hub.write(key: "k")
            #expect(try await hub.write(key: "k") == written)
            #expect(written["data"]["status"] == "queued" && written["data"]["contact"] == contact)
            #expect(written["data"]["segments"] == 1 && hub.provider.asked.isEmpty)

            hub.provider.answers(MessagingHub.taken)
            try await hub.send()
            try await hub.send(after: .seconds(3600))
            #expect(hub.provider.asked.count == 1)
            let asked = try #require(hub.provider.asked.first)
            #expect(asked.method == "POST" && asked.target == "/2010-04-01/Accounts/AC1/Messages.json")
            #expect(asked.form["To"] == [MessagingHub.number] && asked.form["From"] == [MessagingHub.line])
            #expect(asked.form["Body"] == ["Hello"])
            let hooks = "\(hub.server.url)/webhooks/twilio/\(hub.server.company.account)/message"
            #expect(asked.form["StatusCallback"] == ["\(hooks)?message=\(written["data"]["id"].string ?? "")"])

            for status in ["delivered", "sent", "delivered"] { try await hub.report(status, reference: written) }
            let message = try await hub.message(written)
            #expect(message["status"] == "delivered" && message["providerMessageId"] == "SM1")
            #expect(
                try await events.upToNow().map { $0["data"]["status"] } == ["queued", "sending", "delivered"])
            let history = try await hub.server.get("/api/crm/contacts/\(contact.string ?? "")/interactions")["data"]
            #expect(history.array?.count == 1 && history[0]["summary"] == "Hello")
            #expect(try await hub.server.get("/api/messages")["data"].array?.count == 1)
        }
    }

    @Test func theSameClientIDMakesOneMessage() async throws {
        try await withMessaging { hub async throws in
            let written = try await hub.write(["clientId": "c-1"])
            #expect(try await hub.write(["clientId": "c-1"])["data"]["id"] == written["data"]["id"])
            let other = try await hub.write(["clientId": "c-1", "text": "Goodbye"], expecting: 422)
            #expect(other["type"] == "/problems/client-id-reused" && other["field"] == "clientId")
        }
    }

    @Test(arguments: [true, false])
    func aReportThatComesBeforeTheAnswerIsOfTheSameMessage(namesOurs: Bool) async throws {
        try await withMessaging { hub async throws in
            try await hub.server.post(
                "/api/crm/contacts", ["name": "Ada", "numbers": [["number": .string(MessagingHub.number)]]],
                expecting: 201)
            let written = try await hub.write()
            hub.provider.answers(.held(MessagingHub.taken))
            async let sent: Void = hub.send()
            _ = await hub.provider.nextAsked()
            try await hub.report("delivered", reference: namesOurs ? written : nil)
            hub.provider.release()
            try await sent
            let list = try await hub.server.get("/api/messages")["data"]
            #expect(list.array?.count == 1 && list[0]["id"] == written["data"]["id"])
            #expect(list[0]["status"] == "delivered" && list[0]["text"] == "Hello")
            try await hub.report("sent", reference: written)
            #expect(try await hub.message(written)["status"] == "delivered")
            #expect(try await hub.server.log().types.filter { $0 == "interaction.added" }.count == 1)
        }
    }

    @Test func whatTheProviderRefusesIsSaidWithItsCode() async throws {
        try await withMessaging { hub async throws in
            hub.provider.answers(
                .json(400, ["code": 21211, "message": "Invalid 'To'", "status": 400]),
                .json(401, ["code": 20003, "message": "Authenticate", "status": 401]),
                .json(404, ["code": 20404, "message": "Not found", "status": 404]))
            for (error, detail) in [
                ("21211", "The provider says 400: Invalid 'To'."),
                ("login", "The provider says 401: Authenticate. Set the account's login anew."),
                ("gone", "The provider knows no such account."),
            ] {
                let written = try await hub.write()
                try await hub.send()
                let message = try await hub.message(written)
                #expect(message["status"] == "failed" && message["error"] == .string(error))
                #expect(message["errorDetail"] == .string(detail))
            }
            try await hub.send(after: .seconds(3600))
            #expect(hub.provider.asked.count == 3)
        }
    }

    @Test func aBusyProviderIsTriedAgainWhenItSaid() async throws {
        try await withMessaging { hub async throws in
            hub.provider.answers(
                .json(429, ["code": 20429, "message": "Too Many Requests"], [("Retry-After", "60")]),
                .json(503, [:], [("Retry-After", "5")]), .json(400, ["code": 21611, "message": "Queue full"]),
                MessagingHub.taken, .json(201, ["sid": "SM2", "status": "queued"]))
            let (first, second) = (try await hub.write(), try await hub.write(["text": "And then"]))
            try await hub.send()
            try await hub.send(after: .seconds(59))
            #expect(hub.provider.asked.count == 1, "the second would meet the same")
            for _ in 1...3 { try await hub.send(after: .seconds(80)) }
            #expect(
                hub.provider.asked.map { $0.form["Body"]?.first } == [String?](repeating: "Hello", count: 4) + [
                    "And then"
                ])
            #expect(try await hub.message(first)["providerMessageId"] == "SM1")
            #expect(try await hub.message(second)["providerMessageId"] == "SM2")
        }
    }

    @Test func aProviderThatCannotBeReachedIsTriedAgainAndGivenUpInTheEnd() async throws {
        try await withMessaging { hub async throws in
            let gone = try StandIn()
            await gone.stop()
            try await hub.logIn(base: gone.base, withLine: false)
            let written = try await hub.write()
            try await hub.send()
            #expect(try await hub.message(written)["status"] == "queued")
            for _ in 1...9 { try await hub.send(after: .seconds(400)) }
            let message = try await hub.message(written)
            #expect(message["status"] == "failed" && message["error"] == "unreachable")
        }
    }

    @Test func whatWaitsMayBeCalledBack() async throws {
        try await withMessaging { hub async throws in
            let soon = (hub.clock.now() + .seconds(600)).rfc3339
            let (first, second) = (
                try await hub.write(["sendAt": .string(soon)]), try await hub.write(["sendAt": .string(soon)])
            )
            #expect(first["data"]["status"] == "scheduled")
            try await hub.send(after: .seconds(599))
            #expect(hub.provider.asked.isEmpty)
            let path = "/api/messages/\(first["data"]["id"].string ?? "")/cancel"
            #expect(try await hub.server.post(path, [:])["data"]["status"] == "canceled")
            hub.provider.answers(MessagingHub.taken)
            try await hub.send(after: .seconds(2))
            #expect(hub.provider.asked.count == 1)
            #expect(try await hub.message(second)["status"] == "sending")
            try await hub.server.post(path, [:], expecting: 409)
        }
    }

    @Test func messagesLeaveByThemselves() async throws {
        try await withMessaging(inBackground: true) { hub async throws in
            let events = try await hub.server.subscribe(["conversations"])
            hub.provider.answers(MessagingHub.taken)
            try await hub.write()
            let sent = try await events.first { $0["data"]["status"] == "sending" }
            #expect(sent["data"]["providerMessageId"] == "SM1")
        }
    }

    @Test func aWrongMessageIsRefusedByField() async throws {
        try await withMessaging { hub async throws in
            #expect(try await hub.write(to: "12", expecting: 422)["field"] == "to")
            #expect(try await hub.write(to: "+14155550119", expecting: 422)["field"] == "line")
            #expect(try await hub.write(["text": nil], expecting: 422)["field"] == "text")
            #expect(try await hub.write(["sendAt": "2020-01-01T00:00:00Z"], expecting: 422)["field"] == "sendAt")
            #expect(try await hub.write(["variables": ["a": "b"]], expecting: 422)["field"] == "variables")
            #expect(
                try await hub.write(["mediaUrls": ["http://a.example/x"]], expecting: 422)["field"] == "mediaUrls[0]")
            try await hub.write(to: ContactID(77).wire, expecting: 404)
            try await hub.write(["line": .string(LineID(77).wire)], expecting: 404)
            try await hub.server.json(
                .delete, "/api/provider-accounts/\(hub.server.company.account)/login", nil, expecting: 204)
            try await hub.write(expecting: 409)
            try await hub.server.post(
                "/api/crm/contacts",
                ["name": "B", "status": "blocked", "numbers": [["number": .string(MessagingHub.number)]]],
                expecting: 201)
            try await hub.logIn(withLine: false)
            #expect(try await hub.write(expecting: 409)["type"] == "/problems/blocked")
        }
    }

    @Test func listsAreByNumberLineChannelDirectionAndStatus() async throws {
        try await withMessaging { hub async throws in
            for index in 1...3 { try await hub.hear("Hi \(index)", "SM10\(index)") }
            try await hub.hear("Me too", "SM200", from: "+13125550177")
            let written = try await hub.write()
            let line = written["data"]["line"].string ?? ""
            for (query, count) in [
                ("number=%2B12025550143", 4), ("number=202-555-0143&direction=inbound", 3), ("line=\(line)", 5),
                ("channel=whatsapp", 0), ("status=queued", 1), ("direction=outbound&number=%2B13125550177", 0),
            ] {
                let page = try await hub.server.get("/api/messages?\(query)")["data"]
                #expect(page.array?.count == count, "\(query)")
            }
            let seen = try await hub.server.pages("/api/messages?number=%2B12025550143", limit: 3)
            #expect(seen.map { $0["text"] } == ["Hello", "Hi 3", "Hi 2", "Hi 1"])
        }
    }
}
