import HTTP
import Testing
import Web

@Suite(.timeLimit(.minutes(10))) struct PermissionTests {
    static let write = Permission("contacts:write", least: .agent)

    static func caller(_ role: Role, _ scopes: Set<String>? = nil, isHubOwner: Bool = false) -> Caller {
        Caller(tenant: 7, subject: .user(1), role: role, scopes: scopes, isHubOwner: isHubOwner)
    }

    @Test(arguments: [
        (caller(.viewer), write, false), (caller(.agent), write, true), (caller(.owner), write, true),
        (caller(.agent, ["contacts:write"]), write, true), (caller(.agent, ["*"]), write, true),
        (caller(.agent, ["contacts:read"]), write, false), (caller(.viewer, ["contacts:write"]), write, false),
        (caller(.agent, []), write, false), (caller(.viewer, []), .signedIn, true), (caller(.owner), .hubOwner, false),
        (caller(.viewer, isHubOwner: true), .hubOwner, true),
        (caller(.owner, ["calls:read"], isHubOwner: true), .hubOwner, false),
    ])
    func roleAndScopeMustBothAllow(caller: Caller, permission: Permission, may: Bool) {
        #expect(caller.may(permission) == may)
    }

    @Test func rolesIncludeThoseBelowAndHaveNames() {
        #expect(Role.allCases == Role.allCases.sorted())
        #expect(Role.allCases.map(\.name) == ["viewer", "agent", "manager", "admin", "owner"])
        #expect(Role.allCases.allSatisfy { Role(name: $0.name) == $0 })
        #expect(Role(name: "root") == nil)
    }

    @Test func aStrangerIs401AndAMemberWithoutPermission403() async throws {
        let routes: [Route] = [
            .get("/open", .anyone) { _ in .text("open") }, .get("/mine", .signedIn) { _ in .text("mine") },
            .post("/write", Self.write) { request in .text("\(request.caller?.tenant ?? 0)") },
        ]
        let stranger = try TinyServer(routes)
        #expect(try await stranger.send(.get, "/open").text == "open")
        let refused = try await stranger.send(.get, "/mine")
        #expect(refused.status == .unauthorized)
        #expect(refused.header("www-authenticate") == "Bearer")
        #expect(refused.json["success"] == false)
        #expect(refused.json["instance"] == "req_1")

        let viewer = try TinyServer(routes, caller: Self.caller(.viewer))
        #expect(try await viewer.send(.get, "/mine").text == "mine")
        #expect(try await viewer.send(.post, "/write").status == .forbidden)
        #expect(try await TinyServer(routes, caller: Self.caller(.agent)).send(.post, "/write").text == "7")
    }
}
