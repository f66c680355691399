import HTTP
import Reactor
import Web

extension HTTPConnection {
    // A larger body goes out as it is; a smaller one is copied behind its head.
    private static let copiedBody = 16_384

    /// Takes an answer; it is written when those before it are.
    func answered(_ exchange: Exchange, _ result: Result<Response, any Error>) {
        // A second answer is a mistake in a handler; the first one stands.
        guard !exchange.isAnswered else { return }
        exchange.isAnswered = true
        if exchange.isTask { home.taskEnded() }
        let response = response(to: exchange, result)
        guard !isClosed else {
            exchange.status = response.status.code
            return home.finished(exchange)
        }
        exchange.response = response
        if let unread = unreadExchange, unread === exchange, !response.isStream { disposeOfBody(exchange) }
        guard queue.first === exchange else { return }
        sendAnswers()
        advance()
    }

    /// The exchange whose body is still coming.
    private var unreadExchange: Exchange? {
        switch phase {
        case .collecting(let exchange), .piping(let exchange): exchange
        case .head, .held, .skipping, .ended: nil
        }
    }

    private func response(to exchange: Exchange, _ result: Result<Response, any Error>) -> Response {
        switch result {
        case .success(let response): return unmodified(exchange, response)
        case .failure(let error as Answered): return error.response
        case .failure(let error):
            if let problem = Problem.of(error) { return problem.response(requestID: exchange.id) }
            home.report(error, id: exchange.id, route: exchange.endpoint?.route.path)
            return Problem.internalError.response(requestID: exchange.id)
        }
    }

    /// 304 in place of what the client has already.
    private func unmodified(_ exchange: Exchange, _ response: Response) -> Response {
        guard response.status == .ok, let head = exchange.head, head.method == .get || head.method == .head,
            head.headers.contains("if-none-match"), let tag = response.header("ETag").flatMap(EntityTag.init(parsing:)),
            Preconditions.evaluate(head, tag: tag) == .notModified
        else { return response }
        return Response(.notModified, headers: response.headers.filter { $0.0.lowercased() != "content-type" })
            .timed(response.timing)
    }

    /// Writes all answers that are due.
    private func sendAnswers() {
        while let exchange = queue.first, let response = exchange.response {
            exchange.response = nil
            guard send(exchange, response) else { return }
            complete(exchange)
        }
    }

    private func complete(_ exchange: Exchange) {
        queue.removeFirst()
        home.finished(exchange)
        guard exchange.isLast else { return }
        phase = .ended
        // Those behind it were begun before anybody knew that it would be the last: they get no answer.
        for dropped in queue.removeAll() {
            dropped.pipe?.fail(ClientGone())
            dropped.stream?.cut()
        }
    }

    /// - Returns: false when the answer goes on being written later.
    private func send(_ exchange: Exchange, _ response: Response) -> Bool {
        switch response.body {
        case .empty: writeHead(exchange, response, .length(0))
        case .bytes(let bytes): sendBytes(exchange, response, bytes)
        case .stream(let write):
            let chunked = exchange.head?.minorVersion != 0
            if !chunked { exchange.isLast = true }
            writeHead(exchange, response, chunked ? .chunked : .unsaid)
            guard !exchange.isHead, !response.status.forbidsBody else { return true }
            beginStream(exchange, chunked ? .chunked : .plain) { try await write($0) }
            return false
        case .file(let path):
            beginStream(exchange, .plain) { try await FileAnswer(exchange, response, path).run($0) }
            return false
        }
        return true
    }

    private func sendBytes(_ exchange: Exchange, _ response: Response, _ body: [UInt8]) {
        let isSent = !exchange.isHead && !response.status.forbidsBody
        exchange.bytesSent = isSent ? UInt64(body.count) : 0
        guard isSent, body.count > Self.copiedBody else {
            return writeHead(exchange, response, .length(body.count), isSent ? body : [])
        }
        writeHead(exchange, response, .length(body.count))
        // The queue has room, or no request would have been begun; should it have none, the body is not whole.
        if !connection.write(body) { connection.close() }
    }

    /// Writes a head and a body that is short, in one piece.
    func writeHead(
        _ exchange: Exchange, _ response: Response, _ body: ResponseWriter.Body, _ content: [UInt8] = []
    ) {
        exchange.status = response.status.code
        if home.isStopping || !(exchange.head?.keepAlive ?? false) { exchange.isLast = true }
        let field: StaticString? =
            exchange.isLast ? "close" : exchange.head?.minorVersion == 0 ? "keep-alive" : nil
        connection.append { bytes in
            home.writeHead(
                response, to: exchange, body: response.status.forbidsBody ? .unsaid : body, connection: field,
                into: &bytes)
            bytes.append(contentsOf: content)
        }
    }

    // MARK: Streams

    private func beginStream(
        _ exchange: Exchange, _ framing: ResponseStream.Framing,
        _ body: @escaping @Sendable (ResponseStream) async throws -> Void
    ) {
        let stream = ResponseStream(exchange, connection, framing)
        exchange.stream = stream
        home.taskBegan()
        stream.run(body)
    }

    /// What writes an answer has returned, or thrown.
    func streamEnded(_ exchange: Exchange, _ error: (any Error)?) {
        let stream = exchange.stream
        exchange.stream = nil
        home.taskEnded()
        guard !isClosed, queue.first === exchange else { return home.finished(exchange) }
        stream?.end(cut: error != nil)
        if let error, exchange.status == 0 {
            // Nothing has been written yet, so that the client can be told.
            _ = send(exchange, response(to: exchange, .failure(error)))
        } else if let error {
            if !(error is ClientGone), !(error is CancellationError) {
                home.report(error, id: exchange.id, route: exchange.endpoint?.route.path)
            }
            // The client must be able to see that the body is not whole.
            exchange.isLast = true
        }
        if let unread = unreadExchange, unread === exchange { disposeOfBody(exchange) }
        complete(exchange)
        sendAnswers()
        advance()
    }
}

extension Response {
    fileprivate var isStream: Bool {
        if case .stream = body { return true }
        return false
    }
}
