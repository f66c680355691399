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
