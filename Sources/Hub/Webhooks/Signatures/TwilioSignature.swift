import HTTP
import OpenSSL

/// `X-Twilio-Signature` (reference §2.9): HMAC over the address, followed by the sorted parameters of a form.
struct TwilioSignature {
    let request: SignedRequest
    let header: String
    let signature: String

    private static let settingsHeader = "X-Twilio-Webhooks-Signature-Settings"

    func verdict(_ secrets: [SigningSecret]) -> Verdict {
        let algorithm: HashAlgorithm
        var candidates = secrets.filter { $0.name == nil }
        switch settings {
        case .none: algorithm = .sha1
        case .sharedKey(let name):
            algorithm = .sha256
            let named = secrets.filter { $0.name == name }
            if !named.isEmpty { candidates = named }
        case .unknown(let what):
            return .refused(
                .unknownAlgorithm, "\(Self.settingsHeader) asks for \(what); known is HMAC_SHA256 with a key.")
        }
        guard !candidates.isEmpty else {
            return .refused(
                .noSecret, "The account has only shared keys, and the request is signed with the auth token.")
        }
        guard let code = Base64.decode(signature), code.count == algorithm.byteCount else {
            return .refused(.malformedHeader, "\(header) is not the base64 of \(algorithm.byteCount) bytes.")
        }
        if case .json = request.content, let refusal = unboundBody { return .refused(refusal) }
        return signatureVerdict(code, algorithm, candidates)
    }

    private enum Settings {
        case none
        case sharedKey(String)
        case unknown(String)
    }

    private var settings: Settings {
        let values = request.headers.values(Self.settingsHeader)
        guard let value = values.first else { return .none }
        var key: String?
        var algorithm: String?
        for part in value.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1).map { String($0.drop { $0 == " " }) }
            switch pair.first {
            case "key": key = pair.last
            case "algorithm": algorithm = pair.last
            default: break
            }
        }
        guard values.count == 1, let key, algorithm == "HMAC_SHA256" else {
            return .unknown(algorithm ?? "no algorithm")
        }
        return .sharedKey(key)
    }

    /// A JSON body is bound by the hash of it that the signed address carries.
    private var unboundBody: Refusal? {
        guard let stated = bodyHash else {
            return Refusal(
                reason: .unboundBody,
                detail: "The body is JSON and the address has no bodySHA256, so the signature does not cover the body.")
        }
        guard let wanted = Hex.decode(stated), constantTimeEquals(wanted, Digest.sha256(request.body)) else {
            return Refusal(
                reason: .bodyMismatch, detail: "The SHA-256 of the body is not the bodySHA256 of the address.")
        }
        return nil
    }

    private var bodyHash: ArraySlice<UInt8>? {
        guard let mark = request.url.firstIndex(of: UInt8(ascii: "?")) else { return nil }
        let name = Array("bodySHA256=".utf8)
        return request.url[(mark + 1)...].split(separator: UInt8(ascii: "&")).first { $0.starts(with: name) }?
            .dropFirst(name.count)
    }

    private func signatureVerdict(_ code: [UInt8], _ algorithm: HashAlgorithm, _ secrets: [SigningSecret]) -> Verdict {
        let parameters: FormBody? = if case .form(let form) = request.content { form } else { nil }
        // Sorted once; for almost every request the first address and the first secret are right.
        let sorted = parameters?.sortedByName() ?? []
        var variants = URLVariants(request)
        var tried: [String] = []
        while let url = variants.next() {
            for secret in secrets {
                var mac = algorithm == .sha1 ? secret.sha1 : secret.sha256
                mac.update(url)
                if let parameters { Self.update(&mac, parameters, sorted) }
                if mac.matches(code) { return .accepted }
            }
            tried.append(String(decoding: url, as: UTF8.self))
        }
        return .refused(
            .signatureMismatch,
            "The signature does not match with \(secrets.count) secret\(secrets.count == 1 ? "" : "s") tried; "
                + "the address we signed was \(tried.joined(separator: ", then ")).")
    }

    /// Feeds name and value of every pair; of one name the values sorted, equal ones once, blank ones too.
    private static func update(_ mac: inout HMAC, _ form: FormBody, _ sorted: [FormBody.Field]) {
        form.decoded.withUnsafeBytes { bytes in
            func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[range]) }
            var index = 0
            while index < sorted.count {
                let name = slice(sorted[index].name)
                var end = index + 1
                while end < sorted.count, slice(sorted[end].name).elementsEqual(name) { end += 1 }
                if end == index + 1 {
                    mac.update(name)
                    mac.update(slice(sorted[index].value))
                } else {
                    let values = sorted[index..<end].map { slice($0.value) }.sorted { $0.lexicographicallyPrecedes($1) }
                    for (place, value) in values.enumerated()
                    where place == 0 || !value.elementsEqual(values[place - 1]) {
                        mac.update(name)
                        mac.update(value)
                    }
                }
                index = end
            }
        }
    }
}
