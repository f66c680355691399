import Domain
import JSON
import Support
import Testing

/// Calls that somebody writes down by hand.
@Suite(.timeLimit(.minutes(10))) struct ManualCallTests {
    private func withDesk(_ body: (TestServer) async throws -> Void) async throws {
        var options = TestOptions()
        options.clock = FixedClock()
        try await withServer(options) { try await body($0) }
    }

    private func draft(_ more: (String, JSONValue)...) -> JSONValue {
        var draft: JSONObject = [
            "direction": "inbound", "at": "2026-03-02T08:00:00Z", "number": "+12025550143", "durationSec": 90,
        ]
        for (name, value) in more { draft[name] = value }
        return .object(draft)
    }

    @Test func aCallWrittenDownIsACallInEveryListAndInTheContactsHistory() async throws {
        try await withDesk { server in
            let contact = try await server.post(
                "/api/crm/contacts", ["name": "Ada", "numbers": [["number": "+12025550143"]]], expecting: 201)
            let id = contact["data"]["id"].string ?? ""
            let events = try await server.subscribe(["calls"])
            let made = try await server.post("/api/crm/calls", draft(("note", "On her own phone")), expecting: 201)
            let call = made["data"]
            #expect(call["status"] == "completed" && call["endedAt"] == "2026-03-02T08:01:30.000Z")
            #expect(call["contact"]["id"].string == id && call["note"] == "On her own phone")
            #expect(try await events.upToNow().map { $0["type"] }.contains("call.ended"))
            let page = try await server.get("/api/crm/calls/\(call["call"].string ?? "")")["data"]
            #expect(page["legs"] == [] && page["note"]["version"] == 1)
            #expect(page["audit"].array?.contains { $0["action"] == "call.logged" } == true)
            let history = try await server.get("/api/crm/contacts/\(id)/interactions")["data"]
            #expect(history[0]["kind"] == "call" && history[0]["outcome"] == "answered")
        }
    }

    @Test func theSameKeyWritesItOnce() async throws {
        try await withDesk { server in
            for _ in 1...2 {
                try await server.json(
                    .post, "/api/crm/calls", draft(), headers: [("Idempotency-Key", "k1")], expecting: 201)
            }
            #expect(try await server.calls().count == 1)
        }
    }

    @Test func onlyWhatWasWrittenDownIsChangedAndRemoved() async throws {
        try await withDesk { server in
            let made = try await server.post("/api/crm/calls", draft(), expecting: 201)["data"]["call"].string ?? ""
            let changed = try await server.json(
                .patch, "/api/crm/calls/\(made)", ["durationSec": 0, "disposition": "spam"], expecting: 200)["data"]
            #expect(changed["missed"] == true && changed["disposition"] == "spam")
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            try await server.json(.patch, "/api/crm/calls/CA1", ["durationSec": 5], expecting: 409)
            try await server.json(.delete, "/api/crm/calls/CA1", nil, expecting: 409)
            let events = try await server.subscribe(["calls"])
            try await server.json(.delete, "/api/crm/calls/\(made)", nil, expecting: 204)
            #expect(try await events.upToNow().types == ["call.deleted"])
            _ = try await server.get("/api/crm/calls/\(made)", expecting: 404)
            #expect(try await server.calls().count == 1)
        }
    }

    @Test func whatMakesNoSenseIsNamed() async throws {
        try await withDesk { server in
            let cases: [(JSONValue, String)] = [
                (draft(("at", "2026-03-02T10:00:00Z")), "at"), (draft(("number", "abc")), "number"),
                (draft(("contact", "con_zzz")), "contact"), (draft(("durationSec", -1)), "durationSec"),
                (draft(("direction", "up")), "direction"),
            ]
            for (draft, field) in cases {
                let refused = try await server.post("/api/crm/calls", draft, expecting: 422)
                #expect(refused["field"].string == field, "\(refused.jsonText)")
            }
        }
    }
}
