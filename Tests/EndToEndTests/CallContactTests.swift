import Domain
import JSON
import Support
import Testing

/// A call whose number several people share goes to whom it really was, with all that belongs to it.
@Suite(.timeLimit(.minutes(10))) struct CallContactTests {
    private static let number = "+12025550143"

    /// Two people with one number, and a call that the first was taken for.
    private struct Shared {
        let server: TestServer
        let ada: String
        let bode: String

        func put(_ contact: String?, expecting status: Int = 200) async throws -> JSONValue {
            try await server.json(
                .put, "/api/calls/CA1/contact", ["contact": contact.map { .string($0) } ?? .null], expecting: status)[
                    "data"]
        }

        /// What a contact has of the call, by part of the program.
        func parts(of contact: String) async throws -> [String: Int] {
            var parts: [String: Int] = [:]
            for (name, path) in [
                ("calls", "/api/crm/call-history?contact="), ("tasks", "/api/tasks?contact="),
                ("obligations", "/api/obligations?contact="), ("promises", "/api/crm/promises?contact="),
            ] {
                parts[name] = try await server.get(path + contact)["data"].array?.count
            }
            parts["history"] =
                try await server.get("/api/crm/contacts/\(contact)/interactions")["data"].array?.count
            return parts
        }

        func lastContact(of contact: String) async throws -> JSONValue {
            try await server.get("/api/crm/contacts/\(contact)")["data"]["lastContactAt"]
        }
    }

    private func withShared(_ body: (Shared) async throws -> Void) async throws {
        try await withServer { server in
            var ids: [String] = []
            for name in ["Ada", "Bode"] {
                let made = try await server.post(
                    "/api/crm/contacts",
                    ["name": .string(name), "numbers": [["number": .string(Self.number)]]], expecting: 201)
                ids.append(made["data"]["id"].string ?? "")
            }
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let call = try await server.get("/api/calls/CA1")["data"]
            let guess = call["contact"]["id"].string ?? ""
            #expect(call["contact"]["match"] == "many" && ids.contains(guess))
            try await body(Shared(server: server, ada: guess, bode: ids.first { $0 != guess } ?? ""))
        }
    }

    @Test func everythingOfACallGoesWithItAndComesBack() async throws {
        try await withShared { shared in
            let server = shared.server
            try await server.post(
                "/api/calls/CA1/transcript/segments",
                ["speaker": "agent", "text": "I will call you back tomorrow at 10 am.", "sequence": 1])
            _ = try await server.twilio("status", TestServer.status("CA1", "no-answer"))
            let call = try await server.get("/api/calls/CA1")["data"]["call"]
            try await server.post("/api/tasks", ["title": "Send it", "call": call], expecting: 201)
            try await server.post(
                "/api/tasks", ["title": "Another's", "call": call, "contact": .string(shared.bode)], expecting: 201)
            let all = ["calls": 1, "tasks": 1, "obligations": 1, "promises": 1, "history": 1]
            let none = ["calls": 0, "tasks": 1, "obligations": 0, "promises": 0, "history": 0]
            #expect(try await shared.parts(of: shared.ada) == all)
            #expect(try await shared.parts(of: shared.bode) == none)
            let spoke = try await shared.lastContact(of: shared.ada)
            #expect(spoke.string != nil)

            let (theirs, mine) = (
                try await server.subscribe(["contacts/\(shared.bode)"]),
                try await server.subscribe(["contacts/\(shared.ada)"])
            )
            let moved = try await shared.put(shared.bode)
            #expect(moved["former"].string == shared.ada)
            #expect(moved["call"]["contact"] == ["id": .string(shared.bode), "name": "Bode", "match": "one"])
            var (with, without) = (all, none)
            (with["tasks"], without["tasks"]) = (2, 0)
            #expect(try await shared.parts(of: shared.bode) == with)
            #expect(try await shared.parts(of: shared.ada) == without)
            #expect(try await shared.lastContact(of: shared.ada).isNull)
            #expect(try await shared.lastContact(of: shared.bode) == spoke)
            // Whoever watches either of them hears it.
            let types: Set = ["call.updated", "interaction.updated", "obligation.updated", "task.updated"]
            for events in [theirs, mine] { #expect(Set(try await events.upToNow().types) == types) }

            // Said again it changes nothing; the former put back has all again but what was the other's before.
            let log = try await server.log().count
            #expect(try await shared.put(shared.bode)["former"].string == shared.bode)
            #expect(try await server.log().count == log)
            #expect(try await shared.put(shared.ada)["former"].string == shared.bode)
            var back = all
            back["tasks"] = 2
            #expect(try await shared.parts(of: shared.ada) == back)
            let audit = try await server.get("/api/audit")["data"].array ?? []
            let noted = audit.filter { $0["action"] == "call.contact-changed" }
            #expect(noted.count == 2 && noted[at: 0]["detail"]["to"].string == shared.ada)
        }
    }

    @Test func aCallWithoutAContactGetsOneAndMayLoseItAgain() async throws {
        try await withShared { shared in
            let server = shared.server
            #expect(try await shared.put(nil)["former"].string == shared.ada)
            #expect(try await server.get("/api/calls/CA1")["data"]["contact"].isNull)
            #expect(try await shared.parts(of: shared.ada)["history"] == 0)
            // What comes later enriches the call and never takes it to somebody by itself.
            _ = try await server.twilio("status", TestServer.status("CA1", "completed", duration: 9))
            #expect(try await server.get("/api/calls/CA1")["data"]["contact"].isNull)
            let events = try await server.subscribe(["contacts/\(shared.bode)"])
            let moved = try await shared.put(shared.bode)
            #expect(moved["former"].isNull && moved["call"]["contact"]["id"].string == shared.bode)
            let history = try await server.get("/api/crm/contacts/\(shared.bode)/interactions")["data"]
            #expect(history[0]["outcome"] == "missed")
            // Who missed it waits for the one that it was.
            let types: Set = ["obligation.updated", "call.updated", "interaction.added"]
            #expect(Set(try await events.upToNow().types) == types)
        }
    }

    @Test func anObligationGoesWithItsNewestCallAndNeverMeetsAnother() async throws {
        try await withShared { shared in
            let server = shared.server
            _ = try await server.twilio("status", TestServer.status("CA1", "no-answer"))
            _ = try await server.twilio("voice", TestServer.ringing("CA2"))
            _ = try await server.twilio("status", TestServer.status("CA2", "no-answer"))
            // The person who called last waits still.
            _ = try await shared.put(shared.bode)
            #expect(try await shared.parts(of: shared.ada)["obligations"] == 1)

            // Another has one on this line already: the number's own stays with the number alone, until it is put back.
            let other = "+12025550177"
            let cleo = try await server.post(
                "/api/crm/contacts", ["name": "Cleo", "numbers": [["number": .string(other)]]], expecting: 201)["data"][
                    "id"]
            _ = try await server.twilio("voice", TestServer.ringing("CA3", from: other))
            _ = try await server.twilio("status", TestServer.status("CA3", "no-answer", from: other))
            try await server.json(.put, "/api/calls/CA2/contact", ["contact": cleo], expecting: 200)
            #expect(try await shared.parts(of: shared.ada)["obligations"] == 0)
            #expect(try await shared.parts(of: cleo.string ?? "")["obligations"] == 1)
            #expect(try await server.get("/api/obligations")["data"].array?.count == 2)
            try await server.json(
                .put, "/api/calls/CA2/contact", ["contact": .string(shared.ada)], expecting: 200)
            #expect(try await shared.parts(of: shared.ada)["obligations"] == 1)
        }
    }

    @Test func onlyContactsOfTheCompanyAreTaken() async throws {
        try await withShared { shared in
            let server = shared.server
            let beta = try await server.anotherCompany("Beta")
            let theirs = try await server.post("/api/crm/contacts", ["name": "Theirs"], as: beta, expecting: 201)
            let foreign = theirs["data"]["id"]
            for wrong: JSONValue in [foreign, "con_zzz"] {
                let refused = try await server.json(
                    .put, "/api/calls/CA1/contact", ["contact": wrong], expecting: 422)
                #expect(refused["field"] == "contact")
            }
            try await server.json(.put, "/api/calls/CA1/contact", [:], expecting: 422)
            try await server.json(.put, "/api/calls/CA9/contact", ["contact": .string(shared.ada)], expecting: 404)
            try await server.json(.put, "/api/calls/CA1/contact", ["contact": foreign], as: beta, expecting: 404)
            #expect(try await server.get("/api/calls/CA1")["data"]["contact"]["id"].string == shared.ada)
        }
    }
}
