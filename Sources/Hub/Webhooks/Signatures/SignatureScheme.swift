/// How a provider signs; the set is closed, and documented in `webhooks/README.md`.
package enum SignatureScheme: String, Sendable, CaseIterable {
    /// `X-Twilio-Signature`: the address and the sorted parameters, HMAC-SHA1 (reference §2.9).
    case twilio
    /// `X-Switchboard-Signature`: time and raw body, HMAC-SHA256; for anything that can be programmed.
    case generic

    /// The header with the signature, where a profile names no other.
    package var usualHeader: String {
        switch self {
        case .twilio: "X-Twilio-Signature"
        case .generic: "X-Switchboard-Signature"
        }
    }

    /// Whether the request was made by who has one of the secrets; never throws, whatever arrives.
    package func verify(_ request: SignedRequest, header: String, secrets: [SigningSecret]) -> Verdict {
        let valid = secrets.filter { $0.isValid(at: request.receivedAt) }
        guard !valid.isEmpty else {
            return .refused(
                .noSecret, "The account has no secret that is valid now, so nothing can be verified: set one.")
        }
        let values = request.headers.values(header)
        guard let value = values.first, !value.isEmpty else {
            return .refused(.missingHeader, "The request has no \(header) header.")
        }
        guard values.count == 1 else {
            return .refused(.malformedHeader, "The request has \(values.count) \(header) headers; there must be one.")
        }
        switch self {
        case .twilio: return TwilioSignature(request: request, header: header, signature: value).verdict(valid)
        case .generic: return GenericSignature(request: request, header: header, signature: value).verdict(valid)
        }
    }
}
