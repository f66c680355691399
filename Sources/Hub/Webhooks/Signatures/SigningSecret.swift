import Domain
import OpenSSL

/// One secret of a provider account, with its keys prepared so that a webhook pays for its own bytes only.
///
/// A class because the prepared keys are large and are only ever read.
package final class SigningSecret: Sendable {
    /// Name of a shared key at the provider; nil for the account's own secret.
    package let name: String?
    /// Until when it counts; nil: until it is replaced.
    package let validUntil: Timestamp?
    let bytes: [UInt8]
    let sha1: HMAC
    let sha256: HMAC

    /// Prepares the keys of a secret.
    package init(_ text: String, name: String? = nil, validUntil: Timestamp? = nil) {
        self.name = name
        self.validUntil = validUntil
        bytes = Array(text.utf8)
        sha1 = HMAC(.sha1, key: bytes)
        sha256 = HMAC(.sha256, key: bytes)
    }

    /// Whether it counts at that instant.
    package func isValid(at time: Timestamp) -> Bool { validUntil.map { time < $0 } ?? true }
}
