import Domain
import HTTP
import JSON
import Support
import Testing

@Suite(.timeLimit(.minutes(10))) struct ClickToCallTests {
    private static let created = StandIn.Answer.json(201, ["sid": "CA0001", "status": "queued"])

    @Test func aCallIsPlacedOnceAndIsTheCustomers() async throws {
        try await withOutbound { hub async throws in
            let contact = try await hub.server.post(
                "/api/crm/contacts", ["name": "Ada", "numbers": [["number": .string(OutboundHub.number)]]],
                expecting: 201)
            hub.provider.answers(Self.created)
            let placed = try await hub.place(key: "click-1")
            #expect(try await hub.place(key: "click-1") == placed)
            #expect(hub.provider.asked.count == 1)
            let call = try await hub.server.get("/api/calls/CA0001")["data"]
            #expect(call["call"] == placed["data"]["call"] && call["direction"] == "outbound")
            #expect(call["to"].string == OutboundHub.number && call["contact"]["id"] == contact["data"]["id"])
        }
    }

    @Test func theFirstWebhookMayComeBeforeTheAnswer() async throws {
        try await withOutbound { hub async throws in
            hub.provider.answers(Self.created)
            // What the agent's leg reports while the API's answer is on its way.
            let early = try await hub.server.twilio(
                "status",
                [
                    ("CallSid", "CA0001"), ("AccountSid", "AC1"), ("From", "+14155550119"), ("To", OutboundHub.agent),
                    ("Direction", "outbound-api"), ("CallStatus", "ringing"),
                ], as: hub.tenant)
            #expect(early.status == .ok, "\(early.text)")
            let contact = try await hub.server.post(
                "/api/crm/contacts", ["name": "Ada", "numbers": [["number": .string(OutboundHub.number)]]],
                expecting: 201)["data"]["id"]
            let placed = try await hub.place()
            let call = try await hub.server.get("/api/calls/CA0001")["data"]
            #expect(call["call"] == placed["data"]["call"] && call["to"].string == OutboundHub.number)
            #expect(try await hub.server.calls().count == 1)
            // The agent's own phone was taken for the other side; it is in nobody's history but hers whom we call.
            #expect(call["contact"]["id"] == contact)
            let history = try await hub.server.get("/api/crm/contacts/\(contact.string ?? "")/interactions")["data"]
            #expect(history.array?.map { $0["call"] } == [call["call"]])
        }
    }

    @Test func anAnotherRequestWithTheSameKeyIsRefused() async throws {
        try await withOutbound { hub async throws in
            hub.provider.answers(Self.created)
            _ = try await hub.place(key: "k")
            let other = try await hub.place(to: "+13125550178", key: "k", expecting: 422)
            #expect(other["type"] == "/problems/idempotency-key-reused")
            #expect(hub.provider.asked.count == 1)
        }
    }

    @Test func aNumberOnThePhoneIsNotCalledAgain() async throws {
        try await withOutbound { hub async throws in
            hub.provider.answers(Self.created, .json(201, ["sid": "CA0002"]))
            let placed = try await hub.place()
            let refused = try await hub.place(expecting: 409)
            #expect(refused["call"] == placed["data"]["call"])
            _ = try await hub.server.twilio(
                "status",
                [
                    ("CallSid", "CA0001"), ("AccountSid", "AC1"), ("From", "+14155550119"), ("To", OutboundHub.agent),
                    ("Direction", "outbound-api"), ("CallStatus", "completed"), ("CallDuration", "5"),
                ], as: hub.tenant)
            _ = try await hub.place()
            #expect(hub.provider.asked.count == 2)
        }
    }

    @Test func twoClicksAtOnceMakeOneCall() async throws {
        try await withOutbound { hub async throws in
            hub.provider.answers(Self.created, .json(201, ["sid": "CA0002"]))
            async let one = hub.server.client.post(
                "/api/calls", hub.order.jsonBytes, headers: [("Authorization", "Bearer \(hub.server.company.token)")])
            async let two = hub.server.client.post(
                "/api/calls", hub.order.jsonBytes, headers: [("Authorization", "Bearer \(hub.server.company.token)")])
            #expect(try await [one.status.code, two.status.code].sorted() == [201, 409])
            #expect(hub.provider.asked.count == 1)
        }
    }

    @Test func whoIsNotToBeCalledIsNotCalled() async throws {
        try await withOutbound { hub async throws in
            for (number, member) in [("+13125550177", "tags"), ("+13125550178", "status")] {
                try await hub.server.post(
                    "/api/crm/contacts",
                    [
                        "name": "N", "numbers": [["number": .string(number)]],
                        "status": member == "status" ? "blocked" : "lead",
                        "tags": member == "tags" ? ["Do-Not-Call"] : [],
                    ], expecting: 201)
                #expect(try await hub.place(to: number, expecting: 409)["type"] == "/problems/do-not-call")
            }
            #expect(hub.provider.asked.isEmpty)
        }
    }

    @Test func whatTheProviderRefusesIsSaidAndMayBeTriedAgain() async throws {
        try await withOutbound { hub async throws in
            hub.provider.answers(
                .json(400, ["code": 21211, "message": "Invalid 'To'", "status": 400]),
                .json(401, ["code": 20003, "message": "Authenticate", "status": 401]),
                .json(429, ["code": 20429, "message": "Too Many Requests"], [("Retry-After", "7")]),
                .json(503, [:], [("Retry-After", "9")]), Self.created)
            let refused = try await hub.place(key: "k", expecting: 422)
            #expect(refused["providerCode"] == "21211")
            #expect(refused["detail"] == "The provider says 400: Invalid 'To'.")
            #expect(try await hub.place(key: "k", expecting: 502)["type"] == "/problems/provider-login")
            #expect(try await hub.place(key: "k", expecting: 429)["detail"] == "Try again in 7 s.")
            #expect(try await hub.place(key: "k", expecting: 429)["detail"] == "Try again in 9 s.")
            _ = try await hub.place(key: "k")
            #expect(try await hub.server.calls().count == 1)
        }
    }

    @Test(arguments: [StandIn.Answer.cut, .nothing(500), .json(201, ["nonsense": true])])
    func whatMayHaveBeenDoneIsNotDoneAgain(answer: StandIn.Answer) async throws {
        try await withOutbound { hub async throws in
            hub.provider.answers(answer)
            #expect(try await hub.place(key: "k", expecting: 504)["type"] == "/problems/outcome-unknown")
            #expect(try await hub.place(key: "k", expecting: 409)["type"] == "/problems/outcome-unknown")
            _ = try await hub.place(expecting: 409)
            #expect(hub.provider.asked.count == 1)
        }
    }

    @Test func aWrongOrderIsRefusedByField() async throws {
        try await withOutbound { hub async throws in
            #expect(try await hub.place(to: "12", expecting: 422)["field"] == "to")
            #expect(try await hub.place(to: OutboundHub.agent, expecting: 422)["field"] == "agent")
            let unknown: JSONValue = [
                "line": .string(LineID(77).wire), "to": "+13125550177", "agent": .string(OutboundHub.agent),
            ]
            _ = try await hub.server.post("/api/calls", unknown, expecting: 404)
            let other = try await hub.server.anotherCompany("Other")
            _ = try await hub.server.post("/api/calls", hub.order, as: other, expecting: 404)
            _ = try await hub.server.get("/api/provider-accounts/\(hub.account)/login", as: other, expecting: 404)
            try await hub.server.json(.delete, "/api/provider-accounts/\(hub.account)/login", nil, expecting: 204)
            _ = try await hub.place(expecting: 409)
            #expect(hub.provider.asked.isEmpty)
        }
    }

    @Test func theSecretIsNeitherShownNorWrittenInTheClear() async throws {
        try await withOutbound(secret: "a-very-secret-token") { hub async throws in
            let shown = try await hub.server.get("/api/provider-accounts/\(hub.account)/login")
            #expect(shown["data"]["user"] == "USER1" && !shown.jsonText.contains("secret-token"))
            let all = try await hub.server.get("/api/provider-logins")
            #expect(all["data"].array?.map { $0["account"] } == [.string(hub.account)])
            #expect(all["data"][0]["user"] == "USER1" && !all.jsonText.contains("secret-token"))
            let other = try await hub.server.anotherCompany("Other")
            #expect(try await hub.server.get("/api/provider-logins", as: other)["data"].array?.isEmpty == true)
            let rows = try await hub.server.database.read(hub.server.company.id) { tx in
                try tx.rows("SELECT user, sealed FROM outbound_logins WHERE company_id = \(tx.company)") {
                    String(decoding: $0.blob(1), as: UTF8.self)
                }
            }
            #expect(rows.count == 1 && !rows[0].contains("secret"))
        }
    }

    @Test func anAddressThatIsNotAllowedIsNotAsked() async throws {
        try await withOutbound { hub async throws in
            for base in ["http://10.0.0.1", "https://127.0.0.2", "http://[::1]:1", "https://169.254.169.254"] {
                try await hub.server.json(
                    .put, "/api/provider-accounts/\(hub.account)/login",
                    ["user": "U", "secret": "s", "base": .string(base)], expecting: 200)
                #expect(try await hub.place(expecting: 502)["type"] == "/problems/provider-unreachable")
            }
        }
    }
}

extension OutboundHub {
    var order: JSONValue {
        ["line": .string(line), "to": .string(Self.number), "agent": .string(Self.agent)]
    }

    /// The company as its account at the stand-in is signed for.
    var tenant: TestServer.Tenant { server.company.at(account, "0123456789abcdef") }
}
