import COpenSSL

/// A message authentication code (RFC 2104) in progress: a plain value.
///
/// The key costs two hash blocks when it is set up. Where many messages share a key, keep a fresh `HMAC` of it and copy
/// that for each message: the copy carries the prepared key, and nothing is allocated before the result.
///
///     let key = HMAC(.sha1, key: secret)      // once
///     var mac = key                           // per message
///     mac.update(body)
///     guard mac.matches(signature) else { … }
package struct HMAC: Sendable {
    private var inner: Hash
    private let outer: Hash

    /// Prepares a key of any length.
    package init(_ algorithm: HashAlgorithm, key: [UInt8]) {
        let block = algorithm.blockByteCount
        var padded = key.count > block ? Digest.hash(algorithm, key) : key
        padded.append(contentsOf: repeatElement(0, count: block - padded.count))
        var inner = Hash(algorithm)
        inner.update(padded.map { $0 ^ 0x36 })
        self.inner = inner
        var outer = Hash(algorithm)
        outer.update(padded.map { $0 ^ 0x5c })
        self.outer = outer
    }

    /// The hash function below the code.
    package var algorithm: HashAlgorithm { outer.algorithm }

    /// Adds bytes to the message.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) { inner.update(bytes) }

    /// Adds bytes to the message.
    package mutating func update(_ bytes: [UInt8]) { inner.update(bytes) }

    /// Adds bytes to the message.
    package mutating func update(_ bytes: ArraySlice<UInt8>) { inner.update(bytes) }

    /// Adds the UTF-8 of a text to the message.
    package mutating func update(_ text: String) { inner.update(text) }

    /// The code of all that was added; this value itself can go on.
    package func finalize() -> [UInt8] {
        let count = algorithm.byteCount
        return [UInt8](unsafeUninitializedCapacity: count) { result, initialized in
            finalize(into: UnsafeMutableRawBufferPointer(result))
            initialized = count
        }
    }

    /// Writes the code to the start of `result`, which has at least `algorithm.byteCount` bytes.
    package func finalize(into result: UnsafeMutableRawBufferPointer) {
        inner.finalize(into: result)
        var outer = outer
        outer.update(UnsafeRawBufferPointer(rebasing: result[..<algorithm.byteCount]))
        outer.finalize(into: result)
    }

    /// Whether `code` is the whole code of all that was added; takes the same time wherever it differs.
    package func matches(_ code: [UInt8]) -> Bool {
        let count = algorithm.byteCount
        return withUnsafeTemporaryAllocation(byteCount: count, alignment: 8) { expected in
            finalize(into: expected)
            return code.count == count
                && code.withUnsafeBytes { CRYPTO_memcmp($0.baseAddress, expected.baseAddress, count) == 0 }
        }
    }

    /// The code of one whole message.
    package static func authenticate(_ algorithm: HashAlgorithm, key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        var mac = HMAC(algorithm, key: key)
        mac.update(message)
        return mac.finalize()
    }
}

/// Whether two secrets are equal, in a time that depends on their lengths only.
package func constantTimeEquals(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    return a.withUnsafeBytes { a in b.withUnsafeBytes { b in CRYPTO_memcmp(a.baseAddress, b.baseAddress, a.count) } }
        == 0
}

/// Whether two secrets are equal, in a time that depends on their lengths only.
package func constantTimeEquals(_ a: String, _ b: String) -> Bool {
    constantTimeEquals([UInt8](a.utf8), [UInt8](b.utf8))
}
