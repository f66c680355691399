import HTTP
import OpenSSL

/// Signs as the senders do.
enum Signing {
    static func generic(_ body: [UInt8], at seconds: Int64, secret: String) throws -> RequestHead {
        let code = Hex.encode(HMAC.authenticate(.sha256, key: Array(secret.utf8), Array("\(seconds).".utf8) + body))
        return try RequestHead(
            .post, "/webhooks/generic/acc_1/event",
            headers: [
                ("Content-Type", "application/json"), ("Content-Length", "\(body.count)"),
                ("X-Switchboard-Signature", "t=\(seconds),v1=\(code)"),
            ])
    }
}

extension Signing {
    static func twilio(_ url: String, _ form: String, secret: String) -> String {
        let pairs = (try? FormBody(form.utf8))?.pairs ?? []
        let text = url + pairs.sorted { $0.name < $1.name }.map { $0.name + $0.value }.joined()
        return Base64.encode(HMAC.authenticate(.sha1, key: Array(secret.utf8), Array(text.utf8)))
    }
}
