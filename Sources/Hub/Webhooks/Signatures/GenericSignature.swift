import OpenSSL

/// `X-Switchboard-Signature: t=<unix seconds>,v1=<hex>`: HMAC-SHA256 over `<t>.<raw body>`.
///
/// Several `v1` while a secret is being changed at the sender. Stripe's `Stripe-Signature` is the same.
struct GenericSignature {
    let request: SignedRequest
    let header: String
    let signature: String

    func verdict(_ secrets: [SigningSecret]) -> Verdict {
        var time: String?
        var codes: [[UInt8]] = []
        for part in signature.split(separator: ",") {
            let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { return malformed }
            switch pair[0] {
            case "t":
                guard time == nil else { return malformed }
                time = String(pair[1])
            case "v1":
                guard codes.count < 10, let code = Hex.decode(pair[1].utf8), code.count == 32 else { return malformed }
                codes.append(code)
            default: break  // a later version of the scheme, beside ours
            }
        }
        guard let time, !codes.isEmpty, let seconds = SigningTime.seconds(time) else { return malformed }
        if let stale = SigningTime.refusal(seconds, request.receivedAt) { return stale }
        for secret in secrets where secret.name == nil {
            var mac = secret.sha256
            mac.update(time)
            mac.update([UInt8(ascii: ".")])
            mac.update(request.body)
            if codes.contains(where: { mac.matches($0) }) { return .accepted }
        }
        return .mismatch(secrets.count, "\(time), a point, and the raw body of \(request.body.count) bytes")
    }

    private var malformed: Verdict {
        .refused(.malformedHeader, "\(header) is not t=<unix seconds>,v1=<64 hexadecimal digits>.")
    }
}
