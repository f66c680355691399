import Client
import Foundation
import HTTP
import JSON
import OpenSSL
import Providers
import Support
import Testing
import TestTools

@testable import Outbound

@Suite(.timeLimit(.minutes(10))) struct ProviderWireTests {
    private static let basic = "Basic " + Base64.encode(Array("USER1:secret-token".utf8))

    @Test(arguments: [
        ("twilio", "/2010-04-01/Accounts/USER1/Calls.json", "<Dial "),
        ("signalwire", "/api/laml/2010-04-01/Accounts/USER1/Calls.json", "<Dial "),
        ("telnyx", "/v2/texml/Accounts/USER1/Calls", "<Dial "),
    ])
    func formsAsTwilioTakesThem(kind: String, path: String, verb: String) async throws {
        try await withOutbound(kind) { hub async throws in
            hub.provider.answers(.json(201, ["sid": "CA1"]), .json(200, ["sid": "CA1"]))
            _ = try await hub.place()
            let asked = try #require(hub.provider.asked.first)
            #expect(asked.method == "POST" && asked.target == path)
            #expect(asked.authorization == (kind == "telnyx" ? "Bearer secret-token" : Self.basic))
            #expect(asked.form["To"] == [OutboundHub.agent] && asked.form["From"] == ["+14155550119"])
            #expect(asked.form["StatusCallbackEvent"] == ["initiated", "ringing", "answered", "completed"])
            #expect(asked.form["StatusCallback"]?.first?.hasSuffix("/webhooks/\(kind)/\(hub.account)/status") == true)
            #expect(asked.form["ApplicationSid"] == (kind == "telnyx" ? ["app-1"] : nil))
            let answer = try await hub.fetch(asked.form["Url"]?.first, .post)
            #expect(answer.contains(verb) && answer.contains(">\(OutboundHub.number)<"))
            try await hub.control("CA1/hangup", [:])
            #expect(hub.provider.asked.last?.target == path.replacing("Calls", with: "Calls/CA1"))
            #expect(hub.provider.asked.last?.form == ["Status": ["completed"]])
            #expect(
                try await hub.control("CA1/mute", ["muted": true], expecting: 409)["type"] == "/problems/not-offered")
            // Whom the agent was connected to is not known before their leg is.
            try await hub.control("CA1/transfer", ["to": "+13125550199"], expecting: 409)
        }
    }

    @Test func jsonAsVonageTakesIt() async throws {
        let key = try RSAKey()
        try await withOutbound("vonage", secret: key.pem) { hub async throws in
            hub.provider.answers(
                .json(201, ["uuid": "u-1", "status": "started"]), .nothing(204), .nothing(204), .nothing(204))
            _ = try await hub.place()
            let asked = try #require(hub.provider.asked.first)
            #expect(asked.method == "POST" && asked.target == "/v1/calls")
            #expect(asked.json["to"] == [["type": "phone", "number": "14155550133"]])
            #expect(asked.json["from"] == ["type": "phone", "number": "14155550119"])
            let token = try #require(asked.authorization?.split(separator: " ").last)
            let parts = token.split(separator: ".").map(String.init)
            let claims = try JSONParser.parse(try #require(Base64.decodeURL(parts[1])))
            #expect(claims["application_id"] == "USER1" && claims["exp"].int64 == (claims["iat"].int64 ?? 0) + 300)
            #expect(try key.verifies("\(parts[0]).\(parts[1])", try #require(Base64.decodeURL(parts[2]))))
            let answer = try await hub.fetch(asked.json["answer_url"][0].string, .get)
            #expect(try JSONParser.parse(Array(answer.utf8))[0]["endpoint"][0]["number"] == "13125550177")
            try await hub.control("u-1/mute", ["muted": true])
            try await hub.control("u-1/mute", ["muted": false])
            try await hub.control("u-1/hangup", [:])
            let changes = hub.provider.asked.dropFirst()
            #expect(changes.map(\.target) == ["/v1/calls/u-1", "/v1/calls/u-1", "/v1/calls/u-1"])
            #expect(changes.map { $0.json["action"] } == ["mute", "unmute", "hangup"])
        }
    }

    @Test func jsonAsPlivoTakesIt() async throws {
        try await withOutbound("plivo") { hub async throws in
            hub.provider.answers(.json(201, ["message": "call fired", "request_uuid": "r-1"]), .nothing(204))
            _ = try await hub.place()
            let asked = try #require(hub.provider.asked.first)
            #expect(asked.method == "POST" && asked.target == "/v1/Account/USER1/Call/")
            #expect(asked.authorization == Self.basic)
            #expect(asked.json["to"] == "14155550133" && asked.json["from"] == "14155550119")
            let answer = try await hub.fetch(asked.json["answer_url"].string, .post)
            #expect(answer.contains("<Number>13125550177</Number>"))
            try await hub.control("r-1/hangup", [:])
            #expect(hub.provider.asked.last?.method == "DELETE")
            #expect(hub.provider.asked.last?.target == "/v1/Account/USER1/Call/r-1/")
        }
    }

    @Test func queriesAsAsteriskTakesThem() async throws {
        try await withOutbound("asterisk") { hub async throws in
            hub.provider.answers(
                .json(200, ["id": "chan-1", "state": "Down"]), .nothing(204), .nothing(204), .nothing(204))
            _ = try await hub.place()
            let asked = try #require(hub.provider.asked.first)
            #expect(asked.method == "POST" && asked.authorization == Self.basic)
            #expect(
                asked.target.hasPrefix(
                    "/channels?endpoint=Local%2F%2B14155550133%40app-1&context=app-1&extension=%2B13125550177&priority=1"
                ))
            #expect(asked.target.contains("&channelId=switchboard-cal_"))
            try await hub.control("chan-1/mute", ["muted": true])
            try await hub.control("chan-1/mute", ["muted": false])
            try await hub.control("chan-1/hangup", [:])
            #expect(
                hub.provider.asked.dropFirst().map { "\($0.method) \($0.target)" } == [
                    "POST /channels/chan-1/mute?direction=in", "DELETE /channels/chan-1/mute?direction=in",
                    "DELETE /channels/chan-1?reason_code=16",
                ])
        }
    }

    @Test func aCallerIsConnectedWithAnotherNumber() async throws {
        try await withOutbound { hub async throws in
            _ = try await hub.server.twilio("voice", TestServer.ringing("CA9"), as: hub.tenant)
            hub.provider.answers(
                .json(200, ["sid": "CA9"]), .json(400, ["code": 21220, "message": "Call is not in-progress"]))
            try await hub.control("CA9/transfer", ["to": "(312) 555-0199"])
            let asked = try #require(hub.provider.asked.last)
            #expect(asked.target == "/2010-04-01/Accounts/USER1/Calls/CA9.json")
            #expect(try await hub.fetch(asked.form["Url"]?.first, .post).contains(">+13125550199<"))
            let gone = try await hub.control("CA9/hangup", [:], expecting: 409)
            #expect(gone["detail"] == "The provider says that the call is over.")
        }
    }

    @Test func anAnswersAddressIsGoodForWhoHasItAndForNobodyElse() async throws {
        try await withOutbound { hub async throws in
            hub.provider.answers(.json(201, ["sid": "CA1"]))
            _ = try await hub.place()
            let address = try #require(hub.provider.asked.first?.form["Url"]?.first)
            var forged = address
            forged.removeLast(3)
            let response = try await hub.server.client.get(String(forged.dropFirst(hub.server.url.count)))
            #expect(response.status == .notFound)
            #expect(try await hub.server.client.get("/outbound/answers/x").status == .notFound)
        }
    }

    @Test func silenceIsAnUnknownOutcome() async throws {
        let provider = try StandIn()
        provider.answers(.silence)
        var options = ClientOptions()
        options.requestPatience = .milliseconds(40)
        let client = OutsideClient(on: provider.loop, options: options, allowsPlain: true)
        let api = ProviderAPI(client: client, base: provider.base, authorization: "x")
        await #expect(throws: ProviderFault.undecided("The provider: no answer in time.")) {
            try await api.send(.post, "/", form: [])
        }
        await provider.stop()
    }

    @Test(arguments: [("telnyx", "application"), ("asterisk", "application"), ("vonage", "secret")])
    func aLoginThatLacksSomethingIsRefusedByField(kind: String, field: String) {
        let login = ProviderLogin(
            user: "u", secret: "no key", base: "https://x.example.com", updatedAt: .init(milliseconds: 0))
        #expect(ProviderKind(rawValue: kind)?.faults(of: login).map(\.field) == [field])
    }
}

