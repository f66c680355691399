/// `HTTP-version SP status-code SP [ reason-phrase ]` (RFC 9112 §4).
struct StatusLine: StartLine {
    private(set) var minorVersion = 1
    private(set) var code = 0

    static func canBegin(with byte: UInt8) -> Bool { byte == UInt8(ascii: "H") }

    mutating func parse(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) throws(HTTPError) {
        // The space after the code may be missing: some servers leave it out together with the reason.
        guard end - start >= 12, bytes[start + 8] == 0x20, end - start == 12 || bytes[start + 12] == 0x20 else {
            throw .bad("A status line is not a version, a code and a reason.")
        }
        minorVersion = try HTTPVersion.minor(bytes, start, start + 8)
        for index in start + 9..<start + 12 {
            guard bytes[index].isDigit else { throw .bad("A status code has three digits.") }
            code = code * 10 + Int(bytes[index] - 0x30)
        }
        guard code >= 100, bytes.firstOutsideFieldValue(from: start + 12, to: end) == end else {
            throw .bad("A status line is invalid.")
        }
    }
}

/// The head of a response.
package struct ResponseHead: Sendable {
    /// The status, known or not.
    package let status: Status
    /// The fields.
    package let headers: Headers
    /// 1, or 0 for an HTTP/1.0 server.
    package let minorVersion: Int
    /// Whether the connection can be used again after this response.
    package let keepAlive: Bool
}

/// A part of what a server answers.
package enum ResponsePart: Sendable {
    /// A 1xx response before the final one; 101 comes as a head.
    case informational(ResponseHead)
    /// The final head, and how long its body is.
    case head(ResponseHead, BodyFraming)
    /// Some bytes of the body, never none.
    case body([UInt8])
    /// The response is complete.
    case end
}

/// Responses out of bytes, for clients; owned by one connection.
package struct ResponseParser: Sendable {
    private enum State: Sendable { case head, body, failed(HTTPError) }

    private let limits: HTTPLimits
    private var input = InputBuffer()
    private var scanner = HeadScanner<StatusLine>()
    private var decoder = BodyDecoder(.none)
    private var state = State.head
    private var method = Method.get

    /// A parser at the beginning of a connection.
    package init(limits: HTTPLimits = HTTPLimits()) { self.limits = limits }

    /// Bytes received and not yet handed out.
    package var buffered: Int { input.count }

    /// Says what the next response answers: that to HEAD has no body, that to CONNECT none either.
    package mutating func expect(_ method: Method) { self.method = method }

    /// Adds received bytes.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) { input.append(bytes) }

    /// Takes all bytes after the last part, when another protocol takes over.
    package mutating func takeRemainder() -> [UInt8] { input.take(input.count) }

    /// The next part, or nil when more bytes are needed.
    package mutating func next() throws(HTTPError) -> ResponsePart? {
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

    /// Says that the connection ended: the end of a body without a length, else a fault unless between responses.
    ///
    /// Call it after `next()` has returned nil.
    package mutating func finish() throws(HTTPError) -> ResponsePart? {
        switch state {
        case .head where input.count == 0: return nil
        case .body where decoder.endsWithConnection:
            state = .head
            return .end
        case .failed(let error): throw error
        case .head, .body: throw .bad("The connection ended within a response.")
        }
    }

    private mutating func nextHead() throws(HTTPError) -> ResponsePart? {
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

    private mutating func finishHead(_ length: Int) throws(HTTPError) -> ResponsePart {
        let (line, facts) = (scanner.line, scanner.facts)
        let status = Status(line.code)
        let asked = try facts.framing(minorVersion: line.minorVersion)
        let tunnels = method == .connect && status.isSuccess
        let framing = status.forbidsBody || method == .head || tunnels ? .none : asked ?? .untilClose
        let (bytes, base) = input.takeHead(length)
        let reusable = !facts.close && (line.minorVersion > 0 || facts.keepAlive) && framing != .untilClose
        let head = ResponseHead(
            status: status, headers: Headers(bytes: bytes, base: base, slots: scanner.slots),
            minorVersion: line.minorVersion, keepAlive: reusable)
        scanner = HeadScanner()
        if status.code < 200, status != .switchingProtocols { return .informational(head) }
        decoder = BodyDecoder(framing)
        state = .body
        return .head(head, framing)
    }

    private mutating func nextBody() throws(HTTPError) -> ResponsePart? {
        switch try decoder.next(&input, limits) {
        case .needsMore: return nil
        case .bytes(let bytes): return .body(bytes)
        case .end:
            state = .head
            return .end
        }
    }
}
