import Accounts
import Domain
import Foundation
import HTTP
import JSON
import Testing

@Suite(.timeLimit(.minutes(10))) struct AccountTests {
    private static let form = "CallSid=CA01&CallStatus=ringing&Direction=inbound&From=%2B12025550143&To=%2B14155550119"

    @Test func anAccountShowsItsAddressesAndNeverItsSecret() async throws {
        let hub = try await TestHub()
        let made = try await hub.admin(
            .post, "/api/provider-accounts",
            [
                "provider": "twilio", "title": "Main", "publicUrl": "https://calls.example.com/hub/",
                "secret": "0123456789abcdef",
            ])
        #expect(made.status == .created)
        let data = made.json["data"]
        let id = try #require(data["id"].string)
        #expect(made.header("Location") == "/api/provider-accounts/\(id)")
        #expect(data["publicUrl"] == "https://calls.example.com/hub")
        #expect(data["urls"]["voice"] == .string("https://calls.example.com/hub/webhooks/twilio/\(id)/voice"))
        #expect(data["signatureHeader"] == "X-Twilio-Signature")
        for response in [
            made, try await hub.admin(.get, "/api/provider-accounts"),
            try await hub.admin(.get, "/api/provider-accounts/\(id)"),
        ] {
            #expect(!response.text.contains("0123456789abcdef"))
            #expect(response.text.contains("\"secrets\":[{}]"))
        }
    }

    @Test func theSecretIsSealedInTheFile() async throws {
        let hub = try await TestHub()
        _ = try await hub.twilioAccount()
        let sealed = try await hub.database.read(tenant: 1) {
            try $0.first("SELECT sealed FROM provider_accounts") { $0.blob(0) } ?? []
        }
        #expect(sealed.first == 1)
        #expect(!String(decoding: sealed, as: UTF8.self).contains(TestHub.token))
    }

    @Test func aRotatedSecretAndItsPredecessorBothCountUntilTheOldOneEnds() async throws {
        let hub = try await TestHub()
        let account = try await hub.twilioAccount()
        let until = hub.clock.now + .seconds(3600)
        let rotated = try await hub.admin(
            .post, "/api/provider-accounts/\(account)/rotate-secret",
            ["secret": "the-next-auth-token", "previousUntil": .string(until.rfc3339)])
        #expect(rotated.status == .ok, "\(rotated.text)")
        #expect(rotated.json["data"]["secrets"] == [[:], ["validUntil": .string(until.rfc3339)]])
        #expect(try await hub.twilio(account, "voice", Self.form).status == .ok)
        #expect(try await hub.twilio(account, "voice", Self.form, secret: "the-next-auth-token").status == .ok)
        hub.clock.advance(.seconds(3600))
        #expect(try await hub.twilio(account, "voice", Self.form).status == .forbidden)
        #expect(try await hub.twilio(account, "voice", Self.form, secret: "the-next-auth-token").status == .ok)
    }

    @Test func aLeakedSecretCanBeEndedAtOnce() async throws {
        let hub = try await TestHub()
        let account = try await hub.twilioAccount()
        _ = try await hub.admin(
            .post, "/api/provider-accounts/\(account)/rotate-secret",
            ["secret": "the-next-auth-token", "previousUntil": "2020-01-01T00:00:00Z"])
        #expect(try await hub.twilio(account, "voice", Self.form).status == .forbidden)
        #expect(try await hub.admin(.get, "/api/provider-accounts/\(account)").json["data"]["secrets"] == [[:]])
    }

    @Test func aChangeOfTheAddressChangesWhatIsSigned() async throws {
        let hub = try await TestHub()
        let account = try await hub.twilioAccount()
        let path = "/api/provider-accounts/\(account)"
        let patched = try await hub.admin(.patch, path, ["publicUrl": "https://new.example.com", "title": "New"])
        #expect(patched.json["data"]["title"] == "New")
        #expect(try await hub.twilio(account, "voice", Self.form).status == .forbidden)
        let signed = "https://new.example.com/webhooks/twilio/\(account)/voice"
        #expect(try await hub.twilio(account, "voice", Self.form, signed: signed).status == .ok)
        let removed = try await hub.admin(.patch, path, ["publicUrl": nil])
        #expect(removed.json["data"]["publicUrl"] == .null && removed.json["data"]["title"] == "New")
        #expect(try await hub.twilio(account, "voice", Self.form).status == .ok)
    }

    @Test func aStaleChangeIsRefused() async throws {
        let hub = try await TestHub()
        let account = try await hub.twilioAccount()
        let path = "/api/provider-accounts/\(account)"
        let headers = [("Content-Type", "application/json"), ("If-Match", "\"v1\"")]
        #expect(try await hub.send(.patch, path, headers, body: #"{"title":"A"}"#, as: .admin).status == .ok)
        #expect(
            try await hub.send(.patch, path, headers, body: #"{"title":"B"}"#, as: .admin).status == .preconditionFailed
        )
    }

    @Test func aRemovedAccountTakesNoMoreWebhooks() async throws {
        let hub = try await TestHub()
        let account = try await hub.twilioAccount()
        #expect(try await hub.admin(.delete, "/api/provider-accounts/\(account)").status == .noContent)
        #expect(try await hub.twilio(account, "voice", Self.form).status == .notFound)
        #expect(try await hub.admin(.get, "/api/provider-accounts/\(account)").status == .notFound)
        #expect(try await hub.admin(.delete, "/api/provider-accounts/\(account)").status == .notFound)
    }

    @Test func anotherCompanyNeitherSeesNorChangesAnAccount() async throws {
        let hub = try await TestHub()
        let account = try await hub.twilioAccount()
        let path = "/api/provider-accounts/\(account)"
        let other = TestHub.otherCompany
        #expect(try await hub.admin(.get, "/api/provider-accounts", of: other).json["data"] == [])
        #expect(try await hub.admin(.get, path, of: other).status == .notFound)
        #expect(try await hub.admin(.patch, path, ["title": "x"], of: other).status == .notFound)
        #expect(
            try await hub.admin(.post, path + "/rotate-secret", ["secret": "0123456789abcdef"], of: other).status
                == .notFound)
        #expect(try await hub.admin(.delete, path, of: other).status == .notFound)
        #expect(try await hub.twilio(account, "voice", Self.form).status == .ok)
    }

    @Test(
        arguments: [
            (
                ["provider": "nobody", "secret": "0123456789abcdef"], "provider",
                "there is africastalking, asterisk, bandwidth"
            ),
            (["provider": "twilio", "secret": "short"], "secret", "16"),
            (["provider": "twilio"], "secret", "missing"),
            (
                ["provider": "twilio", "secret": "0123456789abcdef", "publicUrl": "ftp://x.example.com"], "publicUrl",
                "https://hub.example.com"
            ),
            (
                ["provider": "twilio", "secret": "0123456789abcdef", "publicUrl": "https://u:p@x.example.com"],
                "publicUrl", "no credentials"
            ),
            (
                ["provider": "twilio", "secret": "0123456789abcdef", "publicUrl": "https://x.example.com/?a"],
                "publicUrl", "no query"
            ),
            (["provider": "twilio", "secret": "0123456789abcdef", "colour": "blue"], "colour", "colour"),
        ] as [(JSONValue, String, String)])
    func aWrongAccountIsRefusedByField(body: JSONValue, field: String, part: String) async throws {
        let hub = try await TestHub()
        let response = try await hub.admin(.post, "/api/provider-accounts", body)
        #expect(response.status == .unprocessableContent)
        #expect(response.json["field"].string == field, "\(response.text)")
        #expect(response.text.contains(part), "\(response.text)")
    }

    @Test func accountsAreThereAgainAfterARestart() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "webhooks-\(UUID().uuidString)").path
        let secrets = HubSecrets()
        let kept = folder + "-kept"
        var account = ""
        do {
            let hub = try await TestHub(secrets: secrets, folder: folder)
            account = try await hub.twilioAccount()
            #expect(try await hub.twilio(account, "voice", Self.form).status == .ok)
            hub.database.close()
            try FileManager.default.copyItem(atPath: folder, toPath: kept)
        }
        let again = try await TestHub(secrets: secrets, folder: kept)
        #expect(try await again.twilio(account, "voice", Self.form).status == .ok)
        again.database.close()

        // With other keys the hub starts, and believes nothing until a secret is set.
        let copied = folder + "-copied"
        try FileManager.default.copyItem(atPath: kept, toPath: copied)
        let stranger = try await TestHub(folder: copied)
        #expect(try await stranger.twilio(account, "voice", Self.form).json["reason"] == "no-secret")
        _ = try await stranger.admin(
            .post, "/api/provider-accounts/\(account)/rotate-secret", ["secret": .string(TestHub.token)])
        #expect(try await stranger.twilio(account, "voice", Self.form).status == .ok)
    }
}
