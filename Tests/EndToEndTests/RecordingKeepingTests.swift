import Domain
import Foundation
import JSON
import OpenSSL
import SQLite
import Support
import Testing
import Web

/// Retention, legal hold, deletion here and at the provider, and what is left in the audit log.
@Suite(.timeLimit(.minutes(10))) struct RecordingKeepingTests {
    private static let sound = Sound.loud(milliseconds: 300)
    private static let path = "/api/crm/call-audio/CA1"

    private func recording(_ server: TestServer) async throws -> (id: String, state: JSONValue) {
        let state = try await server.get("/api/crm/recordings")["data"][0]
        return (state["recording"].string ?? "", state)
    }

    private func actions(_ server: TestServer) async throws -> [String] {
        try await server.get("/api/audit")["data"].array?.reversed().compactMap { $0["action"].string }.filter {
            $0.hasPrefix("recording")
        } ?? []
    }

    private func stored<Result: Sendable>(
        _ clock: FixedClock = FixedClock(), _ body: (TestServer, MediaStandIn) async throws -> Result
    ) async throws -> Result {
        var options = TestOptions()
        options.clock = clock
        return try await withRecordings(sound: Self.sound, options) { server, media in
            try await server.recorded("RE1", of: "CA1", at: media)
            try await server.keepRecordings()
            return try await body(server, media)
        }
    }

    @Test func aDeletedRecordingIsGoneHereAndAtItsProviderAndItsTraceStays() async throws {
        try await stored { server, media in
            let (id, _) = try await recording(server)
            _ = try await server.get(Self.path + "/peaks")
            media.answer(.text("busy", status: .serviceUnavailable))
            for _ in 1...2 {
                try await server.json(.delete, "/api/crm/recordings/\(id)", nil, expecting: 204)
            }
            #expect(soundFiles(in: server.data).isEmpty)
            #expect(try await server.sound(Self.path).status == .gone)
            #expect(try await server.sound(Self.path + "/peaks").status == .gone)
            try await server.keepRecordings()
            #expect(try await recording(server).state["providerCopy"] == "deleting")
        }
    }

    @Test func aProviderThatIsBusyIsAskedAgainToDeleteUntilItHas() async throws {
        let clock = FixedClock()
        try await stored(clock) { server, media in
            let (id, _) = try await recording(server)
            try await server.json(.delete, "/api/crm/recordings/\(id)", nil, expecting: 204)
            media.answer(.text("busy", status: .serviceUnavailable))
            try await server.keepRecordings()
            clock.advance(by: .seconds(5))
            try await server.keepRecordings()
            let state = try await recording(server).state
            #expect(state["state"] == "deleted" && state["providerCopy"] == "deleted", "\(state)")
            let asked = media.seen.filter { $0.method == "DELETE" }.map(\.target)
            #expect(asked == Array(repeating: "/2010-04-01/Accounts/AC0/Recordings/RE1.json", count: 2))
            #expect(try await actions(server) == ["recording.deleted", "recording.provider_copy_settled"])
            #expect(try await server.log().types.last == "recording.deleted")
        }
    }

    @Test func legalHoldKeepsARecordingFromEverybodyAndFromThePolicy() async throws {
        let clock = FixedClock()
        try await stored(clock) { server, _ in
            let (id, _) = try await recording(server)
            let hold = "/api/crm/recordings/\(id)/hold"
            try await server.json(.put, hold, ["hold": true, "reason": "case 7"], expecting: 200)
            try await server.json(.put, hold, ["hold": true], expecting: 200)
            try await server.json(.delete, "/api/crm/recordings/\(id)", nil, expecting: 409)
            try await server.post("/api/calls/CA1/redactions", ["fromMs": 0, "toMs": 100], expecting: 409)
            try await server.json(.put, "/api/crm/recording-policy", ["retentionDays": 30], expecting: 200)
            clock.advance(by: .seconds(86_400 * 31))
            try await server.keepRecordings()
            #expect(try await server.sound(Self.path).body == Self.sound)

            try await server.json(.put, hold, ["hold": false], expecting: 200)
            try await server.keepRecordings()
            let state = try await recording(server).state
            #expect(state["state"] == "deleted" && state["reason"].string?.contains("30 days") == true)
            #expect(soundFiles(in: server.data).isEmpty)
            let audit = try await server.get("/api/audit")["data"].array ?? []
            let deleted = try #require(audit.first { $0["action"] == "recording.deleted" })
            #expect(deleted["actor"] == "retention" && deleted["detail"]["retentionDays"] == 30)
            #expect(
                try await actions(server).prefix(4)
                    == ["recording.held", "recording_policy.changed", "recording.released", "recording.deleted"])
        }
    }

    @Test func nothingIsOldBeforeItsDayAndWithoutAPolicyNothingEver() async throws {
        let clock = FixedClock()
        try await stored(clock) { server, _ in
            clock.advance(by: .seconds(86_400 * 3_000))
            try await server.keepRecordings()
            #expect(try await recording(server).state["state"] == "stored")
            #expect(try await server.get("/api/crm/recording-policy")["data"]["retentionDays"].isNull)
            try await server.json(.put, "/api/crm/recording-policy", ["retentionDays": 3001], expecting: 200)
            try await server.keepRecordings()
            #expect(try await recording(server).state["state"] == "stored")
            let stale = [("If-Match", "\"v0\"")]
            try await server.json(
                .put, "/api/crm/recording-policy", ["retentionDays": 1], headers: stale, expecting: 412)
        }
    }

    @Test func theSameSoundOfTwoCallsIsOneFileThatStaysAsLongAsOneOfThem() async throws {
        try await withRecordings(sound: Self.sound) { server, media in
            for number in 1...2 { try await server.recorded("RE\(number)", of: "CA\(number)", at: media) }
            let other = try await server.anotherCompany("Beta")
            try await server.recorded("RE1", of: "CA1", at: media, as: other)
            try await server.keepRecordings()
            #expect(soundFiles(in: server.data).count == 2)
            let records = try await server.get("/api/crm/recordings")["data"].array ?? []
            for (index, left) in [(0, 2), (1, 1)] {
                let id = records[index]["recording"].string ?? ""
                try await server.json(.delete, "/api/crm/recordings/\(id)?atProvider=false", nil, expecting: 204)
                #expect(soundFiles(in: server.data).count == left)
            }
            #expect(try await server.sound(Self.path, as: other).body == Self.sound)
            #expect(media.seen.allSatisfy { $0.method == "GET" })
        }
    }

    @Test func aMissingOrDamagedFileIsFetchedAgainAndToldWhereItCannotBe() async throws {
        try await stored { server, _ in
            let hash = Hex.encode(Digest.sha256(Self.sound))
            let file = "\(server.data)/recordings/\(server.company.id)/\(hash.prefix(2))/\(hash)"
            try FileManager.default.removeItem(atPath: file)
            #expect(try await server.sound(Self.path).body == Self.sound)
            try await server.keepRecordings()
            #expect(bytes(ofFile: file) == Self.sound)

            try Data(Array(Self.sound.dropLast()) + [0]).write(to: URL(fileURLWithPath: file))
            let damaged = try await server.sound(Self.path)
            #expect(damaged.status == .gone && damaged.text.contains("file-damaged"), "\(damaged.text)")
            try await server.keepRecordings()
            #expect(try await server.sound(Self.path).body == Self.sound)
            #expect(bytes(ofFile: file) == Self.sound)
            #expect(try await server.sound("/metrics").text.contains("recordings_damaged_total 2"))
        }
    }
}
