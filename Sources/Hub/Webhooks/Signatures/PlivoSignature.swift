import HTTP
import OpenSSL

/// `X-Plivo-Signature-V3` (reference §6.2).
///
/// HMAC-SHA256 over the address, the sorted parameters and a nonce, in the two forms that Plivo's own helpers make. V2
/// does not cover the body and is not taken.
struct PlivoSignature {
    let request: SignedRequest
    let header: String
    let signature: String

    private static let nonceHeader = "X-Plivo-Signature-V3-Nonce"
    /// The same text signed with the main account's token, beside the sub-account's.
    private static let mainHeader = "X-Plivo-Signature-Ma-V3"

    func verdict(_ secrets: [SigningSecret]) -> Verdict {
        let nonce: String
        switch request.only(Self.nonceHeader) {
        case .success(let value): nonce = value
        case .failure(let refusal): return .refused(refusal)
        }
        var codes: [[UInt8]] = []
        for text in [signature] + request.headers.values(Self.mainHeader) {
            for part in text.split(separator: ",") {
                guard codes.count < 10, let code = Base64.decode(part.utf8.drop { $0 == UInt8(ascii: " ") }),
                    code.count == 32
                else { return .refused(.malformedHeader, "\(header) is not the base64 of 32 bytes, or several.") }
                codes.append(code)
            }
        }
        if case .json = request.content, !request.body.isEmpty {
            return .refused(
                .unboundBody, "The body is JSON, which the signature does not cover; set the hook to a form.")
        }
        guard let texts = texts(nonce) else {
            return .refused(.unreadable, "The query cannot be read as names and values.")
        }
        for text in texts {
            for secret in secrets {
                var mac = secret.sha256
                mac.update(text)
                if codes.contains(where: { mac.matches($0) }) { return .accepted }
            }
        }
        return .mismatch(secrets.count, "\(String(decoding: address, as: UTF8.self)), the parameters and the nonce")
    }

    private var address: ArraySlice<UInt8> { request.url.prefix { $0 != UInt8(ascii: "?") } }

    /// What may have been signed: for a WebSocket in both spellings of the address.
    private func texts(_ nonce: String) -> [[UInt8]]? {
        let mark = request.url.firstIndex(of: UInt8(ascii: "?"))
        guard let query = try? FormBody(mark.map { request.url[($0 + 1)...] } ?? []) else { return nil }
        var parameters: [UInt8] = []
        let pairs = Self.sorted(query).map { $0.name + [UInt8(ascii: "=")] + $0.value }
        let joined = Array(pairs.joined(separator: [UInt8(ascii: "&")]))
        if case .form(let form) = request.content, form.count > 0 {
            // The question mark is there even where the address has no query.
            parameters = [UInt8(ascii: "?")] + joined + (joined.isEmpty ? [] : [UInt8(ascii: ".")])
            for pair in Self.sorted(form) { parameters += pair.name + pair.value }
        } else if !joined.isEmpty {
            parameters = [UInt8(ascii: "?")] + joined
        }
        let end = parameters + [UInt8(ascii: ".")] + Array(nonce.utf8)
        var addresses = [Array(address)]
        if request.isUpgrade {
            for (seen, written) in [("https://", "wss://"), ("http://", "ws://")] where address.starts(with: seen.utf8)
            {
                addresses.append(Array(written.utf8) + address.dropFirst(seen.utf8.count))
            }
        }
        return addresses.map { $0 + end }
    }

    /// By name, and those of one name by value.
    private static func sorted(_ form: FormBody) -> [(name: [UInt8], value: [UInt8])] {
        form.fields.map { (Array(form.decoded[$0.name]), Array(form.decoded[$0.value])) }.sorted { one, other in
            one.name == other.name
                ? one.value.lexicographicallyPrecedes(other.value) : one.name.lexicographicallyPrecedes(other.name)
        }
    }
}
