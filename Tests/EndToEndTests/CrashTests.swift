import Domain
import Foundation
import Glibc
import JSON
import Reactor
import Support
import Testing

/// `kill -9` at any instant loses no acknowledged event and doubles none (design §2.2).
@Suite(.enabled(if: DemoProcess.binary != nil, "the program was not built beside the tests"), .timeLimit(.minutes(10)))
struct CrashTests {
    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("switchboard-\(UUID().uuidString)")
            .path
        // A leftover in the temporary folder harms nobody.
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    /// Posts first webhooks without end, and notes those that were acknowledged.
    private func load(_ server: DemoProcess, round: Int, into acknowledged: Lock<[String]>) async {
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    for number in 0... {
                        let call = "CA\(round)x\(worker)x\(number)"
                        let from = "+1202555\(1000 + (number * 8 + worker) % 9000)"
                        // The program is killed under these requests: the first that fails ends the worker.
                        guard let answer = try? await server.twilio("voice", TestServer.ringing(call, from: from)),
                            answer.status.code == 200
                        else { return }
                        acknowledged.withLock { $0.append(call) }
                    }
                }
            }
        }
    }

    @Test func aKilledProgramHasLostNothingItAcknowledged() async throws {
        try await withFolder { folder in
            var server = try await DemoProcess.start(on: folder)
            let (token, (epoch, begin)) = (server.company.token, try await server.position())
            let acknowledged = Lock<[String]>([])
            var heard: [Int64] = []
            for round in 1...3 {
                #expect(server.company.token == token)
                let events = try await server.subscribe(
                    ["calls", "contacts", "admin"], after: (epoch, heard.last ?? begin))
                let (running, before) = (server, acknowledged.withLock { $0.count })
                async let load: Void = load(running, round: round, into: acknowledged)
                do {
                    while true {
                        let frame = try await events.frame()
                        if let offset = frame["offset"].int64, !frame["type"].isNull { heard.append(offset) }
                        // Enough is under way: killed in the middle of it.
                        if acknowledged.withLock({ $0.count }) > before + 150 { break }
                    }
                }
                #expect(await server.end(by: SIGKILL) == -SIGKILL)
                await load
                server = try await DemoProcess.start(on: folder)
            }
            let events = try await server.subscribe(
                ["calls", "contacts", "admin"], after: (epoch, heard.last ?? begin))
            heard += try await events.upToNow().offsets
            let log = try await server.log(after: begin)
            #expect(log.offsets == Array((begin + 1)...(begin + Int64(log.count))))
            #expect(heard == log.offsets)

            let calls = acknowledged.withLock { $0 }
            #expect(calls.count > 450)
            let rings = log.filter { $0["type"] == "call.ringing" }.compactMap { $0["data"]["providerCallId"].string }
            #expect(Set(rings).count == rings.count)
            #expect(Set(calls).subtracting(rings).isEmpty)
            for call in calls.shuffled().prefix(40) {
                #expect(try await server.get("/api/calls/\(call)")["data"]["providerCallId"].string == call)
            }
            let contacts = log.filter { $0["type"] == "contact.created" }.compactMap { $0["data"]["number"].string }
            #expect(Set(contacts).count == contacts.count)

            // What was sent and not acknowledged comes again, as a provider's would; all of it counts once.
            for call in calls.suffix(20) { _ = try await server.twilio("voice", TestServer.ringing(call)) }
            #expect(try await server.position().offset == begin + Int64(log.count))
            #expect(await server.end(by: SIGTERM) == 0)
        }
    }

    @Test func aProgramToldToStopClosesItsSocketsAndEndsWell() async throws {
        try await withFolder { folder in
            let server = try await DemoProcess.start(on: folder)
            #expect(server.ready["ws"].string == server.url.replacing("http", with: "ws") + "/ws")
            #expect(server.ready["twilio"]["statusURL"].string?.hasPrefix(server.url) == true)
            let (epoch, offset) = try await server.position()
            let events = try await server.subscribe(["calls"])
            _ = try await server.twilio(
                "voice", TestServer.ringing("CA1", to: server.ready["twilio"]["number"].string ?? ""))
            async let code = server.end(by: SIGTERM)
            #expect(try await events.end() == 1001)
            #expect(await code == 0)
            await #expect(throws: (any Error).self) { _ = try await server.client.get("/healthz") }

            let again = try await DemoProcess.start(on: folder)
            #expect(again.company.token == server.company.token)
            let resumed = try await again.connect()
            #expect(try await resumed.subscribe(["calls"], after: (epoch, offset))["outcome"] == "replayed")
            #expect(try await resumed.upToNow().types == ["call.ringing"])
            #expect(await again.end(by: SIGTERM) == 0)
        }
    }

    @Test func aFolderServesOneProgramAtATime() async throws {
        try await withFolder { folder in
            let server = try await DemoProcess.start(on: folder)
            await #expect(throws: SetupFailure.self) { _ = try await DemoProcess.start(on: folder) }
            #expect(try await server.get("/api/lines")["data"].array?.count == 1)
            _ = await server.end(by: SIGTERM)
        }
    }
}
