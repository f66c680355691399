import COpenSSL

/// A private RSA key that tokens are signed with (RS256, RFC 7518 §3.3).
package struct RSASigningKey: Sendable {
    private let pem: [UInt8]

    /// Reads a PEM text without a pass phrase; nil when it is none, no RSA key, or shorter than 2048 bits.
    package init?(pem text: String) {
        pem = Array(text.utf8)
        guard let key = read() else { return nil }
        defer { EVP_PKEY_free(key) }
        guard EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA, EVP_PKEY_get_bits(key) >= 2048 else { return nil }
    }

    /// Signs by RSASSA-PKCS1-v1_5 with SHA-256.
    package func sign(_ message: [UInt8]) throws(CryptoError) -> [UInt8] {
        guard let key = read() else { throw CryptoError(operation: "sign") }
        defer { EVP_PKEY_free(key) }
        guard let digest = EVP_MD_CTX_new() else { throw CryptoError(operation: "sign") }
        defer { EVP_MD_CTX_free(digest) }
        var signature = [UInt8](repeating: 0, count: Int(EVP_PKEY_get_size(key)))
        var count = signature.count
        guard EVP_DigestSignInit(digest, nil, EVP_sha256(), nil, key) == 1,
            EVP_DigestSign(digest, &signature, &count, message, message.count) == 1
        else { throw CryptoError(operation: "sign") }
        return Array(signature.prefix(count))
    }

    private func read() -> OpaquePointer? {
        pem.withUnsafeBytes { bytes in
            guard let memory = BIO_new_mem_buf(bytes.baseAddress, CInt(clamping: bytes.count)) else { return nil }
            defer { BIO_free(memory) }
            // A key with a pass phrase would make OpenSSL ask the terminal.
            let key = PEM_read_bio_PrivateKey(memory, nil, { _, _, _, _ in -1 }, nil)
            if key == nil { ERR_clear_error() }
            return key
        }
    }
}
