import Domain
import JSON
import OpenSSL
import Support
import Testing

@testable import Reconcile

/// A telephone system tells of its calls over a socket that the hub opens, and opens again.
@Suite(.timeLimit(.minutes(10))) struct AsteriskLinkTests {
    private func withAsterisk(_ body: (TestServer, AsteriskStandIn, String) async throws -> Void) async throws {
        let pbx = try AsteriskStandIn()
        var options = TestOptions()
        options.asksProviders = true
        options.flags = ["--outbound-allow", "127.0.0.1"]
        do {
            try await withServer(options) { server in
                let made = try await server.post(
                    "/api/provider-accounts", ["provider": "asterisk", "secret": "0123456789abcdef"], expecting: 201)
                let account = made["data"]["id"].string ?? ""
                try await logIn(server, pbx, account)
                #expect(await pbx.next() == true)
                try await body(server, pbx, account)
            }
        } catch {
            await pbx.stop()
            throw error
        }
        await pbx.stop()
    }

    private func logIn(_ server: TestServer, _ pbx: AsteriskStandIn, _ account: String, user: String = "hub")
        async throws
    {
        try await server.json(
            .put, "/api/provider-accounts/\(account)/login",
            [
                "user": .string(user), "secret": "s3cret", "base": .string("\(pbx.origin)/ari"),
                "application": "from-hub",
            ], expecting: 200)
    }

    private func connection(_ server: TestServer, _ account: String) async throws -> JSONValue {
        try await server.get("/api/provider-accounts/\(account)")["data"]["health"]["connection"]
    }

    @Test func anEventIsWhatAPostToTheHookWouldHaveBeen() async throws {
        try await withAsterisk { server, pbx, account in
            let events = try await server.subscribe()
            pbx.say(ARI.event("StasisStart", "1.1"))
            pbx.say(["type": "ApplicationReplaced"])
            pbx.say(ARI.event("StasisStart", "1.1"))
            pbx.say(ARI.event("ChannelDestroyed", "1.1", cause: 17))
            let ringing = try await events.first { $0["type"] == "call.ringing" }
            #expect(ringing["data"]["from"] == "+12025550143" && ringing["data"]["providerCallId"] == "1.1")
            let ended = try await events.first { $0["type"] == "call.ended" }
            #expect(ended["data"]["status"] == "busy" && ended["data"]["reason"] == "busy")
            #expect(try await server.log().types.filter { $0.hasPrefix("call.") } == ["call.ringing", "call.ended"])
            let state = try await connection(server, account)
            #expect(state["state"] == "connected" && state["reconnects"] == 0 && !state["lastEventAt"].isNull)
            #expect(pbx.seen == ["GET /ari/events?app=switchboard&subscribeAll=true", "GET /ari/channels"])
            #expect(pbx.authorizations == ["Basic \(Base64.encode(Array("hub:s3cret".utf8)))"])
        }
    }

    @Test func whatHappenedWhileTheSocketWasLostIsLearned() async throws {
        try await withAsterisk { server, pbx, account in
            let events = try await server.subscribe()
            pbx.say(ARI.event("StasisStart", "1.1"))
            pbx.say(ARI.event("StasisStart", "1.2"))
            _ = try await events.first { $0["data"]["providerCallId"] == "1.2" }
            // One call ends, another begins, and one goes on while nobody listens.
            pbx.has(ARI.channel("1.2"), ARI.channel("1.3"))
            pbx.hangUp()
            #expect(await pbx.next() == false)
            #expect(await pbx.next() == true)
            let (began, ended) = (
                try await events.first { $0["data"]["providerCallId"] == "1.3" },
                try await events.first { $0["type"] == "call.ended" }
            )
            #expect(began["type"] == "call.ringing")
            #expect(ended["data"]["providerCallId"] == "1.1" && ended["data"]["status"] == "canceled")
            #expect(try await server.get("/api/calls/1.2")["data"]["status"] == "ringing")
            #expect(try await connection(server, account)["reconnects"] == 1)
        }
    }

    @Test func anotherLoginIsUsedAtOnceAndNoneEndsTheSocket() async throws {
        try await withAsterisk { server, pbx, account in
            try await logIn(server, pbx, account, user: "other")
            #expect(await pbx.next() == false)
            #expect(await pbx.next() == true)
            #expect(pbx.authorizations.contains("Basic \(Base64.encode(Array("other:s3cret".utf8)))"))
            try await server.json(.delete, "/api/provider-accounts/\(account)/login", nil, expecting: 204)
            #expect(await pbx.next() == false)
        }
    }

    @Test func aTelephoneSystemThatIsAwayIsAskedAgainAtGrowingDistances() {
        let bounds = [100, 200, 400, 800, 1600].map { Duration.milliseconds($0) }
        for (index, bound) in bounds.enumerated() {
            let pause = AsteriskLink.pause(afterFailures: index + 1)
            #expect(pause <= bound && pause >= bound / 2)
        }
        #expect(AsteriskLink.pause(afterFailures: 1000) <= .seconds(60))
    }
}
