import COpenSSL

/// Bytes that nobody can guess, from OpenSSL's generator.
package enum Random {
    /// `count` unpredictable bytes.
    package static func bytes(_ count: Int) -> [UInt8] {
        guard count > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            // A machine without randomness can keep no secret: going on would be worse than stopping.
            precondition(RAND_bytes(buffer.baseAddress, CInt(count)) == 1, "the system gives no random bytes")
            initialized = count
        }
    }

    /// An unpredictable text of letters, digits, `-` and `_` that carries `byteCount` random bytes.
    package static func token(byteCount: Int = 32) -> String { Base64.encodeURL(bytes(byteCount)) }
}
