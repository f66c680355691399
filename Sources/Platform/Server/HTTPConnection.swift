import HTTP
import Reactor
import Web

/// One client's connection, requests in and answers out in the same order; owned by its loop's thread.
///
/// Inline handlers of pipelined requests may run before earlier ones have answered, as long as all of them read or all
/// of them write; whatever else waits its turn.
final class HTTPConnection: ConnectionDelegate, StopsGracefully, @unchecked Sendable {
    // Safe because what changes is touched on the loop's thread alone; other threads reach it by `Exchange.answer`.

    enum Phase {
        /// Between requests, or within a head.
        case head
        /// A head is read, and has to wait for the answers before it.
        case held(Exchange)
        /// A body is being collected for its handler.
        case collecting(Exchange)
        /// A body is being handed on as it comes.
        case piping(Exchange)
        /// The rest of a body that nobody wants is being dropped.
        case skipping(Exchange)
        /// No further request is read.
        case ended
    }

    // More requests of one connection than this are not started before the first is answered.
    private static let mostUnderWay = 64
    // A client that does not take its answers is not given more of them.
    private static let mostUnsent = 1_048_576
    // With so much unread, a connection that cannot go on reads no more.
    private static let mostUnread = 32_768

    let connection: Connection
    let home: ServerLoop
    let loop: EventLoop
    var parser: RequestParser
    var phase = Phase.head
    var queue = ExchangeQueue()
    var clock = RequestClock()
    var timer: Timer?
    /// Heads read so far.
    private(set) var requests = 0
    private var isAdvancing = false
    private var isPaused = false
    private var endsInput = false
    private(set) var isClosed = false
    private var leavesBody = false
    lazy var peerAddress = connection.peer.host

    init(_ connection: Connection, _ home: ServerLoop) {
        self.connection = connection
        self.home = home
        loop = connection.loop
        parser = RequestParser(limits: home.core.options.http)
    }

    /// The connection is open, and nothing has come yet.
    func begin() {
        timer = Timer(on: loop) { [unowned self] in timeIsUp() }
        watchTheClock()
    }

    // MARK: What the connection tells

    func received(_ bytes: UnsafeRawBufferPointer, on connection: Connection) {
        guard !isOver else { return }
        parser.append(bytes)
        advance()
    }

    func inputEnded(on connection: Connection) {
        endsInput = true
        advance()
        guard !isOver else { return }
        switch phase {
        case .collecting(let exchange): answerEarly(exchange, ClientGone())
        case .piping(let exchange): exchange.pipe?.fail(ClientGone())
        case .head, .skipping, .held, .ended: break
        }
        settle()
    }

    func drained(_ connection: Connection) {
        queue.first?.stream?.wake()
        advance()
    }

    func closed(_ connection: Connection, _ reason: Connection.End) {
        isClosed = true
        phase = .ended
        for exchange in queue.removeAll() {
            exchange.pipe?.fail(ClientGone())
            exchange.stream?.cut()
        }
        timer?.cancel()
        timer = nil
        home.left(connection)
    }

    // MARK: Reading

    private var isOver: Bool {
        if case .ended = phase { return true }
        return false
    }

    /// Goes on as far as the bytes that are there, and the answers that are due, allow.
    func advance() {
        guard !isAdvancing, !isClosed else { return }
        isAdvancing = true
        while step() {}
        isAdvancing = false
        settle()
    }

    private func step() -> Bool {
        switch phase {
        case .ended: return false
        case .held(let exchange):
            guard mayStart(exchange) else { return false }
            start(exchange)
            return true
        case .head: guard !hasEnoughToDo else { return false }
        case .piping(let exchange): guard exchange.pipe?.wantsMore ?? false else { return false }
        case .collecting, .skipping: break
        }
        do {
            guard let part = try parser.next() else { return false }
            take(part)
            return true
        } catch {
            refuse(error)
            return false
        }
    }

    private func take(_ part: HTTPPart) {
        switch (part, phase) {
        case (.head(let head, let framing), _): arrived(head, framing)
        case (.body(let bytes), .collecting(let exchange)): collect(bytes, exchange)
        case (.body(let bytes), .piping(let exchange)): pipe(bytes, exchange)
        case (.body(let bytes), .skipping(let exchange)): exchange.bodyBytes += Int64(bytes.count)
        case (.end, .collecting(let exchange)):
            phase = afterRequest(exchange)
            run(exchange)
        case (.end, .piping(let exchange)):
            phase = afterRequest(exchange)
            exchange.pipe?.end()
        case (.end, .skipping(let exchange)): phase = afterRequest(exchange)
        case (.body, _), (.end, _): break
        }
    }

    private func afterRequest(_ exchange: Exchange) -> Phase {
        let more = (exchange.head?.keepAlive ?? false) && !exchange.isLast && !home.isStopping
        return more ? .head : .ended
    }

