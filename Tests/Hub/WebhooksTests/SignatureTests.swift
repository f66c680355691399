import Domain
import HTTP
import JSON
import TestTools
import Testing
import Webhooks

/// One row of `fixtures/webhooks/signatures.json`.
struct Vector: Sendable, CustomTestStringConvertible {
    let scheme: SignatureScheme
    let json: JSONValue
    var testDescription: String { "\(scheme.rawValue) / \(json["case"].string ?? "")" }

    static let all: [Vector] = {
        // A file that cannot be read gives no rows, and the test of their number fails.
        let rows = (try? Fixtures.json("fixtures/webhooks/signatures.json"))?.array ?? []
        return rows.compactMap { row in
            row["provider"].string.flatMap(scheme(of:)).map { Vector(scheme: $0, json: row) }
        }
    }()

    private static func scheme(of provider: String) -> SignatureScheme? {
        switch provider {
        case "bandwidth", "freeswitch": .basic
        case "asterisk": .bearer
        case "exotel", "africastalking": .pathSecret
        default: SignatureScheme(rawValue: provider)
        }
    }

    /// The account's secret; PayPal's has the webhook's id before the key.
    var secret: String {
        let secret = json["secret"].string ?? ""
        return json["webhook_id"].string.map { "\($0):\(secret)" } ?? secret
    }

    var headers: Headers {
        Headers(json["headers"].object?.members.map { ($0.name, $0.value.string ?? "") } ?? [])
    }

    func verdict(secrets: [String]? = nil, url: String? = nil, body: [UInt8]? = nil, headers: Headers? = nil) -> Verdict
    {
        let headers = headers ?? self.headers
        let body = body ?? Array((json["body"].string ?? "").utf8)
        var content = SignedRequest.Content.none
        switch headers["Content-Type"]?.prefix(while: { $0 != ";" }) {
        case "application/json": content = .json
        case .some: content = (try? FormBody(body)).map { .form($0) } ?? .none
        case nil: break
        }
        let request = SignedRequest(
            method: Method(rawValue: json["method"].string ?? ""), url: Array((url ?? json["url"].string ?? "").utf8),
            headers: headers, body: body, content: content,
            receivedAt: Timestamp(milliseconds: (json["now"].int64 ?? 1_760_433_400) * 1000),
            isUpgrade: headers.contains("Upgrade"))
        let secrets = (secrets ?? [secret]).map { SigningSecret($0) }
        return scheme.verify(request, header: scheme.usualHeader, secrets: secrets)
    }
}

@Suite struct SignatureTests {
    @Test func everyVectorIsThere() {
        #expect(Vector.all.count == 95 + 22 + 4)
        #expect(Vector.all.count { $0.scheme == .twilio } == 29)
        #expect(Vector.all.count { $0.scheme == .generic } == 22)
    }

    @Test(arguments: Vector.all)
    func aVectorIsAcceptedOrRefusedAsItSays(vector: Vector) {
        #expect((vector.verdict() == .accepted) == vector.json["valid"].bool)
    }

    @Test(arguments: Vector.all.filter { $0.json["valid"].bool == true })
    func aSecretThatIsBeingReplacedStillCounts(vector: Vector) {
        let secret = vector.secret
        #expect(vector.verdict(secrets: ["the new one", secret]) == .accepted)
        #expect(vector.verdict(secrets: [secret, "the old one"]) == .accepted)
        #expect(vector.verdict(secrets: ["the new one", "the old one"]) != .accepted)
    }

    @Test(arguments: Vector.all.filter { $0.json["valid"].bool == true })
    func noSecretMeansRefused(vector: Vector) {
        guard case .refused(let refusal) = vector.verdict(secrets: []) else {
            Issue.record("It was accepted without any secret.")
            return
        }
        #expect(refusal.reason == .noSecret)
    }

    @Test(
        arguments: Vector.all.filter {
            $0.json["valid"].bool == true && $0.json["body"].string != ""
                && [.signed, .signedAndDated].contains($0.scheme.proof)
        })
    func everyBitOfTheBodyCounts(vector: Vector) {
        var random = SeededGenerator(seed: 11)
        let body = Array((vector.json["body"].string ?? "").utf8)
        for _ in 0..<200 {
            var changed = body
            changed[Int.random(in: 0..<body.count, using: &random)] ^= UInt8(1 << Int.random(in: 0..<8, using: &random))
            // Two spellings of one form (`%2B` and `%2b`) are one text to the provider, and only they may pass.
            if vector.verdict(body: changed) == .accepted {
                #expect(Self.meaning(of: changed) == Self.meaning(of: body))
            }
        }
    }

