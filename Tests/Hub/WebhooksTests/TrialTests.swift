import Domain
import HTTP
import JSON
import Testing

@Suite(.timeLimit(.minutes(10))) struct TrialTests {
    private static let plan: JSONValue = ["steps": [["id": "hello", "do": "say", "text": "Good morning & welcome"]]]

    @Test func aPlanIsShownInTheLanguageOfTheAccountsProvider() async throws {
        let hub = try await TestHub()
        let account = try await hub.twilioAccount()
        let path = "/api/provider-accounts/\(account)/plan-preview"
        let shown = try await hub.admin(.post, path, ["plan": Self.plan])
        #expect(shown.status == .ok, "\(shown.text)")
        #expect(shown.json["data"]["dialect"] == "twiml")
        let document = try #require(shown.json["data"]["document"].string)
        #expect(document.contains("<Say>Good morning &amp; welcome</Say>"))
    }

    @Test func aPlanThatCannotBeWalkedIsRefusedAtItsStep() async throws {
        let hub = try await TestHub()
        let account = try await hub.twilioAccount()
        let plan: JSONValue = ["steps": [["id": "a", "do": "say", "text": "Hello", "next": "nowhere"]]]
        let refused = try await hub.admin(.post, "/api/provider-accounts/\(account)/plan-preview", ["plan": plan])
        #expect(refused.status == .unprocessableContent)
        #expect(refused.text.contains("nowhere"))
    }

    @Test func aTestCallRingsAndIsHungUpByItsId() async throws {
        let hub = try await TestHub()
        let account = try await hub.twilioAccount()
        let path = "/api/provider-accounts/\(account)/test-call"
        let begun = try await hub.admin(.post, path, ["to": "+14155550119", "from": "+12025550143"])
        #expect(begun.status == .created, "\(begun.text)")
        let call = try #require(begun.json["data"]["call"].string)
        let id = try #require(begun.json["data"]["providerCallId"].string)
        #expect(try await status(of: call, in: hub) == "ringing")

        let ended = try await hub.admin(
            .post, path, ["to": "+14155550119", "from": "+12025550143", "hangUp": .string(id)])
        #expect(ended.json["data"]["call"] == .string(call))
        #expect(try await status(of: call, in: hub) == "canceled")
    }

    @Test func aCallOfAProviderIsNotHungUpAsATest() async throws {
        let hub = try await TestHub()
        let account = try await hub.twilioAccount()
        let refused = try await hub.admin(
            .post, "/api/provider-accounts/\(account)/test-call", ["to": "+14155550119", "hangUp": "CA01"])
        #expect(refused.status == .unprocessableContent)
        #expect(refused.json["field"] == "hangUp")
    }

    @Test func aTestCallThatNeverRangIsNotFoundAndLeavesNothing() async throws {
        let hub = try await TestHub()
        let account = try await hub.twilioAccount()
        let path = "/api/provider-accounts/\(account)/test-call"
        let refused = try await hub.admin(.post, path, ["to": "+14155550119", "hangUp": "test-0"])
        #expect(refused.status == .notFound)
        #expect(try await hub.count("SELECT count(*) FROM calls") == 0)
    }

    private func status(of call: String, in hub: TestHub) async throws -> String? {
        let id = try #require(CallID(wire: call))
        return try await hub.database.read(tenant: 1) {
            try $0.first("SELECT status FROM calls WHERE id = \(id)") { $0.string(0) }
        }
    }
}
