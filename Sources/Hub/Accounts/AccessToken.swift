import ModuleKit
import OpenSSL

/// What an access token says (RFC 7519): who asks, for which company, within which session, until when.
package struct AccessToken: Sendable, Hashable {
    /// Who asks.
    package let user: UserID
    /// For which company.
    package let company: CompanyID
    /// What it was when the token was made; what counts is the membership at the time of the request.
    package let role: Role
    /// Within which sign-in.
    package let session: SessionID
    /// Whole seconds, as on the wire.
    package let issued: Timestamp
    /// Whole seconds, as on the wire.
    package let expires: Timestamp

    /// How long one is good for.
    package static let lifetime = Duration.seconds(900)

    init(user: UserID, company: CompanyID, role: Role, session: SessionID, at now: Timestamp) {
        self.user = user
        self.company = company
        self.role = role
        self.session = session
        issued = Timestamp(milliseconds: now.milliseconds / 1000 * 1000)
        expires = issued + Self.lifetime
    }

    /// Reads the claims; nil when one is missing or malformed.
    init?(claims: JSONValue) {
        guard let user = claims["sub"].string.flatMap({ UserID(wire: $0) }),
            let company = claims["cmp"].string.flatMap({ CompanyID(wire: $0) }),
            let role = claims["role"].string.flatMap({ Role(name: $0) }),
            let session = claims["jti"].string.flatMap({ SessionID(wire: String($0.prefix { $0 != "." })) }),
            let issued = claims["iat"].int64, let expires = claims["exp"].int64,
            (0..<1 << 40).contains(issued), (0..<1 << 40).contains(expires)
        else { return nil }
        self.user = user
        self.company = company
        self.role = role
        self.session = session
        self.issued = Timestamp(milliseconds: issued * 1000)
        self.expires = Timestamp(milliseconds: expires * 1000)
    }

    /// The claims as JSON; `jti` is the session and what makes this token one of its kind.
    var claims: [UInt8] {
        var json = JSONWriter()
        json.object {
            $0.member("sub", user)
            $0.member("cmp", company)
            $0.member("role", role.name)
            $0.member("iat", issued.milliseconds / 1000)
            $0.member("exp", expires.milliseconds / 1000)
            $0.member("jti", "\(session.wire).\(Hex.encode(Random.bytes(6)))")
        }
        return json.bytes
    }
}

/// Signs and reads access tokens: JWS compact form (RFC 7515) with HMAC-SHA256, and nothing else.
struct AccessTokenSigner: Sendable {
    private let current: SigningKey
    private let keys: [String: SigningKey]

    /// Tokens may come from a machine whose clock is a little ahead.
    static let leeway = Duration.seconds(60)

    init(_ secrets: HubSecrets) {
        current = SigningKey(secrets.signing)
        keys = Dictionary(([secrets.signing] + secrets.retired).map { ($0.id, SigningKey($0)) }) { newer, _ in newer }
    }

    private struct SigningKey: Sendable {
        let header: String
        let mac: HMAC

        init(_ secret: HubSecrets.Key) {
            let header: JSONObject = ["alg": "HS256", "typ": "JWT", "kid": .string(secret.id)]
            self.header = Base64.encodeURL(header.jsonBytes)
            mac = HMAC(.sha256, key: secret.bytes)
        }
    }

    /// The token as it is sent.
    func sign(_ token: AccessToken) -> String {
        let signed = "\(current.header).\(Base64.encodeURL(token.claims))"
        var mac = current.mac
        mac.update(signed)
        return "\(signed).\(Base64.encodeURL(mac.finalize()))"
    }

    /// The token, when one of our keys signed it and it is not over; nil otherwise.
    ///
    /// Its algorithm is ours, not what its header asks for: `none` and others are refused (RFC 8725 §3.1).
    func read(_ text: some RandomAccessCollection<UInt8>, at now: Timestamp) -> AccessToken? {
        guard text.count <= 2048 else { return nil }
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.json(parts[0]), header["alg"] == "HS256", header["crit"].isNull,
            let key = header["kid"].string.flatMap({ keys[$0] }), let signature = Base64.decodeURL(parts[2])
        else { return nil }
        var mac = key.mac
        mac.update(Array(parts[0]))
        mac.update(".")
        mac.update(Array(parts[1]))
        guard mac.matches(signature), let token = Self.json(parts[1]).flatMap({ AccessToken(claims: $0) }),
            token.expires > now, token.issued <= now + Self.leeway
        else { return nil }
        return token
    }

    private static func json(_ part: some Collection<UInt8>) -> JSONValue? {
        // Why it is unreadable is not told to whoever forged it.
        Base64.decodeURL(part).flatMap { try? JSONParser.parse($0, maximumDepth: 4) }
    }
}

extension Kinds {
    /// A sign-in of a person, over all its refreshes.
    package enum Session: IdentifierKind { package static let prefix: StaticString = "ses" }
}

/// `ses_…` on the wire; never shown but in the audit log.
package typealias SessionID = ID<Kinds.Session>
