import Domain
import Foundation
import HTTP
import JSON
import OpenSSL
import Support
import Testing
import Web

/// `GET /api/crm/call-audio/:callSid`, links, peaks and uploads.
@Suite(.timeLimit(.minutes(10))) struct RecordingListeningTests {
    private static let sound = Sound.loud(milliseconds: 2_000)
    private static let hash = Hex.encode(Digest.sha256(sound))
    private static let path = "/api/crm/call-audio/CA1"

    private func stored<Result: Sendable>(
        _ body: (TestServer, MediaStandIn) async throws -> Result
    ) async throws -> Result {
        try await withRecordings(sound: Self.sound) { server, media in
            try await server.recorded("RE1", of: "CA1", at: media)
            try await server.keepRecordings()
            return try await body(server, media)
        }
    }

    @Test func aStoredRecordingIsHeardWholeByPartsAndUnderConditions() async throws {
        try await stored { server, _ in
            let whole = try await server.sound(Self.path)
            #expect(whole.status == .ok && whole.body == Self.sound)
            #expect(whole.headers["content-type"] == "audio/wav")
            #expect(whole.headers["accept-ranges"] == "bytes")
            #expect(whole.headers["etag"] == "\"\(Self.hash)\"")

            let head = try await server.sound(Self.path, method: .head)
            #expect(head.status == .ok && head.body.isEmpty)
            #expect(head.headers["content-length"] == "\(Self.sound.count)")

            let part = try await server.sound(Self.path, headers: [("Range", "bytes=100-199")])
            #expect(part.status == .partialContent && part.body == Array(Self.sound[100...199]))
            #expect(part.headers["content-range"] == "bytes 100-199/\(Self.sound.count)")

            let tag = "\"\(Self.hash)\""
            let same = try await server.sound(Self.path, headers: [("Range", "bytes=0-9"), ("If-Range", tag)])
            #expect(same.status == .partialContent)
            let other = try await server.sound(Self.path, headers: [("Range", "bytes=0-9"), ("If-Range", "\"x\"")])
            #expect(other.status == .ok && other.body == Self.sound)
            #expect(try await server.sound(Self.path, headers: [("If-None-Match", tag)]).status == .notModified)
            let beyond = try await server.sound(Self.path, headers: [("Range", "bytes=999999-")])
            #expect(beyond.status == .rangeNotSatisfiable)
            #expect(beyond.headers["content-range"] == "bytes */\(Self.sound.count)")
        }
    }

    @Test func whatIsNotStoredYetIsPassedOnFromTheProvider() async throws {
        try await withRecordings(sound: Self.sound) { server, media in
            try await server.recorded("RE1", of: "CA1", at: media)
            let whole = try await server.sound(Self.path)
            #expect(whole.status == .ok && whole.body == Self.sound)
            #expect(whole.headers["content-type"] == "audio/wav")
            let part = try await server.sound(Self.path, headers: [("Range", "bytes=100-199")])
            #expect(part.status == .partialContent && part.body == Array(Self.sound[100...199]))
            #expect(part.headers["content-range"] == "bytes 100-199/\(Self.sound.count)")
            let conditional = try await server.sound(
                Self.path, headers: [("Range", "bytes=0-9"), ("If-Range", "\"x\"")])
            #expect(conditional.status == .ok && conditional.body == Self.sound)
            #expect(media.seen.map(\.range) == [nil, "bytes=100-199", nil])

            media.answer(.bytes(Array("<script>".utf8), type: "text/html"))
            #expect(try await server.sound(Self.path).status == .badGateway)
            media.answer(.text("not yet", status: .notFound))
            #expect(try await server.sound(Self.path).status == .badGateway)
        }
    }

    @Test func listeningTakesItsPermissionAndAnotherCompanysRecordingIsNotThere() async throws {
        try await stored { server, _ in
            let other = try await server.anotherCompany("Beta")
            #expect(try await server.sound(Self.path, as: other).status == .notFound)
            #expect(try await server.sound(Self.path, signedIn: false).status == .unauthorized)
            let viewer = try await server.post("/api/keys", ["name": "viewer", "role": "viewer"], expecting: 201)
            let tenant = server.tenant(token: viewer["data"]["secret"].string ?? "")
            #expect(try await server.sound(Self.path, as: tenant).status == .forbidden)
            #expect(try await server.sound("/api/crm/call-audio/CAnone").status == .notFound)
            let id = try await server.get("/api/crm/recordings")["data"][0]["recording"].string ?? ""
            #expect(try await server.sound("/api/crm/recordings/\(id)", as: other).status == .notFound)
            #expect(try await server.sound(Self.path + "?recording=\(id)").status == .ok)
            #expect(try await server.sound(Self.path + "?recording=rec_zzz").status == .notFound)
        }
    }

    @Test func aLinkOpensItsOwnRecordingForItsTimeAndNothingElse() async throws {
        let clock = FixedClock(.now())
        var options = TestOptions()
        options.clock = clock
        try await withRecordings(sound: Self.sound, options) { server, media in
            for number in 1...2 { try await server.recorded("RE\(number)", of: "CA\(number)", at: media) }
            try await server.keepRecordings()
            let other = try await server.anotherCompany("Beta")
            let made = try await server.post(Self.path + "/link", ["expiresInSec": 600], expecting: 201)["data"]
            let url = try #require(made["url"].string)
            #expect(url.hasPrefix(server.url + "/audio/\(server.company.id)/"))
            let target = String(url.dropFirst(server.url.count))
            let heard = try await server.sound(target, headers: [("Range", "bytes=0-9")], signedIn: false)
            #expect(heard.status == .partialContent && heard.body == Array(Self.sound[0..<10]))
            #expect(heard.headers.count { $0.name.lowercased() == "referrer-policy" } == 1)

            let recordings = try await server.get("/api/crm/recordings")["data"].array?.compactMap {
                $0["recording"].string
            }
            let mine = try #require(made["recording"].string)
            let another = try #require(recordings?.first { $0 != mine })
            let end = clock.now().milliseconds / 1000 + 600
            let forged = [
                target.replacing(mine, with: another), target.replacing(server.company.id.wire, with: other.id.wire),
                target.replacing("expires=\(end)", with: "expires=\(end + 1)"),
                String(target.dropLast(4)) + "AAAA",
            ]
            for target in forged {
                #expect(try await server.sound(target, signedIn: false).status == .forbidden, "\(target)")
            }
            clock.advance(by: .seconds(601))
            #expect(try await server.sound(target, signedIn: false).status == .gone)
            #expect(
                try await server.get("/api/audit")["data"].array?.contains { $0["action"] == "recording.shared" }
                    == true)
        }
    }

    @Test func theWaveformIsComputedOnceAndToldForEachChannel() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let samples: [UInt8] = (0..<4_000).flatMap { [$0 < 2_000 ? 255 : 128, 128] as [UInt8] }
            let sound = Sound.wave(bits: 8, channels: 2, samples)
            let made = try await server.client.post(
                Self.path, sound, type: "audio/wav", headers: [("Authorization", "Bearer \(server.company.token)")])
            #expect(made.status == .created, "\(made.text)")
            for _ in 1...2 {
                let outline = try await server.get(Self.path + "/peaks")["data"]
                #expect(outline["channels"] == 2 && outline["parts"] == 1_000 && outline["durationMs"] == 500)
                #expect(outline["peaks"][0][0] == 0 && outline["peaks"][0][1] == 127 && outline["peaks"][0][1_999] == 0)
                #expect(outline["peaks"][1].array?.allSatisfy { $0 == 0 } == true)
            }
            let kept = try await server.database.read(server.company.id) { tx in
                try tx.first("SELECT count(*) FROM recording_peaks") { $0.int(0) }
            }
            #expect(kept == 1)
        }
    }

    @Test func aFormatThatNobodyDecodesHasNoWaveformAndADecoderGivesItOne() async throws {
        try await withFolder { folder in
            let wave = Sound.loud(milliseconds: 100)
            try Data(wave).write(to: URL(fileURLWithPath: folder + "/wave"))
            // The last word of a decoder's command is the file to write.
            let script = "#!/bin/sh\nfor last; do :; done\ncat '\(folder)/wave' > \"$last\"\n"
            try Data(script.utf8).write(to: URL(fileURLWithPath: folder + "/decoder"))
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder + "/decoder")
            let mp3 = Array("ID3".utf8) + [UInt8](repeating: 7, count: 500)
            for (decoder, status) in [("/bin/false", 422), (folder + "/decoder", 200)] {
                var options = TestOptions()
                options.flags = ["--decoder", decoder]
                try await withServer(options) { server in
                    _ = try await server.twilio("voice", TestServer.ringing("CA1"))
                    let made = try await server.client.post(
                        Self.path, mp3, type: "audio/mpeg",
                        headers: [("Authorization", "Bearer \(server.company.token)")])
                    #expect(made.status == .created)
                    #expect(try await server.sound(Self.path).headers["content-type"] == "audio/mpeg")
                    let outline = try await server.get(Self.path + "/peaks", expecting: status)
                    if status == 200 { #expect(outline["data"]["durationMs"] == 100) }
                }
            }
        }
    }

    @Test func severalRecordingsOfACallAreToldApartByLegAndById() async throws {
        try await withRecordings(sound: Self.sound) { server, media in
            try await server.recorded("RE1", of: "CA1", at: media)
            _ = try await server.twilio("status", TestServer.childStatus("CA2", of: "CA1", "in-progress"))
            let short = Sound.loud(milliseconds: 100)
            let sent = try await server.client.post(
                "/api/crm/call-audio/CA2", short, type: "audio/wav",
                headers: [("Authorization", "Bearer \(server.company.token)")])
            #expect(sent.status == .created)
            try await server.keepRecordings()
            #expect(try await server.sound(Self.path).body == Self.sound)
            #expect(try await server.sound("/api/crm/call-audio/CA2").body == short)
            let recordings = try await server.get("/api/calls/CA1")["data"]["recordings"].array ?? []
            #expect(recordings.map { $0["providerCallId"] } == ["CA1", "CA2"])
            let id = recordings[at: 1]["id"].string ?? ""
            #expect(try await server.sound(Self.path + "?recording=\(id)").body == short)
        }
    }

    @Test func theSameSoundSentAgainIsOneRecordingAndWhatIsNoSoundIsRefused() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            func send(_ bytes: [UInt8], to path: String = Self.path) async throws -> (Int, JSONValue) {
                let answer = try await server.client.post(
                    path, bytes, type: "audio/wav", headers: [("Authorization", "Bearer \(server.company.token)")])
                return (answer.status.code, try JSONParser.parse(answer.body))
            }
            let first = try await send(Self.sound, to: Self.path + "?track=inbound")
            let second = try await send(Self.sound)
            #expect(first.0 == 201 && second.0 == 200 && first.1["data"] == second.1["data"])
            #expect(try await send(Array("no sound at all".utf8)).0 == 415)
            #expect(try await send([]).0 == 415)
            #expect(try await send(Self.sound, to: "/api/crm/call-audio/CAnone").0 == 404)
            let page = try await server.get("/api/calls/CA1")["data"]["recordings"]
            #expect(page.array?.count == 1 && page[0]["track"] == "inbound" && page[0]["source"] == "upload")
            #expect(soundFiles(in: server.data) == [Self.hash])
            #expect(try await server.log().types.suffix(2) == ["recording.ready", "recording.stored"])
        }
    }
}
