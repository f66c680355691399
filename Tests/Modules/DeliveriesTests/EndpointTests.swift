import Domain
import HTTP
import JSON
import Support
import Testing

@testable import Deliveries
@testable import switchboard

/// Endpoints are set by admins, and their secrets shown once.
@Suite(.timeLimit(.minutes(10))) struct EndpointTests {
    @Test func theSecretIsShownOnceAndTwoSignWhileItRotates() async throws {
        try await withReceiver { receiver in
            #expect(try await receiver.standing()["secret"].isNull)
            let rotated = try await receiver.server.json(.post, "\(receiver.path)/rotate", nil, expecting: 200)["data"]
            let next = try #require(StandardWebhook.Secret(rotated["secret"].string ?? ""))
            #expect(next != receiver.secret)
            try await receiver.happens("Ada")
            receiver.there.answers(.nothing(200), .nothing(200))
            try await receiver.post()
            let both = try #require(receiver.there.asked.last)
            #expect(Receiver.isSigned(both, by: receiver.secret) && Receiver.isSigned(both, by: next))
            try await receiver.happens("Bo")
            try await receiver.post(after: .seconds(86_401))
            let one = try #require(receiver.there.asked.last)
            #expect(!Receiver.isSigned(one, by: receiver.secret) && Receiver.isSigned(one, by: next))
        }
    }

    @Test func secretsAreSealedAndStayGoodWhenTheHubsKeysChange() async throws {
        try await withReceiver { receiver in
            let company = receiver.server.company.id
            let sealed = try await receiver.server.database.read(company) { tx in
                try tx.rows("SELECT secret FROM webhook_endpoints") { $0.blob(0) }
            }
            #expect(sealed.allSatisfy { !$0.starts(with: receiver.secret.bytes) && $0.count > 32 })
            await receiver.server.stop()
            try await SecretCommand.run(["rotate", "--data", receiver.server.data])
            let again = try await receiver.server.restarted(Receiver.options(receiver.clock))
            try await again.post("/api/crm/contacts", ["name": "Ada"], expecting: 201)
            receiver.there.answers(.nothing(200))
            try await again.postWebhooks()
            let asked = try #require(receiver.there.asked.last)
            #expect(Receiver.isSigned(asked, by: receiver.secret))
            await again.stop()

            try await SecretCommand.run(["rotate", "--lost", "--data", receiver.server.data])
            let poor = try await receiver.server.restarted(Receiver.options(receiver.clock))
            try await poor.post("/api/crm/contacts", ["name": "Bo"], expecting: 201)
            #expect(try await poor.get(receiver.path)["data"]["disabledBecause"].string?.contains("rotate") == true)
            let rotated = try await poor.json(.post, "\(receiver.path)/rotate", nil, expecting: 200)["data"]
            receiver.there.answers(.nothing(200))
            try await poor.postWebhooks()
            let secret = try #require(StandardWebhook.Secret(rotated["secret"].string ?? ""))
            #expect(Receiver.isSigned(try #require(receiver.there.asked.last), by: secret))
            #expect(receiver.told == ["Ada", "Bo"])
            await poor.stop()
        }
    }

    @Test func aTestSaysAtOnceWhatComesOfIt() async throws {
        try await withReceiver { receiver in
            receiver.there.answers(.nothing(200), .nothing(404))
            let good = try await receiver.server.json(.post, "\(receiver.path)/test", nil, expecting: 200)["data"]
            #expect(good["state"] == "delivered" && good["type"] == "webhook.test" && good["offset"].isNull)
            let asked = try #require(receiver.there.asked.first)
            #expect(Receiver.isSigned(asked, by: receiver.secret) && asked.json["type"] == "webhook.test")
            let bad = try await receiver.server.json(.post, "\(receiver.path)/test", nil, expecting: 200)["data"]
            #expect(bad["state"] == "dead" && bad["attempts"][0]["status"] == 404)
            #expect(try await receiver.standing()["failures"] == 0)
        }
    }

    @Test func aPrivateAddressIsAskedOnlyWhereTheOperatorAllowsIt() async throws {
        try await withServer { server in
            for url in ["http://127.0.0.1:9/x", "https://127.0.0.1:9/x", "https://169.254.169.254/x"] {
                let (id, _) = try await Receiver.make(on: server, at: url)
                let test = try await server.json(.post, "/api/webhook-endpoints/\(id)/test", nil, expecting: 200)[
                    "data"]
                #expect(test["state"] == "dead" && test["attempts"][0]["status"].isNull, "\(url)")
                #expect(test["attempts"][0]["error"].string?.contains("where nothing is asked") == true, "\(test)")
            }
        }
    }

    @Test func whatWasMissedCanBePulledByOffset() async throws {
        try await withReceiver { receiver in
            for number in 1...5 { try await receiver.happens("\(number)") }
            try await receiver.server.json(
                .put, "/api/crm/contacts/\(try await receiver.happens("6")["id"].string ?? "")", ["name": "7"],
                expecting: 200)
            var (after, names) = ("0", [String]())
            while true {
                let part = try await receiver.server.get("\(receiver.path)/missed?after=\(after)&limit=2")["data"]
                names += part["events"].array?.map { $0["data"]["name"].string ?? "" } ?? []
                if part["complete"] == true { break }
                after = "\(part["upTo"].int64 ?? 0)"
            }
            #expect(names == ["1", "2", "3", "4", "5", "6"])
            let ahead = try await receiver.server.get("\(receiver.path)/missed?after=1000000", expecting: 410)
            #expect(ahead["field"] == "after" && ahead["epoch"].string != nil)
        }
    }

    @Test func starHearsEverythingAndAChangedEndpointHearsOtherThings() async throws {
        try await withReceiver(events: ["*"]) { receiver in
            let contact = try await receiver.happens("Ada")
            try await receiver.server.json(
                .put, "/api/crm/contacts/\(contact["id"].string ?? "")", ["name": "Bo"], expecting: 200)
            for _ in 1...9 { receiver.there.answers(.nothing(200)) }
            try await receiver.post()
            let types = receiver.there.asked.compactMap { $0.json["type"].string }
            #expect(types.contains("contact.created") && types.contains("contact.updated"))
            #expect(types.contains("webhook.changed"))
            try await receiver.server.json(.patch, receiver.path, ["events": ["contact.deleted"]], expecting: 200)
            try await receiver.happens("Cy")
            try await receiver.post()
            #expect(receiver.there.asked.count == types.count)
        }
    }

    @Test(arguments: [
        (#"{"url":"ftp://example.com/x","events":["*"]}"#, "url"),
        (#"{"url":"https://me@example.com/x","events":["*"]}"#, "url"),
        (#"{"url":"https://example.com/x","events":["call.invented"]}"#, "events[0]"),
        (#"{"url":"https://example.com/x","events":["*","call.ended"]}"#, "events"),
        (#"{"url":"https://example.com/x","events":["call.ended","call.ended"]}"#, "events"),
        (#"{"url":"https://example.com/x","events":[]}"#, "events"),
    ])
    func whatIsWrongWithAnEndpointIsSaid(body: String, field: String) async throws {
        try await withServer { server in
            let problem = try await server.post(
                "/api/webhook-endpoints", try JSONParser.parse(Array(body.utf8)), expecting: 422)
            #expect(problem["field"].string == field, "\(problem)")
        }
    }

    @Test func endpointsAreChangedByTheirVersionAndGoWithWhatWaits() async throws {
        try await withReceiver { receiver in
            let stale = [("If-Match", "\"7\"")]
            try await receiver.server.json(
                .patch, receiver.path, ["description": "x"], headers: stale, expecting: 412)
            let changed = try await receiver.server.json(
                .patch, receiver.path, ["description": "The CRM"], headers: [("If-Match", "\"1\"")], expecting: 200)
            #expect(changed["data"]["version"] == 2 && changed["data"]["description"] == "The CRM")
            try await receiver.happens("Ada")
            try await receiver.server.json(.delete, receiver.path, nil, expecting: 204)
            try await receiver.post()
            #expect(receiver.there.asked.isEmpty)
            _ = try await receiver.server.get("\(receiver.path)/deliveries", expecting: 404)
            let actions = try await receiver.server.get("/api/audit")["data"].array?.map { $0["action"].string ?? "" }
            #expect(actions?.filter { $0.hasPrefix("webhook_endpoint.") }.count == 3)
        }
    }

    @Test func theSameRequestMakesOneEndpoint() async throws {
        try await withServer { server in
            let body: JSONValue = ["url": "https://example.com/x", "events": ["*"]]
            let key = [("Idempotency-Key", "k")]
            let first = try await server.json(.post, "/api/webhook-endpoints", body, headers: key, expecting: 201)
            let second = try await server.json(.post, "/api/webhook-endpoints", body, headers: key, expecting: 201)
            #expect(first == second && first["data"]["secret"].string?.hasPrefix("whsec_") == true)
            #expect(try await server.get("/api/webhook-endpoints")["data"].array?.count == 1)
        }
    }
}
