/// Takes one body out of the received bytes by its framing (RFC 9112 §6, §7.1).
struct BodyDecoder: Sendable {
    enum Step { case needsMore, bytes([UInt8]), end }

    private enum State: Sendable { case data(Int64), chunkLine, chunkData(Int), chunkEnd, trailers, untilClose, done }

    private var state: State
    private var extensionBytes = 0
    private var trailerBytes = 0

    init(_ framing: BodyFraming) {
        switch framing {
        case .none: state = .done
        case .length(let count): state = count > 0 ? .data(count) : .done
        case .chunked: state = .chunkLine
        case .untilClose: state = .untilClose
        }
    }

    /// Whether the body goes on until the connection ends.
    var endsWithConnection: Bool { if case .untilClose = state { true } else { false } }

    mutating func next(_ input: inout InputBuffer, _ limits: HTTPLimits) throws(HTTPError) -> Step {
        switch state {
        case .done: return .end
        case .untilClose: return input.count > 0 ? .bytes(input.take(input.count)) : .needsMore
        case .data(let left):
            guard input.count > 0 else { return .needsMore }
            let count = Int(min(left, Int64(input.count)))
            state = left > Int64(count) ? .data(left - Int64(count)) : .done
            return .bytes(input.take(count))
        default: return try nextChunks(&input, limits)
        }
    }

    /// All chunk data that has arrived, as one array: small chunks must not cost an array each.
    private mutating func nextChunks(
        _ input: inout InputBuffer, _ limits: HTTPLimits
    ) throws(HTTPError) -> Step {
        var collected: [UInt8] = []
        while true {
            var advanced = false
            do throws(HTTPError) {
                advanced = try advance(&input, limits, &collected)
            } catch {
                // What came before the fault is handed out first; the fault is found again by the next call.
                guard collected.isEmpty else { return .bytes(collected) }
                throw error
            }
            if advanced, case .done = state { return collected.isEmpty ? .end : .bytes(collected) }
            guard advanced else { return collected.isEmpty ? .needsMore : .bytes(collected) }
        }
    }

    /// One step: a chunk line, some data, a CRLF or a trailer; false when more bytes are needed.
    private mutating func advance(
        _ input: inout InputBuffer, _ limits: HTTPLimits, _ collected: inout [UInt8]
    ) throws(HTTPError) -> Bool {
        guard input.count > 0 else { return false }
        switch state {
        case .chunkLine:
            guard let line = try line(&input, limit: limits.chunkLineBytes, .badRequest) else { return false }
            let (size, extensions) = try input.bytes.withUnsafeBufferPointer { (bytes) throws(HTTPError) in
                try ChunkLine.parse(bytes, line.lowerBound, line.upperBound)
            }
            extensionBytes += extensions
            guard extensionBytes <= limits.chunkExtensionBytes else {
                throw .bad("There are too many chunk extensions.")
            }
            state = size == 0 ? .trailers : .chunkData(size)
            input.consume(line.count + 2)
        case .chunkData(let left):
            let count = min(left, input.count)
            if collected.isEmpty {
                collected = input.take(count)
            } else {
                collected.append(contentsOf: input.bytes[input.start..<input.start + count])
                input.consume(count)
            }
            state = left > count ? .chunkData(left - count) : .chunkEnd
        case .chunkEnd:
            guard input.bytes[input.start] == 0x0d else { throw .bad("A chunk is longer than its size says.") }
            guard input.count > 1 else { return false }
            guard input.bytes[input.start + 1] == 0x0a else { throw .bad("A chunk ends without LF.") }
            input.consume(2)
            state = .chunkLine
        case .trailers:
            let limit = limits.trailerBytes - trailerBytes
            guard let line = try line(&input, limit: limit, .requestHeaderFieldsTooLarge) else { return false }
            if line.isEmpty {
                state = .done
            } else {
                // Checked, and dropped: nothing may speak after the body (RFC 9110 §6.5.1).
                _ = try input.bytes.withUnsafeBufferPointer { (bytes) throws(HTTPError) in
                    try FieldLine.parse(bytes, line.lowerBound, line.upperBound)
                }
                trailerBytes += line.count + 2
            }
            input.consume(line.count + 2)
        case .data, .untilClose, .done: return false
        }
        return true
    }

    /// The range of the next line in `input.bytes`, without its CRLF; nil when it has not ended yet.
    private func line(
        _ input: inout InputBuffer, limit: Int, _ status: Status
    ) throws(HTTPError) -> Range<Int>? {
        let start = input.start
        let feed = input.bytes.withUnsafeBufferPointer {
            $0.first(0x0a, from: start, to: min($0.count, start + limit))
        }
        guard let feed else {
            guard input.count < limit else { throw HTTPError(status, "A line of a chunked body is too long.") }
            return nil
        }
        guard feed > start, input.bytes[feed - 1] == 0x0d else {
            throw .bad("A line of a chunked body ends without CR.")
        }
        return start..<feed - 1
    }
}

/// `chunk-size [ chunk-ext ]` (RFC 9112 §7.1), by the letter.
enum ChunkLine {
    static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
    ) throws(HTTPError) -> (size: Int, extensionBytes: Int) {
        var index = start
        var size = 0
        while index < end, let digit = bytes[index].hexValue {
            guard size < 1 << 55 else { throw .bad("A chunk size is too large.") }
            size = size << 4 | Int(digit)
            index += 1
        }
        guard index > start else { throw .bad("A chunk does not begin with its size.") }
        let extensions = end - index
        while index < end { index = try skipExtension(bytes, index, end) }
        return (size, extensions)
    }

    /// `BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ]`; returns where it ends.
    private static func skipExtension(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
    ) throws(HTTPError) -> Int {
        var index = skipBlanks(bytes, start, end)
        guard index < end, bytes[index] == UInt8(ascii: ";") else { throw .bad("A chunk size has bytes after it.") }
        index = skipBlanks(bytes, index + 1, end)
        let name = index
        index = skipToken(bytes, index, end)
        guard index > name else { throw .bad("A chunk extension has no name.") }
        let equals = skipBlanks(bytes, index, end)
        guard equals < end, bytes[equals] == UInt8(ascii: "=") else { return index }
        index = skipBlanks(bytes, equals + 1, end)
        let value = index
        if index < end, bytes[index] == UInt8(ascii: "\"") {
            index += 1
            while index < end, bytes[index] != UInt8(ascii: "\"") {
                if bytes[index] == UInt8(ascii: "\\") { index += 1 }
                guard index < end, bytes[index].isFieldValueByte else { throw .bad("A chunk extension is invalid.") }
                index += 1
            }
            guard index < end else { throw .bad("A chunk extension does not end its quotes.") }
            return index + 1
        }
        index = skipToken(bytes, index, end)
        guard index > value else { throw .bad("A chunk extension has no value.") }
        return index
    }

    private static func skipBlanks(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        var index = start
        while index < end, bytes[index].isBlank { index += 1 }
        return index
    }

    private static func skipToken(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        var index = start
        while index < end, bytes[index].isTokenByte { index += 1 }
        return index
    }
}
