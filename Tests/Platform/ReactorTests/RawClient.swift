import Glibc
import Reactor

/// A blocking socket on the test's own thread: what a peer does, and nothing more.
final class RawClient: @unchecked Sendable {
    // Safe because a test uses it from one thread at a time.
    let socket: CInt
    private var open = true

    init(port: UInt16) throws {
        socket = try system("socket") { Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0) }
        guard let address = SocketAddress(literal: "127.0.0.1", port: port) else { throw ClientGaveUp() }
        var patience = timeval(tv_sec: 300, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let socket = socket
        try system("connect") { address.withSockaddr { Glibc.connect(socket, $0, $1) } }
    }

    deinit { close() }

    func close() {
        if open { Glibc.close(socket) }
        open = false
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { rest in
                Glibc.send(socket, rest.baseAddress?.advanced(by: sent), rest.count - sent, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw ClientGaveUp() }
            sent += count
        }
    }

    func endOutput() { shutdown(socket, CInt(SHUT_WR)) }

    /// The next bytes; empty at the end of the stream.
    func receiveSome() throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count >= 0 else { throw ClientGaveUp() }
        return Array(buffer[..<count])
    }

    func receive(_ count: Int) throws -> [UInt8] {
        var all: [UInt8] = []
        while all.count < count {
            let some = try receiveSome()
            guard !some.isEmpty else { throw ClientGaveUp() }
            all += some
        }
        return all
    }

    func receiveToEnd() throws -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let some = try receiveSome()
            guard !some.isEmpty else { return all }
            all += some
        }
    }
}

struct ClientGaveUp: Error {}

/// Runs a group for the test and stops it after.
func withGroup<Result>(_ count: Int = 1, _ body: (EventLoopGroup) async throws -> Result) async throws -> Result {
    let group = try EventLoopGroup(count: count)
    do {
        let result = try await body(group)
        await group.stop(within: .zero)
        return result
    } catch {
        await group.stop(within: .zero)
        throw error
    }
}

extension EventLoop {
    /// Runs `body` on the loop and waits for what it returns.
    func run<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in execute { continuation.resume(returning: body()) } }
    }
}
