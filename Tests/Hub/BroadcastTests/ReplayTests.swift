import Domain
import JSON
import Testing

@testable import Broadcast

/// Where the past and the present meet: the loop is told of commits when a test says so.
@Suite(.timeLimit(.minutes(10))) struct ReplayTests {
    private func subscribe(_ topics: String..., id: Int64, after offset: Int64, _ log: LogFixture) -> JSONValue {
        [
            "id": .integer(id), "subscribe": .array(topics.map { .string($0) }),
            "after": ["epoch": .string(log.epoch), "offset": .integer(offset)],
        ]
    }

    private func names(_ frames: [JSONValue]) -> [String] { frames.compactMap { $0["data"]["name"].string } }

    /// Everything the socket has been sent when the loop has come to the end of its work.
    private func all(_ socket: FakeSocket, _ id: Int64) async -> [JSONValue] {
        socket.send(["id": .integer(id), "sync": true])
        return await socket.received { $0["id"].int64 == id }
    }

    @Test func aLoopThatIsBehindTheLogRepeatsNothing() async throws {
        try await LogFixture.with { log in
            try await log.publish("a", "b", "c", on: .contacts)
            let socket = log.connect()
            // The log is read before the loop has been told of any of it.
            socket.send(subscribe("contacts", id: 1, after: 1, log))
            await log.read()
            log.tell()
            let answer = await socket.received { $0["data"]["name"] == "c" }
            #expect(answer.first?["outcome"] == "replayed" && answer.first?["count"] == 2)
            #expect(names(answer) == ["b"])
            try await log.publish("d", on: .contacts)
            log.tell()
            #expect(names(await all(socket, 9)) == ["d"])
        }
    }

    @Test func batchesThatComeFasterThanTheyAreWrittenAllArriveOnceAndInOrder() async throws {
        try await LogFixture.with { log in
            let socket = log.connect()
            socket.send(subscribe("contacts", id: 1, after: 0, log))
            await log.read()
            for batch in 1...20 {
                try await log.publish("\(batch)a", "\(batch)b", "\(batch)c", on: .contacts)
                log.tell()
            }
            // Whoever asks how far the log is complete is told all of it first, whether the loop rests or not.
            let wanted = (1...20).flatMap { batch in ["a", "b", "c"].map { "\(batch)\($0)" } }
            #expect(names(await all(socket, 9)) == wanted)
        }
    }

    @Test func aSecondTopicOnALoopThatIsBehindKeepsTheOrder() async throws {
        try await LogFixture.with { log in
            let socket = log.connect()
            socket.send(subscribe("calls", id: 1, after: 0, log))
            try await log.publish("calls-1", on: .calls)
            try await log.publish("both-2", on: .calls, .contacts)
            try await log.publish("contacts-3", on: .contacts)
            try await log.publish("calls-4", on: .calls)
            socket.send(subscribe("contacts", id: 2, after: 0, log))
            await log.read()
            try await log.publish("both-5", on: .calls, .contacts)
            log.tell()
            let heard = await all(socket, 9)
            #expect(names(heard) == ["calls-1", "both-2", "contacts-3", "calls-4", "both-5"])
        }
    }

    @Test func whoIsAheadOfTheLoopHearsOnlyWhatComesAfter() async throws {
        try await LogFixture.with { log in
            try await log.publish("a", "b", on: .contacts)
            let socket = log.connect()
            // Another loop was told already, and the client has come from there.
            socket.send(subscribe("contacts", id: 1, after: 2, log))
            await log.read()
            log.tell()
            try await log.publish("c", on: .contacts)
            log.tell()
            let heard = await all(socket, 9)
            #expect(heard.first?["outcome"] == "current")
            #expect(names(heard) == ["c"])
        }
    }

    @Test func framesThatComeWhileThePastIsReadAreAnsweredAfterIt() async throws {
        try await LogFixture.with { log in
            try await log.publish("a", on: .contacts)
            log.tell()
            try await log.publish("b", on: .contacts)
            let socket = log.connect()
            socket.send(subscribe("contacts", id: 1, after: 0, log))
            socket.send(["ping": 7])
            await log.read()
            log.tell()
            let before = await socket.received { $0["pong"] == 7 }
            #expect(names(before) == ["a", "b"])
            #expect(before.last?["upTo"] == 2)
        }
    }

    @Test func aHistoryLongerThanAPageIsReadOnWhileMoreComes() async throws {
        try await LogFixture.with { log in
            try await log.database.write(log.company) { tx in
                for number in 1...1200 {
                    let event = ContactEvent(ContactEvent.updated, contact: ContactID(1), name: "\(number)")
                    try tx.publish(event, on: .contacts)
                }
            }
            let socket = log.connect()
            socket.send(subscribe("contacts", id: 1, after: 0, log))
            try await log.publish("1201", on: .contacts)
            log.tell()
            try await log.publish("1202", on: .contacts)
            log.tell()
            let heard = names(await socket.received { $0["data"]["name"] == "1202" })
            #expect(heard == (1...1201).map { "\($0)" })
            #expect(names(await all(socket, 9)).isEmpty)
        }
    }
}
