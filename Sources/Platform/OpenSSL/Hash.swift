import COpenSSL

/// The hash functions that signatures and digests are made of.
package enum HashAlgorithm: Sendable, Hashable {
    case sha1, sha256, sha512

    /// Size of the result, in bytes.
    package var byteCount: Int {
        switch self {
        case .sha1: Int(SHA_DIGEST_LENGTH)
        case .sha256: Int(SHA256_DIGEST_LENGTH)
        case .sha512: Int(SHA512_DIGEST_LENGTH)
        }
    }

    /// Size of the block that HMAC pads its key to, in bytes (RFC 2104 §2).
    var blockByteCount: Int {
        switch self {
        case .sha1, .sha256: 64
        case .sha512: 128
        }
    }
}

/// A hash in progress: a plain value, so a copy goes on from the same point, and nothing is allocated before the result.
package struct Hash: Sendable {
    private enum State: Sendable {
        case sha1(SHA_CTX)
        case sha256(SHA256_CTX)
        case sha512(SHA512_CTX)
    }

    private var state: State

    /// Starts an empty hash.
    package init(_ algorithm: HashAlgorithm) {
        switch algorithm {
        case .sha1:
            var context = SHA_CTX()
            SHA1_Init(&context)
            state = .sha1(context)
        case .sha256:
            var context = SHA256_CTX()
            SHA256_Init(&context)
            state = .sha256(context)
        case .sha512:
            var context = SHA512_CTX()
            SHA512_Init(&context)
            state = .sha512(context)
        }
    }

    /// The function that this hash computes.
    package var algorithm: HashAlgorithm {
        switch state {
        case .sha1: .sha1
        case .sha256: .sha256
        case .sha512: .sha512
        }
    }

    /// Adds bytes to what is hashed.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        switch state {
        case .sha1(var context):
            SHA1_Update(&context, bytes.baseAddress, bytes.count)
            state = .sha1(context)
        case .sha256(var context):
            SHA256_Update(&context, bytes.baseAddress, bytes.count)
            state = .sha256(context)
        case .sha512(var context):
            SHA512_Update(&context, bytes.baseAddress, bytes.count)
            state = .sha512(context)
        }
    }

    /// Adds bytes to what is hashed.
    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Adds bytes to what is hashed.
    package mutating func update(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Adds the UTF-8 of a text to what is hashed.
    package mutating func update(_ text: String) {
        var text = text
        text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
    }

    /// The hash of all that was added; this value itself can go on.
    package func finalize() -> [UInt8] {
        let count = algorithm.byteCount
        return [UInt8](unsafeUninitializedCapacity: count) { result, initialized in
            finalize(into: UnsafeMutableRawBufferPointer(result))
            initialized = count
        }
    }

    /// Writes the hash to the start of `result`, which has at least `algorithm.byteCount` bytes.
    package func finalize(into result: UnsafeMutableRawBufferPointer) {
        precondition(result.count >= algorithm.byteCount, "a hash needs room for all of its bytes")
        let bytes = result.assumingMemoryBound(to: UInt8.self).baseAddress
        switch state {
        case .sha1(var context): SHA1_Final(bytes, &context)
        case .sha256(var context): SHA256_Final(bytes, &context)
        case .sha512(var context): SHA512_Final(bytes, &context)
        }
    }
}
