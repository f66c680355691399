import HTTP
import ModuleKit
import Testing

@testable import Accounts

@Suite(.timeLimit(.minutes(10))) struct IdempotencyTests {
    private let body = #"{"name":"PBX","role":"agent"}"#

    private func make(_ hub: TestHub, _ body: String, key: String, token: String) async throws -> Answer {
        try await hub.send(.post, "/api/keys", body, token: token, headers: [("Idempotency-Key", key)])
    }

    @Test func theSameRequestAgainGetsTheFirstAnswerAndChangesNothing() async throws {
        try await withHub { hub in
            _ = try await hub.company()
            let token = try await hub.signIn().token
            let first = try await make(hub, body, key: "one", token: token)
            let again = try await make(hub, body, key: "one", token: token)
            #expect(first.status == 201 && again.status == 201)
            #expect(first.json == again.json)
            #expect(first.header("Location") == again.header("Location"))
            #expect(again.header("Cache-Control") == "no-store")
            #expect(try await hub.send(.get, "/api/keys", token: token).data.array?.count == 1)
            #expect(try await make(hub, body, key: "two", token: token).data["id"] != first.data["id"])
        }
    }

    @Test func anotherRequestUnderTheSameKeyIsRefused() async throws {
        try await withHub { hub in
            _ = try await hub.company()
            let token = try await hub.signIn().token
            _ = try await make(hub, body, key: "one", token: token)
            let other = try await make(hub, #"{"name":"Other","role":"agent"}"#, key: "one", token: token)
            #expect(other.status == 422 && other.json["field"] == "Idempotency-Key")
        }
    }

    @Test func aKeyIsForgottenAfterADay() async throws {
        try await withHub { hub in
            _ = try await hub.company()
            let first = try await make(hub, body, key: "one", token: hub.signIn().token)
            hub.clock.advance(by: .seconds(86_400))
            let again = try await make(hub, body, key: "one", token: hub.signIn().token)
            #expect(again.status == 201 && first.data["id"] != again.data["id"])
        }
    }

    @Test func anotherPersonsKeyIsAnotherKey() async throws {
        try await withHub { hub in
            let company = try await hub.company()
            let first = try await make(hub, body, key: "one", token: hub.signIn().token)
            let (_, admin) = try await hub.member("obi@example.com", .admin, in: company)
            let second = try await make(hub, body, key: "one", token: admin)
            #expect(second.status == 201 && first.data["secret"] != second.data["secret"])
        }
    }

    @Test func whatFailedMayBeTriedAgain() async throws {
        try await withHub { hub in
            _ = try await hub.company()
            let token = try await hub.signIn().token
            let bad = #"{"email":"ada@example.com","name":"Ada","role":"agent"}"#
            let headers = [("Idempotency-Key", "one")]
            #expect(try await hub.send(.post, "/api/users", bad, token: token, headers: headers).status == 409)
            let good = #"{"email":"new@example.com","name":"New","role":"agent"}"#
            #expect(try await hub.send(.post, "/api/users", good, token: token, headers: headers).status == 201)
        }
    }

    @Test func theKeptAnswerCannotBeReadInTheFile() async throws {
        try await withHub { hub in
            let company = try await hub.company()
            let made = try await make(hub, body, key: "one", token: hub.signIn().token)
            let secret = Array(try #require(made.data["secret"].string).utf8)
            let kept = try await hub.database.read(company) { tx in
                try tx.rows("SELECT answer FROM idempotency_keys") { $0.blob(0) }
            }
            #expect(kept.count == 1)
            #expect(!kept[0].indices.contains { kept[0][$0...].starts(with: secret) })
        }
    }
}
