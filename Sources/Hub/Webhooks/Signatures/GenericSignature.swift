import OpenSSL

/// `X-Switchboard-Signature: t=<unix seconds>,v1=<hex>`: HMAC-SHA256 over `<t>.<raw body>`; several `v1` while a secret
/// is being changed at the sender.
struct GenericSignature {
    let request: SignedRequest
    let header: String
    let signature: String

    /// How far the sender's clock may be from ours, and how long a request can be repeated by somebody else.
    static let toleranceSec: Int64 = 300

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
        guard let time, !codes.isEmpty, let seconds = Self.seconds(time) else { return malformed }
        let distance = request.receivedAt.milliseconds / 1000 - seconds
        guard abs(distance) <= Self.toleranceSec else {
            return .refused(
                .stale,
                "It was signed \(abs(distance)) s \(distance > 0 ? "ago" : "in the future"); "
                    + "at most \(Self.toleranceSec) s are allowed: is the sender's clock right?")
        }
        for secret in secrets where secret.name == nil {
            var mac = secret.sha256
            mac.update(time)
            mac.update([UInt8(ascii: ".")])
            mac.update(request.body)
            if codes.contains(where: { mac.matches($0) }) { return .accepted }
        }
        return .refused(
            .signatureMismatch,
            "The signature does not match with \(secrets.count) secret\(secrets.count == 1 ? "" : "s") tried; "
                + "what we signed was \(time), a point, and the raw body of \(request.body.count) bytes.")
    }

    private var malformed: Verdict {
        .refused(.malformedHeader, "\(header) is not t=<unix seconds>,v1=<64 hexadecimal digits>.")
    }

    /// Digits only: a sign or blanks would make two spellings of one time.
    private static func seconds(_ text: String) -> Int64? {
        guard (1...11).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int64(text)
    }
}
