import HTTP
import JSON
import Testing

@Suite(.timeLimit(.minutes(10))) struct ReceiverTests {
    private static let incoming =
        "AccountSid=AC01&CallSid=CA01&CallStatus=ringing&Direction=inbound&From=%2B12025550143&To=%2B14155550119&CallerName="

    @Test func anIncomingCallIsStoredAndAnsweredWithTwiML() async throws {
        let hub = try await TestHub()
        let account = try await hub.twilioAccount()
        let answer = try await hub.twilio(account, "voice", Self.incoming)
        #expect(answer.status == .ok)
        #expect(answer.header("Content-Type") == "text/xml; charset=utf-8")
        #expect(answer.text.contains("<Say>Thank you for calling.</Say>"))
        #expect(
            answer.text.contains("https://hub.example.com/webhooks/twilio/\(account)/step?step=voicemail&amp;visit=1"))
        #expect(try await hub.count("SELECT count(*) FROM calls WHERE company_id = 1") == 1)
    }

    @Test func aRepeatedWebhookGetsTheSameBytesAndMakesNothingTwice() async throws {
        let hub = try await TestHub()
        let account = try await hub.twilioAccount()
        let first = try await hub.twilio(account, "voice", Self.incoming)
        let again = try await hub.twilio(account, "voice", Self.incoming)
        #expect(first.status == .ok)
        #expect(first.text == again.text)
        #expect(try await hub.count("SELECT count(*) FROM calls") == 1)
        #expect(try await hub.count("SELECT count(*) FROM contacts") == 1)
    }

    @Test func aNotificationGetsAnEmptyAnswer() async throws {
        let hub = try await TestHub()
        let account = try await hub.twilioAccount()
        _ = try await hub.twilio(account, "voice", Self.incoming)
        let answer = try await hub.twilio(
            account, "status", "CallSid=CA01&CallStatus=completed&Direction=inbound&CallDuration=42&SequenceNumber=3")
        #expect(answer.status == .ok)
        #expect(answer.bytes == [])
        #expect(try await hub.count("SELECT count(*) FROM calls WHERE status = 'completed' AND duration_sec = 42") == 1)
    }

    @Test func theStepsOfAPlanFollowEachOther() async throws {
        let hub = try await TestHub()
        let account = try await hub.twilioAccount()
        let made = try await hub.admin(
            .post, "/api/lines",
            [
                "account": .string(account), "number": "+14155550119",
                "plan": [
                    "steps": [
                        [
                            "id": "menu", "do": "gather", "say": "Press 1.", "digits": 1, "choices": ["1": "ring"],
                            "otherwise": "bye",
                        ],
                        ["id": "ring", "do": "dial", "numbers": ["+13125550177"], "otherwise": "bye"],
                        ["id": "bye", "do": "say", "text": "Goodbye."],
                    ]
                ],
            ])
        #expect(made.status == .created, "\(made.text)")
        #expect(try await hub.twilio(account, "voice", Self.incoming).text.contains("step?step=menu&amp;visit=1"))
        let pressed = Self.incoming.replacing("ringing", with: "in-progress") + "&Digits=1"
        let dial = try await hub.twilio(account, "step?step=menu&visit=1", pressed)
        #expect(dial.text.contains(">+13125550177</Number>") && dial.text.contains("step?step=ring&amp;visit=2"))
        let missed = Self.incoming.replacing("ringing", with: "in-progress") + "&DialCallStatus=no-answer"
        let bye = try await hub.twilio(account, "step?step=ring&visit=2", missed)
        #expect(bye.text.hasSuffix("<Response><Say>Goodbye.</Say><Hangup/></Response>"))
    }

    @Test func aForgedWebhookIsRefusedAndTheAdministratorReadsWhy() async throws {
        let hub = try await TestHub()
        let account = try await hub.twilioAccount()
        let answer = try await hub.twilio(account, "voice", Self.incoming, secret: "somebody else's token")
        #expect(answer.status == .forbidden)
        #expect(answer.json["type"] == "/problems/webhooks/refused")
        #expect(!answer.text.contains("hub.example.com/webhooks"))
        #expect(try await hub.count("SELECT count(*) FROM calls") == 0)

        let refusals = try await hub.admin(.get, "/api/webhook-refusals").json
        #expect(refusals["data"][0]["reason"] == "signature-mismatch")
        #expect(refusals["data"][0]["account"] == .string(account))
        #expect(refusals["data"][0]["hook"] == "voice")
        #expect(refusals["data"][0]["remoteAddress"] == "203.0.113.9")
        let detail = try #require(refusals["data"][0]["detail"].string)
        #expect(detail.contains("https://hub.example.com/webhooks/twilio/\(account)/voice"))
        #expect(!detail.contains(TestHub.token))
        #expect(refusals["counts"] == ["signature-mismatch": 1])
    }

    @Test func refusalsArePagedNewestFirstAndAnotherCompanySeesNone() async throws {
        let hub = try await TestHub()
        let account = try await hub.twilioAccount()
        for _ in 1...25 { _ = try await hub.send(.post, "/webhooks/twilio/\(account)/voice") }
        hub.clock.advance(.seconds(1))
        _ = try await hub.twilio(account, "voice", Self.incoming, secret: "wrong")
        let first = try await hub.admin(.get, "/api/webhook-refusals?limit=5").json
        #expect(first["data"][0]["reason"] == "signature-mismatch")
        #expect(first["data"][1]["reason"] == "missing-header")
        #expect(first["counts"] == ["missing-header": 25, "signature-mismatch": 1])
        #expect(first["notKept"] == 5)
        var next = first["next"].string
        var seen = first["data"].array?.count ?? 0
        while let after = next {
            let page = try await hub.admin(.get, "/api/webhook-refusals?limit=5&after=\(after)").json
            seen += page["data"].array?.count ?? 0
            next = page["next"].string
        }
        #expect(seen == 21)
        let other = try await hub.admin(.get, "/api/webhook-refusals", of: TestHub.otherCompany).json
        #expect(other["data"] == [] && other["counts"] == [:])
    }

    @Test func onlyAdministratorsSeeRefusalsAndAccounts() async throws {
        let hub = try await TestHub()
        for target in ["/api/webhook-refusals", "/api/provider-accounts"] {
            #expect(try await hub.send(.get, target, as: .manager).status == .forbidden)
            #expect(try await hub.send(.get, target).status == .unauthorized)
        }
    }

    @Test func whatIsNotThereIs404() async throws {
        let hub = try await TestHub()
        let account = try await hub.twilioAccount()
        for target in [
            "/webhooks/twilio/acc_zzzzzz/voice", "/webhooks/twilio/con_1/voice", "/webhooks/generic/\(account)/event",
            "/webhooks/twilio/\(account)/nothing",
        ] {
            #expect(try await hub.send(.post, target).status == .notFound, "\(target)")
        }
    }

    @Test func anotherMediaTypeIs415AndALargeBody413() async throws {
        let hub = try await TestHub()
        let account = try await hub.twilioAccount()
        let xml = try await hub.send(
            .post, "/webhooks/twilio/\(account)/voice", [("Content-Type", "text/xml")], body: "<a/>")
        #expect(xml.status == .unsupportedMediaType)
        let large = try await hub.twilio(account, "voice", "a=" + String(repeating: "b", count: 64 << 10))
        #expect(large.status == .contentTooLarge)
    }

    @Test func twilioMayBeSetToGET() async throws {
        let hub = try await TestHub()
        let account = try await hub.twilioAccount()
        let target = "/webhooks/twilio/\(account)/voice?\(Self.incoming)"
        let signature = Signing.twilio("https://hub.example.com" + target, "", secret: TestHub.token)
        let answer = try await hub.send(.get, target, [("X-Twilio-Signature", signature)])
        #expect(answer.status == .ok)
        #expect(answer.text.contains("<Response>"))
    }

    @Test func theGenericHookAnswersWithThePlan() async throws {
        let hub = try await TestHub()
        let secret = "hub-fixture-generic-secret-01"
        let made = try await hub.admin(
            .post, "/api/provider-accounts", ["provider": "generic", "secret": .string(secret)])
        let account = try #require(made.json["data"]["id"].string)
        let body =
            #"{"id":"evt-17","call":"pbx-4711","type":"ringing","direction":"inbound","from":"+2348021234567","to":"+14155550119"}"#
        let target = "/webhooks/generic/\(account)/event"
        let head = try Signing.generic(Array(body.utf8), at: 1_763_629_267, secret: secret)
        let headers = head.headers.map { ($0.name, $0.value) }.filter { $0.0.lowercased() != "host" }
        let answer = try await hub.send(.post, target, headers, body: body)
        #expect(answer.status == .ok, "\(answer.text)")
        #expect(answer.json["data"]["call"].string?.hasPrefix("cal_") == true)
        #expect(answer.json["data"]["contact"].string?.hasPrefix("con_") == true)
        #expect(answer.json["data"]["plan"][0]["do"] == "say")
        hub.clock.advance(.seconds(301))
        #expect(try await hub.send(.post, target, headers, body: body).json["reason"] == "stale")
    }

    @Test func theProvidersOwnAccountIsRecordedOnceAndNeverTrusted() async throws {
        let hub = try await TestHub()
        let account = try await hub.twilioAccount()
        _ = try await hub.twilio(account, "voice", Self.incoming)
        #expect(
            try await hub.admin(.get, "/api/provider-accounts/\(account)").json["data"]["providerAccount"] == "AC01")
        let other = try await hub.twilio(account, "voice", Self.incoming.replacing("AC01", with: "AC02"))
        #expect(other.status == .ok)
        #expect(
            try await hub.admin(.get, "/api/provider-accounts/\(account)").json["data"]["providerAccount"] == "AC01")
    }

    @Test func aStoreThatRefusesIs503AndTheProviderShallComeAgain() async throws {
        let hub = try await TestHub()
        let account = try await hub.twilioAccount()
        hub.database.close()
        let answer = try await hub.twilio(account, "voice", Self.incoming)
        #expect(answer.status == .serviceUnavailable)
        #expect(answer.header("Retry-After") == "1")
    }
}
