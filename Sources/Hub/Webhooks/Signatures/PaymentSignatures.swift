import HTTP
import OpenSSL

/// `x-paystack-signature` (reference §12.5): the hex of HMAC-SHA512 over the raw body, by the secret API key.
///
/// It carries no time: a repeated event is told by its id.
struct PaystackSignature {
    let request: SignedRequest
    let header: String
    let signature: String

    func verdict(_ secrets: [SigningSecret]) -> Verdict {
        guard let code = Hex.decode(signature.utf8), code.count == 64 else {
            return .refused(.malformedHeader, "\(header) is not 128 hexadecimal digits.")
        }
        let isValid = secrets.contains { secret in
            constantTimeEquals(HMAC.authenticate(.sha512, key: secret.bytes, request.body), code)
        }
        return isValid ? .accepted : .mismatch(secrets.count, "the raw body of \(request.body.count) bytes")
    }
}

/// `X-Twilio-Email-Event-Webhook-Signature` (reference §12.2): ECDSA over the time and the raw body.
///
/// The secret is the public half of the key: base64 of a DER SubjectPublicKeyInfo.
struct SendGridSignature {
    let request: SignedRequest
    let header: String
    let signature: String

    private static let timeHeader = "X-Twilio-Email-Event-Webhook-Timestamp"
    /// Retries keep the time of the first attempt, and repeated events are told by their ids.
    private static let toleranceSec: Int64 = 86_400 + SigningTime.toleranceSec

    func verdict(_ secrets: [SigningSecret]) -> Verdict {
        let time: String
        switch request.only(Self.timeHeader) {
        case .success(let value): time = value
        case .failure(let refusal): return .refused(refusal)
        }
        guard let seconds = SigningTime.seconds(time) else {
            return .refused(.malformedHeader, "\(Self.timeHeader) is not a number of seconds.")
        }
        guard let code = Base64.decode(signature) else {
            return .refused(.malformedHeader, "\(header) is not base64.")
        }
        let stale = SigningTime.refusal(seconds, request.receivedAt, tolerance: Self.toleranceSec)
        if let stale { return stale }
        let message = Array(time.utf8) + request.body
        let isValid = secrets.contains { secret in
            guard let key = Base64.decode(secret.bytes) else { return false }
            return PublicKeySignature.isValidSHA256(code, of: message, key: key, kind: .ellipticCurve)
        }
        return isValid
            ? .accepted : .mismatch(secrets.count, "the time and the raw body of \(request.body.count) bytes")
    }
}

/// `PAYPAL-TRANSMISSION-SIG` (reference §12.6): RSA over the transmission's id and time, our webhook's id, and the CRC-32
/// of the body.
///
/// The secret is `<webhook id>:<public key>`, the key as base64 of a DER SubjectPublicKeyInfo.
struct PayPalSignature {
    let request: SignedRequest
    let header: String
    let signature: String

    func verdict(_ secrets: [SigningSecret]) -> Verdict {
        var values: [String] = []
        let names = [
            "PAYPAL-TRANSMISSION-ID", "PAYPAL-TRANSMISSION-TIME", "PAYPAL-AUTH-ALGO", "PAYPAL-CERT-URL",
        ]
        for name in names {
            switch request.only(name) {
            case .success(let value): values.append(value)
            case .failure(let refusal): return .refused(refusal)
            }
        }
        guard values[2] == "SHA256withRSA" else {
            return .refused(.unknownAlgorithm, "PAYPAL-AUTH-ALGO is not SHA256withRSA.")
        }
        guard Self.isPayPal(values[3]) else {
            return .refused(.malformedHeader, "PAYPAL-CERT-URL is not an https address of paypal.com.")
        }
        guard let code = Base64.decode(signature) else {
            return .refused(.malformedHeader, "\(header) is not base64.")
        }
        let checksum = CRC32.checksum(of: request.body)
        let isValid = secrets.contains { secret in
            let parts = secret.bytes.split(separator: UInt8(ascii: ":"), maxSplits: 1)
            guard parts.count == 2, let key = Base64.decode(parts[1]) else { return false }
            let webhook = String(decoding: parts[0], as: UTF8.self)
            let message = Array("\(values[0])|\(values[1])|\(webhook)|\(checksum)".utf8)
            return PublicKeySignature.isValidSHA256(code, of: message, key: key, kind: .rsa)
        }
        return isValid ? .accepted : .mismatch(secrets.count, "id, time, webhook and the body's checksum \(checksum)")
    }

    private static func isPayPal(_ url: String) -> Bool {
        guard url.hasPrefix("https://") else { return false }
        let host = url.dropFirst(8).prefix { !"/:?#@\\".contains($0) }.lowercased()
        let next = url.dropFirst(8 + host.count).first
        return (host == "paypal.com" || host.hasSuffix(".paypal.com")) && next.map { "/?#".contains($0) } ?? true
    }
}

/// The checksum of ISO 3309, reflected, as in gzip (RFC 1952 §8).
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }

    static func checksum(of bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(0xFFFF_FFFF) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ ($0 >> 8) }
    }
}
