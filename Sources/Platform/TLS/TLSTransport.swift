import Glibc
import OpenSSL
import Reactor

/// A connection's bytes through TLS; owned by the connection.
///
/// All that is written in one turn becomes few records and goes out with one system call. OpenSSL keeps no buffers
/// between two turns, so that an idle connection stays small.
package final class TLSTransport: Transport, TLSSource {
    // As much at once as a connection sends in one turn; a multiple of a record.
    private static let batch = 131_072

    private let session: TLSSession
    private var socket: CInt = -1
    // How many bytes at the head of the connection's queue are sealed already, though not all of that is sent.
    private var ahead = 0
    private var receiveError: CInt = 0

    /// Takes over a session that nobody has used.
    package init(_ session: TLSSession) {
        self.session = session
        session.source = self
    }

    /// Makes what a client speaks through with the host that it names, whose certificate must be good for that name.
    ///
    /// - Parameter trusted: A PEM file of roots to believe, instead of the system's or those of `SSL_CERT_FILE`.
    package static func towardsHosts(
        trusting trusted: String? = nil
    ) throws(TLSError) -> @Sendable (_ host: String) throws -> any Transport {
        let context = try TLSContext(trusting: trusted)
        return { TLSTransport(try TLSSession(client: context, host: $0)) }
    }

    /// What the two sides have agreed on.
    package var agreed: TLSSession { session }

    /// Why the other side was refused.
    package var fault: String? { session.refusal }

    /// Whether the handshake goes on.
    package var isOpening: Bool { session.isOpening }

    /// Whether there are plain bytes to be had, or bytes of the handshake to be sent first.
    package var holdsInput: Bool { session.holdsInput || owesHandshake }

    private var owesHandshake: Bool { ahead == 0 && session.unsent > 0 }

    /// Takes what has come, and answers the other side's handshake.
    package func read(_ socket: CInt, into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        self.socket = socket
        if owesHandshake {
            if case .failed(let code) = flush() { return .failed(code) }
            if owesHandshake { return .blocked(.write) }
        }
        let progress = session.read(into: buffer)
        if owesHandshake { _ = flush() }  // A failure is met again by the next call.
        switch progress {
        case .moved(let count): return .moved(count)
        case .needsInput: return .blocked(owesHandshake ? .write : .read)
        // Requests say themselves where they end; an answer can be cut short by anybody on the way.
        case .ended(let properly): return properly || session.isServer ? .ended : .failed(ECONNRESET)
        case .failed(.source): return .failed(receiveError)
        case .failed(.refused): return .failed(EPROTO)
        case .failed(.plainHTTP):
            _ = Self.plainAnswer.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            return .failed(EPROTO)
        }
    }

    /// Seals the pieces and sends them.
    ///
    /// What is sealed cannot be taken back. So while some of it waits for the socket, the queue keeps at least one byte
    /// of it, and thereby asks again.
    package func write(_ socket: CInt, _ pieces: UnsafeBufferPointer<UnsafeRawBufferPointer>) -> Transfer {
        self.socket = socket
        var moved = 0
        if session.unsent > 0 {
            guard case .moved(let sent) = flush() else { return .failed(sendError) }
            if session.unsent > 0 { return report(0, sent) }
            (moved, ahead) = (ahead, 0)
        }
        switch session.write(pieces, skipping: moved, limit: Self.batch) {
        case .moved(let count):
            ahead = count
            guard case .moved(let sent) = flush() else { return .failed(sendError) }
            if session.unsent > 0 { return report(moved, sent) }
            ahead = 0
            return .moved(moved + count)
        case .needsInput:
            guard case .moved = flush() else { return .failed(sendError) }
            if moved > 0 { return .moved(moved) }
            return .blocked(session.unsent > 0 ? .write : .read)
        case .ended: return .ended
        case .failed: return .failed(EPROTO)
        }
    }

    /// Sends a close_notify, if the socket takes it at once.
    package func finish(_ socket: CInt) {
        self.socket = socket
        // Half a record cannot be followed by another.
        if session.unsent > 0 { _ = flush() }
        guard session.unsent == 0 else { return }
        session.close()
        if session.unsent > 0 { _ = flush() }
    }

    /// Called by the session.
    package func receive(into buffer: UnsafeMutableRawBufferPointer) -> TLSReceived {
        switch PlainTransport().read(socket, into: buffer) {
        case .moved(let count): return .bytes(count)
        case .ended: return .ended
        case .blocked: return .nothing
        case .failed(let code):
            receiveError = code
            return .failed
        }
    }

    private func report(_ moved: Int, _ sent: Int) -> Transfer {
        let seen = max(0, min(sent, ahead - 1))
        ahead -= seen
        return moved + seen > 0 ? .moved(moved + seen) : .blocked(.write)
    }

    private var sendError: CInt = 0

    /// Sends what is sealed, as far as the socket takes it.
    private func flush() -> Transfer {
        var count = 0
        var result = Transfer.moved(0)
        session.send { bytes in
            result = withUnsafePointer(to: bytes) {
                PlainTransport().write(socket, UnsafeBufferPointer(start: $0, count: 1))
            }
            if case .moved(let sent) = result { count = sent }
            return count
        }
        switch result {
        case .moved, .blocked: return .moved(count)
        case .failed(let code): sendError = code
        case .ended: sendError = EPIPE
        }
        return .failed(sendError)
    }

    private static let plainAnswer = Array(
        """
        HTTP/1.1 400 Bad Request\r
        Content-Type: text/plain\r
        Content-Length: 27\r
        Connection: close\r
        \r
        This port speaks HTTPS only
        """.utf8)
}
