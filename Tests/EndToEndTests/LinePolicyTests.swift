import JSON
import Support
import Testing

@Suite(.timeLimit(.minutes(10))) struct LinePolicyTests {
    private func makeLine(_ policy: JSONValue, on server: TestServer) async throws {
        try await server.post(
            "/api/lines",
            [
                "account": .string(server.company.account.wire), "number": "+14155550119", "autoCreate": policy,
                "plan": ["steps": [["id": "ring", "do": "dial", "numbers": ["+13125550177"]]]],
            ], expecting: 201)
    }

    /// An inbound call that rings an agent, who takes it or not.
    private func story(_ call: String, answered: Bool, from: String = "+12025550143", on server: TestServer)
        async throws
    {
        let answer = try await server.twilio("voice", TestServer.ringing(call, from: from))
        #expect(answer.text.contains("<Dial"))
        if answered {
            _ = try await server.twilio(
                "status", TestServer.childStatus("\(call)b", of: call, "in-progress", second: 5))
        }
        _ = try await server.twilio("status", TestServer.status(call, answered ? "completed" : "no-answer", from: from))
    }

    @Test func lineThatSaysAlwaysMakesAContactOfEveryCaller() async throws {
        try await withServer { server in
            try await makeLine("always", on: server)
            try await story("CA1", answered: false, on: server)
            #expect(try await server.contacts().count == 1)
        }
    }

    @Test func lineThatSaysAnsweredMakesAContactOfWhoeverWasSpokenWith() async throws {
        try await withServer { server in
            try await makeLine("answered", on: server)
            try await story("CA1", answered: false, on: server)
            #expect(try await server.contacts().isEmpty)
            try await story("CA2", answered: true, from: "+12025550144", on: server)
            let contacts = try await server.contacts()
            #expect(contacts.map { $0["numbers"] } == [[["number": "+12025550144"]]])
            let call = try await server.get("/api/calls/CA2")["data"]
            #expect(call["contact"]["id"] == contacts[at: 0]["id"])
            let history = try await server.get("/api/crm/contacts/\(contacts[at: 0]["id"].string ?? "")/interactions")
            #expect(history["data"].array?.map { $0["kind"] } == ["call"])
            #expect(history["data"][0]["outcome"] == "answered")
        }
    }

    @Test func lineThatSaysNeverMakesNone() async throws {
        try await withServer { server in
            try await makeLine("never", on: server)
            try await story("CA1", answered: true, on: server)
            #expect(try await server.contacts().isEmpty)
            #expect(try await server.calls().count == 1)
        }
    }

    @Test func knownCallerIsFoundWhateverTheLineSays() async throws {
        try await withServer { server in
            try await makeLine("never", on: server)
            let made = try await server.post(
                "/api/crm/contacts", ["name": "Ada", "numbers": [["number": "+12025550143"]]], expecting: 201)
            try await story("CA1", answered: false, on: server)
            #expect(try await server.calls()[at: 0]["contact"]["id"] == made["data"]["id"])
        }
    }

    @Test func removedContactIsMadeAnew() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let first = try await server.contacts()[at: 0]["id"].string ?? ""
            try await server.json(.delete, "/api/crm/contacts/\(first)", nil, expecting: 204)
            #expect(try await server.get("/api/contact-lookup/phone/+12025550143")["data"]["match"] == "none")
            _ = try await server.twilio("voice", TestServer.ringing("CA2"))
            let contacts = try await server.contacts()
            #expect(contacts.count == 1 && contacts[at: 0]["id"].string != first)
        }
    }

    @Test func planOfACallIsFrozenWhenItBegins() async throws {
        try await withServer { server in
            try await makeLine("always", on: server)
            let before = try await server.twilio("voice", TestServer.ringing("CA1"))
            let line = try await server.get("/api/lines")["data"][0]["id"].string ?? ""
            let plan: JSONValue = ["plan": ["steps": [["id": "bye", "do": "hangup"]]]]
            try await server.json(.patch, "/api/lines/\(line)", plan, expecting: 200)
            #expect(try await server.twilio("voice", TestServer.ringing("CA1")).body == before.body)
            #expect(try await server.twilio("voice", TestServer.ringing("CA2")).text.contains("<Hangup"))
        }
    }
}
