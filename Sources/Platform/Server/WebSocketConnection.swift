import HTTP
import Reactor
import Synchronization
import Web
import WebSocket

/// One open WebSocket, small because a server has tens of thousands of them; owned by its loop's thread.
final class WebSocketConnection: ConnectionDelegate, Socket, StopsGracefully, @unchecked Sendable {
    // Safe because everything is touched on the loop's thread alone.

    private enum State { case open, closing, closed }

    // With so much unsent, nothing is read that would ask for more.
    private static let mostUnsent = 262_144

    private let connection: Connection
    private let home: ServerLoop
    private var handler: (any SocketHandler)?
    private var parser: FrameParser
    private var timer: Timer?
    private var state = State.open
    private var isPaused = false
    private var unanswered = 0
    private var bytesSeen: UInt64 = 0
    private var closeCode: UInt16?
    private let queueLimit: Int

    init(_ connection: Connection, _ handler: any SocketHandler, _ home: ServerLoop, messageLimitBytes: Int) {
        (self.connection, self.handler, self.home) = (connection, handler, home)
        parser = FrameParser(role: .server, maximumMessageBytes: messageLimitBytes)
        // Where messages may be longer than usual, so may what is sent back.
        let long = messageLimitBytes > Route.usualBodyLimitBytes ? messageLimitBytes * 2 : 0
        queueLimit = max(home.core.options.socketQueueBytes, long)
        // The bound is ours to keep, and what is said at it has to fit.
        connection.queueLimit = .max
        home.core.sockets.wrappingAdd(1, ordering: .relaxed)
    }

    /// Goes on where the handshake ended, with what came behind it.
    func begin(_ early: [UInt8]) {
        let timer = Timer(on: connection.loop) { [unowned self] in timeIsUp() }
        self.timer = timer
        timer.start(after: home.core.options.pingInterval)
        handler?.opened(self)
        if home.isStopping { close(1001, "stopping") }
        early.withUnsafeBytes { if !$0.isEmpty { received($0, on: connection) } }
    }

    // MARK: Socket

    var loopIndex: Int { connection.loop.index }
    var queuedBytes: Int { connection.queuedBytes }

    func sendText(_ json: [UInt8]) {
        guard state == .open else { return }
        if json.count < 16_384 {
            connection.append { FrameWriter.text(json, into: &$0) }
        } else {
            var frame: [UInt8] = []
            FrameWriter.text(json, into: &frame)
            connection.write(frame)
        }
        watchQueue()
    }

    func sendFrames(_ frames: [UInt8]) {
        guard state == .open else { return }
        connection.write(frames)
        watchQueue()
    }

    func close(_ code: UInt16, _ reason: String) {
        guard state == .open else { return }
        connection.append { FrameWriter.close(CloseCode(rawValue: code), reason, into: &$0) }
        closeCode = code
        state = .closing
        // What still comes is only looked through for the answer.
        resume()
        timer?.cancel()
        timer?.start(after: home.core.options.closeTimeout)
    }

    private func watchQueue() {
        if connection.queuedBytes > queueLimit {
            // Spread over some seconds, so that those who come back do not all come at once.
            close(4001, "resume after \(Int.random(in: 100...3_000))")
        } else if connection.queuedBytes > Self.mostUnsent, !isPaused {
            isPaused = true
            connection.pauseReading()
        }
    }

    private func resume() {
        guard isPaused else { return }
        isPaused = false
        connection.resumeReading()
    }

    // MARK: What the connection tells

    func received(_ bytes: UnsafeRawBufferPointer, on connection: Connection) {
        guard state != .closed else { return }
        unanswered = 0
        parser.append(bytes)
        do throws(WebSocketError) {
            while state != .closed, let event = try parser.next() { take(event) }
        } catch {
            let code = error.closeCode
            if state == .open { connection.append { FrameWriter.close(code, error.reason, into: &$0) } }
            finish(code.rawValue, lingering: true)
        }
    }

    private func take(_ event: FrameEvent) {
        switch event {
        case .message(let message): if state == .open { handler?.received(message) }
        case .ping(let payload):
            guard state == .open else { return }
            connection.append { FrameWriter.pong(payload, into: &$0) }
            watchQueue()
        case .pong: break
        case .close(let code, _):
            if state == .open {
                connection.append { FrameWriter.close(code.map(CloseCode.init(rawValue:)), into: &$0) }
                closeCode = code
            }
            finish(closeCode)
        }
    }

    func inputEnded(on connection: Connection) { finish(closeCode) }

    func drained(_ connection: Connection) { resume() }

    func closed(_ connection: Connection, _ reason: Connection.End) {
        tellHandler(closeCode)
        state = .closed
        timer?.cancel()
        timer = nil
        home.core.sockets.wrappingSubtract(1, ordering: .relaxed)
        home.left(connection)
    }

    // MARK: Time

    private func timeIsUp() {
        guard state == .open else { return connection.close() }
        // A slow reader that still takes bytes is alive, though its pongs may not be read just now.
        let bytes = connection.bytesOut
        if bytes != bytesSeen, connection.queuedBytes > 0 { unanswered = 0 }
        bytesSeen = bytes
        guard unanswered < 2 else { return connection.close() }
        unanswered += 1
        connection.append { FrameWriter.ping([], into: &$0) }
        timer?.start(after: home.core.options.pingInterval)
    }

    // MARK: Ending

    func belongs(to home: ServerLoop) -> Bool { self.home === home }

    func serverStops(_ home: ServerLoop) {
        if belongs(to: home) { close(1001, "stopping") }
    }

    /// Both sides have said all there is; the server ends the connection first (RFC 6455 §7.1.1).
    ///
    /// - Parameter lingering: The other side may be sending still.
    private func finish(_ code: UInt16?, lingering: Bool = false) {
        guard state != .closed else { return }
        state = .closed
        closeCode = code
        tellHandler(code)
        connection.closeWhenSent(lingering: lingering)
        timer?.cancel()
        timer?.start(after: home.core.options.closeTimeout)
    }

    private func tellHandler(_ code: UInt16?) {
        guard let handler else { return }
        self.handler = nil
        handler.closed(code: code)
    }
}
