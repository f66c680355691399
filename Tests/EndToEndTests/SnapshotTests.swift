import Domain
import JSON
import Support
import Testing

@Suite(.timeLimit(.minutes(10))) struct SnapshotTests {
    @Test func aSnapshotIsTrueExactlyAtItsOffset() async throws {
        try await withServer { server in
            let events = try await server.subscribe()
            // Taken again and again while calls come and go; each is brought up to date by the events after it.
            var boards: [(offset: Int64, calls: Set<String>)] = []
            var heard: [JSONValue] = []
            for round in 0..<40 {
                async let made: Void = {
                    for number in (round * 3)..<(round * 3 + 3) {
                        let from = "+1202555\(1000 + number)"
                        _ = try await server.twilio("voice", TestServer.ringing("CA\(number)", from: from))
                        guard number % 3 != 0 else { continue }
                        _ = try await server.twilio("status", TestServer.status("CA\(number)", "completed", from: from))
                    }
                }()
                try await events.send(["id": 7, "snapshot": ["calls"]])
                let frame = try await events.first { frame in
                    if !frame["type"].isNull { heard.append(frame) }
                    return frame["id"] == 7
                }
                let calls = frame["snapshot"]["calls"].array?.compactMap { $0["call"].string } ?? []
                boards.append((try #require(frame["offset"].int64), Set(calls)))
                try await made
            }
            heard += try await events.upToNow()
            let live = try await server.get("/api/calls/live")["data"].array?.compactMap { $0["call"].string } ?? []
            #expect(live.count == 40)
            for board in boards {
                var calls = board.calls
                for event in heard where (event["offset"].int64 ?? 0) > board.offset {
                    let call = event["data"]["call"].string ?? ""
                    if event["type"] == "call.ringing" { calls.insert(call) }
                    if event["type"] == "call.ended" { calls.remove(call) }
                }
                #expect(calls == Set(live), "the snapshot at \(board.offset)")
            }
            #expect(Set(boards.map(\.offset)).count > 20)
        }
    }

    @Test func theRouteAndTheSnapshotShowTheSame() async throws {
        try await withServer { server in
            for number in 1...5 { _ = try await server.twilio("voice", TestServer.ringing("CA\(number)")) }
            let events = try await server.connect()
            try await events.send(["id": 1, "snapshot": ["calls"]])
            let snapshot = try await events.first { $0["id"] == 1 }
            let live = try await server.get("/api/calls/live")
            #expect(snapshot["snapshot"]["calls"] == live["data"])
            #expect(snapshot["offset"].int64 == (try await server.position().offset))
        }
    }

    @Test func aSnapshotOfOneCallShowsItAndOfNoneShowsNothing() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let id = try await server.calls()[at: 0]["call"].string ?? ""
            let events = try await server.connect()
            try await events.send(["id": 1, "snapshot": [.string("calls/\(id)"), "calls/cal_zzz"]])
            let snapshot = try await events.first { $0["id"] == 1 }["snapshot"]
            #expect(snapshot["calls/\(id)"].array?.map { $0["providerCallId"] } == ["CA1"])
            #expect(snapshot["calls/cal_zzz"] == [])
        }
    }

    @Test(arguments: ["nothing", "conversations", "contacts"])
    func aSnapshotOfWhatHasNoneIsAProblem(topic: String) async throws {
        try await withServer { server in
            let events = try await server.connect()
            try await events.send(["id": 1, "snapshot": [.string(topic)]])
            let answer = try await events.first { $0["id"] == 1 }
            #expect(answer["problem"]["status"] == 404)
            #expect(answer["problem"]["type"] == "/problems/unknown-topic")
        }
    }
}
