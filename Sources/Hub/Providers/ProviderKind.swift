import ModuleKit
import OpenSSL

/// The providers whose API the hub speaks.
package enum ProviderKind: String, Sendable, CaseIterable {
    case twilio, signalwire, telnyx, vonage, plivo, bandwidth, exotel, asterisk

    /// Where the API is, unless the login says so; nil: it always has to.
    package var base: String? {
        switch self {
        case .twilio: "https://api.twilio.com"
        case .telnyx: "https://api.telnyx.com"
        case .vonage: "https://api.nexmo.com"
        case .plivo: "https://api.plivo.com"
        case .bandwidth: "https://voice.bandwidth.com"
        case .exotel: "https://api.exotel.com"
        case .signalwire, .asterisk: nil
        }
    }

    /// What a login must say in `application`; nil: nothing.
    private var application: String? {
        switch self {
        case .telnyx: "the TeXML application's id"
        case .bandwidth: "the account's id"
        case .exotel: "the account's SID"
        case .asterisk: "the dialplan context that calls numbers"
        case .twilio, .signalwire, .vonage, .plivo: nil
        }
    }

    /// What a login lacks, by field.
    package func faults(of login: ProviderLogin) -> [FieldProblem] {
        var faults: [FieldProblem] = []
        if base == nil, login.base == nil {
            let example = self == .asterisk ? "https://pbx.example.com:8089/ari" : "https://acme.signalwire.com"
            faults.append(
                FieldProblem(field: "base", detail: "`base` is missing: where the API is, such as \(example)."))
        }
        if let application, login.application == nil {
            faults.append(
                FieldProblem(field: "application", detail: "`application` is missing: \(application)."))
        }
        if self == .vonage, RSASigningKey(pem: login.secret) == nil {
            faults.append(
                FieldProblem(field: "secret", detail: "`secret` must be the application's private RSA key, a PEM text.")
            )
        }
        return faults
    }

    /// What `Authorization` says for a login: Telnyx takes a bearer's key, Vonage a token of five minutes, all others
    /// user and password.
    ///
    /// - Throws: ``ProviderFault/login(_:)`` when Vonage's key cannot be read.
    package func authorization(_ login: ProviderLogin, at now: Timestamp) throws(ProviderFault) -> String {
        switch self {
        case .telnyx: "Bearer \(login.secret)"
        case .vonage: "Bearer \(try Self.token(application: login.user, key: login.secret, at: now))"
        case .twilio, .signalwire, .plivo, .bandwidth, .exotel, .asterisk:
            "Basic " + Base64.encode(Array("\(login.user):\(login.secret)".utf8))
        }
    }

    /// Vonage's token: RS256 by the application's private key, with `application_id`, `iat`, `exp` and `jti`.
    private static func token(
        application: String, key: String, at now: Timestamp
    ) throws(ProviderFault) -> String {
        let issued = now.milliseconds / 1000
        let claims: JSONValue = [
            "application_id": .string(application), "iat": .integer(issued), "exp": .integer(issued + 300),
            "jti": .string(Hex.encode(Random.bytes(16))),
        ]
        let header: JSONValue = ["alg": "RS256", "typ": "JWT"]
        let signed = "\(Base64.encodeURL(header.jsonBytes)).\(Base64.encodeURL(claims.jsonBytes))"
        guard let key = RSASigningKey(pem: key), let signature = try? key.sign(Array(signed.utf8)) else {
            throw .login("The login's private key cannot be read.")
        }
        return "\(signed).\(Base64.encodeURL(signature))"
    }
}
