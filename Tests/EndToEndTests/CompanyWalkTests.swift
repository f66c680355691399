import Domain
import HTTP
import JSON
import Support
import Testing
import Web

/// One company never sees another (design §2.5).
///
/// The table is walked, so a new route is covered by being there.
@Suite(.timeLimit(.minutes(10))) struct CompanyWalkTests {
    private func perform(_ step: RouteWalk.Step, as tenant: TestServer.Tenant?, on server: TestServer) async throws -> (
        Int, String
    ) {
        var headers = [("Accept", "application/x-ndjson, */*;q=0.1")]
        if let tenant { headers.append(("Authorization", "Bearer \(tenant.token)")) }
        if step.body != nil { headers.append(("Content-Type", "application/json")) }
        let response = try await server.client.request(
            step.method, step.target, headers: headers, body: step.body?.jsonBytes)
        return (
            response.status.code,
            response.text + response.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
        )
    }

    private func walk(_ acme: Acme, account: AccountID? = nil, on server: TestServer) async throws -> RouteWalk {
        let document = try await server.get("/openapi.json")
        var values = acme.values
        if let account { values["account"] = account.wire }
        return RouteWalk(values: values, components: document["components"]["schemas"])
    }

    @Test func anotherCompanyGetsNothingOfOursByAnyRoute() async throws {
        var options = TestOptions()
        options.flags = ["--conformance"]
        try await withServer(options) { server in
            let acme = try await Acme.make(on: server)
            let other = try await server.anotherCompany("Beta")
            // Also with an account of the caller's own, lest that of ours alone be what is refused.
            let walks = [try await walk(acme, account: other.account, on: server), try await walk(acme, on: server)]
            let before = try await server.log()
            for route in server.routes {
                for step in try walks.flatMap({ try $0.steps(route) }) {
                    let (status, reply) = try await perform(step, as: other, on: server)
                    #expect(status < 500, "\(step)")
                    let leaked = acme.marks.filter { !step.text.contains($0) && reply.contains($0) }
                    #expect(leaked.isEmpty, "\(step) told \(leaked)")
                    let names = route.path.contains("/:") && route.permission.reach == .company
                    let isOurAccount = step.body?["account"].string == server.company.account.wire
                    if names, !isOurAccount, !route.path.contains("phoneNumber") {
                        #expect(status == 404 || status == 403, "\(step) gave \(status): \(reply.prefix(300))")
                    }
                }
            }
            #expect(try await server.log() == before)
        }
    }

    /// What the walk would find, were there something to be found.
    @Test func theWalkAsTheOwnerFindsWhatThereIs() async throws {
        try await withServer { server in
            let acme = try await Acme.make(on: server)
            #expect(acme.marks.count > 15, "\(acme.marks)")
            let walk = try await walk(acme, on: server)
            var telling: Set<String> = []
            for route in server.routes where route.method == .get {
                for step in try walk.steps(route) {
                    let (_, reply) = try await perform(step, as: server.company, on: server)
                    if acme.marks.contains(where: { !step.text.contains($0) && reply.contains($0) }) {
                        telling.insert(route.path)
                    }
                }
            }
            let told = server.routes.filter { $0.method == .get && $0.permission.reach == .company }.map(\.path)
            #expect(Set(told).subtracting(telling).isEmpty, "tells nothing: \(Set(told).subtracting(telling))")
        }
    }

    @Test func whoIsNotSignedInGetsNothingAtAll() async throws {
        try await withServer { server in
            let acme = try await Acme.make(on: server)
            let walk = try await walk(acme, on: server)
            for route in server.routes {
                for step in try walk.steps(route) {
                    let (status, reply) = try await perform(step, as: nil, on: server)
                    if route.permission.reach != .anyone { #expect(status == 401, "\(step)") }
                    #expect(!reply.contains(Acme.word), "\(step)")
                }
            }
        }
    }

    @Test func anotherCompanyHearsNothingOfOursOnAnyTopic() async throws {
        try await withServer { server in
            let acme = try await Acme.make(on: server)
            let other = try await server.anotherCompany("Beta")
            let topics =
                try #require(acme.values["topics"]).split(separator: ",").map(String.init)
                + ["tasks", "conversations", "figures", "agents/\(acme.values["user"] ?? "")"]
            let (epoch, _) = try await server.position()
            let events = try await server.connect(as: other)
            let answer = try await events.subscribe(topics, after: (epoch, 0))
            let theirs = try await events.upToNow()
            #expect(answer["subscribed"].array?.count == topics.count)

            let ours = try await server.subscribe(topics)
            _ = try await server.twilio("voice", TestServer.ringing("CAzanzibar3"))
            _ = try await server.twilio("status", TestServer.status("CAzanzibar3", "completed", duration: 9))
            let contact = try #require(acme.values["contact"])
            try await server.json(.put, "/api/crm/contacts/\(contact)", ["name": "Zanzibar Two"], expecting: 200)
            #expect(try await ours.upToNow().count >= 4)
            #expect(try await events.upToNow().isEmpty)
            for event in theirs { #expect(!acme.marks.contains { event.jsonText.contains($0) }, "\(event.jsonText)") }

            let calls = topics.filter { $0.hasPrefix("calls") }
            try await events.send(["id": 5, "snapshot": .array(calls.map { .string($0) })])
            let snapshot = try await events.first { $0["id"] == 5 }["snapshot"]
            for topic in calls { #expect(snapshot[topic] == [], "\(topic)") }
            #expect(try await server.log(as: other).allSatisfy { !$0.jsonText.contains(Acme.word) })
        }
    }
}
