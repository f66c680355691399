/// Received bytes not yet consumed; owned by one parser, here or of another protocol.
package struct InputBuffer: Sendable {
    /// All bytes held, consumed ones first.
    package private(set) var bytes: [UInt8] = []
    /// Where the unconsumed bytes begin in `bytes`.
    package private(set) var start = 0

    /// An empty buffer.
    package init() {}

    /// How many bytes are unconsumed.
    package var count: Int { bytes.count - start }

    /// Adds received bytes.
    package mutating func append(_ new: UnsafeRawBufferPointer) {
        guard new.count > 0 else { return }
        if start > 0 {
            bytes.removeFirst(start)
            start = 0
        }
        bytes.append(contentsOf: new)
    }

    /// Drops consumed bytes; an empty buffer gives its memory back, for most connections are idle.
    @inline(__always)
    package mutating func consume(_ count: Int) {
        start += count
        if start == bytes.count {
            bytes = []
            start = 0
        }
    }

    /// Takes the first `count` bytes out, without a copy when they are all there is.
    package mutating func take(_ count: Int) -> [UInt8] {
        if start == 0, count == bytes.count {
            let all = bytes
            bytes = []
            return all
        }
        let taken = Array(bytes[start..<start + count])
        consume(count)
        return taken
    }

    /// The bytes of a head of `length` bytes and where it begins in them.
    ///
    /// Small buffers are shared; a large one would be kept alive by its head.
    mutating func takeHead(_ length: Int) -> (bytes: [UInt8], base: Int) {
        if bytes.count <= 4_096 {
            let shared = (bytes, start)
            consume(length)
            return shared
        }
        return (take(length), 0)
    }
}
