import HTTP

/// Messages and control frames out of bytes, by RFC 6455 to the letter; owned by one connection.
///
/// A breach is found at its first byte: a text that stops being UTF-8 fails within its frame.
/// After an error it repeats that error; after a close frame it says no more.
package struct FrameParser: Sendable {
    /// Which end of the connection parses: a server wants masked frames, a client wants them bare.
    package enum Role: Sendable {
        /// Reads what a client sent.
        case server
        /// Reads what a server sent.
        case client
    }

    private enum State: Sendable { case header, payload(FrameHeader), closed, failed(WebSocketError) }

    private let role: Role
    private let maximumMessageBytes: Int
    private var input = InputBuffer()
    private var state = State.header
    /// The message that is being put together, and its kind; nil between messages.
    private var message: [UInt8] = []
    private var kind: Opcode?
    private var validator = UTF8Validator()
    /// How much of the current frame's payload is in `message`.
    private var received = 0

    /// A parser at the beginning of a connection.
    ///
    /// - Parameter maximumMessageBytes: A message that will be longer is refused by its header already (1009).
    package init(role: Role, maximumMessageBytes: Int) {
        self.role = role
        self.maximumMessageBytes = maximumMessageBytes
    }

    /// Bytes received and not yet handed out.
    package var buffered: Int { input.count + message.count }

    /// Adds received bytes.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        switch state {
        case .header, .payload: input.append(bytes)
        case .closed, .failed: break
        }
    }

    /// The next event, or nil when more bytes are needed.
    package mutating func next() throws(WebSocketError) -> FrameEvent? {
        do throws(WebSocketError) {
            while true {
                switch state {
                case .header:
                    guard let header = try nextHeader() else { return nil }
                    state = .payload(header)
                case .payload(let header):
                    let isComplete = try header.opcode.isControl ? input.count >= header.length : takeData(of: header)
                    guard isComplete else { return nil }
                    state = .header
                    if let event = try header.opcode.isControl ? control(header) : endFrame(header) { return event }
                case .closed: return nil
                case .failed(let error): throw error
                }
            }
        } catch {
            state = .failed(error)
            (input, message) = (InputBuffer(), [])
            throw error
        }
    }

    private mutating func nextHeader() throws(WebSocketError) -> FrameHeader? {
        let (start, expectsMask) = (input.start, role == .server)
        let header = try input.bytes.withUnsafeBufferPointer { (all) throws(WebSocketError) in
            try FrameHeader.parse(UnsafeBufferPointer(rebasing: all[start...]), expectsMask: expectsMask)
        }
        guard let header else { return nil }
        switch header.opcode {
        case .continuation:
            guard kind != nil else { throw WebSocketError(.protocolError, "There is nothing to continue.") }
        case .text, .binary:
            guard kind == nil else { throw WebSocketError(.protocolError, "A message begins within another.") }
            kind = header.opcode
            validator = UTF8Validator()
        case .close, .ping, .pong: break
        }
        if !header.opcode.isControl, header.length > maximumMessageBytes - message.count {
            throw WebSocketError(.messageTooBig, "A message is longer than \(maximumMessageBytes) bytes.")
        }
        input.consume(header.size)
        received = 0
        return header
    }

    /// Moves what has arrived of a data frame to the message, unmasked and checked; true at the frame's end.
    private mutating func takeData(of header: FrameHeader) throws(WebSocketError) -> Bool {
        let count = min(input.count, header.length - received)
        guard count > 0 else { return received == header.length }
        let from = message.count
        if from == 0 {
            message = input.take(count)
        } else {
            message.append(contentsOf: input.bytes[input.start..<input.start + count])
            input.consume(count)
        }
        var (check, isValid) = (validator, true)
        let (offset, isText) = (received, kind == .text)
        message.withUnsafeMutableBytes { all in
            let fresh = UnsafeMutableRawBufferPointer(rebasing: all[from...])
            if let key = header.key { Mask.apply(key, offset: offset, to: fresh) }
            if isText { isValid = check.accept(UnsafeBufferPointer(fresh.assumingMemoryBound(to: UInt8.self))) }
        }
        validator = check
        guard isValid else { throw WebSocketError(.invalidPayload, "A text is not UTF-8.") }
        received += count
        return received == header.length
    }

    private mutating func endFrame(_ header: FrameHeader) throws(WebSocketError) -> FrameEvent? {
        guard header.isFinal else { return nil }
        guard validator.isComplete else { throw WebSocketError(.invalidPayload, "A text ends within a character.") }
        let (whole, isText) = (message, kind == .text)
        (message, kind) = ([], nil)
        return .message(isText ? .text(whole) : .binary(whole))
    }

    private mutating func control(_ header: FrameHeader) throws(WebSocketError) -> FrameEvent? {
        var payload = input.take(header.length)
        if let key = header.key { payload.withUnsafeMutableBytes { Mask.apply(key, offset: 0, to: $0) } }
        switch header.opcode {
        case .ping: return .ping(payload)
        case .pong: return .pong(payload)
        default: break
        }
        (state, input, message) = (.closed, InputBuffer(), [])
        guard !payload.isEmpty else { return .close(code: nil, reason: []) }
        guard payload.count > 1 else { throw WebSocketError(.protocolError, "A close frame has half a code.") }
        let code = CloseCode(rawValue: UInt16(payload[0]) << 8 | UInt16(payload[1]))
        guard code.mayBeSent else { throw WebSocketError(.protocolError, "A close frame has the code \(code).") }
        let reason = Array(payload[2...])
        guard UTF8Check.firstFault(in: reason) == nil else {
            throw WebSocketError(.invalidPayload, "A close reason is not UTF-8.")
        }
        return .close(code: code.rawValue, reason: reason)
    }
}
