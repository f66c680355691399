import Domain
import JSON
import Reactor
import Web
import WebSocket

/// One connection that listens: what it asked for, and how far its past has been read.
///
/// Owned by the socket's loop; every method runs there.
// Safe because all of it is touched on the socket's loop only.
final class Subscriber: SocketHandler, @unchecked Sendable {
    let hub: Hub
    private(set) var topics: Set<Topic> = []
    private(set) weak var socket: (any Socket)?
    private(set) var serial = 0
    private(set) var caller: Caller
    /// The group this subscriber is in while it is live, and its place there.
    weak var group: Group?
    var place = 0

    private var shard: Shard?
    private var room: Room?
    private let first: [String]
    /// Under way while the past is read; frames of the client wait until it is over.
    private var resume: Resume?
    private var waiting: [[UInt8]] = []
    private var misunderstood = 0
    private static let waitingBound = 32
    private static let misunderstoodBound = 3

    init(hub: Hub, caller: Caller, first: [String]) {
        self.hub = hub
        self.caller = caller
        self.first = first
    }

    func opened(_ socket: any Socket) {
        self.socket = socket
        let shard = hub.shards[socket.loopIndex]
        self.shard = shard
        serial = shard.attendance.withLock { [caller] attendance in
            attendance.enter(caller.attendee)
            return attendance.sockets
        }
        let room = shard.room(of: CompanyID(caller.tenant))
        room.enter(self)
        self.room = room
        if !first.isEmpty { subscribe(first, after: nil, id: nil) }
    }

    func received(_ message: Message) {
        switch message {
        case .text(let bytes) where resume != nil:
            waiting.append(bytes)
            if waiting.count > Self.waitingBound {
                socket?.close(HubCloseCode.protocolError, "too many frames while the past is read")
            }
        case .text(let bytes): understand(bytes)
        case .binary: refuse(.unsupportedMediaType("application/json as text frames"), id: nil)
        }
    }

    func closed(code: UInt16?) {
        shard?.attendance.withLock { [caller] in $0.leave(caller.attendee) }
        room?.leave(self)
        resume = nil
        room = nil
        shard = nil
    }

    /// Keeps a live event until the past has been read.
    func hold(_ event: CommittedEvent) { resume?.hold(event) }

    /// The last offset that the socket's loop has been told of.
    var head: Int64 { room?.head ?? 0 }

    /// The loop has passed on all up to `head`.
    func reached(_ head: Int64) { resume?.reached(head) }

    /// Ends an expired sign-in, or says how far the log is complete.
    func beat(_ upTo: EventFrame, now: Timestamp) {
        if let expires = caller.expires, expires < now.milliseconds {
            socket?.close(HubCloseCode.signInEnded, "the sign-in has expired")
        } else if resume == nil, !topics.isEmpty {
            socket?.sendFrames(upTo.bytes)
        }
    }

    /// Drops what the caller may no longer hear, or the socket with it.
    func recheck() {
        guard let now = hub.access.recheck(caller) else {
            socket?.close(HubCloseCode.signInEnded, "the sign-in was ended")
            return
        }
        caller = now
        if topics.contains(where: { !caller.mayHear($0) }) {
            socket?.close(HubCloseCode.permissionWithdrawn, "a permission was withdrawn")
        }
    }

    private func understand(_ bytes: [UInt8]) {
        do {
            let (id, frame) = try ClientFrame.read(bytes)
            misunderstood = 0
            answer(frame, id: id)
        } catch let problem as Problem {
            // Without a readable frame there is no id to repeat.
            refuse(problem, id: (try? JSONParser.parse(bytes))?["id"])
        } catch {
            socket?.close(HubCloseCode.protocolError, "\(error)")
        }
    }

    private func refuse(_ problem: Problem, id: JSONValue?) {
        send(ServerFrame.problem(problem, id: id.flatMap { $0.isNull ? nil : $0 }))
        misunderstood += 1
        if misunderstood >= Self.misunderstoodBound {
            socket?.close(HubCloseCode.protocolError, "three frames in a row were not understood")
        }
    }

