import Domain
import JSON
import Reactor
import Web

/// One loop's subscribers.
///
/// Everything but `attendance`, `arrivals` and `heardCalls` is owned by the loop's thread.
///
/// Subscribers that listen to the same topics form a group: a batch is joined to one byte string per group, and each
/// socket takes that string by reference.
///
/// A write to a socket costs the same whatever is in it, so the more events a write carries the better. When events come
/// so fast that several are written at once, the loop rests from writing for three times as long as that took: it
/// answers webhooks meanwhile, and what they bring goes out together. Events that come one by one never wait.
final class Shard: @unchecked Sendable {  // Safe because all but the locks is touched on `loop` only.
    let loop: EventLoop
    let attendance = Lock(Attendance())
    private let arrivals = Lock<[CommittedEvent]>([])
    /// The calls that somebody here listens to by name, and how many groups do.
    let heardCalls = Lock<[CallID: Int]>([:])
    private var rooms: [CompanyID: Room] = [:]
    private var initialHeads: [CompanyID: Int64]
    private var tick = 0
    private static let heartbeatTicks = 10
    /// Committed, and not yet queued on sockets, while the loop rests.
    private var waiting: [CommittedEvent] = []
    /// When the first of them was committed.
    private var firstCommit: UInt64 = 0
    private var isResting = false
    /// The shortest rest that is worth it, and the longest, in nanoseconds.
    private static let rests: ClosedRange<UInt64> = 100_000...10_000_000
    /// Nanoseconds from a commit to the last subscriber's queue.
    private let recordPush: @Sendable (_ nanoseconds: Int64) -> Void

    init(loop: EventLoop, heads: [CompanyID: Int64], recordPush: @escaping @Sendable (Int64) -> Void) {
        self.loop = loop
        self.recordPush = recordPush
        initialHeads = heads
    }

    /// The loop may begin; heartbeats are spread over ten seconds.
    func start(hub: Hub) {
        loop.execute { [self] in beat(hub) }
    }

    /// Takes an event that is pushed without a commit.
    ///
    /// - Returns: Whether it is the first of those that wait: then ``deliverArrivals()`` must follow.
    func enqueue(_ event: CommittedEvent) -> Bool {
        arrivals.withLock { waiting in
            waiting.append(event)
            return waiting.count == 1
        }
    }

    /// Wakes the loop, once for all events that wait by then.
    func deliverArrivals() {
        loop.execute { [self] in
            let batch = arrivals.withLock { waiting in
                defer { waiting = [] }
                return waiting
            }
            deliver(batch)
        }
    }

    /// The company's room on this loop.
    func room(of company: CompanyID) -> Room {
        if let room = rooms[company] { return room }
        let room = Room(head: initialHeads[company] ?? 0, heardCalls: heardCalls)
        rooms[company] = room
        return room
    }

    /// Brings a batch to every socket that listens, in the order of the batch: now, or when the loop has rested.
    ///
    /// - Parameter committedAt: On ``MonotonicClock``.
    func deliver(_ events: [CommittedEvent], committedAt: UInt64 = MonotonicClock.nanoseconds()) {
        if waiting.isEmpty { firstCommit = committedAt }
        waiting += events
        if !isResting { queueWaiting() }
    }

    /// Queues what waits, also while the loop rests: for somebody who asks how far the log is complete.
    func queueWaiting() {
        guard !waiting.isEmpty else { return }
        let events = waiting
        waiting.removeAll(keepingCapacity: true)
        let began = MonotonicClock.nanoseconds()
        guard queue(events) else { return }
        recordPush(Int64(MonotonicClock.nanoseconds() - firstCommit))
        isResting = true
        loop.execute { [self] in
            // The turn is over in which the loop has written it all.
            let rest = 3 * (MonotonicClock.nanoseconds() - began)
            guard events.count > 1, rest >= Self.rests.lowerBound else { return rested() }
            loop.schedule(after: .nanoseconds(Int64(min(rest, Self.rests.upperBound)))) { [self] in rested() }
        }
    }

    private func rested() {
        isResting = false
        queueWaiting()
    }

    /// - Returns: Whether anybody listens.
    private func queue(_ events: [CommittedEvent]) -> Bool {
        var touched: [Group] = []
        for event in events {
            guard let room = rooms[event.company] else {
                if let offset = event.offset { initialHeads[event.company] = offset }
                continue
            }
            room.accept(event, touched: &touched)
        }
        for group in touched { group.flush() }
        // Only now, for who joins a group gets all that waits in it.
        var settled: CompanyID?
        for event in events where event.company != settled {
            rooms[event.company]?.settle()
            settled = event.company
        }
        return !touched.isEmpty
    }

    /// Looks again at who may stay, after a role, a key or a session changed.
    func recheck(_ company: CompanyID) {
        guard let room = rooms[company] else { return }
        for subscriber in room.subscribers.values { subscriber.recheck() }
    }

