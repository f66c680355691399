import HTTP
import Reactor

/// One request and what becomes of its response; owned by the loop of the connection that carries it.
final class Exchange: @unchecked Sendable {
    // Safe because all that changes is touched on one connection's loop alone, after it was handed over.
    enum Sink {
        case whole(CheckedContinuation<ClientResponse, any Error>)
        case stream(CheckedContinuation<ClientStream, any Error>)
    }

    let method: Method
    let bytes: [[UInt8]]
    /// Who waits; nil once told.
    private var sink: Sink?
    private var head: ResponseHead?
    private var body: [UInt8] = []
    private var channel: Channel<[UInt8]>?
    /// Given up before it began.
    var isAbandoned = false

    init(_ method: Method, _ bytes: [[UInt8]]) {
        self.method = method
        self.bytes = bytes
    }

    func begin(_ sink: Sink) { self.sink = sink }

    /// Whether the connection can be used again by what the head says.
    var keepsAlive: Bool { head?.keepAlive ?? false }
    var hasBegun: Bool { head != nil }
    var isStreaming: Bool { channel != nil }

    func took(_ head: ResponseHead, on connection: HTTPConnection, _ options: ClientOptions) {
        self.head = head
        guard case .stream(let continuation)? = sink else { return }
        let channel = Channel<[UInt8]>(bound: options.unreadBytes) { [weak connection] in connection?.resumeReading() }
        self.channel = channel
        sink = nil
        continuation.resume(
            returning: ClientStream(
                status: head.status, headers: head.headers, channel: channel,
                lease: StreamLease { [weak connection] in connection?.abandon(self) }))
    }

    /// Takes a piece of the body; returns whether reading shall pause.
    func took(_ bytes: [UInt8]) -> Bool {
        if let channel { return channel.push(bytes, weight: bytes.count) }
        if body.isEmpty { body = bytes } else { body += bytes }
        return false
    }

    func complete() {
        channel?.finish()
        guard case .whole(let continuation)? = sink, let head else { return }
        sink = nil
        continuation.resume(returning: ClientResponse(status: head.status, headers: head.headers, body: body))
    }

    func fail(_ error: any Error) {
        channel?.finish(.failure(error))
        switch sink {
        case .whole(let continuation)?: continuation.resume(throwing: error)
        case .stream(let continuation)?: continuation.resume(throwing: error)
        case nil: break
        }
        sink = nil
    }
}

/// Gives a streamed response up when nobody can read it any more.
final class StreamLease: Sendable {
    private let abandon: @Sendable () -> Void

    init(_ abandon: @escaping @Sendable () -> Void) { self.abandon = abandon }

    deinit { abandon() }
}

/// A response whose body is read as it comes; the connection waits for who reads it.
package struct ClientStream: AsyncSequence, Sendable {
    /// The status.
    package let status: Status
    /// The fields.
    package let headers: Headers
    let channel: Channel<[UInt8]>
    let lease: StreamLease

    /// Reads the body piece by piece.
    package struct AsyncIterator: AsyncIteratorProtocol {
        let channel: Channel<[UInt8]>
        let lease: StreamLease

        /// The next bytes, never none; nil at the end of the body.
        package mutating func next() async throws -> [UInt8]? { try await channel.next() }
    }

    /// One reader at a time.
    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(channel: channel, lease: lease) }

    /// The rest of the body.
    package func collect() async throws -> [UInt8] {
        var all: [UInt8] = []
        for try await bytes in self { all += bytes }
        return all
    }

    /// The body line by line, without LF or CRLF: for NDJSON and Server-Sent Events.
    package var lines: Lines { Lines(stream: self) }

    /// Lines of a body.
    package struct Lines: AsyncSequence, Sendable {
        let stream: ClientStream

        /// Puts lines together.
        package struct AsyncIterator: AsyncIteratorProtocol {
            var source: ClientStream.AsyncIterator
            var pending: [UInt8] = []
            var read = 0
            var searched = 0

            /// The next line; what is left without a line end at the end of the body is a line too.
            package mutating func next() async throws -> String? {
                while true {
                    if let feed = pending[searched...].firstIndex(of: 0x0a) {
                        let end = feed > read && pending[feed - 1] == 0x0d ? feed - 1 : feed
                        defer {
                            read = feed + 1
                            searched = read
                        }
                        return String(decoding: pending[read..<end], as: UTF8.self)
                    }
                    pending.removeFirst(read)
                    (read, searched) = (0, pending.count)
                    guard let bytes = try await source.next() else {
                        defer { (pending, searched) = ([], 0) }
                        return pending.isEmpty ? nil : String(decoding: pending, as: UTF8.self)
                    }
                    pending += bytes
                }
            }
        }

        /// One reader at a time.
        package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(source: stream.makeAsyncIterator()) }
    }
}
