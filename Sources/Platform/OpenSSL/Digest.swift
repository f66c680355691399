/// The hash of a whole message in one call.
package enum Digest {
    /// SHA-1, 20 bytes: only where a protocol demands it.
    package static func sha1(_ bytes: [UInt8]) -> [UInt8] { hash(.sha1, bytes) }

    /// SHA-1, 20 bytes: only where a protocol demands it.
    package static func sha1(_ bytes: UnsafeRawBufferPointer) -> [UInt8] { hash(.sha1, bytes) }

    /// SHA-256: 32 bytes.
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] { hash(.sha256, bytes) }

    /// SHA-256: 32 bytes.
    package static func sha256(_ bytes: UnsafeRawBufferPointer) -> [UInt8] { hash(.sha256, bytes) }

    /// SHA-512: 64 bytes.
    package static func sha512(_ bytes: [UInt8]) -> [UInt8] { hash(.sha512, bytes) }

    /// SHA-512: 64 bytes.
    package static func sha512(_ bytes: UnsafeRawBufferPointer) -> [UInt8] { hash(.sha512, bytes) }

    /// The hash of `bytes` by the given function.
    package static func hash(_ algorithm: HashAlgorithm, _ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBytes { hash(algorithm, $0) }
    }

    /// The hash of `bytes` by the given function.
    package static func hash(_ algorithm: HashAlgorithm, _ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var hash = Hash(algorithm)
        hash.update(bytes)
        return hash.finalize()
    }
}
