import Glibc
import HTTP
import Reactor

/// A blocking socket on the test's own thread: what a client does, byte by byte.
final class RawClient: @unchecked Sendable {
    // Safe because a test uses it from one thread at a time.
    let socket: CInt
    private var open = true
    private var buffer: [UInt8] = []

    struct Answer: Sendable {
        var status: Int
        var headers: [String: String]
        var body: [UInt8]
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    struct GaveUp: Error {}

    init(port: UInt16, receiveBuffer: CInt? = nil) throws {
        socket = try system("socket") { Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0) }
        guard let address = SocketAddress(literal: "127.0.0.1", port: port) else { throw GaveUp() }
        var patience = timeval(tv_sec: 300, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        if var size = receiveBuffer {
            setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<CInt>.size))
        }
        let socket = socket
        try system("connect") { address.withSockaddr { Glibc.connect(socket, $0, $1) } }
    }

    deinit { close() }

    func close() {
        if open { _ = Glibc.close(socket) }
        open = false
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { rest in
                Glibc.send(socket, rest.baseAddress?.advanced(by: sent), rest.count - sent, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw GaveUp() }
            sent += count
        }
    }

    func endOutput() { shutdown(socket, CInt(SHUT_WR)) }

    /// GET or another method, without a body, as HTTP/1.1.
    func request(_ method: String = "GET", _ path: String, _ headers: String = "") throws -> Answer {
        try send("\(method) \(path) HTTP/1.1\r\nHost: test\r\n\(headers)\r\n")
        return try answer(to: method)
    }

    /// The next answer, its body by Content-Length, by chunks, or to the end of the connection.
    func answer(to method: String = "GET") throws -> Answer {
        while true {
            let head = try take(through: Array("\r\n\r\n".utf8))
            var lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
            let first = lines.removeFirst().split(separator: " ")
            guard first.count > 1, let status = Int(first[1]) else { throw GaveUp() }
            var headers: [String: String] = [:]
            for line in lines {
                let colon = line.firstIndex(of: ":") ?? line.endIndex
                headers[line[..<colon].lowercased()] = String(line[line.index(colon, offsetBy: 2)...])
            }
            if status == 100 { continue }
            var body: [UInt8] = []
            if method == "HEAD" || status == 204 || status == 304 || status == 101 {
                body = []
            } else if let count = headers["content-length"].flatMap({ Int($0) }) {
                body = try take(count)
            } else if headers["transfer-encoding"] == "chunked" {
                while true {
                    let line = try take(through: [13, 10])
                    let size = Int(String(decoding: line.dropLast(2), as: UTF8.self), radix: 16) ?? 0
                    let chunk = try take(size + 2)
                    guard size > 0 else { break }
                    body += chunk.dropLast(2)
                }
            } else {
                body = try rest()
            }
            return Answer(status: status, headers: headers, body: body)
        }
    }

    func take(_ count: Int) throws -> [UInt8] {
        while buffer.count < count {
            let some = try receiveSome()
            guard !some.isEmpty else { throw GaveUp() }
            buffer += some
        }
        defer { buffer.removeFirst(count) }
        return Array(buffer[..<count])
    }

    /// What is there already, or the next bytes to come.
    func takeSome() throws -> [UInt8] {
        if buffer.isEmpty { buffer = try receiveSome() }
        guard !buffer.isEmpty else { throw GaveUp() }
        defer { buffer = [] }
        return buffer
    }

    func take(through end: [UInt8]) throws -> [UInt8] {
        var searched = 0
        while true {
            if buffer.count >= end.count {
                for start in searched...(buffer.count - end.count)
                where buffer[start..<start + end.count].elementsEqual(end) {
                    return try take(start + end.count)
                }
                searched = buffer.count - end.count + 1
            }
            let some = try receiveSome()
            guard !some.isEmpty else { throw GaveUp() }
            buffer += some
        }
    }

    /// Everything up to the end of the connection.
    func rest() throws -> [UInt8] {
        while true {
            let some = try receiveSome()
            if some.isEmpty {
                defer { buffer = [] }
                return buffer
            }
            buffer += some
        }
    }

    private func receiveSome() throws -> [UInt8] {
        let some = [UInt8](unsafeUninitializedCapacity: 65_536) { bytes, count in
            count = max(-1, recv(socket, bytes.baseAddress, bytes.count - 1, 0)) + 1
        }
        guard !some.isEmpty else { throw GaveUp() }
        return Array(some.dropLast())
    }
}
