import Domain
import Foundation
import JSON
import Support
import TestTools
import Testing

/// Messages through providers other than Twilio: as their documents want them, and as their webhooks tell of them.
@Suite(.timeLimit(.minutes(10))) struct MessageWireTests {
    private static let id = "40385f64-5717-4562-0000-000000000021"

    @Test func telnyxTakesJSONAndReportsUnderTheMessagesOwnAddress() async throws {
        try await withMessaging { hub async throws in
            let telnyx = try await Desk(hub, "telnyx", secret: "KEY1")
            hub.provider.answers(
                .json(
                    200,
                    ["data": ["id": .string(Self.id), "to": [["phone_number": "+12025550143", "status": "queued"]]]]))
            let written = try await telnyx.write(["mediaUrls": ["https://example.com/a.jpg"]])
            try await hub.send()
            let asked = try #require(hub.provider.asked.first)
            #expect(asked.method == "POST" && asked.target == "/v2/messages")
            #expect(asked.authorization == "Bearer KEY1")
            #expect(asked.json["from"] == .string(telnyx.number) && asked.json["text"] == "Hello")
            #expect(asked.json["to"] == .string(MessagingHub.number))
            #expect(asked.json["type"] == "MMS" && asked.json["media_urls"] == ["https://example.com/a.jpg"])
            let query = try telnyx.query(asked.json["webhook_url"])
            #expect(query == "?message=\(written["data"]["id"].string ?? "")")
            #expect(try await hub.message(written)["providerMessageId"] == .string(Self.id))
            for status in ["delivered", "sent", "queued"] {
                try await telnyx.report(Self.telnyx("message.finalized", status), query)
            }
            #expect(try await hub.message(written)["status"] == "delivered")
            #expect(try await hub.server.get("/api/messages")["data"].array?.count == 1)
        }
    }

    @Test func vonageTakesNumbersWithoutAPlusAndNoPictures() async throws {
        try await withMessaging { hub async throws in
            let vonage = try await Desk(hub, "vonage", secret: try Self.key())
            let refused = try await vonage.write(["mediaUrls": ["https://example.com/a.jpg"]], expecting: 422)
            #expect(refused["field"] == "mediaUrls")
            hub.provider.answers(.json(202, ["message_uuid": .string(Self.id)]))
            let written = try await vonage.write()
            try await hub.send()
            let asked = try #require(hub.provider.asked.first)
            #expect(asked.method == "POST" && asked.target == "/v1/messages")
            #expect(asked.authorization?.hasPrefix("Bearer ey") == true)
            #expect(asked.json["channel"] == "sms" && asked.json["message_type"] == "text")
            #expect(asked.json["from"] == "14155550121" && asked.json["to"] == "12025550143")
            #expect(asked.json["text"] == "Hello" && asked.json["webhook_version"] == "v1")
            let query = try vonage.query(asked.json["webhook_url"])
            for status in ["submitted", "delivered", "submitted"] {
                try await vonage.report(Self.vonage(["status": .string(status)]), query)
            }
            #expect(try await hub.message(written)["status"] == "delivered")
        }
    }

    @Test func whoSaysStopThereIsWrittenToNoMoreUntilStart() async throws {
        try await withMessaging { hub async throws in
            for (name, secret) in [("telnyx", "KEY1"), ("vonage", try Self.key())] {
                let desk = try await Desk(hub, name, secret: secret)
                try await desk.hear("Stop", "\(name)-1")
                #expect(try await desk.write(expecting: 409)["type"] == "/problems/no-consent")
                try await desk.hear("START", "\(name)-2")
                try await desk.write()
            }
        }
    }

    @Test func telnyxsOwnListOfWhoSaidStopIsKept() async throws {
        try await withMessaging { hub async throws in
            let telnyx = try await Desk(hub, "telnyx", secret: "KEY1")
            hub.provider.answers(
                .json(400, ["errors": [["code": "40300", "title": "Blocked due to STOP message"]]]))
            let written = try await telnyx.write()
            try await hub.send()
            #expect(try await hub.message(written)["error"] == "40300")
            #expect(try await telnyx.write(expecting: 409)["consent"] == "withdrawn")
        }
    }

    @Test func whatMayHaveBeenSentWaitsForTheWebhookWhereNothingIsListed() async throws {
        try await withMessaging { hub async throws in
            let telnyx = try await Desk(hub, "telnyx", secret: "KEY1")
            hub.provider.answers(.cut)
            let written = try await telnyx.write()
            for wait in [0, 5, 3600] { try await hub.send(after: .seconds(wait)) }
            #expect(hub.provider.asked.count == 1, "asked for nowhere, and not sent again")
            let message = try await hub.message(written)
            #expect(message["status"] == "unknown")
            #expect(
                message["errorDetail"]
                    == "The provider tells by its webhooks alone. It is not sent again by itself.")
            try await telnyx.report(
                Self.telnyx("message.finalized", "delivered"), "?message=\(written["data"]["id"].string ?? "")")
            #expect(try await hub.message(written)["status"] == "delivered")
        }
    }

    @Test func aProviderThatSendsNoneIsRefusedWithThoseThatDo() async throws {
        try await withMessaging { hub async throws in
            let plivo = try await Desk(hub, "plivo", secret: "token")
            let refused = try await plivo.write(expecting: 422)
            #expect(refused["field"] == "line")
            #expect(refused["detail"].string?.contains("twilio, signalwire, telnyx, vonage") == true)
        }
    }

    /// With a private key as Vonage's applications have one.
    private static let made = Result { try TLSCertificate(keyType: ["rsa:2048"]) }

    private static func key() throws -> String { try String(contentsOfFile: try made.get().key, encoding: .utf8) }

    private static func telnyx(_ type: String, _ status: String) -> JSONValue {
        [
            "data": [
                "event_type": .string(type), "id": "e-1",
                "payload": [
                    "id": .string(id), "direction": "outbound", "from": ["phone_number": "+14155550120"],
                    "to": [["phone_number": .string(MessagingHub.number), "status": .string(status)]],
                ],
            ]
        ]
    }

    private static func vonage(_ more: JSONObject) -> JSONValue {
        var event: JSONObject = [
            "message_uuid": .string(id), "channel": "sms", "from": "14155550121", "to": "12025550143",
        ]
        for member in more.members { event[member.name] = member.value }
        return .object(event)
    }
}

