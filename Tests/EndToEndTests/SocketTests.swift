import Client
import Domain
import JSON
import Support
import Testing

/// The door `GET /ws`: who may open it, and what is said through it (protocol §3).
@Suite(.timeLimit(.minutes(10))) struct SocketTests {
    /// Opens the socket as a browser or a script would, without the key of the server's company.
    private func open(
        _ query: String = "", _ headers: [(String, String)] = [], on server: TestServer
    ) async throws -> EventReader {
        let address = server.url.replacing("http://", with: "ws://") + "/ws" + query
        return EventReader(socket: try await WebSocketClient.connect(address, headers: headers, on: server.clientLoop))
    }

    /// The status of a refused opening; nil when it was not refused.
    private func refusal(
        _ query: String = "", _ headers: [(String, String)] = [], on server: TestServer
    ) async throws -> Int? {
        do {
            _ = try await open(query, headers, on: server)
            return nil
        } catch ClientError.refused(let response) {
            return response.status.code
        }
    }

    /// A person of the company who signs in: the access token, and the cookie of it.
    private func signIn(_ email: String, on server: TestServer) async throws -> (token: String, cookie: String) {
        let user: JSONValue = [
            "email": .string(email), "name": "Ada", "role": "agent", "password": "correct horse battery staple",
        ]
        try await server.post("/api/users", user, expecting: 201)
        let body: JSONValue = ["email": .string(email), "password": "correct horse battery staple"]
        let response = try await server.client.post("/api/auth/login", body.jsonBytes)
        let cookie = response.headers.values("set-cookie").compactMap { $0.split(separator: ";").first }
            .first { $0.hasPrefix("sb_access=") }
        let token = try JSONParser.parse(response.body)["data"]["accessToken"].string
        return (try #require(token), String(try #require(cookie)))
    }

    @Test func aSocketIsOpenedByEveryKindOfSignIn() async throws {
        try await withServer { server in
            let (token, cookie) = try await signIn("ada@example.com", on: server)
            let ticket = try await server.post("/api/ws-ticket", .object([:]))["data"]["ticket"].string ?? ""
            let ways: [(String, [(String, String)])] = [
                ("", [("Authorization", "Bearer \(server.company.token)")]), ("?token=\(server.company.token)", []),
                ("?token=\(token)", []), ("?token=\(ticket)", []), ("", [("Cookie", cookie), ("Origin", server.url)]),
            ]
            for (query, headers) in ways {
                let events = try await open(query, headers, on: server)
                #expect(try await events.subscribe(["calls"])["subscribed"] == ["calls"], "\(query) \(headers)")
            }
            #expect(try await refusal("?token=\(ticket)", on: server) == 401)
        }
    }

    @Test func aSocketIsRefusedToWhoIsNobody() async throws {
        try await withServer { server in
            let (_, cookie) = try await signIn("ada@example.com", on: server)
            let ways: [(String, [(String, String)], Int)] = [
                ("", [], 401), ("?token=nonsense", [], 401), ("?token=", [], 401),
                ("", [("Authorization", "Bearer \(server.company.token)x")], 401),
                ("", [("Authorization", "Basic YTpi")], 401), ("", [("Cookie", cookie)], 403),
                ("", [("Cookie", cookie), ("Origin", "https://evil.example")], 403),
            ]
            for (query, headers, status) in ways {
                #expect(try await refusal(query, headers, on: server) == status, "\(query) \(headers)")
            }
        }
    }

    @Test func topicsInTheAddressAreAFirstSubscribe() async throws {
        try await withServer { server in
            let events = try await server.connect(query: "?subscribe=calls,contacts,nothing")
            let answer = try await events.first { !$0["subscribed"].isNull }
            #expect(answer["subscribed"] == ["calls", "contacts"])
            #expect(answer["outcome"] == "current")
            #expect(answer["refused"] == [["topic": "nothing", "type": "/problems/unknown-topic"]])
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            #expect(try await events.upToNow().types == ["line.changed", "contact.created", "call.ringing"])
        }
    }

    @Test func whatIsUnsubscribedIsNotHeard() async throws {
        try await withServer { server in
            let events = try await server.subscribe(["calls", "contacts"])
            try await events.send(["id": 2, "unsubscribe": ["calls"]])
            #expect(try await events.first { $0["id"] == 2 }["unsubscribed"] == ["calls"])
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            #expect(try await events.upToNow().types == ["contact.created"])
            try await events.send(["id": 3, "unsubscribe": ["contacts"]])
            #expect(try await events.first { $0["id"] == 3 }["unsubscribed"] == ["contacts"])
            _ = try await server.twilio("voice", TestServer.ringing("CA2", from: "+12025550144"))
            #expect(try await events.upToNow().isEmpty)
        }
    }

    @Test func anEventOnSeveralTopicsIsHeardOnce() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let call = try await server.calls()[at: 0]
            let contact = call["contact"]["id"].string ?? ""
            let topics = [
                "calls", "calls/\(call["call"].string ?? "")", "contacts/\(contact)",
                "lines/\(call["line"].string ?? "")",
            ]
            let events = try await server.subscribe(topics)
            _ = try await server.twilio("status", TestServer.status("CA1", "in-progress"))
            #expect(try await events.upToNow().types == ["call.updated"])
            for topic in topics {
                let alone = try await server.subscribe([topic])
                _ = try await server.twilio("recording", TestServer.recording("RE\(topic)", of: "CA1"))
                #expect(try await alone.upToNow().types == ["recording.ready"], "\(topic)")
            }
        }
    }

    @Test func pingsAreAnsweredAndFramesThatAreNotUnderstoodSaidSo() async throws {
        try await withServer { server in
            let events = try await server.connect()
            try await events.send(["ping": 1])
            #expect(try await events.frame() == ["pong": 1])
            for _ in 1...4 {
                for _ in 1...2 {
                    try await events.send(["id": 8, "listen": ["calls"]])
                    let answer = try await events.frame()
                    #expect(answer["id"] == 8)
                    #expect(answer["problem"]["status"] == 422)
                    #expect(answer["problem"]["detail"].string?.contains("listen") == true)
                }
                // A frame that is understood begins the count anew.
                try await events.send(["ping": 2])
                #expect(try await events.frame() == ["pong": 2])
            }
        }
    }

    @Test func threeFramesInARowThatAreNotUnderstoodCloseTheSocket() async throws {
        try await withServer { server in
            let events = try await server.connect()
            for text in ["{", "[]", "hello"] { try await events.socket.send(text) }
            for _ in 1...3 { #expect(try await events.frame()["problem"].isNull == false) }
            #expect(try await events.end() == 4400)
        }
    }

    @Test func aSocketStaysSignedInByANewTokenOfTheSameCompany() async throws {
        try await withServer { server in
            let other = try await server.anotherCompany("Beta")
            let viewer = try await server.post("/api/keys", ["name": "v", "role": "viewer"], expecting: 201)["data"]
            let events = try await server.subscribe(["calls", "admin"])
            try await events.send(["id": 4, "authorize": .string(server.company.token)])
            #expect(try await events.first { $0["id"] == 4 }["authorized"] == true)
            // The new one may not hear all that is subscribed.
            try await events.send(["id": 5, "authorize": viewer["secret"]])
            #expect(try await events.end() == 4403)

            for token in [other.token, "nonsense"] {
                let events = try await server.subscribe()
                try await events.send(["id": 4, "authorize": .string(token)])
                #expect(try await events.end() == 4401)
            }
        }
    }

    @Test func aSocketIsClosedWhenItsPersonIsKeptOut() async throws {
        try await withServer { server in
            let (token, _) = try await signIn("ada@example.com", on: server)
            let events = try await server.subscribe(as: server.tenant(token: token))
            let users = try await server.get("/api/users")["data"].array ?? []
            let user = users.first { $0["email"] == "ada@example.com" }?["id"].string ?? ""
            try await server.json(.patch, "/api/users/\(user)", ["disabled": true], expecting: 200)
            #expect(try await events.end() == 4401)
            _ = try await server.get("/api/lines", as: server.tenant(token: token), expecting: 401)
        }
    }

    @Test func whatIsNoOpeningOfASocketIsAnAnswer() async throws {
        try await withServer { server in
            let headers = [("Authorization", "Bearer \(server.company.token)")]
            let plain = try await server.client.get("/ws", headers: headers)
            #expect([400, 426].contains(plain.status.code), "\(plain.status.code)")
            let echo = try await server.client.get("/ws/echo", headers: headers)
            #expect(echo.status.code == 404)
        }
    }
}
