import Domain
import JSON
import Reactor
import SQLite
import Web

/// Brings every committed event to every subscriber: one shard on each loop, each told of a batch once.
///
/// Owned by the program; its own state is the list of shards, which never changes after the start.
package final class Hub: Sendable {
    /// Writes what a topic's snapshot shows, inside the read transaction that also reads the offset.
    package typealias Snapshot = @Sendable (Topic, Transaction) throws -> [UInt8]

    /// What the hub needs from the parts above it.
    package struct Access: Sendable {
        /// Whom a new token stands for; nil when it is not valid.
        package var caller: @Sendable (_ token: String) -> Caller?
        /// The same caller as of now; nil when the key, the session or the membership is gone.
        package var recheck: @Sendable (Caller) -> Caller?

        package init(
            caller: @escaping @Sendable (_ token: String) -> Caller?, recheck: @escaping @Sendable (Caller) -> Caller?
        ) {
            self.caller = caller
            self.recheck = recheck
        }
    }

    package let epoch: String
    let database: Database
    let access: Access
    let snapshots: [String: Snapshot]
    let now: @Sendable () -> Timestamp
    let shards: [Shard]
    let signal: LogSignal
    /// Held while a pushed event goes to all shards, so that all loops hear such events in one order; a shard's own lock is
    /// taken inside it.
    private let pushing = Lock(())

    /// Starts one shard on each loop, at the offsets that the log has.
    ///
    /// - Parameters:
    ///   - snapshots: By the first word of the topic, such as `calls`.
    ///   - recordPush: Takes the nanoseconds from a commit to the last subscriber's queue, for the push histogram.
    package init(
        loops: [EventLoop], database: Database, epoch: String, heads: [CompanyID: Int64], access: Access,
        snapshots: [String: Snapshot], now: @escaping @Sendable () -> Timestamp,
        recordPush: @escaping @Sendable (Int64) -> Void = { _ in }
    ) {
        self.epoch = epoch
        self.database = database
        self.access = access
        self.snapshots = snapshots
        self.now = now
        signal = LogSignal(heads: heads)
        shards = loops.map { Shard(loop: $0, heads: heads, recordPush: recordPush) }
        for shard in shards { shard.start(hub: self) }
    }

    /// Hands a committed batch to every loop; called by the writer's thread, in the order of commits.
    package func committed(_ values: [any Sendable]) {
        let events = values.compactMap { $0 as? CommittedEvent }
        guard !events.isEmpty else { return }
        let committedAt = MonotonicClock.nanoseconds()
        for shard in shards { shard.loop.execute { shard.deliver(events, committedAt: committedAt) } }
        var newest: [CompanyID: Int64] = [:]
        for event in events {
            if let offset = event.offset { newest[event.company] = offset }
            if event.type == AccessChanged.type { recheckAll(event.company) }
        }
        for (company, offset) in newest { signal.advance(company, to: offset) }
    }

    /// Pushes what is never kept: it has no offset and whoever is away misses it.
    package func push(_ event: some Event, on topics: [Topic], company: CompanyID) {
        push(frame: EventFrame(event, offset: nil, at: now(), topics: topics), on: topics, company: company)
    }

    /// Whether any socket listens to that very call; what is pushed to it is otherwise not worth making.
    package func hears(_ call: CallID) -> Bool {
        shards.contains { $0.heardCalls.withLock { $0[call] != nil } }
    }

    /// Pushes a text as it is, for measuring the broadcaster alone.
    package func push(text: [UInt8], on topic: Topic, company: CompanyID) {
        push(frame: EventFrame(json: text), on: [topic], company: company)
    }

    /// Makes the handler of one socket; it lives and dies on the socket's loop.
    package func subscriber(for request: Request) throws -> any SocketHandler {
        guard let caller = request.caller else { throw Problem.unauthorized() }
        let first = request.query("subscribe")?.split(separator: ",").map(String.init) ?? []
        return Subscriber(hub: self, caller: caller, first: first)
    }

    /// Ends the streams that follow the log; the sockets are the server's to close.
    package func stop() { signal.close() }

    /// Whether a caller may go on to listen: the sign-in has not ended, and no permission was withdrawn.
    func stillHears(_ caller: Caller, _ topics: Set<Topic>?) -> Bool {
        guard let present = access.recheck(caller) else { return false }
        return (topics ?? Set(Topic.table.map(\.example))).allSatisfy(present.mayHear)
    }

    /// How many sockets are open, for the metrics.
    package var subscriberCount: Int { shards.reduce(0) { $0 + $1.attendance.withLock { $0.sockets } } }

    /// Whether a person or a machine has a socket open.
    package func isConnected(_ agent: AgentID, in company: CompanyID) -> Bool {
        let attendee = Attendance.Attendee(tenant: company.rawValue, subject: agent.subject)
        return shards.contains { $0.attendance.withLock { $0.has(attendee) } }
    }

    private func push(frame: EventFrame, on topics: [Topic], company: CompanyID) {
        let event = CommittedEvent(company: company, offset: nil, type: nil, topics: topics, frame: frame)
        let woken = pushing.withLock { _ in shards.filter { $0.enqueue(event) } }
        for shard in woken { shard.deliverArrivals() }
    }

    private func recheckAll(_ company: CompanyID) {
        for shard in shards { shard.loop.execute { shard.recheck(company) } }
    }
}

/// An event that is on disk, or one that was never meant to be.
package struct CommittedEvent: Sendable {
    package let company: CompanyID
    /// nil: it was pushed, and is not kept.
    package let offset: Int64?
    let type: EventType?
    let topics: [Topic]
    let frame: EventFrame
}
