import OpenSSL

/// `Telnyx-Signature-Ed25519` and `Telnyx-Timestamp` (reference §4.2): Ed25519 over `<time>|<raw body>`.
///
/// The secret is the account's public key: base64 of 32 bytes.
struct TelnyxSignature {
    let request: SignedRequest
    let header: String
    let signature: String

    private static let timeHeader = "Telnyx-Timestamp"

    func verdict(_ secrets: [SigningSecret]) -> Verdict {
        let time: String
        switch request.only(Self.timeHeader) {
        case .success(let value): time = value
        case .failure(let refusal): return .refused(refusal)
        }
        guard let seconds = SigningTime.seconds(time) else {
            return .refused(.malformedHeader, "\(Self.timeHeader) is not a number of seconds.")
        }
        guard let code = Base64.decode(signature), code.count == 64 else {
            return .refused(.malformedHeader, "\(header) is not the base64 of 64 bytes.")
        }
        if let stale = SigningTime.refusal(seconds, request.receivedAt) { return stale }
        let message = Array(time.utf8) + [UInt8(ascii: "|")] + request.body
        let isValid = secrets.contains { secret in
            guard let key = Base64.decode(secret.bytes) else { return false }
            return PublicKeySignature.isValidEd25519(code, of: message, key: key)
        }
        return isValid
            ? .accepted
            : .mismatch(secrets.count, "\(time), a vertical bar, and the raw body of \(request.body.count) bytes")
    }
}
