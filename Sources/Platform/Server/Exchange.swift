import HTTP
import Reactor
import Web

/// One request and its answer, on one connection; owned by that connection's loop.
final class Exchange: @unchecked Sendable {
    // Safe because what changes is touched on the loop's thread alone: `answer` goes there first.

    /// How requests that are pipelined may overlap: what could see or disturb the other's effects waits.
    enum Overlap { case readers, writers, none }

    let connection: HTTPConnection
    let id: String
    /// Nil when not even the head could be read.
    let head: RequestHead?
    let framing: BodyFraming
    /// ``MonotonicClock`` when the head had been read.
    let started: UInt64
    let remoteAddress: String
    let secure: Bool

    var endpoint: Endpoint?
    var captures = Captures()
    var admission = Admission()
    /// The body as far as it has come, when it is collected.
    var body: [UInt8] = []
    /// How much of the body has come.
    var bodyBytes: Int64 = 0
    /// The body as a stream, when the route wants it so.
    var pipe: BodyPipe?
    /// A `100 Continue` that the client waits for.
    var owesContinue = false
    /// Nothing follows it on its connection.
    var isLast = false
    /// The client may still be sending a body that nobody will read.
    var leavesBody = false
    var isAnswered = false
    /// Its handler is a task, which the server awaits before it has stopped.
    var isTask = false
    /// The answer while those before it are not on the wire.
    var response: Response?
    /// What writes the answer, when that takes time.
    var stream: ResponseStream?
    var status = 0
    var bytesSent: UInt64 = 0

    init(
        _ connection: HTTPConnection, id: String, head: RequestHead?, framing: BodyFraming, started: UInt64,
        remoteAddress: String, secure: Bool
    ) {
        (self.connection, self.id, self.head, self.framing) = (connection, id, head, framing)
        (self.started, self.remoteAddress, self.secure) = (started, remoteAddress, secure)
    }

    var caller: Caller? { admission.caller }
    var isHead: Bool { head?.method == .head }

    var overlap: Overlap {
        guard case .inline? = endpoint?.route.handler, !owesContinue, let method = head?.method else { return .none }
        return method == .get || method == .head ? .readers : .writers
    }

    /// Answers; from any thread, and once.
    func answer(_ result: Result<Response, any Error>) {
        if connection.loop.isCurrent {
            connection.answered(self, result)
        } else {
            connection.loop.execute { self.connection.answered(self, result) }
        }
    }

    func request(_ endpoint: Endpoint, _ head: RequestHead) -> Request {
        Request(
            head: head, body: body, id: id, remoteAddress: remoteAddress, secure: secure, endpoint: endpoint,
            captures: captures, admission: admission, bodyStream: pipe)
    }
}

/// The exchanges of a connection whose answers are not on the wire, oldest first; the usual one costs no array.
struct ExchangeQueue {
    private(set) var first: Exchange?
    private var rest: [Exchange] = []

    var isEmpty: Bool { first == nil }
    var count: Int { first == nil ? 0 : 1 + rest.count }
    var last: Exchange? { rest.last ?? first }

    mutating func append(_ exchange: Exchange) {
        if first == nil { first = exchange } else { rest.append(exchange) }
    }

    mutating func removeFirst() { first = rest.isEmpty ? nil : rest.removeFirst() }

    mutating func removeAll() -> [Exchange] {
        defer { (first, rest) = (nil, []) }
        return (first.map { [$0] } ?? []) + rest
    }
}
