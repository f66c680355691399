import Glibc
import HTTP
import Reactor

/// A socket that sends any bytes at all, as no client of ours would, and reads whatever comes back.
final class HostileWire {
    let socket: CInt
    private var parser = ResponseParser()
    private(set) var hasEnded = false

    struct Failure: Error {
        let what: String
    }

    init(_ url: String, patience: Int = 300) throws {
        guard let port = url.split(separator: ":").last.flatMap({ UInt16($0) }),
            let address = SocketAddress(literal: "127.0.0.1", port: port)
        else { throw Failure(what: "no port in \(url)") }
        let socket = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { throw Failure(what: "no socket: \(errno)") }
        self.socket = socket
        var wait = timeval(tv_sec: patience, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        guard address.withSockaddr({ Glibc.connect(socket, $0, $1) }) == 0 else {
            throw Failure(what: "no connection: \(errno)")
        }
    }

    deinit { close(socket) }

    /// Sends what the server will take; one that has closed already takes less.
    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { rest in
                Glibc.send(socket, rest.baseAddress?.advanced(by: sent), rest.count - sent, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    func send(_ text: String) { send(Array(text.utf8)) }

    /// Reads the answers to requests of these methods, or fewer when the connection ends; a breach of the protocol throws.
    func statuses(of methods: [Method] = [.get]) throws -> [Int] {
        var found: [Int] = []
        parser.expect(methods.first ?? .get)
        while true {
            while let part = try parser.next() {
                if case .head(let head, _) = part { found.append(head.status.code) }
                guard case .end = part else { continue }
                guard found.count < methods.count else { return found }
                parser.expect(methods[found.count])
            }
            guard try receive() else { return found }
        }
    }

    /// Reads some bytes into the parser; false at the connection's end.
    private func receive() throws -> Bool {
        let some = try bytes()
        hasEnded = some.isEmpty
        some.withUnsafeBytes { if !$0.isEmpty { parser.append($0) } }
        return !some.isEmpty
    }

    /// Reads some bytes; none at the connection's end.
    func bytes() throws -> [UInt8] {
        var code: CInt = 0
        let some = [UInt8](unsafeUninitializedCapacity: 65_536) { bytes, count in
            let received = recv(socket, bytes.baseAddress, bytes.count, 0)
            code = received < 0 ? errno : 0
            count = max(0, received)
        }
        guard code == 0 else { throw Failure(what: code == ECONNRESET ? "reset" : "no answer: \(code)") }
        return some
    }
}
