import JSON
import Support
import Testing
import Web

/// What the program says of itself.
@Suite(.timeLimit(.minutes(10))) struct SystemRouteTests {
    @Test func healthAndReadinessAreSaidToAnybody() async throws {
        try await withServer { server in
            for path in ["/healthz", "/readyz"] {
                let response = try await server.client.get(path)
                #expect(response.status.code == 200)
                #expect(response.headers["content-type"]?.hasPrefix("text/plain") == true)
            }
        }
    }

    @Test func measurementsCountWhatHappened() async throws {
        try await withServer { server in
            let events = try await server.subscribe()
            for number in 1...5 { _ = try await server.twilio("voice", TestServer.ringing("CA\(number)")) }
            for _ in 1...3 { _ = try await server.get("/api/contact-lookup/phone/+12025550143") }
            _ = try await events.upToNow()
            let text = try await server.client.get("/metrics").text
            let value = { (name: String) in
                text.split(separator: "\n").first { $0.contains(name) && !$0.hasPrefix("#") }?
                    .split(separator: " ").last.flatMap { Double($0) }
            }
            #expect(value("ingest_duration_seconds_count") == 5)
            #expect(value("lookup_duration_seconds_count") == 3)
            #expect((value("push_duration_seconds_count") ?? 0) >= 1)
            #expect(value("subscribers") == 1)
            #expect(text.contains("ingest_duration_seconds_bucket{"))
            #expect(text.contains("/webhooks/:provider/:account/:hook"))
        }
    }

    @Test func everyRouteThatIsNotHiddenIsDescribed() async throws {
        try await withServer { server in
            let document = try await server.get("/openapi.json")
            #expect(document["openapi"].string?.hasPrefix("3.1") == true)
            for route in server.routes where !route.declaration.isHidden {
                let path = route.path.split(separator: "/", omittingEmptySubsequences: false)
                    .map { $0.hasPrefix(":") || $0.hasPrefix("*") ? "{\($0.dropFirst())}" : String($0) }
                    .joined(separator: "/")
                let operation = document["paths"][path][route.method.rawValue.lowercased()]
                #expect(!operation.isNull, "\(route.method.rawValue) \(path)")
                #expect(operation["summary"].string?.isEmpty == false, "\(path)")
                #expect(operation["responses"].object?.names.isEmpty == false, "\(path)")
                if route.permission.reach == .company {
                    for status in ["401", "403"] {
                        #expect(!operation["responses"][status].isNull, "\(path) \(status)")
                    }
                }
            }
        }
    }

    @Test func everyReferenceOfTheDescriptionLeadsSomewhere() async throws {
        try await withServer { server in
            let document = try await server.get("/openapi.json")
            let references = document.texts.filter { $0.hasPrefix("#/") }
            #expect(!references.isEmpty)
            for reference in Set(references) {
                var target = document
                for part in reference.split(separator: "/").dropFirst() { target = target[String(part)] }
                #expect(!target.isNull, "\(reference)")
            }
        }
    }

    @Test func eventsAreWhatTheirSchemaSays() async throws {
        try await withServer { server in
            _ = try await Acme.make(on: server)
            let schemas = try await server.get("/openapi.json")["components"]["schemas"]
            let log = try await server.log()
            #expect(Set(log.types).count >= 7, "\(Set(log.types))")
            for event in log {
                let schema = schemas["Event.\(event["type"].string ?? "")"]
                #expect(!schema.isNull, "\(event["type"].string ?? "")")
                let known = Set(schema["properties"].object?.names ?? [])
                let told = Set(event["data"].object?.names ?? [])
                #expect(told.isSubset(of: known), "\(event["type"].string ?? ""): \(told.subtracting(known))")
                let required = Set(schema["required"].array?.compactMap(\.string) ?? [])
                #expect(required.isSubset(of: told), "\(event["type"].string ?? ""): \(required.subtracting(told))")
            }
        }
    }

    @Test func whatDoesNotExistAndWhatIsNotAllowedIsSaid() async throws {
        try await withServer { server in
            let missing = try await server.get("/api/nothing", expecting: 404)
            #expect(missing["success"] == false && missing["instance"].string?.hasPrefix("req_") == true)
            let response = try await server.client.request(.delete, "/api/lines")
            #expect(response.status.code == 405)
            #expect(response.headers["allow"]?.contains("GET") == true)
        }
    }
}
