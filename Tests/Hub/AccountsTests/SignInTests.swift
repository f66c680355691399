import HTTP
import ModuleKit
import Testing

@testable import Accounts

@Suite(.timeLimit(.minutes(10))) struct SignInTests {
    @Test func theRightPasswordOpensASession() async throws {
        try await withHub { hub in
            let company = try await hub.company()
            let answer = try await hub.signIn("ADA@Example.com")
            #expect(answer.status == 200)
            #expect(answer.data["expiresIn"] == 900)
            #expect(answer.data["user"]["email"] == "ada@example.com")
            #expect(answer.data["company"]["id"].string == company.wire)
            #expect(answer.header("Cache-Control") == "no-store")
            let cookies = answer.headers.filter { $0.0 == "Set-Cookie" }.map(\.1)
            #expect(cookies.count == 2)
            #expect(cookies.allSatisfy { $0.contains("HttpOnly; SameSite=Strict; Secure") })
            #expect(cookies.contains { $0.hasPrefix("sb_refresh=") && $0.contains("Path=/api/auth;") })

            let me = try await hub.send(.get, "/api/auth/me", token: answer.token)
            #expect(me.data["user"]["role"] == "owner")
            #expect(me.data["companies"].array?.count == 1)
        }
    }

    @Test func aWrongPasswordAndAnUnknownEmailLookTheSame() async throws {
        try await withHub { hub in
            _ = try await hub.company()
            let wrong = try await hub.signIn("ada@example.com", "something else")
            let unknown = try await hub.signIn("nobody@example.com", "something else")
            #expect(wrong.status == 401 && unknown.status == 401)
            #expect(wrong.json == unknown.json)
        }
    }

    @Test func anUnknownFieldIsRefusedByName() async throws {
        try await withHub { hub in
            let answer = try await hub.send(.post, "/api/auth/login", #"{"email":"a@b.c","password":"x","otp":1}"#)
            #expect(answer.status == 422 && answer.json["field"] == "otp")
        }
    }

    @Test func elevenGuessesAreTenAndTheWaitIsHonest() async throws {
        try await withHub { hub in
            _ = try await hub.company()
            for _ in 1...10 { #expect(try await hub.signIn("ada@example.com", "guess").status == 401) }
            let refused = try await hub.signIn()
            #expect(refused.status == 429)
            let wait = try #require(refused.header("Retry-After").flatMap { Int($0) })
            hub.clock.advance(by: .seconds(wait - 1))
            #expect(try await hub.signIn().status == 429)
            hub.clock.advance(by: .seconds(1))
            #expect(try await hub.signIn().status == 200)
            #expect(try await hub.signIn().status == 200)
        }
    }

    @Test func anAddressThatTriesManyEmailsIsSlowedDownAndOthersAreNot() async throws {
        try await withHub { hub in
            _ = try await hub.company()
            for number in 1...50 { #expect(try await hub.signIn("guess\(number)@example.com").status == 401) }
            #expect(try await hub.signIn().status == 429)
            let body = #"{"email":"ada@example.com","password":"\#(TestHub.password)"}"#
            #expect(try await hub.send(.post, "/api/auth/login", body, from: "198.51.100.7").status == 200)
        }
    }

    @Test func refreshingGivesNewTokensAndTheOldOneEndsTheFamily() async throws {
        try await withHub { hub in
            _ = try await hub.company()
            let first = try await hub.signIn()
            let old = try #require(first.cookie("sb_refresh"))
            let second = try await hub.send(.post, "/api/auth/refresh", cookie: old)
            #expect(second.status == 200)
            let new = try #require(second.cookie("sb_refresh"))
            #expect(new != old)
            #expect(try await hub.send(.get, "/api/auth/me", token: second.token).status == 200)

            let reused = try await hub.send(.post, "/api/auth/refresh", cookie: old)
            #expect(reused.status == 401 && reused.problem == "sign-in-ended")
            #expect(try await hub.send(.post, "/api/auth/refresh", cookie: new).status == 401)
            #expect(try await hub.send(.get, "/api/auth/me", token: second.token).status == 401)
            #expect(hub.heard.withLock { $0.contains { $0.session != nil } })
            #expect(try await hub.signIn().status == 200)
        }
    }

    @Test func anotherFamilyLivesOnWhenOneEnds() async throws {
        try await withHub { hub in
            _ = try await hub.company()
            let phone = try await hub.signIn()
            let desk = try await hub.signIn()
            #expect(try await hub.send(.post, "/api/auth/logout", cookie: phone.cookie("sb_refresh")).status == 204)
            #expect(try await hub.send(.get, "/api/auth/me", token: phone.token).status == 401)
            #expect(try await hub.send(.get, "/api/auth/me", token: desk.token).status == 200)
            #expect(try await hub.send(.post, "/api/auth/refresh", cookie: phone.cookie("sb_refresh")).status == 401)
        }
    }

    @Test func aBearerTokenAloneCanSignOutToo() async throws {
        try await withHub { hub in
            _ = try await hub.company()
            let answer = try await hub.signIn()
            let out = try await hub.send(.post, "/api/auth/logout", token: answer.token)
            #expect(out.status == 204 && out.cookie("sb_refresh") == "sb_refresh=")
            #expect(try await hub.send(.get, "/api/auth/me", token: answer.token).status == 401)
        }
    }

    @Test func aSessionPausesTwoWeeksAtMostAndEndsAfterNinetyDays() async throws {
        try await withHub { hub in
            _ = try await hub.company()
            var cookie = try await hub.signIn().cookie("sb_refresh")
            for _ in 1...9 {
                hub.clock.advance(by: .seconds(10 * 86_400 - 1))
                let answer = try await hub.send(.post, "/api/auth/refresh", cookie: cookie)
                #expect(answer.status == 200)
                cookie = answer.cookie("sb_refresh")
            }
            hub.clock.advance(by: .seconds(60))
            #expect(try await hub.send(.post, "/api/auth/refresh", cookie: cookie).status == 401)

            let idle = try await hub.signIn().cookie("sb_refresh")
            hub.clock.advance(by: .seconds(14 * 86_400))
            #expect(try await hub.send(.post, "/api/auth/refresh", cookie: idle).status == 401)
        }
    }

    @Test func changingThePasswordEndsTheOtherSessions() async throws {
        try await withHub { hub in
            _ = try await hub.company()
            let here = try await hub.signIn()
            let there = try await hub.signIn()
            func change(_ current: String, _ new: String) async throws -> Answer {
                try await hub.send(
                    .post, "/api/auth/password", #"{"current":"\#(current)","new":"\#(new)"}"#, token: here.token)
            }
            #expect(try await change("wrong", "another long secret").json["field"] == "current")
            #expect(try await change(TestHub.password, "short").json["field"] == "new")
            #expect(try await change(TestHub.password, "ada@example.com").json["field"] == "new")
            #expect(try await change(TestHub.password, "another long secret").status == 204)
            #expect(try await hub.send(.get, "/api/auth/me", token: here.token).status == 200)
            #expect(try await hub.send(.get, "/api/auth/me", token: there.token).status == 401)
            #expect(try await hub.signIn().status == 401)
            #expect(try await hub.signIn("ada@example.com", "another long secret").status == 200)
        }
    }

    @Test func aPasswordSetAtTheConsoleEndsEverySession() async throws {
        try await withHub { hub in
            _ = try await hub.company()
            let before = try await hub.signIn()
            try await hub.accounts.sessions.setPassword(of: "ada@example.com", to: "set at the console")
            #expect(try await hub.send(.get, "/api/auth/me", token: before.token).status == 401)
            #expect(try await hub.signIn("ada@example.com", "set at the console").status == 200)
        }
    }

    @Test func whoIsDisabledAtTheConsoleIsOutOfEveryCompany() async throws {
        try await withHub { hub in
            let company = try await hub.company()
            let token = try await hub.signIn().token
            let caller = try #require(hub.accounts.gatekeeper.caller(ofToken: token))
            try await hub.accounts.sessions.setDisabled(true, email: "Ada@example.com")
            #expect(try await hub.send(.get, "/api/auth/me", token: token).status == 401)
            #expect(hub.accounts.gatekeeper.standing(of: caller) == nil)
            #expect(try await hub.signIn().problem == "wrong-credentials")
            try await hub.accounts.sessions.setDisabled(false, email: "ada@example.com")
            #expect(try await hub.signIn().data["company"]["id"].string == company.wire)
        }
    }

    @Test func whatTheGatekeeperKnowsSurvivesARestart() async throws {
        try await withHub { hub in
            _ = try await hub.company()
            let ended = try await hub.signIn()
            let open = try await hub.signIn()
            _ = try await hub.send(.post, "/api/auth/logout", token: ended.token)
            try await hub.accounts.load()
            #expect(try await hub.send(.get, "/api/auth/me", token: ended.token).status == 401)
            #expect(try await hub.send(.get, "/api/auth/me", token: open.token).status == 200)
        }
    }

    @Test func aPersonOfTwoCompaniesGoesOnInTheOther() async throws {
        try await withHub { hub in
            let first = try await hub.company(hubOwner: true)
            let signedIn = try await hub.signIn()
            let made = try await hub.send(.post, "/api/companies", #"{"name":"Abuja Dental"}"#, token: signedIn.token)
            #expect(made.status == 201)
            let second = try #require(made.data["id"].string)
            let cookie = signedIn.cookie("sb_refresh")
            let switched = try await hub.send(.post, "/api/auth/refresh", #"{"company":"\#(second)"}"#, cookie: cookie)
            #expect(switched.data["company"]["id"].string == second)
            #expect(try await hub.signIn().data["company"]["id"].string == first.wire)
            let third = try await hub.company("Other", owner: "obi@example.com")
            let refused = try await hub.send(
                .post, "/api/auth/refresh", #"{"company":"\#(third.wire)"}"#, cookie: switched.cookie("sb_refresh"))
            #expect(refused.status == 403)
            #expect(
                try await hub.send(.post, "/api/auth/refresh", cookie: switched.cookie("sb_refresh")).status == 200)
        }
    }
}
