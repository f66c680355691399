import Foundation
import Broadcast
import Domain
import JSON
import SQLite
import Support
import Testing

@testable import switchboard

@Suite(.timeLimit(.minutes(10))) struct StorageTests {
    @Test func aFullDiskIsA503WithItsReasonAndReadsGoOnUntilThereIsRoom() async throws {
        var options = TestOptions()
        options.maximumPages = 400
        try await withServer(options) { server in
            var stored = 0
            var refused = try await server.twilio("voice", TestServer.ringing("CA0", from: "+12025551000"))
            while refused.status.code == 200, stored < 2_000 {
                stored += 1
                refused = try await server.twilio(
                    "voice", TestServer.ringing("CA\(stored)", from: "+1202555\(1000 + stored)"))
            }
            #expect(refused.status.code == 503)
            #expect(refused.headers["retry-after"] != nil)
            #expect(refused.text.contains("full"), "\(refused.text)")
            let (_, full) = try await server.position()
            #expect(try await server.log().offsets == Array(1...full))
            #expect(try await server.calls("?limit=500").count == min(stored, 500))

            // Room comes back without a restart: old events are removed.
            let company = server.company.id
            try await server.database.write(company) { tx in
                _ = try EventLog.trim(before: .now() + .seconds(60), keep: 100, limit: 1_000_000, in: tx)
            }
            let again = try await server.twilio(
                "voice", TestServer.ringing("CA\(stored)", from: "+1202555\(1000 + stored)"))
            #expect(again.status.code == 200)
            let (_, last) = try await server.position()
            #expect(last > full)
            let kept = try await server.log(after: full).offsets
            #expect(kept == Array((full + 1)...last))
            let faults = try await HubCheck.faults(inFile: server.database.path)
            #expect(faults.structure + faults.contents == [])
        }
    }

    @Test func offsetsAndIdsGrowWhenTheClockStepsBack() async throws {
        let clock = FixedClock()
        var options = TestOptions()
        options.clock = clock
        try await withServer(options) { server in
            func call(_ number: Int, on server: TestServer) async throws -> JSONValue {
                let events = try await server.subscribe()
                _ = try await server.twilio(
                    "voice", TestServer.ringing("CA\(number)", from: "+1202555\(1000 + number)"))
                return try await events.first { $0["type"] == "call.ringing" }
            }
            var heard = [try await call(0, on: server)]
            clock.advance(by: .seconds(-7_200))
            heard.append(try await call(1, on: server))
            let again = try await server.restarted(options)
            heard.append(try await call(2, on: again))
            clock.advance(by: .seconds(-86_400 * 400))
            heard.append(try await call(3, on: again))

            #expect(heard.offsets == heard.offsets.sorted() && Set(heard.offsets).count == 4)
            let ids = heard.compactMap { $0["data"]["call"].string }
            #expect(ids.count == 4 && ids == ids.sorted() && Set(ids).count == 4)
            #expect(try await again.log().offsets == Array(1...(heard.offsets.last ?? 0)))
        }
    }

    /// `RESTARTS=200` has been run as well; `scripts/crash --restarts 200` looks at real processes.
    @Test func restartsLeakNothing() async throws {
        // In a process of its own, for other tests open and close sockets meanwhile.
        await #expect(processExitsWith: .success) {
            try await withFolder { folder in
                let count = ProcessInfo.processInfo.environment["RESTARTS"].flatMap { Int($0) } ?? 40
                for _ in 0..<10 { try await makeFolder(folder) }
                let before = try ProcessFigures()
                for _ in 0..<count { try await makeFolder(folder) }
                // A thread that has been joined may stand in /proc a moment longer.
                var after = try ProcessFigures()
                for _ in 0..<10_000 where after.descriptors > before.descriptors || after.threads > before.threads {
                    try await Task.sleep(for: .milliseconds(1))
                    after = try ProcessFigures()
                }
                #expect(after.descriptors <= before.descriptors, "\(before) → \(after)")
                #expect(after.threads <= before.threads, "\(before) → \(after)")
                // What is kept for each thread that allocates grows by some MiB and no further, after 15 restarts as after 60.
                // A start that kept its caches or the numbering plan would be far above.
                #expect(after.kibibytes <= before.kibibytes + 8_192, "\(before) → \(after)")
            }
        }
    }

    @Test func startsThatFailLeakNothing() async throws {
        await #expect(processExitsWith: .success) {
            try await withFolder { folder in
                try await makeFolder(folder)
                for _ in 0..<3 { _ = await whyNotStarted(folder, ["--webhooks", "/nowhere"]) }
                let before = try ProcessFigures()
                for _ in 0..<20 {
                    #expect(await whyNotStarted(folder, ["--webhooks", "/nowhere"]) != nil)
                    #expect(await whyNotStarted(folder, ["--trusted-proxies", "nonsense"]) != nil)
                }
                let after = try ProcessFigures()
                #expect(after.descriptors <= before.descriptors + 1, "\(before) → \(after)")
                #expect(after.threads <= before.threads + 1, "\(before) → \(after)")
            }
        }
    }
}