    private func answer(_ frame: ClientFrame, id: JSONValue?) {
        switch frame {
        case .subscribe(let names, let after): subscribe(names, after: after, id: id)
        case .unsubscribe(let names):
            let gone = names.compactMap(Topic.init(wire:))
            topics.subtract(gone)
            room?.listen(self)
            send(ServerFrame.unsubscribed(gone, id: id))
        case .snapshot(let names): snapshot(names, id: id)
        case .authorize(let token): authorize(token, id: id)
        case .sync:
            // Behind the batches that wait for this loop: whoever has seen a commit acknowledged hears of it before.
            shard?.loop.execute { [self] in
                shard?.queueWaiting()
                send(ServerFrame.upTo(room?.head ?? 0, id: id))
            }
        case .ping(let echo): send(ServerFrame.pong(echo))
        }
    }

    private func subscribe(_ names: [String], after: LogPosition?, id: JSONValue?) {
        guard let room, let shard else { return }
        var refused: [(topic: String, type: String)] = []
        var accepted: [Topic] = []
        for name in names {
            if let topic = Topic(wire: name) {
                if caller.mayHear(topic) {
                    accepted.append(topic)
                } else {
                    refused.append((name, "/problems/forbidden"))
                }
            } else {
                refused.append((name, "/problems/unknown-topic"))
            }
        }
        let known = topics
        topics.formUnion(accepted)
        let request = ResumeRequest(topics: accepted, known: known, refused: refused, id: id)
        guard let after, !accepted.isEmpty, after != LogPosition(epoch: hub.epoch, offset: room.head) else {
            room.listen(self)
            answer(request, at: room.head, .current)
            return
        }
        guard after.epoch == hub.epoch else {
            room.listen(self)
            answer(request, at: room.head, .reset(.epoch))
            return
        }
        room.join(self)
        let resume = Resume(request: request, after: after.offset, subscriber: self, hub: hub, loop: shard.loop)
        self.resume = resume
        resume.begin()
    }

    /// Says how a subscription goes on.
    func answer(_ request: ResumeRequest, at offset: Int64, _ outcome: Outcome) {
        let position = LogPosition(epoch: hub.epoch, offset: offset)
        send(
            ServerFrame.subscribed(
                request.topics, refused: request.refused, at: position, outcome: outcome, id: request.id))
    }

    /// The past has been read: live from here on, and the client's frames that waited are answered.
    func resumed(upTo offset: Int64?) {
        resume = nil
        guard let room else { return }
        room.listen(self)
        if let offset { send(ServerFrame.upTo(offset)) }
        let frames = waiting
        waiting = []
        for (index, bytes) in frames.enumerated() {
            if resume != nil {
                waiting += frames[index...]
                return
            }
            understand(bytes)
        }
    }

    private func authorize(_ token: String, id: JSONValue?) {
        guard let next = hub.access.caller(token), next.tenant == caller.tenant else {
            socket?.close(HubCloseCode.signInEnded, "the token is not valid here")
            return
        }
        shard?.attendance.withLock { [caller] attendance in
            attendance.leave(caller.attendee)
            attendance.enter(next.attendee)
        }
        caller = next
        send(ServerFrame.authorized(id: id))
        recheck()
    }

    private func snapshot(_ names: [String], id: JSONValue?) {
        guard let loop = shard?.loop else { return }
        var wanted: [(name: String, topic: Topic, write: Hub.Snapshot)] = []
        for name in names {
            guard let topic = Topic(wire: name), let write = hub.snapshots[String(name.prefix { $0 != "/" })] else {
                let problem = Problem(
                    .notFound, "/problems/unknown-topic", "No such snapshot",
                    detail: "There is no snapshot of `\(name)`.")
                return refuse(problem, id: id)
            }
            guard caller.mayHear(topic) else { return refuse(.forbidden(needs: topic.permission), id: id) }
            wanted.append((name, topic, write))
        }
        let parts = wanted
        let company = CompanyID(caller.tenant)
        let hub = hub
        Task(executorPreference: loop.taskExecutor) { [self] in
            let frame: EventFrame
            do {
                frame = try await hub.database.read(company) { tx in
                    let offset = try EventLog.extent(in: tx).last
                    let values = try parts.map { (topic: $0.name, json: try $0.write($0.topic, tx)) }
                    return ServerFrame.snapshot(values, at: offset, id: id)
                }
            } catch {
                frame = ServerFrame.problem(.unavailable("The snapshot could not be read."), id: id)
            }
            loop.execute { self.send(frame) }
        }
    }

    func send(_ frame: EventFrame) { socket?.sendFrames(frame.bytes) }
}
