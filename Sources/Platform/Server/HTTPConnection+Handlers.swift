import HTTP
import Reactor
import Web
import WebSocket

extension HTTPConnection {
    // A body up to this size is read and dropped for the sake of the connection; for a larger one it is closed.
    private static let worthSkipping: Int64 = 65_536

    /// Runs what the request found, now that it is its turn.
    func start(_ exchange: Exchange) {
        queue.append(exchange)
        phase = .collecting(exchange)
        guard let head = exchange.head else { return }
        guard let endpoint = exchange.endpoint else { return answerEarly(exchange, missing(head)) }
        do {
            exchange.admission = try endpoint.admit(head, exchange.captures, by: home.core.authenticator)
        } catch {
            return answerEarly(exchange, error)
        }
        if case .length(let count) = exchange.framing, count > Int64(endpoint.route.bodyLimitBytes) {
            return answerEarly(exchange, tooLarge(exchange))
        }
        switch endpoint.route.handler {
        case .inline, .async: payContinue(exchange)
        case .streaming:
            exchange.pipe = BodyPipe(self)
            phase = .piping(exchange)
            run(exchange)
        case .socket(let make): upgrade(exchange, endpoint, head, make)
        }
    }

    /// Calls the handler.
    func run(_ exchange: Exchange) {
        guard let endpoint = exchange.endpoint, let head = exchange.head else { return }
        let request = exchange.request(endpoint, head)
        exchange.body = []
        switch endpoint.route.handler {
        case .inline(let handle): handle(request, Reply { exchange.answer($0) })
        case .async(let handle), .streaming(let handle):
            exchange.isTask = true
            home.taskBegan()
            Task(executorPreference: loop.taskExecutor) {
                let meter = StorageMeter()
                do {
                    var response = try await StorageMeter.$current.withValue(meter) { try await handle(request) }
                    response.timing.read = ServerTiming.microseconds(meter.read)
                    response.timing.commit = ServerTiming.microseconds(meter.commit)
                    exchange.answer(.success(response))
                } catch {
                    exchange.answer(.failure(error))
                }
            }
        case .socket: break
        }
    }

    /// Answers before the body has been read.
    func answerEarly(_ exchange: Exchange, _ error: any Error) {
        answered(exchange, .failure(error))
    }

    func tooLarge(_ exchange: Exchange) -> Problem {
        .tooLarge(limitBytes: exchange.endpoint?.route.bodyLimitBytes ?? 0)
    }

    // MARK: 100-continue and streamed bodies

    /// The handler has taken what there was.
    func pipeHasRoom() { advance() }

    /// The handler waits for bytes: if the client waits too, somebody has to begin.
    func pipeIsWaiting() {
        if case .piping(let exchange) = phase { payContinue(exchange) }
        advance()
    }

    private func payContinue(_ exchange: Exchange) {
        guard exchange.owesContinue else { return }
        exchange.owesContinue = false
        connection.append { $0.append(contentsOf: ResponseWriter.continueResponse) }
    }

    /// Decides what becomes of the rest of a body when its answer is there already.
    func disposeOfBody(_ exchange: Exchange) {
        let left: Int64
        switch exchange.framing {
        case .none: left = 0
        case .length(let count): left = count - exchange.bodyBytes
        // A chunked body says nothing of its length, and so is not waited for.
        case .chunked, .untilClose: left = .max
        }
        // A client that was never told to continue may or may not send its body: nothing behind it can be read.
        if left > Self.worthSkipping || exchange.owesContinue {
            leaveBody(exchange)
        } else {
            phase = .skipping(exchange)
        }
    }

    // MARK: Without a handler

    private func missing(_ head: RequestHead) -> any Error {
        switch home.core.router.match(head) {
        case .found, .notFound: Problem.notFound()
        case .methodNotAllowed(let allow):
            Method.known.contains(head.method)
                ? Problem(.methodNotAllowed, detail: "Here you may \(allow).", headers: [("Allow", allow)])
                : Problem(.notImplemented, detail: "\(head.method.rawValue.prefix(40)) is not a method known here.")
        case .options(let allow): Answered(response: Response(.noContent, headers: [("Allow", allow)]))
        }
    }

    // MARK: WebSockets

    private func upgrade(
        _ exchange: Exchange, _ endpoint: Endpoint, _ head: RequestHead,
        _ make: @Sendable (Request) throws -> any SocketHandler
    ) {
        let handler: any SocketHandler
        let fields: [(String, String)]
        do {
            fields = try Handshake.accept(head)
            // Its bytes would be read as frames: who upgrades has first to have sent the whole request (RFC 9110 §7.8).
            guard exchange.framing == .none else { throw HTTPError(.badRequest, "A handshake has no body.") }
            handler = try make(exchange.request(endpoint, head))
        } catch let error as HTTPError {
            var headers = error.status == .upgradeRequired ? Handshake.refusalHeaders : []
            // Upgrade is named in Connection (RFC 9110 §7.8), unless that has to say that this is the end.
            if !headers.isEmpty, head.keepAlive, !home.isStopping { headers.append(("Connection", "Upgrade")) }
            return answerEarly(exchange, Problem(error.status, detail: error.reason, headers: headers))
        } catch {
            return answerEarly(exchange, error)
        }
        exchange.status = 101
        connection.append { bytes in
            ResponseWriter.head(
                .switchingProtocols, headers: fields + [("X-Request-Id", exchange.id)], body: .unsaid, into: &bytes)
        }
        home.finished(exchange)
        let early = handOver()
        let socket = WebSocketConnection(
            connection, handler, home, messageLimitBytes: endpoint.route.bodyLimitBytes)
        connection.hand(to: socket)
        socket.begin(early)
    }
}

/// Carries a response up the way of errors: OPTIONS is answered where nothing was found.
struct Answered: Error {
    let response: Response
}
