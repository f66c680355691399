import ModuleKit
import OpenSSL

/// The text of an API key, `sbk_<id>_<secret>`: whoever holds it is the key.
package struct APIKey: Sendable, Hashable {
    /// Which key it claims to be.
    package let id: KeyID
    /// What proves it: 48 hexadecimal digits, 192 random bits.
    let secret: [UInt8]

    /// Makes a new secret for a key.
    init(generating id: KeyID) {
        self.id = id
        secret = Array(Hex.encode(Random.bytes(24)).utf8)
    }

    /// Reads the text form; nil when it is not one.
    package init?(_ text: some Collection<UInt8>) {
        guard text.starts(with: Self.prefix) else { return nil }
        let rest = text.dropFirst(Self.prefix.count)
        guard let underscore = rest.firstIndex(of: UInt8(ascii: "_")) else { return nil }
        let secret = Array(rest[rest.index(after: underscore)...])
        guard secret.count == 48, let id = KeyID(wire: "key_" + String(decoding: rest[..<underscore], as: UTF8.self))
        else {
            return nil
        }
        self.id = id
        self.secret = secret
    }

    /// How every key begins, so that a leaked one can be searched for.
    static let prefix = Array("sbk_".utf8)

    /// What the client sends.
    package var text: String {
        "sbk_\(id.wire.dropFirst(4))_\(String(decoding: secret, as: UTF8.self))"
    }

    /// What is stored: the secret is long and random, so one SHA-256 is as good as a slow hash.
    var hash: [UInt8] { Digest.sha256(secret) }
}
