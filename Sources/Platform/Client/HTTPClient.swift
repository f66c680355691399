import HTTP
import Reactor

/// Requests to one origin over connections that are kept alive, all on one loop; from any task.
package final class HTTPClient: Sendable {
    private let address: ClientAddress
    private let loop: EventLoop
    private let options: ClientOptions
    private let pool: ConnectionPool

    /// - Parameter origin: "http://127.0.0.1:8080"; a path in it is ignored.
    package convenience init(
        _ origin: String, on loop: EventLoop, options: ClientOptions = ClientOptions()
    ) throws(ClientError) {
        self.init(try ClientAddress(origin), on: loop, options: options)
    }

    init(_ address: ClientAddress, on loop: EventLoop, options: ClientOptions) {
        self.address = address
        self.loop = loop
        self.options = options
        pool = ConnectionPool(bound: options.idleConnections)
    }

    deinit { pool.close() }

    /// Closes the connections that idle; those in use close after their response.
    package func close() { pool.close() }

    /// Sends a request and waits for the whole response.
    ///
    /// An idempotent request is sent once more when the server had closed the kept connection meanwhile.
    ///
    /// - Parameters:
    ///   - target: Path and query, percent-encoded.
    ///   - body: nil for none; Content-Length is written then only for methods that expect a body.
    package func request(
        _ method: Method, _ target: String, headers: [(String, String)] = [], body: [UInt8]? = nil
    ) async throws -> ClientResponse {
        try await perform(method, target, headers, body) { connection, exchange in
            try await withCheckedThrowingContinuation { connection.perform(exchange, .whole($0)) }
        }
    }

    /// Sends a request and returns at the head of the response; its body is read as it comes.
    package func stream(
        _ method: Method, _ target: String, headers: [(String, String)] = [], body: [UInt8]? = nil
    ) async throws -> ClientStream {
        try await perform(method, target, headers, body) { connection, exchange in
            try await withCheckedThrowingContinuation { connection.perform(exchange, .stream($0)) }
        }
    }

    /// GET.
    package func get(_ target: String, headers: [(String, String)] = []) async throws -> ClientResponse {
        try await request(.get, target, headers: headers)
    }

    /// POST of bytes with their type.
    package func post(
        _ target: String, _ body: [UInt8], type: String = "application/json", headers: [(String, String)] = []
    ) async throws -> ClientResponse {
        try await request(.post, target, headers: [("Content-Type", type)] + headers, body: body)
    }

    /// A connection of its own to the same origin, for bytes of the caller's making.
    package func raw() async throws -> RawConnection {
        try await RawConnection.connect(to: address, on: loop, options: options)
    }

    private func perform<Answer: Sendable>(
        _ method: Method, _ target: String, _ headers: [(String, String)], _ body: [UInt8]?,
        _ ask: (HTTPConnection, Exchange) async throws -> Answer
    ) async throws -> Answer {
        let bytes = encode(method, target, headers, body)
        while true {
            try Task.checkCancellation()
            let kept = pool.take()
            let connection: HTTPConnection
            if let kept { connection = kept } else { connection = try await connect() }
            let exchange = Exchange(method, bytes)
            do {
                return try await withTaskCancellationHandler {
                    try await ask(connection, exchange)
                } onCancel: {
                    connection.abandon(exchange)
                }
            } catch ClientError.connectionLost(beforeAnswer: true) where kept != nil && method.isIdempotent {
                continue
            } catch is NotSent {
                guard kept != nil else { throw ClientError.connectionLost(beforeAnswer: true) }
            }
        }
    }

    private func connect() async throws -> HTTPConnection {
        try await address.connect(on: loop, options) { [pool, options] in HTTPConnection($0, pool, options) }
    }

    private func encode(
        _ method: Method, _ target: String, _ headers: [(String, String)], _ body: [UInt8]?
    ) -> [[UInt8]] {
        var head: [UInt8] = []
        head.reserveCapacity(512)
        let expectsBody = method == .post || method == .put || method == .patch
        let framing: ResponseWriter.Body = body == nil && !expectsBody ? .unsaid : .length(body?.count ?? 0)
        RequestWriter.head(method, target, host: address.authority, headers: headers, body: framing, into: &head)
        guard let body, !body.isEmpty else { return [head] }
        // A small body goes along with its head; a large one is not copied.
        return body.count <= 16_384 ? [head + body] : [head, body]
    }
}

extension Method {
    /// Whether doing it twice is doing it once (RFC 9110 §9.2.2).
    var isIdempotent: Bool { self != .post && self != .patch && self != .connect && Method.known.contains(self) }
}
