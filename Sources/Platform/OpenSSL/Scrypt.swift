import COpenSSL

/// Turns a password into a key at a price that guessing cannot afford (RFC 7914).
package enum Scrypt {
    /// Derives `length` bytes; takes about 128·n·r bytes of memory and, as set, some 100 ms: call it off the loops.
    ///
    /// - Parameters:
    ///   - n: Cost, a power of two above 1.
    ///   - r: Block size.
    ///   - p: Parallelism.
    /// - Throws: ``CryptoError`` when the parameters make no sense or the memory is not there.
    package static func derive(
        password: [UInt8], salt: [UInt8], n: Int = 1 << 15, r: Int = 8, p: Int = 1, length: Int = 32
    ) throws(CryptoError) -> [UInt8] {
        guard n > 1, n & (n - 1) == 0, r > 0, p > 0, length > 0, n <= 1 << 24, r <= 64, p <= 64 else {
            throw CryptoError(operation: "scrypt")
        }
        // OpenSSL refuses null pointers, and an empty array may have one.
        let password = password + [0], salt = salt + [0]
        let memory = UInt64(128 * r * (n + p + 2)) + 65_536
        var key = [UInt8](repeating: 0, count: length)
        let done = password.withUnsafeBytes { password in
            EVP_PBE_scrypt(
                password.assumingMemoryBound(to: CChar.self).baseAddress, password.count - 1, salt, salt.count - 1,
                UInt64(n), UInt64(r), UInt64(p), memory, &key, key.count)
        }
        guard done == 1 else { throw CryptoError(operation: "scrypt") }
        return key
    }
}

/// An operation that OpenSSL refused; it never says why in a way that would help an attacker.
package struct CryptoError: Error, CustomStringConvertible, Sendable {
    /// What was tried: "scrypt", "seal", "open".
    package let operation: String

    init(operation: String) {
        self.operation = operation
        ERR_clear_error()
    }

    /// One sentence for the log.
    package var description: String { "The operation \(operation) failed." }
}
