import Domain
import JSON
import OpenSSL
import Support
import Testing
import Web

/// Recordings are fetched until they are stored or given up, and each state says so.
@Suite(.timeLimit(.minutes(10))) struct RecordingFetchTests {
    private static let sound = Sound.loud(milliseconds: 500)
    private static let hash = Hex.encode(Digest.sha256(sound))

    private func state(_ server: TestServer) async throws -> JSONValue {
        try await server.get("/api/crm/recordings")["data"][0]
    }

    @Test func aFinishedRecordingIsFetchedWithTheAccountsCredentialsAndStoredUnderItsHash() async throws {
        try await withRecordings(sound: Self.sound) { server, media in
            let account = server.company.account.wire
            try await server.json(
                .patch, "/api/provider-accounts/\(account)", ["providerAccount": "AC0"], expecting: 200)
            try await server.recorded("RE1", of: "CA1", at: media)
            #expect(try await state(server)["state"] == "pending")
            try await server.keepRecordings()

            let stored = try await state(server)
            #expect(stored["state"] == "stored" && stored["sha256"].string == Self.hash, "\(stored)")
            #expect(stored["mediaType"] == "audio/wav" && stored["durationMs"] == 500 && stored["channels"] == 1)
            #expect(media.seen.map(\.target) == ["/2010-04-01/Accounts/AC0/Recordings/RE1.wav?RequestedChannels=2"])
            let proof = Base64.encode(Array("AC0:\(server.company.authToken)".utf8))
            #expect(media.seen.first?.authorization == "Basic \(proof)")
            let company = server.company.id.wire
            let file = "\(server.data)/recordings/\(company)/\(Self.hash.prefix(2))/\(Self.hash)"
            #expect(bytes(ofFile: file) == Self.sound)
            #expect(
                try await server.log().types.filter { $0.hasPrefix("recording.") } == [
                    "recording.ready", "recording.stored",
                ])

            // Said again, it is not fetched again.
            try await server.recorded("RE1", of: "CA1", at: media)
            try await server.keepRecordings()
            #expect(media.seen.count == 1)
            let metrics = try await server.sound("/metrics").text
            #expect(metrics.contains("recordings_fetched_total 1"))
            #expect(metrics.contains("recordings_stored_bytes_total \(Self.sound.count)"))
        }
    }

    @Test func whatIsNotThereYetIsTriedAgainAtGrowingDistancesAndGivenUpInTheEnd() async throws {
        let clock = FixedClock()
        var options = TestOptions()
        options.clock = clock
        try await withRecordings(sound: Self.sound, options) { server, media in
            try await server.recorded("RE1", of: "CA1", at: media)
            var waits: [Int64] = []
            for _ in 1...12 {
                media.answer(.text("not yet", status: .notFound))
                try await server.keepRecordings()
                // Before it is due nobody asks.
                try await server.keepRecordings()
                let state = try await state(server)
                guard let next = state["nextAttemptAt"].string.flatMap({ TimestampParser.parse($0) }) else { break }
                #expect(state["state"] == "pending")
                #expect(state["reason"].string?.contains("404") == true)
                waits.append((next.milliseconds - clock.now().milliseconds) / 1000)
                clock.advance(by: .seconds(waits.last ?? 0))
            }
            #expect(waits == [5, 15, 45, 135, 405, 1215, 3645, 10_935, 32_805, 43_200, 43_200])
            #expect(media.seen.count == 12)
            let state = try await state(server)
            #expect(state["state"] == "failed" && state["attempts"] == 12, "\(state)")
            #expect(try await server.log().types.last == "recording.failed")

            // Whoever asks gets another try.
            let id = state["recording"].string ?? ""
            try await server.json(.post, "/api/crm/recordings/\(id)/retry", nil, expecting: 200)
            try await server.keepRecordings()
            #expect(try await self.state(server)["state"] == "stored")
        }
    }

    @Test(arguments: [
        (Response.text("busy", status: .tooManyRequests).with("Retry-After", "77"), "pending", "429"),
        (Response.text("gone", status: .gone), "failed", "gone there"),
        (Response.text("<html>", status: .ok), "pending", "no audio file"),
        (Response.text("who", status: .unauthorized), "pending", "credentials"),
        (Response(.found, headers: [("Location", "http://127.0.0.1:1/x")]), "failed", "neither https"),
        (Response(.found, headers: [("Location", "file:///etc/passwd")]), "pending", "redirects"),
    ])
    func whatAProviderAnswersInsteadIsTold(answer: Response, state: String, words: String) async throws {
        let clock = FixedClock()
        var options = TestOptions()
        options.clock = clock
        try await withRecordings(sound: Self.sound, options) { server, media in
            try await server.recorded("RE1", of: "CA1", at: media)
            media.answer(answer)
            try await server.keepRecordings()
            let found = try await self.state(server)
            #expect(found["state"].string == state)
            #expect(found["reason"].string?.contains(words) == true, "\(found)")
            if words == "429" { #expect(found["nextAttemptAt"].string == (clock.now() + .seconds(77)).rfc3339) }
        }
    }

    @Test(arguments: [
        "https://127.0.0.1:1/a.wav", "https://[::1]/a.wav", "https://169.254.169.254/a.wav", "https://localhost/a.wav",
    ])
    func nothingIsFetchedFromThisMachineOrItsNeighbours(url: String) async throws {
        var options = TestOptions()
        options.recordings = .byHand
        try await withServer(options) { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let form = TestServer.recording("RE1", of: "CA1").map { $0.0 == "RecordingUrl" ? ($0.0, url) : $0 }
            _ = try await server.twilio("recording", form)
            try await server.keepRecordings()
            let state = try await state(server)
            #expect(
                state["state"] == "pending" && state["reason"].string?.contains("where nothing is asked") == true,
                "\(state)"
            )
            #expect(try await server.sound("/api/crm/call-audio/CA1").status == .badGateway)
        }
    }

    @Test func whatAPersonReportsIsFetchedWithoutCredentialsAndFromNoNamedOrigin() async throws {
        try await withRecordings(sound: Self.sound) { server, media in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            try await server.post(
                "/api/contact-lookup/call-completed",
                ["callSid": "CA1", "status": "completed", "recordingUrl": .string("\(media.origin)/a.wav")])
            try await server.keepRecordings()
            #expect(try await state(server)["state"] == "failed")
            #expect(media.seen.isEmpty)
        }
    }

    @Test func aStartGoesOnWithWhatTheLastOneHadBegun() async throws {
        var options = TestOptions()
        options.recordings = .byHand
        try await withRecordings(sound: Self.sound, options) { server, media in
            try await server.recorded("RE1", of: "CA1", at: media)
            _ = try await server.database.write(server.company.id) { tx in
                try tx.execute(
                    "UPDATE recording_audio SET state = 'fetching', attempts = 1, next_attempt_at = 9000000000000")
            }
            options.flags = ["--media-origins", media.origin]
            options.recordings = .always
            let events = try await server.position()
            let again = try await server.restarted(options)
            let reader = try await again.subscribe(after: events)
            _ = try await reader.first { $0["type"] == "recording.stored" }
            #expect(try await again.get("/api/crm/recordings")["data"][0]["state"] == "stored")
        }
    }
}
