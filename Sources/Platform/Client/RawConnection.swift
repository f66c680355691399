import HTTP
import Reactor

/// A connection that sends what it is told to, byte by byte if need be: for tests that play a hostile or broken client.
package final class RawConnection: Sendable {
    private let core: RawCore
    private let parser: Lock<ResponseParser>

    init(_ core: RawCore, _ limits: HTTPLimits) {
        self.core = core
        parser = Lock(ResponseParser(limits: limits))
    }

    deinit { core.cut() }

    /// Connects to an address such as "http://127.0.0.1:8080".
    package static func connect(
        to address: String, on loop: EventLoop, options: ClientOptions = ClientOptions()
    ) async throws -> RawConnection {
        try await connect(to: ClientAddress(address), on: loop, options: options)
    }

    static func connect(
        to address: ClientAddress, on loop: EventLoop, options: ClientOptions
    ) async throws -> RawConnection {
        let core = try await address.connect(on: loop, options) { RawCore($0, options) }
        return RawConnection(core, options.limits)
    }

    /// Queues bytes as they are.
    package func send(_ bytes: [UInt8]) { core.send(bytes) }

    /// Queues text as UTF-8.
    package func send(_ text: String) { core.send(Array(text.utf8)) }

    /// The next bytes that came; nil when the server has closed its side.
    package func receive() async throws -> [UInt8]? { try await core.channel.next() }

    /// All bytes until the server closes its side.
    package func receiveToEnd() async throws -> [UInt8] {
        var all: [UInt8] = []
        while let bytes = try await receive() { all += bytes }
        return all
    }

    /// The next whole response, read by HTTP; nil when the server has closed its side between responses.
    ///
    /// - Parameter method: What it answers: a response to HEAD has no body.
    package func response(to method: Method = .get) async throws -> ClientResponse? {
        var head: ResponseHead?
        var body: [UInt8] = []
        parser.withLock { $0.expect(method) }
        while true {
            switch try nextPart() {
            case .informational?: continue
            case .head(let final, _)?: head = final
            case .body(let bytes)?: body += bytes
            case .end?: return head.map { ClientResponse(status: $0.status, headers: $0.headers, body: body) }
            case nil:
                if let bytes = try await receive() {
                    parser.withLock { parser in bytes.withUnsafeBytes { parser.append($0) } }
                    continue
                }
                guard case .end? = try finish() else { return nil }
                return head.map { ClientResponse(status: $0.status, headers: $0.headers, body: body) }
            }
        }
    }

    /// Drops the connection at once.
    package func cut() { core.cut() }

    private func nextPart() throws -> ResponsePart? {
        do { return try parser.withLock { (parser) throws(HTTPError) in try parser.next() } } catch {
            throw ClientError.malformed(error)
        }
    }

    private func finish() throws -> ResponsePart? {
        do { return try parser.withLock { (parser) throws(HTTPError) in try parser.finish() } } catch {
            throw ClientError.connectionLost(beforeAnswer: false)
        }
    }
}

/// The loop's part of a ``RawConnection``; owned by its loop's thread.
final class RawCore: ConnectionDelegate, Sendable {
    let channel: Channel<[UInt8]>
    private let connection: Connection

    init(_ connection: Connection, _ options: ClientOptions) {
        self.connection = connection
        channel = Channel(bound: options.unreadBytes) { [weak connection] in
            guard let connection else { return }
            connection.loop.execute { if connection.isOpen { connection.resumeReading() } }
        }
    }

    func send(_ bytes: [UInt8]) { connection.loop.execute { self.connection.write(bytes) } }

    func cut() { connection.loop.execute { self.connection.close() } }

    func received(_ bytes: UnsafeRawBufferPointer, on connection: Connection) {
        if channel.push(Array(bytes), weight: bytes.count) { connection.pauseReading() }
    }

    func inputEnded(on connection: Connection) { channel.finish() }

    func drained(_ connection: Connection) {}

    func closed(_ connection: Connection, _ reason: Connection.End) {
        channel.finish(reason == .closed ? .success(()) : .failure(ClientError.connectionLost(beforeAnswer: false)))
    }
}
