import COpenSSL

/// Authenticated encryption: AES-256-GCM (NIST SP 800-38D), for secrets at rest.
package enum AEAD {
    /// Size of a key, in bytes.
    package static let keyByteCount = 32
    private static let nonceByteCount = 12
    private static let tagByteCount = 16

    /// Encrypts `plaintext` under a fresh random nonce; the result is nonce, ciphertext and tag in one.
    ///
    /// - Parameters:
    ///   - key: 32 bytes; at most 2³² messages under one key.
    ///   - context: Bound to the message but not in it: where it is stored, say, so that it cannot be moved elsewhere.
    package static func seal(_ plaintext: [UInt8], key: [UInt8], context: [UInt8] = []) throws(CryptoError) -> [UInt8] {
        guard key.count == keyByteCount, let cipher = EVP_CIPHER_CTX_new() else { throw CryptoError(operation: "seal") }
        defer { EVP_CIPHER_CTX_free(cipher) }
        let nonce = Random.bytes(nonceByteCount)
        var sealed = nonce + [UInt8](repeating: 0, count: plaintext.count + tagByteCount)
        var written: CInt = 0
        let done = sealed.withUnsafeMutableBufferPointer { sealed -> Bool in
            guard let start = sealed.baseAddress, EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), nil, key, nonce) == 1,
                context.isEmpty || EVP_EncryptUpdate(cipher, nil, &written, context, CInt(context.count)) == 1
            else { return false }
            let body = start + nonceByteCount
            guard plaintext.isEmpty || EVP_EncryptUpdate(cipher, body, &written, plaintext, CInt(plaintext.count)) == 1,
                EVP_EncryptFinal_ex(cipher, body + plaintext.count, &written) == 1
            else { return false }
            let tag = body + plaintext.count
            return EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, CInt(tagByteCount), tag) == 1
        }
        guard done else { throw CryptoError(operation: "seal") }
        return sealed
    }

    /// Decrypts what ``seal(_:key:context:)`` made with the same key and context.
    ///
    /// - Throws: ``CryptoError`` when a bit of it, the key or the context is another.
    package static func open(_ sealed: [UInt8], key: [UInt8], context: [UInt8] = []) throws(CryptoError) -> [UInt8] {
        let count = sealed.count - nonceByteCount - tagByteCount
        guard key.count == keyByteCount, count >= 0, let cipher = EVP_CIPHER_CTX_new() else {
            throw CryptoError(operation: "open")
        }
        defer { EVP_CIPHER_CTX_free(cipher) }
        var tag = [UInt8](sealed.suffix(tagByteCount))
        // One byte more than needed: an empty message still needs an address.
        var plaintext = [UInt8](repeating: 0, count: count + 1)
        var written: CInt = 0
        let done = sealed.withUnsafeBufferPointer { sealed -> Bool in
            guard let start = sealed.baseAddress, EVP_DecryptInit_ex(cipher, EVP_aes_256_gcm(), nil, key, start) == 1,
                context.isEmpty || EVP_DecryptUpdate(cipher, nil, &written, context, CInt(context.count)) == 1,
                count == 0 || EVP_DecryptUpdate(cipher, &plaintext, &written, start + nonceByteCount, CInt(count)) == 1,
                EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, CInt(tagByteCount), &tag) == 1
            else { return false }
            var rest: UInt8 = 0
            return EVP_DecryptFinal_ex(cipher, &rest, &written) == 1
        }
        guard done else { throw CryptoError(operation: "open") }
        plaintext.removeLast()
        return plaintext
    }
}
