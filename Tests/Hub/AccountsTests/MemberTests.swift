import HTTP
import ModuleKit
import Testing

@testable import Accounts

@Suite(.timeLimit(.minutes(10))) struct MemberTests {
    @Test func theLastOwnerStaysWhoeverAsks() async throws {
        try await withHub { hub in
            let company = try await hub.company()
            let owner = try await hub.signIn()
            let id = owner.data["user"]["id"].string ?? ""
            let (other, _) = try await hub.member("obi@example.com", .admin, in: company)
            for body in [#"{"role":"admin"}"#, #"{"disabled":true}"#] {
                let answer = try await hub.send(.patch, "/api/users/\(id)", body, token: owner.token)
                #expect(answer.status == 409 && answer.problem == "last-owner")
            }
            #expect(try await hub.send(.delete, "/api/users/\(id)", token: owner.token).problem == "last-owner")

            _ = try await hub.send(.patch, "/api/users/\(other.wire)", #"{"role":"owner"}"#, token: owner.token)
            #expect(
                try await hub.send(.patch, "/api/users/\(id)", #"{"role":"admin"}"#, token: owner.token).status == 200)
            let second = try await hub.signIn("obi@example.com").token
            #expect(try await hub.send(.delete, "/api/users/\(other.wire)", token: second).problem == "last-owner")
        }
    }

    @Test func anOwnerWhoIsInvitedOrDisabledDoesNotCount() async throws {
        try await withHub { hub in
            let company = try await hub.company()
            let owner = try await hub.signIn()
            let id = owner.data["user"]["id"].string ?? ""
            let invited = NewUser(email: "new@example.com", name: "New", role: .owner)
            _ = try await hub.accounts.users.create(invited, in: company)
            let (third, _) = try await hub.member("third@example.com", .owner, in: company)
            _ = try await hub.send(.patch, "/api/users/\(third.wire)", #"{"disabled":true}"#, token: owner.token)
            #expect(try await hub.send(.delete, "/api/users/\(id)", token: owner.token).problem == "last-owner")
        }
    }

    @Test func nobodyGivesOrTakesMoreThanTheirOwnRole() async throws {
        try await withHub { hub in
            let company = try await hub.company()
            let owner = try await hub.signIn().data["user"]["id"].string ?? ""
            let (_, admin) = try await hub.member("obi@example.com", .admin, in: company)
            let (agent, agentToken) = try await hub.member("eze@example.com", .agent, in: company)
            let promote = try await hub.send(.patch, "/api/users/\(agent.wire)", #"{"role":"owner"}"#, token: admin)
            #expect(promote.status == 403)
            #expect(try await hub.send(.delete, "/api/users/\(owner)", token: admin).status == 403)
            let body = #"{"email":"x@example.com","name":"X","role":"owner"}"#
            #expect(try await hub.send(.post, "/api/users", body, token: admin).status == 403)
            #expect(try await hub.send(.delete, "/api/users/\(owner)", token: agentToken).status == 403)
        }
    }

    @Test func anInvitationBecomesASignInOnce() async throws {
        try await withHub { hub in
            _ = try await hub.company()
            let owner = try await hub.signIn().token
            let body = #"{"email":"New@example.com","name":"New","role":"agent"}"#
            let made = try await hub.send(.post, "/api/users", body, token: owner)
            #expect(made.status == 201 && made.data["user"]["invited"] == true)
            let token = try #require(made.data["invitation"]["token"].string)
            #expect(try await hub.signIn("new@example.com").status == 401)

            let accept = #"{"token":"\#(token)","password":"a new long password"}"#
            let accepted = try await hub.send(.post, "/api/auth/accept", accept)
            #expect(accepted.status == 200 && accepted.data["user"]["invited"] == false)
            #expect(try await hub.send(.get, "/api/auth/me", token: accepted.token).status == 200)
            #expect(try await hub.signIn("new@example.com", "a new long password").status == 200)
            #expect(try await hub.send(.post, "/api/auth/accept", accept).status == 410)
        }
    }

    @Test func aNewInvitationReplacesTheOldAndBothEnd() async throws {
        try await withHub { hub in
            let company = try await hub.company()
            let owner = try await hub.signIn().token
            let new = NewUser(email: "new@example.com", name: "New", role: .agent)
            let made = try await hub.accounts.users.create(new, in: company)
            let again = try await hub.send(.post, "/api/users/\(made.user.id.wire)/invitation", token: owner)
            #expect(again.status == 201)
            func accept(_ token: String?) async throws -> Int {
                let body = #"{"token":"\#(token ?? "")","password":"a new long password"}"#
                return try await hub.send(.post, "/api/auth/accept", body).status
            }
            #expect(try await accept(made.invitation?.token) == 410)
            hub.clock.advance(by: .seconds(7 * 86_400))
            #expect(try await accept(again.data["invitation"]["token"].string) == 410)
        }
    }

    @Test func aPersonOfAnotherCompanyIsInvitedAndAcceptsWithTheirOwnPassword() async throws {
        try await withHub { hub in
            _ = try await hub.company()
            let other = try await hub.company("Other", owner: "obi@example.com")
            let obi = try await hub.signIn("obi@example.com").token
            let withPassword = #"{"email":"ada@example.com","name":"A","role":"agent","password":"chosen by obi"}"#
            #expect(try await hub.send(.post, "/api/users", withPassword, token: obi).problem == "known-person")
            let made = try await hub.send(
                .post, "/api/users", #"{"email":"ada@example.com","name":"A","role":"agent"}"#, token: obi)
            let token = made.data["invitation"]["token"].string ?? ""
            func accept(_ password: String) async throws -> Answer {
                try await hub.send(.post, "/api/auth/accept", #"{"token":"\#(token)","password":"\#(password)"}"#)
            }
            #expect(try await accept("chosen by obi").status == 401)
            #expect(try await hub.signIn(company: other).status == 403)
            #expect(try await accept(TestHub.password).data["company"]["id"].string == other.wire)
            #expect(try await hub.signIn(company: other).data["user"]["name"] == "A")
            #expect(try await hub.signIn().data["user"]["name"] == "Ada Obi")
        }
    }

    @Test func everyChangeOfAccessIsInTheEventLog() async throws {
        try await withHub { hub in
            let company = try await hub.company()
            let owner = try await hub.signIn()
            let (obi, _) = try await hub.member("obi@example.com", .agent, in: company)
            _ = try await hub.send(.patch, "/api/users/\(obi.wire)", #"{"role":"viewer"}"#, token: owner.token)
            _ = try await hub.send(.post, "/api/auth/logout", token: owner.token)
            let bodies = try await hub.database.read(company) { tx in
                try tx.rows("SELECT body FROM events WHERE company_id = \(company) ORDER BY log_offset") { $0.blob(0) }
            }
            let events = try bodies.map { try JSONParser.parse($0) }
            #expect(events.allSatisfy { $0["type"] == "access.changed" })
            #expect(
                events.compactMap(\.["data"]["change"].string) == [
                    "role is owner", "role is agent", "role is viewer", "session ended",
                ])
        }
    }

    @Test func anEmailIsOnceInACompanyInWhateverCase() async throws {
        try await withHub { hub in
            _ = try await hub.company()
            let owner = try await hub.signIn().token
            let body = #"{"email":"ADA@example.COM","name":"Ada","role":"agent"}"#
            let answer = try await hub.send(.post, "/api/users", body, token: owner)
            #expect(answer.status == 409 && answer.json["field"] == "email")
        }
    }

    @Test func anotherCompanysMemberKeyAndSettingsAreNotHere() async throws {
        try await withHub { hub in
            let mine = try await hub.company()
            let theirs = try await hub.company("Other", owner: "obi@example.com")
            let owner = try await hub.signIn()
            let (member, _) = try await hub.member("eze@example.com", .agent, in: theirs)
            let key = try await hub.accounts.keys.create(NewKey(name: "x", role: .agent), in: theirs, by: .commandLine)
            let paths: [(HTTP.Method, String, String?)] = [
                (.get, "/api/users/\(member.wire)", nil), (.patch, "/api/users/\(member.wire)", #"{"role":"viewer"}"#),
                (.delete, "/api/users/\(member.wire)", nil), (.get, "/api/keys/\(key.key.id.wire)", nil),
                (.delete, "/api/keys/\(key.key.id.wire)", nil), (.get, "/api/companies/\(theirs.wire)", nil),
                (.patch, "/api/companies/\(theirs.wire)", #"{"name":"Mine"}"#),
                (.post, "/api/users/\(member.wire)/invitation", nil), (.get, "/api/users/key_1", nil),
            ]
            for (method, path, body) in paths {
                #expect(try await hub.send(method, path, body, token: owner.token).status == 404, "\(method) \(path)")
            }
            #expect(try await hub.send(.get, "/api/users", token: owner.token).data.array?.count == 1)
            #expect(try await hub.send(.get, "/api/keys", token: owner.token).data.array?.count == 0)
            #expect(hub.accounts.gatekeeper.caller(ofToken: key.secret)?.tenant == theirs.rawValue)
            #expect(try await hub.send(.get, "/api/companies/\(mine.wire)", token: owner.token).status == 200)
        }
    }

    @Test func aCompanysSettingsAreMergedAndCheckedByField() async throws {
        try await withHub { hub in
            let mine = try await hub.company()
            _ = try await hub.accounts.companies.create(NewCompany(name: "Other", slug: "other"))
            let owner = try await hub.signIn().token
            func patch(_ body: String) async throws -> Answer {
                try await hub.send(.patch, "/api/companies/current", body, token: owner)
            }
            let changed = try await patch(#"{"slug":"lagos-dental","timeZone":"Africa/Lagos"}"#)
            #expect(changed.data["slug"] == "lagos-dental" && changed.data["region"] == "NG")
            #expect(try await patch(#"{"slug":"other"}"#).problem == "slug-taken")
            #expect(try await patch(#"{"slug":null}"#).data["slug"].isNull)
            #expect(try await patch(#"{"region":"ng"}"#).json["field"] == "region")
            #expect(try await patch(#"{"timeZone":"Mars/Olympus"}"#).json["field"] == "timeZone")
            #expect(try await patch(#"{"timeZone":"../etc/passwd"}"#).json["field"] == "timeZone")
            #expect(try await patch(#"{"name":"   "}"#).json["field"] == "name")
            #expect(try await hub.accounts.companies.find(mine).name == "Lagos Dental")
        }
    }

    @Test func onlyWhoRunsTheHubMakesCompanies() async throws {
        try await withHub { hub in
            _ = try await hub.company()
            let owner = try await hub.signIn().token
            #expect(try await hub.send(.post, "/api/companies", #"{"name":"Mine too"}"#, token: owner).status == 403)
        }
    }

    @Test func theDemoCanBeSetUpTwice() async throws {
        try await withHub { hub in
            let first = try await hub.accounts.setUpDemo()
            let second = try await hub.accounts.setUpDemo()
            #expect(first.company == second.company && first.owner.id == second.owner.id)
            #expect(first.password != nil && second.password == nil)
            #expect(hub.accounts.gatekeeper.caller(ofToken: first.key.secret) == nil)
            #expect(hub.accounts.gatekeeper.caller(ofToken: second.key.secret)?.role == .owner)
            #expect(try await hub.signIn("owner@demo.example", first.password ?? "").status == 200)
        }
    }
}