    /// Every second a tenth of the sockets hear how far the log is complete, and expired sign-ins end.
    private func beat(_ hub: Hub) {
        tick += 1
        let now = hub.now()
        for room in rooms.values {
            let frame = ServerFrame.upTo(room.head)
            for subscriber in room.subscribers.values
            where subscriber.serial % Self.heartbeatTicks == tick % Self.heartbeatTicks {
                subscriber.beat(frame, now: now)
            }
        }
        _ = loop.schedule(after: .seconds(1)) { [self, weak hub] in
            if let hub { beat(hub) }
        }
    }
}

/// One company's subscribers on one loop.
final class Room {
    /// The last offset that this loop has been told of.
    private(set) var head: Int64
    private(set) var subscribers: [ObjectIdentifier: Subscriber] = [:]
    private var groups: [Set<Topic>: Group] = [:]
    private var index: [Topic: [Group]] = [:]
    /// Subscribers whose past is still being read; they are handed live events to keep.
    private var joining: [ObjectIdentifier: Subscriber] = [:]
    private var accepted = 0
    private let heardCalls: Lock<[CallID: Int]>

    init(head: Int64, heardCalls: Lock<[CallID: Int]>) {
        self.head = head
        self.heardCalls = heardCalls
    }

    func accept(_ event: CommittedEvent, touched: inout [Group]) {
        if let offset = event.offset { head = offset }
        accepted += 1
        for topic in event.topics {
            for group in index[topic] ?? [] { group.add(event.frame, number: accepted, touched: &touched) }
        }
        for subscriber in joining.values where !subscriber.topics.isDisjoint(with: event.topics) {
            subscriber.hold(event)
        }
    }

    /// Tells those who wait for this loop how far it has come.
    func settle() {
        for subscriber in joining.values { subscriber.reached(head) }
    }

    func enter(_ subscriber: Subscriber) { subscribers[ObjectIdentifier(subscriber)] = subscriber }

    func leave(_ subscriber: Subscriber) {
        subscribers[ObjectIdentifier(subscriber)] = nil
        stopListening(subscriber)
        joining[ObjectIdentifier(subscriber)] = nil
    }

    /// Holds the subscriber's live events back until its past has been read.
    func join(_ subscriber: Subscriber) {
        stopListening(subscriber)
        joining[ObjectIdentifier(subscriber)] = subscriber
    }

    /// Puts the subscriber into the group of those who listen to the same topics.
    func listen(_ subscriber: Subscriber) {
        joining[ObjectIdentifier(subscriber)] = nil
        stopListening(subscriber)
        guard !subscriber.topics.isEmpty else { return }
        let group = groups[subscriber.topics] ?? makeGroup(subscriber.topics)
        group.insert(subscriber)
    }

    private func makeGroup(_ topics: Set<Topic>) -> Group {
        let group = Group(topics: topics)
        groups[topics] = group
        for topic in topics { index[topic, default: []].append(group) }
        count(group, 1)
        return group
    }

    private func count(_ group: Group, _ change: Int) {
        for case .call(let call) in group.topics {
            heardCalls.withLock { heard in
                let count = (heard[call] ?? 0) + change
                heard[call] = count > 0 ? count : nil
            }
        }
    }

    private func stopListening(_ subscriber: Subscriber) {
        guard let group = subscriber.group else { return }
        group.remove(subscriber)
        guard group.isEmpty else { return }
        groups[group.topics] = nil
        count(group, -1)
        for topic in group.topics {
            index[topic]?.removeAll { $0 === group }
            if index[topic]?.isEmpty == true { index[topic] = nil }
        }
    }
}

/// Those who listen to exactly the same topics: they are sent the same bytes.
final class Group {
    let topics: Set<Topic>
    private var members: [Subscriber] = []
    private var pending: [UInt8] = []
    /// The room's number of the event that was added last.
    private var newest = 0

    init(topics: Set<Topic>) { self.topics = topics }

    var isEmpty: Bool { members.isEmpty }

    func insert(_ subscriber: Subscriber) {
        subscriber.group = self
        subscriber.place = members.count
        members.append(subscriber)
    }

    func remove(_ subscriber: Subscriber) {
        let last = members.removeLast()
        if last !== subscriber {
            members[subscriber.place] = last
            last.place = subscriber.place
        }
        subscriber.group = nil
    }

    /// Adds an event once, however many of its topics the group listens to.
    func add(_ frame: EventFrame, number: Int, touched: inout [Group]) {
        guard newest != number else { return }
        newest = number
        if pending.isEmpty {
            touched.append(self)
            pending = frame.bytes
        } else {
            pending += frame.bytes
        }
    }

    /// Queues what the batch brought on every member's socket.
    func flush() {
        let bytes = pending
        pending = []
        // A socket that is too slow is closed, and leaves, while this goes on: so over a copy.
        let listening = members
        for subscriber in listening { subscriber.socket?.sendFrames(bytes) }
    }
}
