/// What a start line must know to be read by the scanner: a request line or a status line.
protocol StartLine: Sendable {
    init()
    /// Reads the line `start..<end`, without its CRLF.
    mutating func parse(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) throws(HTTPError)
    /// Whether a line can begin with this byte.
    static func canBegin(with byte: UInt8) -> Bool
}

/// Reads a head line by line as its bytes arrive; all positions count from the first byte of the head.
///
/// Each byte is searched once, and every refusal depends on the bytes alone, not on how they were split.
struct HeadScanner<Line: StartLine>: Sendable {
    private(set) var line = Line()
    private(set) var slots: [FieldSlot] = []
    private(set) var facts = FieldFacts()
    private var hasStartLine = false
    private var lineStart = 0
    private var searched = 0
    private var emptyLines = 0

    enum Outcome { case needsMore, emptyLine, complete(length: Int) }

    /// Reads on in `bytes`, which begins where the head begins.
    ///
    /// `emptyLine`: a CRLF before the start line; the caller drops those two bytes.
    mutating func scan(
        _ bytes: UnsafeBufferPointer<UInt8>, _ limits: HTTPLimits
    ) throws(HTTPError) -> Outcome {
        while true {
            let limit = hasStartLine ? limits.headBytes : min(limits.headBytes, limits.startLineBytes)
            guard let feed = bytes.first(0x0a, from: searched, to: min(bytes.count, limit)) else {
                guard bytes.count < limit else { throw tooLong() }
                searched = bytes.count
                // What is no HTTP at all is refused at once: it may never send a line end.
                if !hasStartLine, let first = bytes.first, first == 0x0d ? bytes.count > 1 : !Line.canBegin(with: first)
                {
                    throw .bad("A message begins with the byte \(first).")
                }
                return .needsMore
            }
            guard feed > lineStart, bytes[feed &- 1] == 0x0d else { throw .bad("A line ends without CR.") }
            let (start, end) = (lineStart, feed &- 1)
            if hasStartLine {
                guard end > start else { return .complete(length: feed &+ 1) }
                guard slots.count < limits.fields else {
                    throw HTTPError(.requestHeaderFieldsTooLarge, "There are more than \(limits.fields) fields.")
                }
                let slot = try FieldLine.parse(bytes, start, end)
                try facts.note(slot, in: bytes)
                slots.append(slot)
            } else if end == start {
                emptyLines += 1
                guard emptyLines <= limits.leadingEmptyLines else { throw .bad("A message begins with empty lines.") }
                searched = 0
                return .emptyLine
            } else {
                try line.parse(bytes, start, end)
                hasStartLine = true
                slots.reserveCapacity(16)
            }
            lineStart = feed &+ 1
            searched = lineStart
        }
    }

    private func tooLong() -> HTTPError {
        hasStartLine
            ? HTTPError(.requestHeaderFieldsTooLarge, "The head is too long.")
            : HTTPError(.uriTooLong, "The start line is too long.")
    }
}
