import HTTP
import ModuleKit
import Testing

@testable import Accounts

@Suite(.timeLimit(.minutes(10))) struct GatekeeperTests {
    private func socket(_ query: String = "", _ headers: [(String, String)] = []) throws -> RequestHead {
        try RequestHead(
            .get, "/ws\(query)",
            headers: [("Host", "hub.example:8443"), ("Connection", "Upgrade"), ("Upgrade", "websocket")] + headers)
    }

    @Test func aRequestThatNamesNobodyIsNobodys() async throws {
        try await withHub { hub in
            let head = try RequestHead(.get, "/")
            #expect(try hub.accounts.gatekeeper.authenticate(head, allowsQueryToken: true) == nil)
        }
    }

    @Test(arguments: ["Basic YTpi", "Bearer", "Bearer ", "Bearer x", "Bearer sbk_1_x", "bearer sbt_x"])
    func whatIsNoTokenIs401AndSaysHow(field: String) async throws {
        try await withHub { hub in
            let answer = try await hub.send(.get, "/api/auth/me", headers: [("Authorization", field)])
            #expect(answer.status == 401)
            #expect(answer.header("WWW-Authenticate")?.hasPrefix("Bearer") == true)
        }
    }

    @Test func theSchemeIsReadInAnyCase() async throws {
        try await withHub { hub in
            _ = try await hub.company()
            let token = try await hub.signIn().token
            let answer = try await hub.send(.get, "/api/auth/me", headers: [("authorization", "bEARER  \(token)")])
            #expect(answer.status == 200)
        }
    }

    @Test func aTokenInTheAddressCountsOnlyWhereItIsAllowed() async throws {
        try await withHub { hub in
            let company = try await hub.company()
            let token = try await hub.signIn().token
            let gate = hub.accounts.gatekeeper
            let head = try socket("?subscribe=calls&token=\(token)")
            #expect(try gate.authenticate(head, allowsQueryToken: true)?.tenant == company.rawValue)
            #expect(try gate.authenticate(head, allowsQueryToken: false) == nil)
            #expect(throws: Problem.self) { try gate.authenticate(socket("?token="), allowsQueryToken: true) }
            #expect(throws: Problem.self) { try gate.authenticate(socket("?token=%zz"), allowsQueryToken: true) }
        }
    }

    @Test func aTicketOpensOneSocketWithinThirtySeconds() async throws {
        try await withHub { hub in
            _ = try await hub.company()
            let token = try await hub.signIn().token
            let gate = hub.accounts.gatekeeper
            func ticket() async throws -> String {
                try await hub.send(.post, "/api/ws-ticket", token: token).data["ticket"].string ?? ""
            }
            let first = try socket("?token=\(await ticket())")
            #expect(try gate.authenticate(first, allowsQueryToken: true)?.role == .owner)
            #expect(throws: Problem.self) { try gate.authenticate(first, allowsQueryToken: true) }

            let late = try socket("?token=\(await ticket())")
            hub.clock.advance(by: .seconds(30))
            #expect(throws: Problem.self) { try gate.authenticate(late, allowsQueryToken: true) }

            let over = try socket("?token=\(await ticket())")
            _ = try await hub.send(.post, "/api/auth/logout", token: token)
            #expect(throws: Problem.self) { try gate.authenticate(over, allowsQueryToken: true) }
        }
    }

    @Test(arguments: [
        ("https://hub.example:8443", true), ("https://HUB.example:8443", true), ("https://pages.example", true),
        ("https://evil.example", false), ("https://hub.example", false), ("null", false), (nil, false),
    ])
    func aSocketThatSignsInByCookieComesFromOurOwnPage(origin: String?, isOurs: Bool) async throws {
        try await withHub { hub in
            _ = try await hub.company()
            let cookie = try #require(try await hub.signIn().cookie("sb_access"))
            let head = try socket("", [("Cookie", cookie)] + (origin.map { [("Origin", $0)] } ?? []))
            if isOurs {
                #expect(try hub.accounts.gatekeeper.authenticate(head, allowsQueryToken: true)?.role == .owner)
            } else {
                #expect(throws: Problem.self) {
                    try hub.accounts.gatekeeper.authenticate(head, allowsQueryToken: true)
                }
            }
            #expect(try hub.accounts.gatekeeper.authenticate(head, allowsQueryToken: false) == nil)
        }
    }

    @Test func aTokenFoundGoodBeforeIsRefusedOnceItIsOver() async throws {
        try await withHub { hub in
            _ = try await hub.company()
            let token = try await hub.signIn().token
            for _ in 1...2 { #expect(try await hub.send(.get, "/api/auth/me", token: token).status == 200) }
            hub.clock.advance(by: .seconds(900))
            #expect(try await hub.send(.get, "/api/auth/me", token: token).status == 401)
        }
    }

    @Test func aRoleThatChangesCountsFromTheNextRequestOn() async throws {
        try await withHub { hub in
            let company = try await hub.company()
            let owner = try await hub.signIn().token
            let (admin, token) = try await hub.member("obi@example.com", .admin, in: company)
            #expect(try await hub.send(.get, "/api/keys", token: token).status == 200)
            let caller = try #require(hub.accounts.gatekeeper.caller(ofToken: token))
            let patch = try await hub.send(.patch, "/api/users/\(admin.wire)", #"{"role":"agent"}"#, token: owner)
            #expect(patch.data["role"] == "agent")
            #expect(try await hub.send(.get, "/api/keys", token: token).status == 403)
            #expect(hub.accounts.gatekeeper.standing(of: caller)?.role == .agent)
            #expect(hub.heard.withLock { $0.last?.user } == admin)
            #expect(hub.heard.withLock { $0.last?.withdraws } == true)
        }
    }

    @Test func aDisabledOrRemovedMemberIsOutAtOnce() async throws {
        try await withHub { hub in
            let company = try await hub.company()
            let owner = try await hub.signIn().token
            let (obi, token) = try await hub.member("obi@example.com", .agent, in: company)
            let caller = try #require(hub.accounts.gatekeeper.caller(ofToken: token))
            _ = try await hub.send(.patch, "/api/users/\(obi.wire)", #"{"disabled":true}"#, token: owner)
            #expect(try await hub.send(.get, "/api/auth/me", token: token).status == 401)
            #expect(hub.accounts.gatekeeper.standing(of: caller) == nil)
            #expect(try await hub.signIn("obi@example.com").status == 403)
            _ = try await hub.send(.patch, "/api/users/\(obi.wire)", #"{"disabled":false}"#, token: owner)
            #expect(try await hub.send(.get, "/api/auth/me", token: token).status == 401)
            let again = try await hub.signIn("obi@example.com").token
            #expect(try await hub.send(.get, "/api/auth/me", token: again).status == 200)
            #expect(try await hub.send(.delete, "/api/users/\(obi.wire)", token: owner).status == 204)
            #expect(try await hub.send(.get, "/api/auth/me", token: again).status == 401)
        }
    }
}
