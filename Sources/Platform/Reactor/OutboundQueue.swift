/// What a connection has still to send: whole arrays, held and never copied, then a tail that small writes share.
struct OutboundQueue {
    // More pieces than this in one system call gain nothing.
    private static let most = 64

    private var chunks: [[UInt8]] = []
    // Chunks before `first` are sent, and so are `offset` bytes of the oldest array that is not.
    private var first = 0
    private var offset = 0
    var tail: [UInt8] = []
    /// Bytes in the queue that the system has not taken.
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    mutating func append(_ chunk: [UInt8]) {
        guard !chunk.isEmpty else { return }
        if !tail.isEmpty {
            chunks.append(tail)
            tail = []
        }
        chunks.append(chunk)
        count += chunk.count
    }

    /// Lends the tail for appending, and nothing else.
    @inline(__always)
    mutating func extend(_ body: (inout [UInt8]) -> Void) {
        let before = tail.count
        body(&tail)
        count += tail.count - before
    }

    /// Lends what comes next, oldest first.
    func withPieces<Result>(_ body: (UnsafeBufferPointer<UnsafeRawBufferPointer>) -> Result) -> Result {
        let arrays = min(chunks.count - first, Self.most)
        return withUnsafeTemporaryAllocation(of: UnsafeRawBufferPointer.self, capacity: arrays + 1) { pieces in
            lend(0, arrays, pieces, body)
        }
    }

    // Each array lends its pointer to a closure, so that the calls nest, one per array.
    private func lend<Result>(
        _ index: Int, _ arrays: Int, _ pieces: UnsafeMutableBufferPointer<UnsafeRawBufferPointer>,
        _ body: (UnsafeBufferPointer<UnsafeRawBufferPointer>) -> Result
    ) -> Result {
        let start = index == 0 ? offset : 0
        guard index < arrays else {
            let wholeQueue = first + arrays == chunks.count
            guard wholeQueue, !tail.isEmpty else { return body(UnsafeBufferPointer(rebasing: pieces[..<arrays])) }
            return tail.withUnsafeBytes { bytes in
                pieces[index] = UnsafeRawBufferPointer(rebasing: bytes[start...])
                return body(UnsafeBufferPointer(rebasing: pieces[...index]))
            }
        }
        return chunks[first + index].withUnsafeBytes { bytes in
            pieces[index] = UnsafeRawBufferPointer(rebasing: bytes[start...])
            return lend(index + 1, arrays, pieces, body)
        }
    }

    /// Forgets what the system has taken.
    mutating func consume(_ sent: Int) {
        count -= sent
        var left = sent + offset
        while first < chunks.count, left >= chunks[first].count {
            left -= chunks[first].count
            chunks[first] = []
            first += 1
        }
        offset = left
        if first == chunks.count {
            // A little memory stays for the next batch; an idle connection keeps no more than that.
            chunks.removeAll(keepingCapacity: chunks.capacity <= 4)
            first = 0
        } else if first >= 64, first * 2 > chunks.count {
            chunks.removeFirst(first)
            first = 0
        }
    }

    /// Takes the tail's memory out of an empty queue.
    mutating func takeTail() -> [UInt8] {
        offset = 0
        defer { tail = [] }
        return tail
    }
}
