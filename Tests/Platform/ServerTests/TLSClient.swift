import Glibc
import OpenSSL
import Reactor
import TestTools

/// A blocking client that speaks TLS, and counts what it gets in plain bytes.
final class TLSClient: TLSSource {
    let raw: RawClient
    let session: TLSSession
    private let grain: Int
    private var isShaking = false

    struct Refused: Error {
        let progress: TLSSession.Progress
    }

    /// - Parameter grain: Most bytes to send, and to take, at once.
    init(port: UInt16, trusting certificate: String, grain: Int = .max, receiveBuffer: CInt? = nil) throws {
        raw = try RawClient(port: port, receiveBuffer: receiveBuffer)
        session = try TLSSession(client: try TLSContext(trusting: certificate), host: "localhost")
        self.grain = grain
        session.source = self
        var on: CInt = 1
        setsockopt(raw.socket, CInt(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<CInt>.size))
    }

    func receive(into buffer: UnsafeMutableRawBufferPointer) -> TLSReceived {
        // The other side waits for what this one has sealed.
        guard (try? flush()) != nil else { return .failed }
        if isShaking, !session.isOpening { return .nothing }
        let count = recv(raw.socket, buffer.baseAddress, min(buffer.count, grain), 0)
        return count > 0 ? .bytes(count) : count == 0 ? .ended : .failed
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        var done = 0
        while done < bytes.count {
            let progress = bytes.withUnsafeBytes { bytes in
                withUnsafePointer(to: bytes) {
                    session.write(UnsafeBufferPointer(start: $0, count: 1), skipping: done, limit: 65_536)
                }
            }
            try flush()
            guard case .moved(let count) = progress else { throw Refused(progress: progress) }
            done += count
        }
    }

    /// Shakes hands, if that is not done yet.
    func shakeHands() throws {
        isShaking = true
        defer { isShaking = false }
        var buffer = [UInt8](repeating: 0, count: 1)
        let progress = buffer.withUnsafeMutableBytes { session.read(into: $0) }
        try flush()
        guard progress == .needsInput else { throw Refused(progress: progress) }
    }

    /// Some bytes; none when the other side has properly ended.
    func takeSome() throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let progress = buffer.withUnsafeMutableBytes { session.read(into: $0) }
        try flush()
        switch progress {
        case .moved(let count): return Array(buffer[..<count])
        case .ended(properly: true): return []
        default: throw Refused(progress: progress)
        }
    }

    /// Everything up to the other side's proper end.
    func restBytes() throws -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let some = try takeSome()
            guard !some.isEmpty else { return all }
            all += some
        }
    }

    /// Everything up to the other side's proper end, as text.
    func rest() throws -> String { String(decoding: try restBytes(), as: UTF8.self) }

    private func flush() throws {
        while session.unsent > 0 {
            var failure: (any Error)?
            session.send { sealed in
                let some = Array(sealed.prefix(grain))
                do { try raw.send(some) } catch { failure = error }
                return some.count
            }
            if let failure { throw failure }
        }
    }
}

/// Runs the `openssl` command and gives back all that it says.
func openssl(_ arguments: [String], saying input: String = "") throws -> String {
    try Command(Command.openssl, arguments, saying: input).said
}
