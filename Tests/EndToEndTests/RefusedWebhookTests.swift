import Domain
import HTTP
import JSON
import Support
import Testing

/// No webhook is believed before its signature is, and administrators read why (design §2.1).
@Suite(.timeLimit(.minutes(10))) struct RefusedWebhookTests {
    private func refusals(_ server: TestServer) async throws -> [JSONValue] {
        try await server.get("/api/webhook-refusals")["data"].array ?? []
    }

    /// A webhook with a body and headers of the test's making.
    private func post(
        _ server: TestServer, _ path: String, _ body: String, type: String? = "application/x-www-form-urlencoded",
        signature: String? = "AAAA"
    ) async throws -> Int {
        var headers: [(String, String)] = []
        if let type { headers.append(("Content-Type", type)) }
        if let signature { headers.append(("X-Twilio-Signature", signature)) }
        return try await server.client.request(.post, path, headers: headers, body: Array(body.utf8)).status.code
    }

    private func encoded(_ form: [(String, String)]) -> String {
        form.map { "\($0.0)=\(PercentCoding.encode($0.1, .form))" }.joined(separator: "&")
    }

    @Test func aForgedWebhookIsRefusedListedAndLeavesNothing() async throws {
        try await withServer { server in
            let before = try await server.log().count
            let forged = try await server.twilio(
                "voice", TestServer.ringing("CA1"), signedWith: "not the auth token at all")
            #expect(forged.status.code == 403)
            #expect(forged.headers["content-type"]?.hasPrefix("application/problem+json") == true)
            #expect(!forged.text.contains(server.company.authToken))

            let listed = try await refusals(server)
            #expect(listed.count == 1)
            #expect(listed[at: 0]["reason"] == "signature-mismatch")
            #expect(listed[at: 0]["account"].string == server.company.account.wire)
            #expect(listed[at: 0]["hook"] == "voice")
            #expect(listed[at: 0]["detail"].string?.isEmpty == false)
            let text = try await server.get("/api/webhook-refusals").jsonText
            #expect(!text.contains(server.company.authToken) && !text.contains("not the auth token"))
            #expect(try await server.calls().isEmpty)
            #expect(try await server.log().count == before)
        }
    }

    @Test func aWebhookChangedOnItsWayIsRefused() async throws {
        try await withServer { server in
            let path = "/webhooks/twilio/\(server.company.account)/voice"
            let form = TestServer.ringing("CA1")
            let signature = TestServer.signature(server.url + path, form, server.company.authToken)
            let changed = form.map { $0.0 == "From" ? ("From", "+12025550199") : $0 }
            for other in [changed, form + [("Extra", "1")], form.filter { $0.0 != "FromCity" }] {
                let status = try await post(server, path, encoded(other), signature: signature)
                #expect(status == 403)
            }
            let others = [path + "?x=1", path.replacing("voice", with: "status")]
            for (path, expected) in [(others[0], 403), (others[1], 403), (path, 200)] {
                let status = try await post(server, path, encoded(form), signature: signature)
                #expect(status == expected, "\(path)")
            }
            #expect(
                try await refusals(server).map { $0["reason"].string }
                    == Array(repeating: "signature-mismatch", count: 5))
        }
    }

    @Test func aWebhookWithoutASignatureIsRefused() async throws {
        try await withServer { server in
            let path = "/webhooks/twilio/\(server.company.account)/voice"
            let status = try await post(server, path, "CallSid=CA1", signature: nil)
            #expect(status == 403)
            #expect(try await refusals(server).map { $0["reason"] } == ["missing-header"])
        }
    }

    @Test func whatIsAtNoAccountIs404() async throws {
        try await withServer { server in
            let account = server.company.account
            for path in [
                "/webhooks/twilio/acc_1/voice", "/webhooks/twilio/con_1/voice", "/webhooks/twilio/x/voice",
                "/webhooks/generic/\(account)/event", "/webhooks/nobody/\(account)/voice",
                "/webhooks/twilio/\(account)/nothing",
            ] {
                let status = try await post(server, path, "CallSid=CA1")
                #expect(status == 404, "\(path)")
            }
            #expect(try await refusals(server).isEmpty)
        }
    }

    @Test func aBodyOverTheLimitIs413() async throws {
        try await withServer { server in
            let path = "/webhooks/twilio/\(server.company.account)/voice"
            let body = "CallSid=CA1&Padding=" + String(repeating: "x", count: 65_536)
            let status = try await post(server, path, body)
            #expect(status == 413)
            #expect(try await server.twilio("voice", TestServer.ringing("CA1")).status.code == 200)
        }
    }

    @Test func aBodyOfAnotherTypeIs415() async throws {
        try await withServer { server in
            let path = "/webhooks/twilio/\(server.company.account)/voice"
            for type in ["text/plain", "application/xml", "multipart/mixed; boundary=x", "application/jsonp", nil] {
                let status = try await post(server, path, "CallSid=CA1", type: type)
                #expect(status == 415, "\(type ?? "none")")
            }
            #expect(try await refusals(server).map { $0["reason"].string } == Array(repeating: "unreadable", count: 5))
        }
    }

    @Test func anotherCompanysSecretDoesNotHelp() async throws {
        try await withServer { server in
            let other = try await server.anotherCompany("Beta")
            let forged = try await server.twilio("voice", TestServer.ringing("CA1"), signedWith: other.authToken)
            #expect(forged.status.code == 403)
            #expect(try await refusals(server).count == 1)
            let theirs = try await server.get("/api/webhook-refusals", as: other)
            #expect(theirs["data"] == [])
            #expect(theirs["counts"] == [:])
        }
    }

    @Test func oldAndNewSecretAreBothValidWhileTheyRotate() async throws {
        let clock = FixedClock()
        var options = TestOptions()
        options.clock = clock
        try await withServer(options) { server in
            let path = "/api/provider-accounts/\(server.company.account)/rotate-secret"
            let next = "the-next-auth-token-of-acme"
            let until = (clock.now() + .seconds(3600)).rfc3339
            try await server.post(path, ["secret": .string(next), "previousUntil": .string(until)])
            #expect(try await server.twilio("voice", TestServer.ringing("CA1")).status.code == 200)
            #expect(try await server.twilio("voice", TestServer.ringing("CA2"), signedWith: next).status.code == 200)

            clock.advance(by: .seconds(3601))
            #expect(try await server.twilio("voice", TestServer.ringing("CA3")).status.code == 403)
            #expect(try await server.twilio("voice", TestServer.ringing("CA4"), signedWith: next).status.code == 200)
            let shown = try await server.get("/api/provider-accounts/\(server.company.account)").jsonText
            #expect(!shown.contains(next) && !shown.contains(server.company.authToken))
        }
    }

    @Test func aRotationOutlivesARestart() async throws {
        try await withServer { server in
            let path = "/api/provider-accounts/\(server.company.account)/rotate-secret"
            try await server.post(
                path, ["secret": "the-next-auth-token-of-acme", "previousUntil": "2020-01-01T00:00:00Z"])
            let again = try await server.restarted()
            #expect(try await again.twilio("voice", TestServer.ringing("CA1")).status.code == 403)
            let answer = try await again.twilio(
                "voice", TestServer.ringing("CA1"), signedWith: "the-next-auth-token-of-acme")
            #expect(answer.status.code == 200)
        }
    }

    @Test func aRemovedAccountsWebhooksAreRefused() async throws {
        try await withServer { server in
            try await server.json(.delete, "/api/provider-accounts/\(server.company.account)", nil, expecting: 204)
            #expect(try await server.twilio("voice", TestServer.ringing("CA1")).status.code == 404)
        }
    }
}