    private static func meaning(of body: [UInt8]) -> [String]? {
        (try? FormBody(body))?.pairs.map { "\($0.name)=\($0.value)" }.sorted()
    }

    @Test(arguments: ["", " ", "=", "AAAA", "ZVN181wmxegQmhnOk35Qb9CVtCI", "%%%", "t=,v1=", "t=1", "é", "t=1,v1=zz"])
    func anythingElseInTheHeaderIsRefusedWithoutHarm(value: String) {
        for vector in Vector.all where vector.json["valid"].bool == true && vector.scheme != .pathSecret {
            var fields = vector.json["headers"].object?.members.map { ($0.name, $0.value.string ?? "") } ?? []
            fields.removeAll {
                $0.0.lowercased() == vector.scheme.usualHeader.lowercased() || $0.0.lowercased().contains("signature")
            }
            fields.append((vector.scheme.usualHeader, value))
            #expect(vector.verdict(headers: Headers(fields)) != .accepted)
        }
    }

    @Test func twoSignaturesAreNotOne() throws {
        let vector = try #require(Vector.all.first)
        let fields = vector.json["headers"].object?.members.map { ($0.name, $0.value.string ?? "") } ?? []
        guard case .refused(let refusal) = vector.verdict(headers: Headers(fields + fields)) else {
            Issue.record("It was accepted.")
            return
        }
        #expect(refusal.reason == .malformedHeader)
    }

    @Test func theRefusalNamesTheAddressWeSignedAndNoSecret() throws {
        let vector = try #require(Vector.all.first { $0.json["case"].string == "wrong-path" })
        guard
            case .refused(let refusal) = vector.verdict(secrets: ["hub-fixture-twilio-auth-token-01", "another-token"])
        else {
            Issue.record("It was accepted.")
            return
        }
        #expect(refusal.reason == .signatureMismatch)
        #expect(
            refusal.detail == "The signature does not match with 2 secrets tried; the address we signed was "
                + "https://hub.example.com/hooks/twilio/voice/, then https://hub.example.com:443/hooks/twilio/voice/.")
    }

    @Test func aSharedKeyOfThatNameIsUsedAndNoOther() throws {
        let vector = try #require(Vector.all.first { $0.json["case"].string == "shared-key-hmac-sha256" })
        let secret = vector.json["secret"].string ?? ""
        func verdict(_ secrets: [SigningSecret]) throws -> Verdict {
            let body = Array((vector.json["body"].string ?? "").utf8)
            return SignatureScheme.twilio.verify(
                SignedRequest(
                    method: .post, url: Array((vector.json["url"].string ?? "").utf8), headers: vector.headers,
                    body: body,
                    content: .form(try FormBody(body)), receivedAt: Timestamp(milliseconds: 0)),
                header: "X-Twilio-Signature", secrets: secrets)
        }
        let token = SigningSecret("the auth token")
        #expect(try verdict([token, SigningSecret(secret, name: "webhooks_sharedkey_madeup")]) == .accepted)
        #expect(try verdict([token, SigningSecret(secret, name: "webhooks_sharedkey_other")]) != .accepted)
    }

    @Test func aSecretEndsAtItsInstant() throws {
        let vector = try #require(Vector.all.first { $0.scheme == .generic })
        let now = Timestamp(milliseconds: (vector.json["now"].int64 ?? 0) * 1000)
        for (end, valid) in [(now, false), (now + .milliseconds(1), true)] {
            let body = Array((vector.json["body"].string ?? "").utf8)
            let request = SignedRequest(
                method: .post, url: [], headers: vector.headers, body: body, content: .json, receivedAt: now)
            let secret = SigningSecret(vector.json["secret"].string ?? "", validUntil: end)
            let verdict = SignatureScheme.generic.verify(request, header: "X-Switchboard-Signature", secrets: [secret])
            #expect((verdict == .accepted) == valid)
        }
    }
}