/// A line of the hub's at another provider, whose API is the hub's stand-in.
private struct Desk {
    let hub: MessagingHub
    let sender: ProviderSender
    /// A company has a number once.
    let number: String
    let line: JSONValue

    private static let numbers = ["telnyx": "+14155550120", "vonage": "+14155550121", "plivo": "+14155550122"]

    init(_ hub: MessagingHub, _ provider: String, secret: String) async throws {
        self.hub = hub
        sender = try await hub.server.provider(provider)
        number = Self.numbers[provider] ?? ""
        try await hub.server.json(
            .put, "/api/provider-accounts/\(sender.account)/login",
            [
                "user": "USER1", "secret": .string(secret), "base": .string(hub.provider.base), "application": "app-1",
            ], expecting: 200)
        line = try await hub.server.post(
            "/api/lines", ["account": .string(sender.account.wire), "number": .string(number)],
            expecting: 201)["data"]["id"]
    }

    @discardableResult
    func write(_ more: JSONObject = [:], expecting status: Int = 201) async throws -> JSONValue {
        var body = more
        body["line"] = line
        return try await hub.write(body, expecting: status)
    }

    /// What stands behind our hook in the address that the provider was given.
    func query(_ address: JSONValue) throws -> String {
        let address = try #require(address.string)
        let hook = "\(hub.server.url)/webhooks/\(sender.provider)/\(sender.account)/message"
        #expect(address.hasPrefix(hook))
        return String(address.dropFirst(hook.count))
    }

    func report(_ event: JSONValue, _ query: String = "") async throws {
        #expect(try await sender.send("message", query: query, event, at: hub.clock.now()).status == .ok)
    }

    /// Somebody writes.
    func hear(_ text: String, _ id: String) async throws {
        if sender.provider == "vonage" {
            return try await report([
                "message_uuid": .string(id), "channel": "sms", "message_type": "text", "text": .string(text),
                "from": "12025550143", "to": "14155550121",
            ])
        }
        try await report([
            "data": [
                "event_type": "message.received", "id": .string(id),
                "payload": [
                    "id": .string(id), "text": .string(text), "media": [],
                    "from": ["phone_number": .string(MessagingHub.number)],
                    "to": [["phone_number": .string(number), "status": "webhook_delivered"]],
                ],
            ]
        ])
    }
}
