import Domain
import Foundation
import JSON
import Reactor
import SQLite
import Web
import WebSocket

@testable import Broadcast

/// A log and its hub on one loop, where a test says when the loop is told of a commit.
final class LogFixture: Sendable {
    let database: Database
    let hub: Hub
    let epoch: String
    let company = CompanyID(1)
    private let group: EventLoopGroup
    private let withheld: Lock<[any Sendable]>

    private init(_ database: Database, _ group: EventLoopGroup, _ epoch: String, _ withheld: Lock<[any Sendable]>) {
        (self.database, self.group, self.epoch, self.withheld) = (database, group, epoch, withheld)
        hub = Hub(
            loops: group.loops, database: database, epoch: epoch, heads: [:],
            access: Hub.Access(caller: { _ in nil }, recheck: { $0 }), snapshots: [:], now: Timestamp.now)
    }

    /// Runs `body` with a fresh log, and has removed it when it returns.
    static func with(_ body: (LogFixture) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("log-\(UUID().uuidString).db").path
        // A leftover in the temporary folder harms nobody.
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
        let database = try Database(path: path, migrations: EventLog.migrations)
        let withheld = Lock<[any Sendable]>([])
        database.onCommit = { values in withheld.withLock { $0 += values } }
        let epoch = try await database.write(tenant: 0) { try EventLog.epoch(in: $0) }
        let group = try EventLoopGroup(count: 1)
        do {
            try await body(LogFixture(database, group, epoch, withheld))
            await group.stop(within: .seconds(1))
            database.close()
        } catch {
            await group.stop(within: .seconds(1))
            database.close()
            throw error
        }
    }

    /// Commits events, of which the loop is not told.
    func publish(_ names: String..., on topics: Topic...) async throws {
        try await database.write(company) { tx in
            for name in names {
                try tx.publish(ContactEvent(ContactEvent.updated, contact: ContactID(1), name: name), on: topics)
            }
        }
    }

    /// Tells the loop of all that was committed since.
    func tell() {
        hub.committed(
            withheld.withLock { values in
                defer { values = [] }
                return values
            })
    }

    /// Returns when the readers have done what was asked of them before.
    func read() async {
        await withCheckedContinuation { continuation in group.loops[0].execute { continuation.resume() } }
        // Each reader's thread takes the reads in order.
        for _ in 1...4 { _ = try? await database.read(company) { try EventLog.extent(in: $0) } }
        await withCheckedContinuation { continuation in group.loops[0].execute { continuation.resume() } }
    }

    /// A socket of a subscriber that may hear everything.
    func connect() -> FakeSocket {
        let caller = Caller(tenant: company.rawValue, subject: .program, role: .owner)
        let socket = FakeSocket(Subscriber(hub: hub, caller: caller, first: []), on: group.loops[0])
        return socket
    }
}

/// A subscriber's socket that keeps what it is sent; its state is behind its lock.
final class FakeSocket: Socket, Sendable {
    let loopIndex = 0
    private let loop: EventLoop
    private let subscriber: Subscriber
    private let frames: AsyncStream<JSONValue>
    private let sink: AsyncStream<JSONValue>.Continuation
    private let parser = Lock(FrameParser(role: .client, maximumMessageBytes: 1 << 24))
    private let waiting = Lock(0)

    init(_ subscriber: Subscriber, on loop: EventLoop) {
        self.subscriber = subscriber
        self.loop = loop
        (frames, sink) = AsyncStream.makeStream()
        loop.execute { subscriber.opened(self) }
    }

    /// What the server is made to believe waits for the client.
    var queuedBytes: Int {
        get { waiting.withLock { $0 } }
        set { waiting.withLock { $0 = newValue } }
    }

    /// As the client would send it.
    func send(_ frame: JSONValue) { loop.execute { self.subscriber.received(.text(frame.jsonBytes)) } }

    /// All that came up to the frame that passes, without it.
    func received(upTo passes: (JSONValue) -> Bool) async -> [JSONValue] {
        var received: [JSONValue] = []
        for await frame in frames {
            if passes(frame) { break }
            received.append(frame)
        }
        return received
    }

    func sendText(_ json: [UInt8]) { sendFrames(EventFrame(json: json).bytes) }

    func sendFrames(_ bytes: [UInt8]) {
        parser.withLock { parser in
            bytes.withUnsafeBytes { parser.append($0) }
            // What we have written ourselves can be read.
            while case .message(let message)? = try? parser.next() {
                if let json = try? JSONParser.parse(message.bytes) { sink.yield(json) }
            }
        }
    }

    func close(_ code: UInt16, _ reason: String) {
        sink.yield(["closed": .integer(Int64(code))])
        subscriber.closed(code: code)
    }
}
