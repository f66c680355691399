import COpenSSL

/// Signatures that are checked with a public key: nothing here is secret, and nothing throws.
package enum PublicKeySignature {
    /// The kinds of keys that ``isValidSHA256(_:of:key:kind:)`` knows.
    package enum KeyKind: Sendable {
        /// ECDSA on any curve that OpenSSL has; the signature is DER (RFC 3279 §2.2.3).
        case ellipticCurve
        /// RSA with PKCS #1 v1.5 padding (RFC 8017 §8.2).
        case rsa

        fileprivate var identifier: CInt {
            switch self {
            case .ellipticCurve: EVP_PKEY_EC
            case .rsa: EVP_PKEY_RSA
            }
        }
    }

    /// Whether `signature` (64 bytes) is that of `message` by the owner of an Ed25519 key (RFC 8032) of 32 bytes.
    package static func isValidEd25519(_ signature: [UInt8], of message: [UInt8], key: [UInt8]) -> Bool {
        guard signature.count == 64, key.count == 32,
            let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, key, key.count)
        else { return failed() }
        defer { EVP_PKEY_free(key) }
        return isValid(signature, of: message, key, digest: nil)
    }

    /// Whether `signature` is that of the SHA-256 of `message` by the owner of a key.
    ///
    /// - Parameter key: A DER SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) of exactly that kind.
    package static func isValidSHA256(
        _ signature: [UInt8], of message: [UInt8], key: [UInt8], kind: KeyKind
    ) -> Bool {
        let parsed = key.withUnsafeBufferPointer { bytes in
            var next = bytes.baseAddress
            return d2i_PUBKEY(nil, &next, bytes.count)
        }
        guard let parsed else { return failed() }
        defer { EVP_PKEY_free(parsed) }
        guard EVP_PKEY_get_base_id(parsed) == kind.identifier else { return false }
        return isValid(signature, of: message, parsed, digest: EVP_sha256())
    }

    private static func isValid(
        _ signature: [UInt8], of message: [UInt8], _ key: OpaquePointer, digest: OpaquePointer?
    ) -> Bool {
        guard let context = EVP_MD_CTX_new() else { return failed() }
        defer { EVP_MD_CTX_free(context) }
        guard EVP_DigestVerifyInit(context, nil, digest, nil, key) == 1,
            EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
        else { return failed() }
        return true
    }

    /// What OpenSSL noted of a failure must not stay for the next who asks on this thread.
    private static func failed() -> Bool {
        ERR_clear_error()
        return false
    }
}

/// The signing half of Ed25519, for what speaks as a provider does: stand-ins and tests.
package enum Ed25519 {
    /// The public key of a private one, each 32 bytes; nil: it is no key.
    package static func publicKey(of key: [UInt8]) -> [UInt8]? {
        withKey(key) { key in
            var count = 32
            var bytes = [UInt8](repeating: 0, count: count)
            return EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1 ? bytes : nil
        }
    }

    /// The signature of a message, 64 bytes; nil: it is no key.
    package static func signature(of message: [UInt8], key: [UInt8]) -> [UInt8]? {
        withKey(key) { key in
            guard let context = EVP_MD_CTX_new() else { return nil }
            defer { EVP_MD_CTX_free(context) }
            var count = 64
            var bytes = [UInt8](repeating: 0, count: count)
            guard EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
                EVP_DigestSign(context, &bytes, &count, message, message.count) == 1
            else { return nil }
            return bytes
        }
    }

    private static func withKey(_ bytes: [UInt8], _ body: (OpaquePointer) -> [UInt8]?) -> [UInt8]? {
        guard bytes.count == 32, let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, bytes, bytes.count)
        else { return nil }
        defer { EVP_PKEY_free(key) }
        return body(key)
    }
}
