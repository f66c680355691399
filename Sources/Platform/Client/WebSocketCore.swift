import HTTP
import Reactor
import WebSocket

/// The loop's part of a ``WebSocketClient``; owned by its loop's thread.
final class WebSocketCore: ConnectionDelegate, @unchecked Sendable {
    // Safe because all that changes is touched on the loop's thread alone; the channel and `closing` have locks.
    private enum Phase {
        case fresh
        case opening(CheckedContinuation<Void, any Error>, key: String)
        case refused(CheckedContinuation<Void, any Error>, ResponseHead, [UInt8])
        case open
        case closing
        case over
    }

    let channel: Channel<Message>
    let closing = Lock<(code: UInt16?, reason: String)?>(nil)
    private let connection: Connection
    private let options: ClientOptions
    private var phase = Phase.fresh
    private var responses: ResponseParser
    private var frames: FrameParser
    private var patience: Timer?
    private var hasSentClose = false
    private var senders: [CheckedContinuation<Void, Never>] = []
    private var closers: [CheckedContinuation<Void, Never>] = []

    init(_ connection: Connection, _ options: ClientOptions) {
        self.connection = connection
        self.options = options
        responses = ResponseParser(limits: options.limits)
        frames = FrameParser(role: .client, maximumMessageBytes: options.messageBytes)
        channel = Channel(bound: options.unreadBytes) { [weak connection] in
            guard let connection else { return }
            connection.loop.execute { if connection.isOpen { connection.resumeReading() } }
        }
    }

    // MARK: From any thread

    func open(_ address: ClientAddress, _ headers: [(String, String)]) async throws {
        let key = Handshake.makeKey()
        var head: [UInt8] = []
        RequestWriter.head(
            .get, address.target, host: address.authority, headers: Handshake.requestHeaders(key: key) + headers,
            into: &head)
        let request = head
        try await withCheckedThrowingContinuation { continuation in
            connection.loop.execute { self.begin(request, key, continuation) }
        }
    }

    func send(_ body: @escaping @Sendable (inout [UInt8]) -> Void) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            connection.loop.execute {
                let isSent = self.isOpen && self.connection.append(body)
                continuation.resume(
                    with: isSent ? .success(()) : .failure(ClientError.connectionLost(beforeAnswer: false)))
            }
        }
        await withCheckedContinuation { continuation in
            connection.loop.execute {
                if self.connection.queuedBytes > Connection.highWater {
                    self.senders.append(continuation)
                } else {
                    continuation.resume()
                }
            }
        }
    }

    func close(_ code: CloseCode?, _ reason: String) async {
        await withCheckedContinuation { continuation in
            connection.loop.execute {
                guard self.connection.isOpen else { return continuation.resume() }
                self.closers.append(continuation)
                self.sayClose(code, reason)
            }
        }
    }

    func cut() { connection.loop.execute { self.connection.close() } }

    func setReading(_ on: Bool) {
        connection.loop.execute {
            guard self.connection.isOpen else { return }
            if on { self.connection.resumeReading() } else { self.connection.pauseReading() }
        }
    }

    // MARK: On the loop

    private var isOpen: Bool { if case .open = phase { connection.isOpen } else { false } }

    private func begin(_ request: [UInt8], _ key: String, _ continuation: CheckedContinuation<Void, any Error>) {
        guard connection.isOpen else {
            return continuation.resume(throwing: ClientError.connectionLost(beforeAnswer: true))
        }
        phase = .opening(continuation, key: key)
        patience = connection.loop.schedule(after: options.requestPatience) { [weak self] in
            self?.end(ClientError.timedOut)
        }
        connection.write(request)
    }

    func received(_ bytes: UnsafeRawBufferPointer, on connection: Connection) {
        switch phase {
        case .open, .closing: readFrames(bytes)
        case .fresh, .over: break
        case .opening, .refused:
            responses.append(bytes)
            do throws(HTTPError) {
                while let part = try responses.next() {
                    if case .over = phase { return }
                    takeAnswer(part)
                    if case .open = phase { return readFrames(responses.takeRemainder()) }
                }
            } catch {
                end(ClientError.malformed(error))
            }
        }
    }

    private func takeAnswer(_ part: ResponsePart) {
        switch (part, phase) {
        case (.head(let head, _), .opening(let continuation, let key)):
            guard Handshake.isAccepted(head, key: key) else {
                return phase = .refused(continuation, head, [])
            }
            phase = .open
            patience?.cancel()
            continuation.resume()
        case (.body(let bytes), .refused(let continuation, let head, let body)):
            phase = .refused(continuation, head, body + bytes)
        case (.end, .refused(_, let head, let body)):
            end(ClientError.refused(ClientResponse(status: head.status, headers: head.headers, body: body)))
        default: break
        }
    }

    private func readFrames(_ bytes: [UInt8]) { bytes.withUnsafeBytes { readFrames($0) } }

    private func readFrames(_ bytes: UnsafeRawBufferPointer) {
        frames.append(bytes)
        do throws(WebSocketError) {
            while connection.isOpen, let event = try frames.next() { take(event) }
        } catch {
            sayClose(error.closeCode, error.reason)
            channel.finish(.failure(ClientError.breach(code: error.closeCode.rawValue, reason: error.reason)))
            connection.closeWhenSent()
        }
    }

    private func take(_ event: FrameEvent) {
        switch event {
        case .message(let message):
            guard case .open = phase else { return }
            if channel.push(message, weight: message.bytes.count + 64) { connection.pauseReading() }
        case .ping(let payload):
            guard case .open = phase else { return }
            connection.append { FrameWriter.pong(payload, mask: .random(in: .min ... .max), into: &$0) }
        case .pong: break
        case .close(let code, let reason):
            closing.withLock { $0 = (code, String(decoding: reason, as: UTF8.self)) }
            channel.finish()
            sayClose(code.map(CloseCode.init(rawValue:)), "")
        }
    }

    /// Sends a close frame unless one was sent, and gives the server its time to end the connection.
    private func sayClose(_ code: CloseCode?, _ reason: String) {
        phase = .closing
        connection.resumeReading()
        guard !hasSentClose else { return }
        hasSentClose = true
        connection.append { FrameWriter.close(code, reason, mask: .random(in: .min ... .max), into: &$0) }
        patience = connection.loop.schedule(after: options.closePatience) { [weak self] in self?.connection.close() }
    }

    private func end(_ error: any Error) {
        switch phase {
        case .opening(let continuation, _), .refused(let continuation, _, _):
            phase = .over
            continuation.resume(throwing: error)
        case .fresh, .open, .closing, .over: phase = .over
        }
        channel.finish(.failure(error))
        connection.close()
    }

    func inputEnded(on connection: Connection) {
        if case .refused(_, let head, let body) = phase, case .end? = try? responses.finish() {
            // Otherwise the answer was cut short, and `closed` says so.
            return end(ClientError.refused(ClientResponse(status: head.status, headers: head.headers, body: body)))
        }
        connection.close()
    }

    func drained(_ connection: Connection) { resumeSenders() }

    func closed(_ connection: Connection, _ reason: Connection.End) {
        patience?.cancel()
        end(ClientError.connectionLost(beforeAnswer: false))
        resumeSenders()
        let waiting = closers
        closers = []
        for closer in waiting { closer.resume() }
    }

    private func resumeSenders() {
        let waiting = senders
        senders = []
        for sender in waiting { sender.resume() }
    }
}
