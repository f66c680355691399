import Dashboard
import Domain
import HTTP
import JSON
import Support
import Testing
import Web

/// The permission column of the route table is what is enforced: the table is walked with every role.
@Suite(.timeLimit(.minutes(10))) struct RoleWalkTests {
    /// Names things of the right form that do not exist, so that whoever may does no harm.
    private static let values = [
        "contacts": "con_zzz", "contact": "con_zzz", "lines": "lin_zzz", "line": "lin_zzz", "users": "usr_zzz",
        "keys": "key_zzz", "imports": "imp_zzz", "obligations": "obl_zzz", "exports": "exp_zzz",
        "companies": "cmp_zzz", "provider-accounts": "acc_zzz", "account": "acc_zzz", "provider": "twilio",
        "secret": "x", "ticket": "x", "messages": "msg_zzz", "message": "msg_zzz", "message-templates": "tpl_zzz",
        "hook": "voice",
        "reactions": "none", "calls": "cal_zzz", "call": "cal_zzz", "callSid": "CAnone", "conversationId": "CAnone",
        "phoneNumber": "+12025550143",
        "assets": "index.html", "part": "x", "recording": "rec_zzz", "recordings": "rec_zzz", "company": "cmp_zzz",
        "answers": "x",
        "views": "viw_zzz", "duplicates": "dup_zzz", "merges": "mrg_zzz", "teams": "tem_zzz", "fields": "x",
        "tasks": "tsk_zzz", "businesses": "biz_zzz",
        "interactions": "int_zzz", "presence": "usr_zzz", "stages": "none",
        "webhook-endpoints": "whk_zzz", "webhook-deliveries": "dlv_zzz",
    ]

    private func token(_ role: String, scopes: [String]? = nil, on server: TestServer) async throws -> String {
        var body: JSONObject = ["name": "walker", "role": .string(role)]
        if let scopes { body["scopes"] = .array(scopes.map { .string($0) }) }
        let made = try await server.post("/api/keys", .object(body), expecting: 201)
        return try #require(made["data"]["secret"].string)
    }

    /// What each row of the table answers to a token; the body is one that is never accepted.
    private func statuses(_ token: String, on server: TestServer) async throws -> [(route: Route, status: Int)] {
        let walk = RouteWalk(values: Self.values, components: .null)
        var found: [(Route, Int)] = []
        for route in server.routes {
            guard let step = try walk.steps(route).first else { continue }
            let headers = [
                ("Authorization", "Bearer \(token)"), ("Content-Type", "application/json"),
                ("Accept", "application/x-ndjson, */*;q=0.1"),
            ]
            let body = route.method == .get ? nil : Array("{\"nonsense\":1}".utf8)
            let response = try await server.client.request(step.method, step.target, headers: headers, body: body)
            found.append((route, response.status.code))
        }
        return found
    }

    @Test(arguments: [Role.viewer, .agent, .manager, .admin, .owner])
    func aRoleMayWhatTheTableSaysAndNothingElse(role: Role) async throws {
        try await withServer { server in
            let token = try await token(role.name, on: server)
            for (route, status) in try await statuses(token, on: server) where route.permission.reach == .company {
                let mayNot = role < route.permission.least
                #expect(
                    (status == 403) == mayNot, "\(role.name): \(route.method.rawValue) \(route.path) gave \(status)")
                #expect(status != 401)
            }
        }
    }

    @Test func aScopedKeyMayWhatItsScopesSayAndNothingElse() async throws {
        try await withServer { server in
            let token = try await token("owner", scopes: ["contacts:read", "calls:write"], on: server)
            var allowed = 0
            for (route, status) in try await statuses(token, on: server) where route.permission.reach == .company {
                let may = ["contacts:read", "calls:write"].contains(route.permission.name)
                #expect((status == 403) == !may, "\(route.method.rawValue) \(route.path) gave \(status)")
                allowed += may ? 1 : 0
            }
            #expect(allowed >= 5)
        }
    }

    @Test func onlyTheHubsOwnerRunsTheHub() async throws {
        try await withServer { server in
            let token = try await token("owner", on: server)
            for (route, status) in try await statuses(token, on: server) where route.permission.reach == .hub {
                #expect(status == 403, "\(route.path)")
            }
        }
    }

    @Test func everyRowOfTheApplicationAsksForASignInSaveThoseThatCannot() async throws {
        try await withServer { server in
            let open = server.routes.filter { $0.permission.reach == .anyone }.map {
                "\($0.method.rawValue) \($0.path)"
            }
            #expect(
                Set(open).subtracting(DashboardModule.pages.map { "GET \($0)" }) == [
                    "GET /assets/*file", "GET /audio/:company/:recording", "GET /healthz", "GET /readyz",
                    "GET /metrics", "GET /openapi.json",
                    "POST /api/auth/login", "POST /api/auth/accept", "POST /api/auth/refresh", "POST /api/auth/logout",
                    "POST /webhooks/:provider/:account/:hook", "GET /webhooks/:provider/:account/:hook",
                    "POST /webhooks/:provider/:account/:secret/:hook",
                    "GET /webhooks/:provider/:account/:secret/:hook",
                    "POST /outbound/answers/:token", "GET /outbound/answers/:token",
                    "GET /media/:provider/:account/stream", "GET /media/:provider/:account/:call/:ticket/stream",
                    "GET /media/:provider/:account/relay", "GET /media/:provider/:account/:call/:ticket/relay",
                ])
            _ = try await server.get("/api/lines")
        }
    }

    @Test func topicsAreRefusedToWhoMayNotHearThem() async throws {
        try await withServer { server in
            let viewer = try await server.tenant(token: token("viewer", on: server))
            let events = try await server.connect(as: viewer)
            let answer = try await events.subscribe(["calls", "admin", "nothing", "agents/usr_zzz"])
            #expect(answer["subscribed"] == ["calls"])
            #expect(
                answer["refused"] == [
                    ["topic": "admin", "type": "/problems/forbidden"],
                    ["topic": "nothing", "type": "/problems/unknown-topic"],
                    ["topic": "agents/usr_zzz", "type": "/problems/forbidden"],
                ])
            _ = try await server.post("/api/keys", ["name": "another", "role": "viewer"], expecting: 201)
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            #expect(try await events.upToNow().types == ["line.changed", "call.ringing"])
            for topic in ["admin", "agents/usr_zzz"] {
                let response = try await server.client.get(
                    "/api/events?after=0&topics=\(topic)",
                    headers: [("Authorization", "Bearer \(viewer.token)"), ("Accept", "application/x-ndjson")])
                #expect(response.status.code == 403, "\(topic)")
            }
            let all = try await server.log(as: viewer)
            #expect(all.allSatisfy { $0["topics"].array?.contains("admin") == false })
            #expect(all.types.contains("call.ringing"))
        }
    }

    @Test func aSocketIsClosedWhenItsKeyIsRevoked() async throws {
        try await withServer { server in
            let made = try await server.post("/api/keys", ["name": "board", "role": "viewer"], expecting: 201)
            let tenant = server.tenant(token: made["data"]["secret"].string ?? "")
            let events = try await server.subscribe(as: tenant)
            try await server.json(.delete, "/api/keys/\(made["data"]["id"].string ?? "")", nil, expecting: 204)
            #expect(try await events.end() == 4401)
            _ = try await server.get("/api/lines", as: tenant, expecting: 401)
        }
    }
}
