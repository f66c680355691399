import HTTP
import OpenSSL

/// `X-SignalWire-Signature` (reference §3.3): for forms as Twilio signs them, base64; else, and where the better header
/// is there, hex of an HMAC over the address and the raw body.
struct SignalWireSignature {
    let request: SignedRequest
    let header: String

    private static let betterHeader = "X-SignalWire-Sha256-Signature"
    private static let compatibleHeader = "X-Twilio-Signature"

    func verdict(_ secrets: [SigningSecret]) -> Verdict {
        let better = request.headers.values(Self.betterHeader)
        if better.count == 1, let code = Hex.decode(better[0].utf8), code.count == 32,
            matches(code, secrets, { $0.sha256 }, withRawBody)
        {
            return .accepted
        }
        let name = request.headers.contains(header) ? header : Self.compatibleHeader
        let signature: String
        switch request.only(name) {
        case .success(let value): signature = value
        case .failure(let refusal):
            // The other name is for compatibility; who looks for a fault shall read the usual one.
            return better.isEmpty
                ? .refused(refusal.reason, refusal.detail.replacing(Self.compatibleHeader, with: header))
                : .mismatch(secrets.count, "the address and the raw body")
        }
        if let code = Hex.decode(signature.utf8), code.count == 20 {
            return matches(code, secrets, { $0.sha1 }, withRawBody)
                ? .accepted : .mismatch(secrets.count, "\(address) and the raw body of \(request.body.count) bytes")
        }
        guard let code = Base64.decode(signature), code.count == 20 else {
            return .refused(.malformedHeader, "\(name) is neither the hex nor the base64 of 20 bytes.")
        }
        if case .json = request.content {
            return .refused(.unboundBody, "\(name) is that of a form, which does not cover a JSON body.")
        }
        return matches(code, secrets, { $0.sha1 }, withParameters)
            ? .accepted : .mismatch(secrets.count, "\(address) and the sorted parameters")
    }

    private var address: String { String(decoding: request.url, as: UTF8.self) }

    private func matches(
        _ code: [UInt8], _ secrets: [SigningSecret], _ key: (SigningSecret) -> HMAC,
        _ update: (inout HMAC, [UInt8]) -> Void
    ) -> Bool {
        var variants = URLVariants(request)
        while let url = variants.next() {
            for secret in secrets {
                var mac = key(secret)
                update(&mac, url)
                if mac.matches(code) { return true }
            }
        }
        return false
    }

    private func withRawBody(_ mac: inout HMAC, _ url: [UInt8]) {
        mac.update(url)
        mac.update(request.body)
    }

    /// Repeated names keep the order in which they were sent.
    private func withParameters(_ mac: inout HMAC, _ url: [UInt8]) {
        mac.update(url)
        guard case .form(let form) = request.content else { return }
        for field in form.sortedByName() {
            mac.update(form.decoded[field.name])
            mac.update(form.decoded[field.value])
        }
    }
}
