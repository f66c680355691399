import Client
import Domain
import HTTP
import JSON
import OpenSSL
import Webhooks

/// A provider that posts to its account at a server, signed as that provider signs.
package struct ProviderSender: Sendable {
    /// Name of the profile.
    package let provider: String
    /// At the server.
    package let account: AccountID
    /// What the account was made with.
    package let secret: String
    let scheme: SignatureScheme
    let server: any Wire

    /// The half of Telnyx's key that signs.
    private static let telnyxKey = Digest.sha256(Array("telephony-hub fixture ed25519".utf8))

    /// A secret of the form that a scheme wants.
    static func secret(_ scheme: SignatureScheme) -> String {
        switch scheme {
        case .telnyx: Base64.encode(Ed25519.publicKey(of: telnyxKey) ?? [])
        case .basic: "hub-user:\(Hex.encode(Random.bytes(12)))"
        default: Hex.encode(Random.bytes(16))
        }
    }

    /// Asks by GET, with what it has to say in the query.
    package func get(_ hook: String, query: String, secret: String? = nil) async throws -> ClientResponse {
        let (path, headers) = signed(hook, query, [], "", secret ?? self.secret, .now())
        return try await server.client.request(.get, path, headers: headers, body: nil)
    }

    /// Posts a body.
    ///
    /// - Parameters:
    ///   - query: Behind the hook, with its question mark.
    ///   - secret: What it is signed with; nil: the account's.
    ///   - at: When it is signed; only some schemes say so.
    package func send(
        _ hook: String, query: String = "", _ body: [UInt8], type: String = "application/json", secret: String? = nil,
        at: Timestamp = .now()
    ) async throws -> ClientResponse {
        let (path, headers) = signed(hook, query, body, type, secret ?? self.secret, at)
        return try await server.client.request(
            .post, path, headers: headers + [("Content-Type", type)], body: body)
    }

    private func signed(
        _ hook: String, _ query: String, _ body: [UInt8], _ type: String, _ secret: String, _ at: Timestamp
    ) -> (path: String, headers: [(String, String)]) {
        let part = scheme == .pathSecret ? "\(secret)/" : ""
        let path = "/webhooks/\(provider)/\(account)/\(part)\(hook)\(query)"
        return (path, signature(server.url + path, body, type, secret, at.milliseconds / 1000))
    }

    /// Posts JSON.
    package func send(
        _ hook: String, query: String = "", _ json: JSONValue, secret: String? = nil, at: Timestamp = .now()
    ) async throws -> ClientResponse {
        try await send(hook, query: query, json.jsonBytes, secret: secret, at: at)
    }

    /// Posts a form.
    package func send(
        _ hook: String, query: String = "", form: [(String, String)], secret: String? = nil
    ) async throws -> ClientResponse {
        let text = form.map { "\(PercentCoding.encode($0.0, .form))=\(PercentCoding.encode($0.1, .form))" }
        return try await send(
            hook, query: query, Array(text.joined(separator: "&").utf8), type: "application/x-www-form-urlencoded",
            secret: secret)
    }

    private func signature(
        _ url: String, _ body: [UInt8], _ type: String, _ secret: String, _ seconds: Int64
    ) -> [(String, String)] {
        let key = Array(secret.utf8)
        switch scheme {
        case .twilio, .signalwire:
            let header = scheme == .twilio ? "X-Twilio-Signature" : "X-SignalWire-Signature"
            if scheme == .signalwire, type == "application/json" {
                return [(header, Hex.encode(HMAC.authenticate(.sha1, key: key, Array(url.utf8) + body)))]
            }
            let pairs = (try? FormBody(body))?.pairs.enumerated().sorted {
                ($0.element.name, $0.offset) < ($1.element.name, $1.offset)
            }
            let text = url + (pairs ?? []).map { $0.element.name + $0.element.value }.joined()
            return [(header, Base64.encode(HMAC.authenticate(.sha1, key: key, Array(text.utf8))))]
        case .telnyx:
            let message = Array("\(seconds)|".utf8) + body
            return [
                ("Telnyx-Signature-Ed25519", Base64.encode(Ed25519.signature(of: message, key: Self.telnyxKey) ?? [])),
                ("Telnyx-Timestamp", "\(seconds)"),
            ]
        case .vonage: return [("Authorization", "Bearer \(token(body, key, seconds))")]
        case .plivo: return plivo(url, body, key)
        case .basic: return [("Authorization", "Basic \(Base64.encode(key))")]
        case .bearer: return [("Authorization", "Bearer \(secret)")]
        case .generic:
            let at = Timestamp(milliseconds: seconds * 1000)
            return [("X-Switchboard-Signature", GenericSignature.header(body, secret: secret, at: at))]
        case .pathSecret, .stripe, .sendgrid, .paystack, .paypal: return []
        }
    }

    private func token(_ body: [UInt8], _ key: [UInt8], _ seconds: Int64) -> String {
        var claims: JSONObject = [
            "iat": .integer(seconds), "iss": "Vonage", "jti": .string(Hex.encode(Random.bytes(8))),
        ]
        if !body.isEmpty { claims["payload_hash"] = .string(Hex.encode(Digest.sha256(body))) }
        let head: JSONValue = ["alg": "HS256", "typ": "JWT"]
        let signed = "\(Base64.encodeURL(head.jsonBytes)).\(Base64.encodeURL(JSONValue.object(claims).jsonBytes))"
        return "\(signed).\(Base64.encodeURL(HMAC.authenticate(.sha256, key: key, Array(signed.utf8))))"
    }

    private func plivo(_ url: String, _ body: [UInt8], _ key: [UInt8]) -> [(String, String)] {
        func pairs(_ bytes: some Collection<UInt8>) -> [(name: String, value: String)] {
            ((try? FormBody(bytes))?.pairs ?? []).sorted { ($0.name, $0.value) < ($1.name, $1.value) }
        }
        let parts = url.split(separator: "?", maxSplits: 1)
        let query = parts.count == 2 ? pairs(parts[1].utf8).map { "\($0.name)=\($0.value)" }.joined(separator: "&") : ""
        let form = pairs(body).map { $0.name + $0.value }.joined()
        var text = String(parts[0])
        if !form.isEmpty {
            text += "?" + query + (query.isEmpty ? "" : ".") + form
        } else if !query.isEmpty {
            text += "?" + query
        }
        let nonce = Hex.encode(Random.bytes(8))
        return [
            (
                "X-Plivo-Signature-V3",
                Base64.encode(HMAC.authenticate(.sha256, key: key, Array("\(text).\(nonce)".utf8)))
            ), ("X-Plivo-Signature-V3-Nonce", nonce),
        ]
    }
}

extension Wire {
    /// Makes an account at a provider, and speaks for that provider from then on.
    package func provider(_ name: String) async throws -> ProviderSender {
        guard let profile = try Profiles.load(folder: nil).byName[name] else {
            throw SetupFailure(reason: "no provider \(name)")
        }
        let secret = ProviderSender.secret(profile.scheme)
        let made = try await post(
            "/api/provider-accounts", ["provider": .string(name), "secret": .string(secret)], expecting: 201)
        guard let account = AccountID(wire: made["data"]["id"].string ?? "") else {
            throw SetupFailure(reason: "no account")
        }
        return ProviderSender(
            provider: name, account: account, secret: secret, scheme: profile.scheme, server: self)
    }
}

/// The generic scheme's signature, for senders under another name.
package enum GenericSignature {
    /// What stands in the header.
    package static func header(_ body: [UInt8], secret: String, at: Timestamp = .now()) -> String {
        let seconds = at.milliseconds / 1000
        let signed = Array("\(seconds).".utf8) + body
        return "t=\(seconds),v1=\(Hex.encode(HMAC.authenticate(.sha256, key: Array(secret.utf8), signed)))"
    }
}
