import Domain
import Foundation
import JSON
import OpenSSL
import Support
import Testing
import Web

/// A span that is marked once is gone from the sound, from its waveform, and from whatever comes later.
@Suite(.timeLimit(.minutes(10))) struct RecordingRedactionTests {
    private static let sound = Sound.loud(milliseconds: 500)
    private static let path = "/api/crm/call-audio/CA1"

    /// The sound with a span silenced: 16 bytes a millisecond after a head of 44.
    private func silenced(_ range: Range<Int>) -> [UInt8] {
        var sound = Self.sound
        for index in 44 + range.lowerBound * 16..<44 + range.upperBound * 16 { sound[index] = 0 }
        return sound
    }

    @Test func aSpanIsSilencedInTheFileTheWaveformAndNothingOfTheOldFileStays() async throws {
        try await withRecordings(sound: Self.sound) { server, media in
            try await server.recorded("RE1", of: "CA1", at: media)
            try await server.keepRecordings()
            let before = try await server.get(Self.path + "/peaks")["data"]
            let tag = try await server.sound(Self.path).headers["etag"]
            for _ in 1...2 {
                let done = try await server.post("/api/calls/CA1/redactions", ["fromMs": 100, "toMs": 200])["data"]
                #expect(done["recordings"][0]["silenced"] == true && done["recordings"].array?.count == 1)
            }
            let heard = try await server.sound(Self.path)
            #expect(heard.body == silenced(100..<200))
            #expect(heard.headers["etag"] != tag)
            #expect(soundFiles(in: server.data) == [Hex.encode(Digest.sha256(silenced(100..<200)))])
            let after = try await server.get(Self.path + "/peaks")["data"]
            #expect(before["peaks"][0][500] != 0 && after["peaks"][0][500] == 0)
            #expect(before["peaks"][0][100] == after["peaks"][0][100])
            let events = try await server.log().filter { $0["type"] == "recording.redacted" }
            #expect(events.map { $0["data"]["fromMs"] } == [100])
            let audit = try await server.get("/api/audit")["data"].array ?? []
            #expect(audit.filter { $0["action"] == "call.redacted" }.count == 1)

            // Fetched again, it comes with the span silenced.
            try FileManager.default.removeItem(atPath: "\(server.data)/recordings")
            #expect(try await server.sound(Self.path).status == .conflict)
            try await server.keepRecordings()
            #expect(try await server.sound(Self.path).body == silenced(100..<200))
        }
    }

    @Test func aSpanThatIsMarkedInTheTranscriptIsSilencedInTheSoundToo() async throws {
        try await withRecordings(sound: Self.sound) { server, media in
            try await server.recorded("RE1", of: "CA1", at: media)
            try await server.keepRecordings()
            let path = "/api/calls/CA1/transcript/redactions"
            try await server.post(path, ["fromMs": 100, "toMs": 199], expecting: 201)
            #expect(try await server.sound(Self.path).body == silenced(100..<200))

            // What the law holds stays whole: neither the sound nor the words go.
            let record = try await server.get("/api/crm/recordings")["data"][0]["recording"].string ?? ""
            try await server.json(
                .put, "/api/crm/recordings/\(record)/hold", ["hold": true, "reason": "A dispute"], expecting: 200)
            try await server.post(path, ["fromMs": 300, "toMs": 399], expecting: 409)
            #expect(try await server.sound(Self.path).body == silenced(100..<200))
            #expect(try await server.get(path)["data"].array?.count == 1)
        }
    }

    @Test func whatIsMarkedBeforeItIsStoredIsNeverHeard() async throws {
        try await withRecordings(sound: Self.sound) { server, media in
            try await server.recorded("RE1", of: "CA1", at: media)
            let done = try await server.post("/api/calls/CA1/redactions", ["fromMs": 0, "toMs": 50])["data"]
            #expect(done["recordings"][0]["silenced"] == false)
            #expect(try await server.sound(Self.path).status == .conflict)
            #expect(media.seen.isEmpty)
            try await server.keepRecordings()
            #expect(try await server.sound(Self.path).body == silenced(0..<50))
        }
    }

    @Test func aRecordingThatBeganLaterIsSilencedThereAndASecondAround() async throws {
        let clock = FixedClock()
        var options = TestOptions()
        options.clock = clock
        let sound = Sound.loud(milliseconds: 6_000)
        try await withRecordings(sound: sound, options) { server, media in
            let start = [("RecordingStartTime", TestServer.rfc2822(10))]
            try await server.recorded("RE1", of: "CA1", at: media, more: start)
            try await server.keepRecordings()
            try await server.post("/api/calls/CA1/redactions", ["fromMs": 1_000, "toMs": 2_000])
            #expect(try await server.sound(Self.path).body == sound)
            try await server.post("/api/calls/CA1/redactions", ["fromMs": 13_000, "toMs": 13_500])
            let heard = try await server.sound(Self.path).body
            #expect(heard[44..<44 + 32_000] == sound[44..<44 + 32_000])
            #expect(heard[(44 + 32_000)..<(44 + 72_000)].allSatisfy { $0 == 0 })
            #expect(heard[(44 + 72_000)...] == sound[(44 + 72_000)...])
        }
    }

    @Test func aFormatThatCannotBeSilencedIsRefusedAndNothingIsMarked() async throws {
        var options = TestOptions()
        options.flags = ["--decoder", "/bin/false"]
        try await withRecordings(sound: Array("ID3".utf8) + [UInt8](repeating: 9, count: 99), options) {
            server, media in
            try await server.recorded("RE1", of: "CA1", at: media)
            try await server.keepRecordings()
            let refused = try await server.post(
                "/api/calls/CA1/redactions", ["fromMs": 0, "toMs": 50], expecting: 422)
            #expect(refused["type"] == "/problems/recordings/not-silenceable")
            #expect(try await server.sound(Self.path).status == .ok)
            #expect(try await !server.log().types.contains("recording.redacted"))
        }
    }

    @Test func spansThatAreNoneAreRefusedByName() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let backwards = try await server.post(
                "/api/calls/CA1/redactions", ["fromMs": 50, "toMs": 50], expecting: 422)
            #expect(backwards["field"] == "toMs")
            try await server.post("/api/calls/CA1/redactions", ["fromMs": -1, "toMs": 50], expecting: 422)
            try await server.post("/api/calls/CAnone/redactions", ["fromMs": 0, "toMs": 50], expecting: 404)
            let none = try await server.post("/api/calls/CA1/redactions", ["fromMs": 0, "toMs": 50])
            #expect(none["data"]["recordings"] == [])
        }
    }
}
