import HTTP
import JSON
import ModuleKit
import OpenSSL
import Testing

@testable import Accounts

@Suite struct AccessTokenTests {
    private let secrets = HubSecrets()
    private let now = Timestamp(year: 2026, month: 11, day: 20)
    private var token: AccessToken {
        AccessToken(user: UserID(7), company: CompanyID(3), role: .agent, session: SessionID(11), at: now)
    }

    private func read(_ text: String, at time: Timestamp? = nil) -> AccessToken? {
        AccessTokenSigner(secrets).read(Array(text.utf8), at: time ?? now)
    }

    /// A token as a forger makes it: any header, any claims, signed by `key` or not at all.
    private func forged(_ header: JSONValue, _ claims: JSONValue? = nil, key: [UInt8]?) -> String {
        let payload = claims?.jsonBytes ?? token.claims
        let signed = "\(Base64.encodeURL(header.jsonBytes)).\(Base64.encodeURL(payload))"
        let signature = key.map { HMAC.authenticate(.sha256, key: $0, Array(signed.utf8)) } ?? []
        return "\(signed).\(Base64.encodeURL(signature))"
    }

    private func header(_ alg: JSONValue = "HS256", kid: String? = nil) -> JSONValue {
        ["alg": alg, "typ": "JWT", "kid": .string(kid ?? secrets.signing.id)]
    }

    @Test func whatWasSignedIsRead() {
        #expect(read(AccessTokenSigner(secrets).sign(token)) == token)
    }

    @Test func itIsGoodForFifteenMinutesAndNoLonger() {
        let text = AccessTokenSigner(secrets).sign(token)
        #expect(read(text, at: now + .seconds(899)) != nil)
        #expect(read(text, at: now + .seconds(900)) == nil)
    }

    @Test func oneFromTheFutureIsRefused() {
        #expect(read(AccessTokenSigner(secrets).sign(token), at: now - .seconds(61)) == nil)
    }

    @Test func ourOwnKeyWithOurOwnHeaderIsWhatTheForgerLacks() {
        #expect(read(forged(header(), key: secrets.signing.bytes)) != nil)
    }

    @Test(arguments: ["none", "None", "HS512", "RS256", ""])
    func anotherAlgorithmIsRefusedEvenWithTheRightKey(name: String) {
        #expect(read(forged(header(.string(name)), key: secrets.signing.bytes)) == nil)
        #expect(read(forged(header(.string(name)), key: nil)) == nil)
    }

    @Test func anotherKeyAnotherNameOfAKeyAndACriticalExtensionAreRefused() {
        #expect(read(forged(header(), key: HubSecrets().signing.bytes)) == nil)
        #expect(read(forged(header(kid: "other"), key: secrets.signing.bytes)) == nil)
        #expect(read(forged(["alg": "HS256"], key: secrets.signing.bytes)) == nil)
        let critical: JSONValue = ["alg": "HS256", "kid": .string(secrets.signing.id), "crit": ["exp"]]
        #expect(read(forged(critical, key: secrets.signing.bytes)) == nil)
        #expect(read(forged(header(), key: nil)) == nil)
    }

    @Test(arguments: ["sub", "cmp", "role", "iat", "exp", "jti"])
    func aTokenWithoutOneOfItsClaimsIsRefused(name: String) throws {
        var claims = try #require(JSONParser.parse(token.claims).object)
        claims[name] = nil
        #expect(read(forged(header(), .object(claims), key: secrets.signing.bytes)) == nil)
    }

    @Test func everyChangedByteIsNoticed() {
        let text = Array(AccessTokenSigner(secrets).sign(token).utf8)
        for index in text.indices {
            var changed = text
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(AccessTokenSigner(secrets).read(changed, at: now) == nil, "byte \(index)")
        }
    }

    @Test(arguments: ["", ".", "..", "a.b", "a.b.c", "a.b.c.d", "e30.e30.e30", String(repeating: "a", count: 5000)])
    func whatIsNoTokenIsRefused(text: String) {
        #expect(read(text) == nil)
    }

    @Test func aRetiredKeyStillVerifiesAndANewOneSigns() {
        let old = AccessTokenSigner(secrets).sign(token)
        let rotated = AccessTokenSigner(secrets.rotated())
        #expect(rotated.read(Array(old.utf8), at: now) == token)
        #expect(read(rotated.sign(token)) == nil)
    }
}
