import HTTP
import Reactor
import WebSocket

/// A WebSocket to a server, on a loop; from any task.
///
/// It answers pings by itself, and drops the connection when nobody holds it any more.
package final class WebSocketClient: Sendable {
    private let core: WebSocketCore

    private init(_ core: WebSocketCore) { self.core = core }

    deinit { core.cut() }

    /// Opens "ws://127.0.0.1:8080/ws?token=…".
    ///
    /// - Throws: ``ClientError/refused(_:)`` with the server's answer when it is anything but a WebSocket.
    package static func connect(
        _ url: String, headers: [(String, String)] = [], on loop: EventLoop, options: ClientOptions = ClientOptions()
    ) async throws -> WebSocketClient {
        let address = try ClientAddress(url)
        let core = try await address.connect(on: loop, options) { WebSocketCore($0, options) }
        let client = WebSocketClient(core)
        try await withTaskCancellationHandler {
            try await core.open(address, headers)
        } onCancel: {
            core.cut()
        }
        return client
    }

    /// Sends a text; returns when it is queued, or below the high-water mark when the server reads slowly.
    package func send(_ text: String) async throws { try await send(.text(Array(text.utf8))) }

    /// Sends a message; `.text` must be UTF-8.
    package func send(_ message: Message) async throws {
        try await core.send { FrameWriter.message(message, mask: .random(in: .min ... .max), into: &$0) }
    }

    /// Sends a ping; the pong is not handed out.
    package func ping(_ payload: [UInt8] = []) async throws {
        try await core.send { FrameWriter.ping(payload, mask: .random(in: .min ... .max), into: &$0) }
    }

    /// Sends bytes as they are: for tests that break the protocol.
    package func sendRaw(_ bytes: [UInt8]) async throws { try await core.send { $0 += bytes } }

    /// The next message; nil after a close frame, whose content ``closing`` tells.
    ///
    /// - Throws: ``ClientError/connectionLost(beforeAnswer:)`` when the connection ended without a close frame.
    package func receive() async throws -> Message? { try await core.channel.next() }

    /// What the server's close frame said; nil until it came.
    package var closing: (code: UInt16?, reason: String)? { core.closing.withLock { $0 } }

    /// Stops reading from the socket, so that the server sees a slow client.
    package func pauseReading() { core.setReading(false) }

    /// Reads on after ``pauseReading()``.
    package func resumeReading() { core.setReading(true) }

    /// Sends a close frame, waits for the server's and for the end of the connection; messages on the way are dropped.
    package func close(_ code: CloseCode? = .normal, _ reason: String = "") async { await core.close(code, reason) }

    /// Drops the TCP connection at once, without a close frame.
    package func cut() { core.cut() }
}
