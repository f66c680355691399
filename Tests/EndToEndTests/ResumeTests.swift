import Domain
import JSON
import Support
import TestTools
import Testing

/// A subscriber resumes after its last offset, and is told whether it is complete (design §2.4).
@Suite(.timeLimit(.minutes(10))) struct ResumeTests {
    private static let topics = ["calls", "contacts", "admin"]

    /// Posts first webhooks of calls `from`…, some at once.
    private func makeCalls(_ numbers: Range<Int>, on server: TestServer) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (position, number) in numbers.enumerated() {
                if position >= 8 { try await group.next() }
                group.addTask {
                    let answer = try await server.twilio(
                        "voice", TestServer.ringing("CA\(number)", from: "+1202555\(1000 + number)"))
                    #expect(answer.status.code == 200)
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func aSocketThatIsCutAgainAndAgainMissesAndDoublesNothing() async throws {
        try await withServer { server in
            var (epoch, offset) = try await server.position()
            let begin = offset
            async let made: Void = makeCalls(0..<300, on: server)
            var random = SeededGenerator(seed: 11)
            var offsets: [Int64] = []
            // A contact and a call each, and one line.
            while offsets.count < 601 {
                let events = try await server.subscribe(Self.topics, after: (epoch, offset))
                for _ in 0..<Int.random(in: 1...40, using: &random) where offsets.count < 601 {
                    let event = try await events.first { !$0["type"].isNull }
                    offset = event["offset"].int64 ?? 0
                    offsets.append(offset)
                }
                events.socket.cut()
            }
            try await made
            #expect(offsets == Array((begin + 1)...(begin + 601)))
            (epoch, offset) = try await server.position()
            #expect(offset == begin + 601)
        }
    }

    @Test func aSubscriberGoesOnAfterTheServerWasStartedAgain() async throws {
        try await withServer { server in
            let (epoch, begin) = try await server.position()
            let events = try await server.subscribe(Self.topics, after: (epoch, begin))
            try await makeCalls(0..<10, on: server)
            let first = try await events.upToNow().offsets
            let again = try await server.restarted()
            #expect(try await events.end() == 1001)
            try await makeCalls(10..<20, on: again)

            let resumed = try await again.connect()
            let answer = try await resumed.subscribe(Self.topics, after: (epoch, first.last ?? 0))
            #expect(answer["epoch"].string == epoch)
            #expect(answer["outcome"] == "replayed")
            #expect(answer["count"] == 20)
            try await makeCalls(20..<30, on: again)
            let rest = try await resumed.upToNow().offsets
            #expect(first + rest == Array((begin + 1)...(begin + 61)))
        }
    }

    @Test func whoMissedNothingIsToldSo() async throws {
        try await withServer { server in
            try await makeCalls(0..<3, on: server)
            let (epoch, offset) = try await server.position()
            let events = try await server.connect()
            let answer = try await events.subscribe(["calls"], after: (epoch, offset))
            #expect(answer["outcome"] == "current")
            #expect(answer["offset"].int64 == offset)
            #expect(answer["count"].isNull)
            #expect(try await events.upToNow().isEmpty)
        }
    }

    @Test func whatWasMissedOnOtherTopicsIsNotCounted() async throws {
        try await withServer { server in
            let (epoch, offset) = try await server.position()
            try await makeCalls(0..<3, on: server)
            let events = try await server.connect()
            let contacts = try await events.subscribe(["contacts"], after: (epoch, offset))
            #expect(contacts["outcome"] == "replayed")
            #expect(contacts["count"] == 3)
            #expect(try await events.upToNow().types == Array(repeating: "contact.created", count: 3))
            let tasks = try await server.connect()
            #expect(try await tasks.subscribe(["tasks"], after: (epoch, offset))["outcome"] == "current")
        }
    }

    @Test func aSecondSubscribeOnASocketRepeatsNothing() async throws {
        try await withServer { server in
            let (epoch, begin) = try await server.position()
            let events = try await server.subscribe(["calls"], after: (epoch, begin))
            try await makeCalls(0..<20, on: server)
            async let more: Void = makeCalls(20..<60, on: server)
            try await events.send([
                "id": 2, "subscribe": ["contacts", "admin"],
                "after": ["epoch": .string(epoch), "offset": .integer(begin)],
            ])
            try await more
            let heard = try await events.upToNow()
            #expect(heard.offsets.sorted() == Array((begin + 1)...(begin + 121)))
            // The past of what is new comes after what was heard already; each topic by itself is in order.
            for topic in ["calls", "contacts", "admin"] {
                let offsets = heard.filter { $0["topics"].array?.contains(.string(topic)) == true }.offsets
                #expect(offsets == offsets.sorted())
            }
        }
    }

    @Test func aHistoryOfManyPagesIsReplayedWhole() async throws {
        try await withServer { server in
            let (epoch, begin) = try await server.position()
            try await makeCalls(0..<700, on: server)
            async let more: Void = makeCalls(700..<900, on: server)
            let events = try await server.connect()
            let answer = try await events.subscribe(Self.topics, after: (epoch, begin))
            #expect((answer["count"].int64 ?? 0) >= 1401)
            try await more
            let offsets = try await events.upToNow().offsets
            #expect(
                offsets == Array((begin + 1)...(begin + 1801)),
                "\(offsets.count), missing \(Set((begin + 1)...(begin + 1801)).subtracting(offsets).sorted())")
        }
    }

    @Test func anotherLifeOfTheLogIsAReset() async throws {
        try await withServer { server in
            try await makeCalls(0..<2, on: server)
            let (epoch, offset) = try await server.position()
            let events = try await server.connect()
            let answer = try await events.subscribe(["calls"], after: ("0000", offset))
            #expect(answer["outcome"] == "reset")
            #expect(answer["reason"] == "epoch")
            #expect(answer["epoch"].string == epoch)
            try await makeCalls(2..<3, on: server)
            #expect(try await events.upToNow().types == ["call.ringing"])
        }
    }

    @Test func anOffsetThatWasNeverReachedIsAReset() async throws {
        try await withServer { server in
            let (epoch, offset) = try await server.position()
            let events = try await server.connect()
            let answer = try await events.subscribe(["calls"], after: (epoch, offset + 1000))
            #expect(answer["outcome"] == "reset")
            #expect(answer["reason"] == "ahead")
            #expect(answer["offset"].int64 == offset)
            try await makeCalls(0..<1, on: server)
            #expect(try await events.upToNow().types == ["line.changed", "call.ringing"])
        }
    }

    @Test func anOffsetOlderThanWhatIsKeptIsAReset() async throws {
        let clock = FixedClock()
        var options = TestOptions()
        options.clock = clock
        try await withServer(options) { server in
            let (epoch, begin) = try await server.position()
            // Calls that are over, for the sweeper would close others.
            let end = { (call: String) in
                _ = try await server.twilio("status", TestServer.status(call, "completed", duration: 9))
            }
            for number in 1...4 { try await end("CA\(number)") }
            let (_, kept) = try await server.position()
            clock.advance(by: .seconds(29 * 86_400))
            for number in 5...6 { try await end("CA\(number)") }
            clock.advance(by: .seconds(2 * 86_400))
            await server.keepHouse()
            let (_, last) = try await server.position()
            // Each is missed: its end, a line of the history, and an obligation that grows, which is overdue by now.
            try #require(last == kept + 7)

            let late = try await server.connect()
            let answer = try await late.subscribe(Self.topics, after: (epoch, begin))
            #expect(answer["outcome"] == "reset")
            #expect(answer["reason"] == "retention")
            #expect(answer["offset"].int64 == last)
            #expect(try await late.upToNow().isEmpty)
            #expect(try await server.connect().subscribe(["calls"], after: (epoch, kept - 1))["reason"] == "retention")

            let events = try await server.connect()
            #expect(try await events.subscribe(["calls"], after: (epoch, kept))["count"] == 2)
            #expect(try await events.upToNow().types == ["call.ended", "call.ended"])
            #expect(try await server.log(after: kept).offsets == Array((kept + 1)...last))
            let again = try await server.restarted(options)
            try await makeCalls(60..<61, on: again)
            #expect(try await again.log(after: last).offsets == [last + 1, last + 2])
        }
    }

    @Test func aSubscriberThatReadsTooSlowlyIsClosedAndResumesWithoutAHole() async throws {
        var options = TestOptions()
        options.flags = ["--conformance"]
        try await withServer(options) { server in
            let (epoch, begin) = try await server.position()
            let events = try await server.subscribe(Self.topics + ["conformance"], after: (epoch, begin))
            try await makeCalls(0..<5, on: server)
            events.socket.pauseReading()
            let ballast = Array(("\"" + String(repeating: "x", count: 1_000_000) + "\"").utf8)
            let headers = [("Authorization", "Bearer \(server.company.token)")]
            for number in 5..<30 {
                _ = try await server.client.post("/conformance/publish", ballast, headers: headers)
                try await makeCalls(number..<(number + 1), on: server)
            }
            events.socket.resumeReading()
            var offsets: [Int64] = []
            do {
                while true {
                    let frame = try await events.frame()
                    if let offset = frame["offset"].int64, !frame["type"].isNull { offsets.append(offset) }
                }
            } catch is SetupFailure {
                #expect(events.socket.closing?.code == 4001)
                #expect(events.socket.closing?.reason.contains("resume") == true)
            }
            #expect(offsets == Array((begin + 1)..<(begin + 1 + Int64(offsets.count))))
            #expect(offsets.count < 61)

            let resumed = try await server.subscribe(Self.topics, after: (epoch, offsets.last ?? begin))
            #expect(try await offsets + resumed.upToNow().offsets == Array((begin + 1)...(begin + 61)))
        }
    }
}
