import ModuleKit
import OpenSSL

/// How a request shows whom it is from: Standard Webhooks 1.0, symmetric.
///
/// A signature is `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`; while a secret rotates there is one by
/// each, parted by a blank, so that the receiver may change over when it likes.
enum StandardWebhook {
    /// A secret's bytes: 24…64 of them by the standard.
    struct Secret: Sendable, Equatable {
        let bytes: [UInt8]

        init(bytes: [UInt8]) { self.bytes = bytes }

        /// A new one.
        static func random() -> Secret { Secret(bytes: Random.bytes(32)) }

        /// Reads `whsec_` and base64; nil for anything else.
        init?(_ text: String) {
            guard text.hasPrefix(Self.prefix), let bytes = Base64.decode(String(text.dropFirst(Self.prefix.count)))
            else { return nil }
            self.bytes = bytes
        }

        /// As the receiver is given it.
        var text: String { Self.prefix + Base64.encode(bytes) }

        private static let prefix = "whsec_"
    }

    /// The fields of a request.
    ///
    /// - Parameters:
    ///   - id: The same for each time that the same message is sent; without a full stop, for that parts what is signed.
    ///   - secrets: The newest first.
    static func headers(
        id: String, at time: Timestamp, _ body: [UInt8], signedWith secrets: [Secret]
    ) -> [(String, String)] {
        let seconds = time.milliseconds / 1000
        let signatures = secrets.map { signature(id: id, seconds: seconds, body, $0) }
        return [
            ("webhook-id", id), ("webhook-timestamp", "\(seconds)"),
            ("webhook-signature", signatures.joined(separator: " ")),
        ]
    }

    static func signature(id: String, seconds: Int64, _ body: [UInt8], _ secret: Secret) -> String {
        let code = HMAC.authenticate(.sha256, key: secret.bytes, Array("\(id).\(seconds).".utf8) + body)
        return "v1," + Base64.encode(code)
    }
}

/// Writes secrets down and reads them again: AES-256-GCM under the hub's sealing key, bound to the endpoint.
struct EndpointBox: Sendable {
    let key: [UInt8]

    func seal(_ secret: StandardWebhook.Secret, of id: WebhookEndpointID) throws -> [UInt8] {
        try AEAD.seal(secret.bytes, key: key, context: context(id))
    }

    func open(_ sealed: [UInt8], of id: WebhookEndpointID) throws -> StandardWebhook.Secret {
        StandardWebhook.Secret(bytes: try AEAD.open(sealed, key: key, context: context(id)))
    }

    private func context(_ id: WebhookEndpointID) -> [UInt8] { Array("webhook/\(id)".utf8) }
}
