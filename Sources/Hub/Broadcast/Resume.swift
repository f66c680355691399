import Domain
import JSON
import Reactor
import SQLite

/// What a subscribe asked for, kept until it is answered.
struct ResumeRequest: Sendable {
    let topics: [Topic]
    /// Topics that were subscribed before: their events come live and are not replayed.
    let known: Set<Topic>
    let refused: [(topic: String, type: String)]
    let id: JSONValue?
}

/// Reads a subscriber's past page by page, and joins it to the present without a hole and without a repeat.
///
/// While a page is read, live events are held; when the page reaches the log's end, the held ones after it follow. The
/// log may be ahead of what this loop has been handed: then the page waits until the loop has come so far, or its events
/// would come a second time, or before older ones of topics that were known already.
/// Owned by the subscriber's loop.
final class Resume: @unchecked Sendable {  // Safe because all of it is touched on `loop` only.
    private let request: ResumeRequest
    private let hub: Hub
    private let loop: EventLoop
    private weak var subscriber: Subscriber?
    private var position: Int64
    private var isAnswered = false
    private var held: [CommittedEvent] = []
    private var heldBytes = 0
    private var heldTooMuch = false
    /// A page that waits until the loop has been handed all that it has.
    private var waiting: Reading?
    private static let heldBound = 1 << 20
    private static let queueBound = 256 * 1024

    init(request: ResumeRequest, after offset: Int64, subscriber: Subscriber, hub: Hub, loop: EventLoop) {
        self.request = request
        self.subscriber = subscriber
        self.hub = hub
        self.loop = loop
        position = offset
    }

    func begin() { read() }

    /// Keeps a live event; beyond the bound they are dropped, for they stand in the log.
    ///
    /// Those of topics known before are not read again, so dropping them would be a hole: then the socket is closed.
    func hold(_ event: CommittedEvent) {
        heldBytes += event.frame.bytes.count
        if heldBytes > Self.heldBound {
            heldTooMuch = true
            if !request.known.isEmpty {
                subscriber?.socket?.close(HubCloseCode.tooSlow, "more came than could be held; resume after 1000")
            }
        }
        if heldTooMuch { held = [] } else { held.append(event) }
    }

    private struct Reading: Sendable {
        var outcome: Outcome?
        var page: EventLog.Page
    }

    private func read() {
        guard let subscriber else { return }
        if request.known.isEmpty { held = [] }
        heldBytes = held.reduce(0) { $0 + $1.frame.bytes.count }
        heldTooMuch = false
        let (request, offset, isFirst, hub, loop) = (request, position, !isAnswered, hub, loop)
        let company = CompanyID(subscriber.caller.tenant)
        Task(executorPreference: loop.taskExecutor) { [self] in
            let result: Result<Reading, any Error>
            do {
                result = .success(
                    try await hub.database.read(company) { tx in
                        try Self.reading(request, after: offset, isFirst: isFirst, in: tx)
                    })
            } catch {
                result = .failure(error)
            }
            loop.execute { self.received(result) }
        }
    }

    private static func reading(_ request: ResumeRequest, after offset: Int64, isFirst: Bool, in tx: Transaction) throws
        -> Reading
    {
        let wanted = Set(request.topics)
        var outcome: Outcome?
        if isFirst {
            let extent = try EventLog.extent(in: tx)
            let nothing = EventLog.Page(events: [], reached: extent.last, last: extent.last)
            if offset > extent.last { return Reading(outcome: .reset(.ahead), page: nothing) }
            if offset < extent.first - 1 { return Reading(outcome: .reset(.retention), page: nothing) }
            let count = try EventLog.count(after: offset, wanted: wanted, except: request.known, in: tx)
            outcome = count == 0 ? .current : .replayed(count: count)
            if count == 0 { return Reading(outcome: outcome, page: nothing) }
        }
        return Reading(
            outcome: outcome, page: try EventLog.page(after: offset, wanted: wanted, except: request.known, in: tx))
    }

    private func received(_ result: Result<Reading, any Error>) {
        guard let subscriber, subscriber.socket != nil else { return }
        guard case .success(let reading) = result else {
            subscriber.socket?.close(HubCloseCode.tooSlow, "the log could not be read; resume after 1000")
            return
        }
        waiting = reading
        reached(subscriber.head)
    }

    /// The loop has been handed all up to `head`, and has passed it on.
    func reached(_ head: Int64) {
        guard let subscriber, let reading = waiting, head >= reading.page.reached else { return }
        waiting = nil
        if let outcome = reading.outcome {
            isAnswered = true
            subscriber.answer(request, at: reading.page.last, outcome)
        }
        position = reading.page.reached
        let isLast = position >= reading.page.last && !heldTooMuch
        send(reading.page, isLast: isLast)
        if isLast {
            // Nothing was missed, so nothing is said at the end.
            subscriber.resumed(upTo: reading.outcome == .current ? nil : position)
        } else {
            goOn()
        }
    }

    /// Sends the page and the held events in the order of their offsets, each once.
    private func send(_ page: EventLog.Page, isLast: Bool) {
        var bytes: [UInt8] = []
        var past = page.events[...]
        for event in held {
            let offset = event.offset ?? Int64.max
            let isKnown = !request.known.isDisjoint(with: event.topics)
            guard isLast || (isKnown && offset <= page.reached) else { continue }
            while let next = past.first, next.offset < offset {
                bytes += next.frame.bytes
                past.removeFirst()
            }
            if offset > page.reached || isKnown { bytes += event.frame.bytes }
        }
        for next in past { bytes += next.frame.bytes }
        if !isLast { held.removeAll { ($0.offset ?? 0) <= page.reached } }
        if !bytes.isEmpty { subscriber?.socket?.sendFrames(bytes) }
    }

    /// Reads the next page when the socket has taken most of this one.
    private func goOn() {
        guard let socket = subscriber?.socket else { return }
        guard socket.queuedBytes > Self.queueBound else { return read() }
        _ = loop.schedule(after: .milliseconds(20)) { [self] in goOn() }
    }
}
