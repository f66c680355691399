/// How a provider signs; the set is closed, and documented in `webhooks/README.md`.
package enum SignatureScheme: String, Sendable, CaseIterable {
    /// `X-Twilio-Signature`: the address and the sorted parameters, HMAC-SHA1 (reference §2.9).
    case twilio
    /// `X-Switchboard-Signature`: time and raw body, HMAC-SHA256; for anything that can be programmed.
    case generic
    /// `X-SignalWire-Signature`: as Twilio for forms, the address and the raw body for JSON (reference §3.3).
    case signalwire
    /// `Telnyx-Signature-Ed25519`: time and raw body, by a key of which we have the public half (reference §4.2).
    case telnyx
    /// A JWT with the hash of the body in its claims (reference §5.2).
    case vonage
    /// `X-Plivo-Signature-V3`: address, parameters and a nonce, HMAC-SHA256 (reference §6.2).
    case plivo
    /// A name and a password (RFC 7617), for providers that sign nothing (reference §7.2, §11.1).
    case basic
    /// A shared word in `Authorization: Bearer` (RFC 6750), for a dialplan (reference §10.3).
    case bearer
    /// A shared word in the address, for providers that can send nothing else (reference §8.2, §9.2).
    case pathSecret = "path-secret"
    /// `Stripe-Signature`: time and raw body, HMAC-SHA256 (reference §12.4).
    case stripe
    /// `X-Twilio-Email-Event-Webhook-Signature`: time and raw body, ECDSA (reference §12.2).
    case sendgrid
    /// `x-paystack-signature`: the raw body, HMAC-SHA512 (reference §12.5).
    case paystack
    /// `PAYPAL-TRANSMISSION-SIG`: id, time, our webhook's id and a checksum of the body, RSA (reference §12.6).
    case paypal

    /// The header with the signature, where a profile names no other.
    package var usualHeader: String {
        switch self {
        case .twilio: "X-Twilio-Signature"
        case .generic: "X-Switchboard-Signature"
        case .signalwire: "X-SignalWire-Signature"
        case .telnyx: "Telnyx-Signature-Ed25519"
        case .vonage, .basic, .bearer: "Authorization"
        case .plivo: "X-Plivo-Signature-V3"
        case .pathSecret: ""
        case .stripe: "Stripe-Signature"
        case .sendgrid: "X-Twilio-Email-Event-Webhook-Signature"
        case .paystack: "x-paystack-signature"
        case .paypal: "PAYPAL-TRANSMISSION-SIG"
        }
    }

    /// Whether a request that opens a WebSocket is signed too (reference §2.9); the others show a ticket in its address.
    package var signsUpgrades: Bool { self == .twilio }

    /// How much a right signature proves.
    package var proof: Proof {
        switch self {
        case .generic, .telnyx, .vonage, .stripe, .sendgrid: .signedAndDated
        case .twilio, .signalwire, .plivo, .paystack, .paypal: .signed
        case .basic, .bearer: .password
        case .pathSecret: .address
        }
    }

    /// Whether the request was made by who has one of the secrets; never throws, whatever arrives.
    package func verify(_ request: SignedRequest, header: String, secrets: [SigningSecret]) -> Verdict {
        let valid = secrets.filter { $0.isValid(at: request.receivedAt) }
        guard !valid.isEmpty else {
            return .refused(
                .noSecret, "The account has no secret that is valid now, so nothing can be verified: set one.")
        }
        switch self {
        case .pathSecret: return PathSecret(request: request).verdict(valid)
        case .signalwire: return SignalWireSignature(request: request, header: header).verdict(valid)
        default: break
        }
        let signature: String
        switch request.only(header) {
        case .success(let value): signature = value
        case .failure(let refusal): return .refused(refusal)
        }
        return verdict(request, header, signature, valid)
    }

    private func verdict(
        _ request: SignedRequest, _ header: String, _ signature: String, _ secrets: [SigningSecret]
    ) -> Verdict {
        switch self {
        case .twilio: TwilioSignature(request: request, header: header, signature: signature).verdict(secrets)
        case .generic, .stripe:
            GenericSignature(request: request, header: header, signature: signature).verdict(secrets)
        case .telnyx: TelnyxSignature(request: request, header: header, signature: signature).verdict(secrets)
        case .vonage: VonageToken(request: request, header: header, authorization: signature).verdict(secrets)
        case .plivo: PlivoSignature(request: request, header: header, signature: signature).verdict(secrets)
        case .basic: Credentials(header: header, authorization: signature).basic(secrets)
        case .bearer: Credentials(header: header, authorization: signature).bearer(secrets)
        case .sendgrid: SendGridSignature(request: request, header: header, signature: signature).verdict(secrets)
        case .paystack: PaystackSignature(request: request, header: header, signature: signature).verdict(secrets)
        case .paypal: PayPalSignature(request: request, header: header, signature: signature).verdict(secrets)
        case .signalwire, .pathSecret: .refused(.missingHeader, "There is no signature.")
        }
    }
}

/// How much a right signature proves, the strongest first.
package enum Proof: String, Sendable, CaseIterable {
    /// Content and time: a recorded request is refused after five minutes (the mail scheme: a day).
    case signedAndDated = "signed-and-dated"
    /// The content, without a time: a recorded request is told by what it says, and changes nothing twice.
    case signed
    /// Who sends, not what: whoever reads one request can send others.
    case password
    /// As a password, and it stands in every log that keeps addresses.
    case address
}

extension SignedRequest {
    /// The value of a header that must be there exactly once.
    func only(_ header: String) -> Result<String, Refusal> {
        let values = headers.values(header)
        guard let value = values.first, !value.isEmpty else {
            return .failure(Refusal(reason: .missingHeader, detail: "The request has no \(header) header."))
        }
        guard values.count == 1 else {
            return .failure(
                Refusal(
                    reason: .malformedHeader,
                    detail: "The request has \(values.count) \(header) headers; there must be one."))
        }
        return .success(value)
    }
}

extension Verdict {
    /// No secret fits.
    ///
    /// - Parameter signed: What the signature should have been of; never the signature itself.
    static func mismatch(_ tried: Int, _ signed: String) -> Verdict {
        .refused(
            .signatureMismatch,
            "The signature does not match with \(tried) secret\(tried == 1 ? "" : "s") tried; "
                + "what we signed was \(signed).")
    }
}