    /// Answers wait to be made or to be taken, so that no further request is begun.
    private var hasEnoughToDo: Bool {
        queue.count >= Self.mostUnderWay || connection.queuedBytes >= Self.mostUnsent
    }

    private func mayStart(_ exchange: Exchange) -> Bool {
        guard let last = queue.last else { return true }
        guard queue.count < Self.mostUnderWay else { return false }
        return exchange.overlap != .none && exchange.overlap == last.overlap
    }

    private func arrived(_ head: RequestHead, _ framing: BodyFraming) {
        requests &+= 1
        let sender = Sender(head, connection.peer, peerAddress, home.core.options)
        let exchange = Exchange(
            self, id: home.nextID(), head: head, framing: framing, started: MonotonicClock.nanoseconds(),
            remoteAddress: sender.address, secure: sender.secure)
        exchange.owesContinue = head.expectsContinue && parser.buffered == 0
        if case .found(let endpoint, let captures) = home.core.router.match(head) {
            (exchange.endpoint, exchange.captures) = (endpoint, captures)
        }
        if mayStart(exchange) { start(exchange) } else { phase = .held(exchange) }
    }

    private func collect(_ bytes: [UInt8], _ exchange: Exchange) {
        exchange.bodyBytes += Int64(bytes.count)
        guard isWithinLimit(exchange) else { return answerEarly(exchange, tooLarge(exchange)) }
        if exchange.body.isEmpty {
            exchange.body = bytes
            if case .length(let count) = exchange.framing, count > bytes.count {
                exchange.body.reserveCapacity(Int(count))
            }
        } else {
            exchange.body += bytes
        }
    }

    private func pipe(_ bytes: [UInt8], _ exchange: Exchange) {
        exchange.bodyBytes += Int64(bytes.count)
        guard isWithinLimit(exchange) else {
            exchange.pipe?.fail(tooLarge(exchange))
            return leaveBody(exchange)
        }
        exchange.pipe?.push(bytes)
    }

    private func isWithinLimit(_ exchange: Exchange) -> Bool {
        exchange.bodyBytes <= Int64(exchange.endpoint?.route.bodyLimitBytes ?? 0)
    }

    /// The parser cannot go on: what it found is the last answer.
    private func refuse(_ error: HTTPError) {
        let problem = Problem(error.status, detail: error.reason)
        switch phase {
        case .collecting(let exchange):
            leaveBody(exchange)
            answerEarly(exchange, problem)
        case .piping(let exchange):
            leaveBody(exchange)
            exchange.pipe?.fail(problem)
        case .skipping(let exchange): leaveBody(exchange)
        case .head, .held, .ended: refuseHead(problem)
        }
    }

    /// Answers what is no request, and reads no further.
    func refuseHead(_ problem: Problem) {
        let exchange = Exchange(
            self, id: home.nextID(), head: nil, framing: .none, started: MonotonicClock.nanoseconds(),
            remoteAddress: peerAddress, secure: false)
        leaveBody(exchange)
        queue.append(exchange)
        answered(exchange, .failure(problem))
    }

    // MARK: Ending

    /// Nobody will read the rest of this body, and nothing behind it.
    func leaveBody(_ exchange: Exchange) {
        exchange.isLast = true
        leavesBody = true
        phase = .ended
    }

    /// What follows each step: reading or not, the next time-out, or the end.
    func settle() {
        guard !isClosed, !isAdvancing else { return }
        if queue.isEmpty {
            if endsInput { phase = .ended }
            if case .head = phase, home.isStopping { phase = .ended }
            if isOver { connection.closeWhenSent(lingering: leavesBody || parser.buffered > 0) }
        }
        let stuck: Bool
        switch phase {
        case .head: stuck = hasEnoughToDo
        case .held: stuck = true
        case .piping(let exchange): stuck = !(exchange.pipe?.wantsMore ?? false)
        case .collecting, .skipping, .ended: stuck = false
        }
        let pause = stuck && parser.buffered >= Self.mostUnread
        if pause != isPaused {
            isPaused = pause
            if pause { connection.pauseReading() } else { connection.resumeReading() }
        }
        watchTheClock()
    }

    func belongs(to home: ServerLoop) -> Bool { self.home === home }

    func serverStops(_ home: ServerLoop) {
        guard belongs(to: home) else { return }
        // A head that has only begun is no request yet.
        if case .head = phase { phase = .ended }
        settle()
    }

    /// Gives the connection away to a WebSocket; this object ends here.
    func handOver() -> [UInt8] {
        phase = .ended
        isClosed = true
        timer?.cancel()
        timer = nil
        _ = queue.removeAll()
        return parser.takeRemainder()
    }
}
