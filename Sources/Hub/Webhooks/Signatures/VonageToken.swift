import HTTP
import JSON
import OpenSSL

/// `Authorization: Bearer <JWT>` (RFC 7519, HS256) with the SHA-256 of the body as a claim (reference §5.2).
///
/// The token of a GET has no such claim: its query is not covered, and the strength of proof says so.
struct VonageToken {
    let request: SignedRequest
    let header: String
    let authorization: String

    func verdict(_ secrets: [SigningSecret]) -> Verdict {
        guard let token = Credentials.word(after: "Bearer", in: authorization) else { return malformed }
        let parts = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let head = json(parts[0]), let claims = json(parts[1]),
            let code = Base64.decodeURL(Array(parts[2]))
        else { return malformed }
        guard head["alg"].string == "HS256" else {
            return .refused(
                .unknownAlgorithm, "The token's algorithm is \(head["alg"].string ?? "not named"); known is HS256.")
        }
        let signed = Array(parts[0]) + [UInt8(ascii: ".")] + parts[1]
        let isValid = secrets.contains { secret in
            var mac = secret.sha256
            mac.update(signed)
            return mac.matches(code)
        }
        guard isValid else {
            return .mismatch(secrets.count, "the token's first two parts, \(signed.count) bytes")
        }
        return verdict(claims)
    }

    private func verdict(_ claims: JSONValue) -> Verdict {
        guard let issued = Self.seconds(claims["iat"]) else {
            return .refused(.malformedHeader, "The token does not say when it was made (iat).")
        }
        if let stale = SigningTime.refusal(issued, request.receivedAt) { return stale }
        let expires = claims["exp"]
        if !expires.isNull {
            guard let end = Self.seconds(expires), request.receivedAt.milliseconds < end * 1000 else {
                return .refused(.stale, "The token has expired (exp).")
            }
        }
        guard !request.body.isEmpty else { return .accepted }
        guard let stated = claims["payload_hash"].string else {
            return .refused(.unboundBody, "The token has no payload_hash, so it does not cover the body.")
        }
        guard let wanted = Hex.decode(stated.utf8), constantTimeEquals(wanted, Digest.sha256(request.body)) else {
            return .refused(.bodyMismatch, "The SHA-256 of the body is not the token's payload_hash.")
        }
        return .accepted
    }

    /// A time that can be reckoned with; a claim can be any number.
    private static func seconds(_ claim: JSONValue) -> Int64? {
        claim.int64.flatMap { (0...99_999_999_999).contains($0) ? $0 : nil }
    }

    private func json(_ part: Substring.UTF8View.SubSequence) -> JSONValue? {
        guard let bytes = Base64.decodeURL(Array(part)) else { return nil }
        return try? JSONParser.parse(bytes)
    }

    private var malformed: Verdict { .refused(.malformedHeader, "\(header) is not `Bearer` and a JWT.") }
}
