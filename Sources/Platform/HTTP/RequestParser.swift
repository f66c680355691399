/// A part of a message, in order: one head, any number of bodies' bytes, one end.
package enum HTTPPart: Sendable {
    /// The head, and how long the body that follows is.
    case head(RequestHead, BodyFraming)
    /// Some bytes of the body, never none.
    case body([UInt8])
    /// The message is complete; the next call reads the next one.
    case end
}

/// Requests out of bytes, strict wherever leniency would let a request be smuggled; owned by one connection.
///
/// It is pulled: pipelined requests wait in it until `next()` is called again. After an error it repeats that error.
package struct RequestParser: Sendable {
    private enum State: Sendable { case head, body, failed(HTTPError) }

    private let limits: HTTPLimits
    private var input = InputBuffer()
    private var scanner = HeadScanner<RequestLine>()
    private var decoder = BodyDecoder(.none)
    private var state = State.head

    /// A parser at the beginning of a connection.
    package init(limits: HTTPLimits = HTTPLimits()) { self.limits = limits }

    /// Bytes received and not yet handed out.
    package var buffered: Int { input.count }

    /// Whether a request has begun and is not complete: what the head and body time-outs ask.
    package var isInsideMessage: Bool {
        if case .body = state { return true }
        return input.count > 0
    }

    /// Adds received bytes.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) { input.append(bytes) }

    /// Takes all bytes after the last part, when another protocol takes over.
    package mutating func takeRemainder() -> [UInt8] { input.take(input.count) }

    /// The next part, or nil when more bytes are needed.
    package mutating func next() throws(HTTPError) -> HTTPPart? {
        do throws(HTTPError) {
            switch state {
            case .head: return try nextHead()
            case .body: return try nextBody()
            case .failed(let error): throw error
            }
        } catch {
            state = .failed(error)
            throw error
        }
    }

    private mutating func nextHead() throws(HTTPError) -> HTTPPart? {
        while input.count > 0 {
            let (bytes, start, limits) = (input.bytes, input.start, limits)
            let outcome = try bytes.withUnsafeBufferPointer { (all) throws(HTTPError) in
                try scanner.scan(UnsafeBufferPointer(rebasing: all[start...]), limits)
            }
            switch outcome {
            case .needsMore: return nil
            case .emptyLine: input.consume(2)
            case .complete(let length): return try finishHead(length)
            }
        }
        return nil
    }

    private mutating func finishHead(_ length: Int) throws(HTTPError) -> HTTPPart {
        let (line, facts) = (scanner.line, scanner.facts)
        if line.minorVersion > 0, facts.host == nil { throw .bad("There is no Host field (RFC 9112 §3.2).") }
        let framing = try facts.framing(minorVersion: line.minorVersion) ?? .none
        if line.minorVersion > 0, facts.expectation == .unknown {
            throw HTTPError(.expectationFailed, "No expectation but 100-continue can be met.")
        }
        let (bytes, base) = input.takeHead(length)
        let head = RequestHead(
            line: line, facts: facts, headers: Headers(bytes: bytes, base: base, slots: scanner.slots),
            hasBody: framing != .none)
        scanner = HeadScanner()
        decoder = BodyDecoder(framing)
        state = .body
        return .head(head, framing)
    }

    private mutating func nextBody() throws(HTTPError) -> HTTPPart? {
        switch try decoder.next(&input, limits) {
        case .needsMore: return nil
        case .bytes(let bytes): return .body(bytes)
        case .end:
            state = .head
            return .end
        }
    }
}
