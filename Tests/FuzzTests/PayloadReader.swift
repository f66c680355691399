import Calls
import Domain
import HTTP
import OpenSSL
import Webhooks

/// What providers send, changed and then signed rightly, so that it reaches what stands behind the signature.
struct PayloadReader: InputReader {
    private static let secret = "hub-fixture-generic-secret-01"
    private static let seconds: Int64 = 1_763_629_267

    let seeds: [[UInt8]]
    let spice = [
        "&", "=", "%", "+", "%00", "\"", "{", "}", "[", "]", ",", ":", "null", "completed", "in-progress", "CallSid=",
        "-1",
        "From=%2B1", "CallDuration=99999999999999999999", "sip:a@b", "\\u0000",
    ]
    private let profiles: Profiles

    init() throws {
        profiles = try Profiles.load(embedded: [], folder: "\(Repository.root)/webhooks")
        // A seed is the hook, a line's end, and the body.
        seeds = try ["twilio", "generic"].flatMap { provider in
            try Repository.names(in: "webhooks/\(provider)", ending: ".http").map { name in
                var parser = RequestParser()
                try Repository.bytes("webhooks/\(provider)/\(name)").withUnsafeBytes { parser.append($0) }
                var (hook, body) = ("", [UInt8]())
                while let part = try parser.next() {
                    if case .head(let head, _) = part { hook = String(head.pathText.split(separator: "/").last ?? "") }
                    if case .body(let bytes) = part { body += bytes }
                }
                return Array("\(provider) \(hook)\n".utf8) + body
            }
        }
    }

    func read(_ bytes: [UInt8], _ random: inout Mutator) -> Verdict {
        guard let end = bytes.firstIndex(of: 10) else { return .refused }
        let words = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ")
        guard words.count == 2, let profile = profiles.byName[String(words[0])],
            let hook = profile.hooks[String(words[1])]
        else { return .refused }
        let body = Array(bytes[(end + 1)...])
        let path = "/webhooks/\(words[0])/acc_1s4v0k2m3n000/\(words[1])"
        let url = "https://hub.example.com\(path)"
        guard let head = words[0] == "twilio" ? Self.twilio(path, url, body) : Self.generic(path, body) else {
            return .refused
        }
        let webhook = IncomingWebhook(
            head: head, body: body, url: Array(url.utf8), account: AccountID(1), secrets: [SigningSecret(Self.secret)],
            receivedAt: Timestamp(milliseconds: Self.seconds * 1_000))
        switch webhook.outcome(profile, hook, party: { Party(raw: $0, kind: .unknown) }) {
        case .accepted(let event, _): return event.providerCallID.isEmpty ? .fault("a call without an id") : .understood
        case .refused(let refusal):
            return refusal.reason == .signatureMismatch ? .fault("a right signature is refused") : .refused
        case .ignored: return .understood
        case .message(let message, _): return message.id.isEmpty ? .fault("a message without an id") : .understood
        case .unsupportedMediaType: return .fault("a right media type is refused")
        }
    }

    private static func generic(_ path: String, _ body: [UInt8]) -> RequestHead? {
        let code = Hex.encode(HMAC.authenticate(.sha256, key: Array(secret.utf8), Array("\(seconds).".utf8) + body))
        return try? RequestHead(
            .post, path,
            headers: [("Content-Type", "application/json"), ("X-Switchboard-Signature", "t=\(seconds),v1=\(code)")])
    }

    private static func twilio(_ path: String, _ url: String, _ body: [UInt8]) -> RequestHead? {
        guard let pairs = try? FormBody(body).pairs else { return nil }
        // As the provider sorts: by the bytes of the names, then of the values; the same pair twice is signed once.
        var fields: [[[UInt8]]] = []
        for pair in pairs {
            let field = [Array(pair.name.utf8), Array(pair.value.utf8)]
            if !fields.contains(field) { fields.append(field) }
        }
        fields.sort { one, other in
            one[0] == other[0] ? one[1].lexicographicallyPrecedes(other[1]) : one[0].lexicographicallyPrecedes(other[0])
        }
        let text = Array(url.utf8) + fields.joined().joined()
        let signature = Base64.encode(HMAC.authenticate(.sha1, key: Array(secret.utf8), text))
        return try? RequestHead(
            .post, path,
            headers: [("Content-Type", "application/x-www-form-urlencoded"), ("X-Twilio-Signature", signature)])
    }
}
