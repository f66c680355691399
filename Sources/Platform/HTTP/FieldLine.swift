/// One field line of a head or a trailer section (RFC 9112 §5), without its CRLF.
enum FieldLine {
    /// Checks `start..<end` of `bytes` and finds name and value.
    @inline(__always)
    static func parse(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) throws(HTTPError) -> FieldSlot {
        var colon = start
        while colon < end, bytes[colon].isTokenByte { colon &+= 1 }
        guard colon < end, colon > start, bytes[colon] == UInt8(ascii: ":") else {
            throw refusal(bytes, start, colon, end)
        }
        var valueStart = colon &+ 1
        while valueStart < end, bytes[valueStart].isBlank { valueStart &+= 1 }
        let stop = bytes.firstOutsideFieldValue(from: valueStart, to: end)
        guard stop == end else { throw .bad("A field value has the control byte \(bytes[stop]).") }
        var valueEnd = end
        while valueEnd > valueStart, bytes[valueEnd &- 1].isBlank { valueEnd &-= 1 }
        return FieldSlot(start, colon, valueStart, valueEnd)
    }

    private static func refusal(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ stop: Int, _ end: Int
    ) -> HTTPError {
        if stop == end { return .bad("A field line has no colon.") }
        if stop == start {
            return bytes[start].isBlank
                ? .bad("A line begins with a blank: folded fields are obsolete (RFC 9112 §5.2).")
                : .bad("A field name is empty or begins with the byte \(bytes[start]).")
        }
        return bytes[stop].isBlank
            ? .bad("A blank stands before the colon of a field (RFC 9112 §5.1).")
            : .bad("A field name has the byte \(bytes[stop]).")
    }
}

/// What the fields of a head say about framing and the connection, gathered as they are read.
struct FieldFacts: Sendable {
    enum Expectation: Sendable { case none, proceed, unknown }

    private(set) var host: FieldSlot?
    private(set) var contentLength: Int64?
    private(set) var hasTransferEncoding = false
    private(set) var close = false
    private(set) var keepAlive = false
    private(set) var upgrade = false
    private(set) var expectation = Expectation.none
    private var endsWithChunked = false
    private var chunkedCount = 0
    private var otherCodings = false

    /// Looks at one field; by the length of its name first, for most fields say nothing of interest.
    @inline(__always)
    mutating func note(_ slot: FieldSlot, in bytes: UnsafeBufferPointer<UInt8>) throws(HTTPError) {
        switch slot.nameEnd &- slot.nameStart {
        case 4, 6, 10, 14, 17: try noteKnown(slot, bytes)
        default: break
        }
    }

    private mutating func noteKnown(
        _ slot: FieldSlot, _ bytes: UnsafeBufferPointer<UInt8>
    ) throws(HTTPError) {
        let (nameStart, nameEnd) = (Int(slot.nameStart), Int(slot.nameEnd))
        let (start, end) = (Int(slot.valueStart), Int(slot.valueEnd))
        if bytes.equals("host", from: nameStart, to: nameEnd) {
            guard host == nil else { throw .bad("There are two Host fields (RFC 9112 §3.2).") }
            guard Authority.isValid(bytes, start, end) else { throw .bad("The Host field is no host and port.") }
            host = slot
        } else if bytes.equals("content-length", from: nameStart, to: nameEnd) {
            guard contentLength == nil else { throw .bad("There are two Content-Length fields.") }
            contentLength = try Self.length(bytes, start, end)
        } else if bytes.equals("transfer-encoding", from: nameStart, to: nameEnd) {
            hasTransferEncoding = true
            Self.forEachElement(bytes, start, end) { from, to in
                let isChunked = bytes.equals("chunked", from: from, to: to)
                chunkedCount += isChunked ? 1 : 0
                otherCodings = otherCodings || !isChunked
                endsWithChunked = isChunked
            }
        } else if bytes.equals("connection", from: nameStart, to: nameEnd) {
            Self.forEachElement(bytes, start, end) { from, to in
                if bytes.equals("close", from: from, to: to) { close = true }
                if bytes.equals("keep-alive", from: from, to: to) { keepAlive = true }
                if bytes.equals("upgrade", from: from, to: to) { upgrade = true }
            }
        } else if bytes.equals("expect", from: nameStart, to: nameEnd) {
            let known = bytes.equals("100-continue", from: start, to: end)
            expectation = known && expectation != .unknown ? .proceed : .unknown
        }
    }

    /// The framing that the fields of a request or response with these fields ask for, or nil when they say nothing.
    func framing(minorVersion: Int) throws(HTTPError) -> BodyFraming? {
        guard hasTransferEncoding else { return contentLength.map { $0 == 0 ? .none : .length($0) } }
        guard minorVersion > 0 else { throw .bad("HTTP/1.0 has no Transfer-Encoding (RFC 9112 §6.1).") }
        guard contentLength == nil else { throw .bad("Transfer-Encoding and Content-Length exclude each other.") }
        guard endsWithChunked, chunkedCount == 1 else {
            throw .bad("The last transfer coding must be chunked, once (RFC 9112 §6.3).")
        }
        guard !otherCodings else {
            throw HTTPError(.notImplemented, "No transfer coding but chunked is understood.")
        }
        return .chunked
    }

    private static func length(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
    ) throws(HTTPError) -> Int64 {
        guard start < end else { throw .bad("Content-Length is empty.") }
        var value: Int64 = 0
        for index in start..<end {
            guard bytes[index].isDigit else { throw .bad("Content-Length is not made of digits alone.") }
            let (tens, over) = value.multipliedReportingOverflow(by: 10)
            let (sum, more) = tens.addingReportingOverflow(Int64(bytes[index] &- 0x30))
            guard !over, !more else { throw .bad("Content-Length is beyond 2^63.") }
            value = sum
        }
        return value
    }

    /// Calls `body` with each element of a comma-separated value, blanks trimmed, empty ones too.
    private static func forEachElement(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, _ body: (Int, Int) -> Void
    ) {
        var from = start
        while true {
            let comma = bytes.first(UInt8(ascii: ","), from: from, to: end) ?? end
            var (left, right) = (from, comma)
            while left < right, bytes[left].isBlank { left &+= 1 }
            while right > left, bytes[right &- 1].isBlank { right &-= 1 }
            body(left, right)
            guard comma < end else { return }
            from = comma &+ 1
        }
    }
}