extension OutboundHub {
    @discardableResult
    func control(_ path: String, _ body: JSONValue, expecting status: Int = 202) async throws -> JSONValue {
        try await server.post("/api/calls/\(path)", body, expecting: status)
    }

    /// What the provider would be told at an address of the hub's.
    func fetch(_ address: String?, _ method: HTTP.Method) async throws -> String {
        let address = try #require(address)
        #expect(address.hasPrefix(server.url))
        let response = try await server.client.request(
            method, String(address.dropFirst(server.url.count)), body: method == .post ? [] : nil)
        #expect(response.status == .ok)
        return response.text
    }
}

/// A key pair of the `openssl` command's.
struct RSAKey {
    let pem: String
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("rsa-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Self.run(
            ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "key.pem"], in: folder)
        pem = try String(contentsOf: folder.appendingPathComponent("key.pem"), encoding: .utf8)
    }

    func verifies(_ text: String, _ signature: [UInt8]) throws -> Bool {
        try Data(text.utf8).write(to: folder.appendingPathComponent("text"))
        try Data(signature).write(to: folder.appendingPathComponent("signature"))
        return try Self.run(["dgst", "-sha256", "-prverify", "key.pem", "-signature", "signature", "text"], in: folder)
            == 0
    }

    @discardableResult
    private static func run(_ arguments: [String], in folder: URL) throws -> Int32 {
        try Command(Command.openssl, arguments, in: folder.path).status
    }
}
