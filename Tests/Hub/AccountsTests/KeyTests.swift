import HTTP
import ModuleKit
import Testing

@testable import Accounts

@Suite(.timeLimit(.minutes(10))) struct KeyTests {
    @Test func aKeyLivesFromItsMakingToItsRevocation() async throws {
        try await withHub { hub in
            let company = try await hub.company()
            let owner = try await hub.signIn().token
            let made = try await hub.send(.post, "/api/keys", #"{"name":"PBX","role":"agent"}"#, token: owner)
            #expect(made.status == 201)
            let id = try #require(made.data["id"].string)
            #expect(made.header("Location") == "/api/keys/\(id)")
            let secret = try #require(made.data["secret"].string)
            #expect(secret.hasPrefix("sbk_\(id.dropFirst(4))_"))

            let me = try await hub.send(.get, "/api/auth/me", token: secret)
            #expect(me.data["key"]["id"].string == id && me.data["company"]["id"].string == company.wire)
            let shown = try await hub.send(.get, "/api/keys/\(id)", token: owner)
            #expect(shown.data["secret"].isNull && shown.data["createdBy"].string?.hasPrefix("usr_") == true)

            #expect(try await hub.send(.delete, "/api/keys/\(id)", token: owner).status == 204)
            #expect(try await hub.send(.get, "/api/auth/me", token: secret).status == 401)
            #expect(try await hub.send(.delete, "/api/keys/\(id)", token: owner).status == 204)
            let listed = try await hub.send(.get, "/api/keys", token: owner)
            #expect(listed.data[0]["revokedAt"].string != nil)
            #expect(hub.heard.withLock { $0.last?.key } == KeyID(wire: id))
        }
    }

    @Test func aKeyDoesNotRevokeItself() async throws {
        try await withHub { hub in
            let company = try await hub.company()
            let new = NewKey(name: "PBX", role: .owner)
            let made = try await hub.accounts.keys.create(new, in: company, by: .commandLine)
            #expect(try await hub.send(.delete, "/api/keys/\(made.key.id)", token: made.secret).status == 409)
            #expect(try await hub.send(.get, "/api/auth/me", token: made.secret).status == 200)
        }
    }

    @Test func aWrongSecretIsRefusedAndSoIsEveryChangedDigit() async throws {
        try await withHub { hub in
            let company = try await hub.company()
            let new = NewKey(name: "PBX", role: .agent)
            let secret = try await hub.accounts.keys.create(new, in: company, by: .commandLine).secret
            #expect(hub.accounts.gatekeeper.caller(ofToken: secret)?.role == .agent)
            let text = Array(secret.utf8)
            for index in text.indices {
                var changed = text
                changed[index] = changed[index] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
                #expect(hub.accounts.gatekeeper.caller(ofToken: String(decoding: changed, as: UTF8.self)) == nil)
            }
        }
    }

    @Test func anExpiredKeyIsRefusedAlsoWhenItWasFoundGoodBefore() async throws {
        try await withHub { hub in
            let company = try await hub.company()
            let new = NewKey(name: "PBX", role: .agent, expiresAt: hub.clock.now + .seconds(60))
            let secret = try await hub.accounts.keys.create(new, in: company, by: .commandLine).secret
            #expect(hub.accounts.gatekeeper.caller(ofToken: secret) != nil)
            hub.clock.advance(by: .seconds(60))
            #expect(hub.accounts.gatekeeper.caller(ofToken: secret) == nil)
        }
    }

    @Test func aScopedKeyMayOnlyWhatItsScopesSay() async throws {
        try await withHub { hub in
            let company = try await hub.company()
            let new = NewKey(name: "CI", role: .admin, scopes: ["users:read"])
            let secret = try await hub.accounts.keys.create(new, in: company, by: .commandLine).secret
            #expect(try await hub.send(.get, "/api/users", token: secret).status == 200)
            #expect(try await hub.send(.get, "/api/keys", token: secret).status == 403)
        }
    }

    @Test func nobodyMakesAKeyThatMayMoreThanThey() async throws {
        try await withHub { hub in
            let company = try await hub.company()
            let (_, admin) = try await hub.member("obi@example.com", .admin, in: company)
            let above = try await hub.send(.post, "/api/keys", #"{"name":"x","role":"owner"}"#, token: admin)
            #expect(above.status == 403 && above.json["field"] == "role")
            let new = NewKey(name: "CI", role: .admin, scopes: ["keys:write", "keys:read"])
            let narrow = try await hub.accounts.keys.create(new, in: company, by: .commandLine).secret
            let wide = try await hub.send(.post, "/api/keys", #"{"name":"x","role":"agent"}"#, token: narrow)
            #expect(wide.status == 403 && wide.json["field"] == "scopes")
            let body = #"{"name":"x","role":"agent","scopes":["contacts:read"]}"#
            #expect(try await hub.send(.post, "/api/keys", body, token: narrow).status == 403)
            let fewer = #"{"name":"x","role":"agent","scopes":["keys:read"]}"#
            #expect(try await hub.send(.post, "/api/keys", fewer, token: narrow).status == 201)
        }
    }

    @Test(arguments: [
        (#"{"role":"agent"}"#, "name"), (#"{"name":"x","role":"king"}"#, "role"),
        (#"{"name":"x","role":"agent","scopes":["everything"]}"#, "scopes[0]"),
        (#"{"name":"x","role":"agent","scopes":["contacts:dance"]}"#, "scopes[0]"),
        (#"{"name":"x","role":"agent","expiresAt":"2020-01-01T00:00:00Z"}"#, "expiresAt"),
        (#"{"name":"x","role":"agent","secret":"mine"}"#, "secret"),
    ])
    func whatIsWrongIsSaidOfItsField(body: String, field: String) async throws {
        try await withHub { hub in
            _ = try await hub.company()
            let owner = try await hub.signIn().token
            let answer = try await hub.send(.post, "/api/keys", body, token: owner)
            #expect(answer.status == 422)
            #expect(answer.json["field"].string == field)
        }
    }

    @Test func whenAKeyWasUsedIsWrittenDownAtMostOnceAMinute() async throws {
        try await withHub { hub in
            let company = try await hub.company()
            let created = try await hub.accounts.keys.create(
                NewKey(name: "x", role: .agent), in: company, by: .commandLine)
            func lastUse() async throws -> Timestamp? {
                try await hub.accounts.keys.recordUses()
                return try await hub.accounts.keys.find(created.key.id, in: company).lastUsedAt
            }
            #expect(try await lastUse() == nil)
            let first = hub.clock.now
            _ = hub.accounts.gatekeeper.caller(ofToken: created.secret)
            #expect(try await lastUse() == first)
            hub.clock.advance(by: .seconds(59))
            _ = hub.accounts.gatekeeper.caller(ofToken: created.secret)
            #expect(try await lastUse() == first)
            hub.clock.advance(by: .seconds(1))
            _ = hub.accounts.gatekeeper.caller(ofToken: created.secret)
            #expect(try await lastUse() == first + .seconds(60))
        }
    }

    @Test func theListIsPagedNewestFirst() async throws {
        try await withHub { hub in
            let company = try await hub.company()
            let owner = try await hub.signIn().token
            for number in 1...5 {
                let new = NewKey(name: "k\(number)", role: .agent)
                _ = try await hub.accounts.keys.create(new, in: company, by: .commandLine)
            }
            var names: [String] = []
            var target = "/api/keys?limit=2"
            while true {
                let page = try await hub.send(.get, target, token: owner)
                names += page.data.array?.compactMap(\.["name"].string) ?? []
                guard let next = page.json["next"].string else { break }
                target = "/api/keys?limit=2&after=\(next)"
            }
            #expect(names == ["k5", "k4", "k3", "k2", "k1"])
        }
    }
}
