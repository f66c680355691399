import Client
import Domain
import Foundation
import HTTP
import JSON
import OpenSSL
import Reactor
import Support
import TestTools
import Testing
import WebSocket

@Suite(.timeLimit(.minutes(10))) struct StreamTests {
    @Test func twoTracksBecomeTwoRecordingsOfTheirCall() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let events = try await server.subscribe()
            let socket = try await server.stream("MZ1", of: "CA1")
            for number in 0..<100 {
                try await socket.send(MediaForms.frame(number, 1))
                try await socket.send(MediaForms.frame(number, track: "outbound", 2))
            }
            try await socket.send(MediaForms.stop)
            #expect(try await events.await("media.started")[at: 0]["data"]["stream"] == "MZ1")
            let ended = try await events.await("media.ended")[at: 0]["data"]
            #expect(ended["durationMs"] == 2_000 && ended["lostMs"] == 0)

            let recordings = try await server.recordings()
            #expect(recordings.map { $0["durationMs"] } == [2_000, 2_000])
            #expect(recordings.map { $0["mediaType"] } == ["audio/wav", "audio/wav"])
            for (recording, byte) in zip(recordings, [1, 2] as [UInt8]) {
                let samples = MediaForms.samples(try await server.track(recording))
                #expect(samples == [UInt8](repeating: byte, count: 16_000))
            }
            let call = try await server.get("/api/calls/CA1")["data"]
            #expect(call["recordings"].array?.map { $0["track"] } == ["inbound", "outbound"])
            #expect(call["recordings"].array?.map { $0["source"] } == ["stream", "stream"])
            #expect(try await events.upToNow().types.contains("media.ended") == false)
        }
    }

    @Test func framesThatAreLostAreSilenceAndOnesThatComeTwiceOnce() async throws {
        try await withServer { server in
            let events = try await server.subscribe()
            let socket = try await server.stream("MZ1", of: "CA1")
            // Two are lost; two come twice; one comes late; and then three seconds are lost.
            for number in [0, 1, 4, 5, 4, 5, 7, 6, 8, 158] { try await socket.send(MediaForms.frame(number, 7)) }
            try await socket.send(MediaForms.stop)
            let ended = try await events.await("media.ended")[at: 0]["data"]
            #expect(ended["durationMs"] == 3_180 && ended["lostMs"] == .integer(40 + 20 + 2_980))
            let recording = try #require(try await server.recordings().first)
            let samples = MediaForms.samples(try await server.track(recording))
            #expect(MediaForms.runs(samples) == ["320x7", "320x255", "800x7", "23840x255", "160x7"])
        }
    }

    @Test func whatIsCutGoesOnWhereItWasWhenTheProviderComesBack() async throws {
        let clock = FixedClock()
        var options = TestOptions()
        options.clock = clock
        try await withServer(options) { server in
            let events = try await server.subscribe()
            let first = try await server.stream("MZ1", of: "CA1")
            for number in 0..<60 { try await first.send(MediaForms.frame(number, 1)) }
            try await events.await("media.started")
            await first.close(nil)
            let second = try await server.stream("MZ1", of: "CA1")
            for number in 65..<70 { try await second.send(MediaForms.frame(number, 2)) }
            try await second.send(MediaForms.stop)
            try await events.await("media.ended")
            let recordings = try await server.recordings()
            #expect(recordings.count == 1)
            let samples = MediaForms.samples(try await server.track(recordings[at: 0]))
            #expect(MediaForms.runs(samples) == ["9600x1", "800x255", "800x2"])
        }
    }

    @Test func whatIsCutForGoodIsKeptAfterAWhile() async throws {
        let clock = FixedClock()
        var options = TestOptions()
        options.clock = clock
        try await withServer(options) { server in
            let events = try await server.subscribe()
            let socket = try await server.stream("MZ1", of: "CA1")
            for number in 0..<3 { try await socket.send(MediaForms.frame(number, 1)) }
            try await events.await("media.started")
            await socket.close(nil)
            try await server.awaitSockets(1)
            await server.keepStreams()
            #expect(try await server.recordings().isEmpty)
            clock.advance(by: .seconds(31))
            // The program looks by itself too: whoever comes first finishes it.
            await server.keepStreams()
            try await events.await("media.ended")
            #expect(try await server.recordings().map { $0["durationMs"] } == [60])
            await server.keepStreams()
            #expect(try await !events.upToNow().types.contains("media.ended"))
        }
    }

    @Test func whatAProgramThatEndedHadIsKeptByTheNext() async throws {
        let clock = FixedClock()
        var options = TestOptions()
        options.clock = clock
        try await withServer(options) { server in
            let events = try await server.subscribe()
            let socket = try await server.stream("MZ1", of: "CA1")
            for number in 0..<3 { try await socket.send(MediaForms.frame(number, 1)) }
            try await events.await("media.started")
            let next = try await server.restarted(options)
            let later = try await next.subscribe()
            clock.advance(by: .seconds(31))
            await next.keepStreams()
            try await later.await("media.ended")
            let recordings = try await next.recordings()
            #expect(recordings.count == 1)
            #expect(MediaForms.runs(MediaForms.samples(try await next.track(recordings[at: 0]))) == ["480x1"])
        }
    }

    @Test func nobodyIsBelievedWithoutTheRightSignature() async throws {
        try await withServer { server in
            let other = try await server.anotherCompany("Other")
            for kind in ["stream", "relay"] {
                let unsigned = server.url.replacing("http", with: "ws") + "/media/twilio/\(other.account)/\(kind)"
                let nowhere = server.company.at("acc_zzz", server.company.authToken)
                #expect(try await refused { try await server.media(kind, signedWith: "another secret") } == 403)
                #expect(try await refused { try await server.media(kind, signedWith: other.authToken) } == 403)
                #expect(try await refused { try await WebSocketClient.connect(unsigned, on: server.clientLoop) } == 403)
                #expect(try await refused { try await server.media(kind, as: nowhere) } == 404)
            }
            #expect(try await server.get("/api/webhook-refusals")["data"].array?.count == 4)
            #expect(try await server.recordings().isEmpty)
        }
    }

    @Test func behindAProxyTheAddressOfTheDocumentIsWhatWasSigned() async throws {
        try await withServer { server in
            let account = server.company.account.wire
            try await server.json(
                .patch, "/api/provider-accounts/\(account)", ["publicUrl": "https://hub.example.com"], expecting: 200)
            for (address, status) in [
                ("wss://hub.example.com/media/twilio/\(account)/stream", nil),
                ("wss://hub.example.com:443/media/twilio/\(account)/stream/", 403),
                ("wss://hub.example.com/media/twilio/\(account)/stream/", nil),
                ("wss://other.example.com/media/twilio/\(account)/stream", 403),
            ] as [(String, Int?)] {
                let signature = TestServer.signature(address, [], server.company.authToken)
                let target = server.url.replacing("http", with: "ws") + "/media/twilio/\(account)/stream"
                let found = try await refused {
                    try await WebSocketClient.connect(
                        target, headers: [("X-Twilio-Signature", signature)], on: server.clientLoop)
                }
                #expect(found == status, "\(address)")
            }
        }
    }

    @Test func aStreamIsItsOwnCompanysWhateverItSays() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let other = try await server.anotherCompany("Other")
            let events = try await server.subscribe(as: other)
            let socket = try await server.stream("MZ1", of: "CA1", as: other)
            try await socket.send(MediaForms.frame(0, 1))
            try await socket.send(MediaForms.stop)
            try await events.await("media.ended")
            #expect(try await server.recordings().isEmpty)
            #expect(try await server.recordings(as: other).count == 1)
        }
    }

    @Test func whatIsNoFrameIsPassedOverAndTooMuchOfItEndsTheSocket() async throws {
        try await withServer { server in
            let events = try await server.subscribe()
            let long = try await server.stream("MZ1", of: "CA1")
            try await long.send(MediaForms.frame(0, 1, samples: 60_000))
            #expect(try await long.receive() == nil)
            #expect(long.closing?.code == 1009)
            let wrong = try await server.stream("MZ2", of: "CA1")
            for text in ["{}", MediaForms.frame(0, 1), "nonsense", #"{"event":"media"}"#, "[]"] {
                try await wrong.send(text)
            }
            #expect(try await wrong.receive() == nil)
            #expect(wrong.closing?.code == 4400)
            let far = try await server.stream("MZ3", of: "CA1")
            try await events.await("media.started", times: 3)
            // The call is looked up beside the socket: what comes before is only put aside.
            try await until {
                try? await far.send(MediaForms.frame(1_000_000, 1))
                return far.closing != nil
            }
            #expect(far.closing?.code == 4400)
            let linear = try await server.media("stream")
            try await linear.send(MediaForms.start("MZ4", of: "CA1").replacing("x-mulaw", with: "x-l16"))
            try await linear.send(MediaForms.frame(0, 1))
            try await linear.send(MediaForms.frame(1, 1))
            #expect(try await linear.receive() == nil)
            #expect(linear.closing?.reason.isEmpty == false)
        }
    }

    @Test func twentyComeAtOnce() async throws {
        try await withServer { server in
            let events = try await server.subscribe()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<20 {
                    group.addTask {
                        let socket = try await server.stream("MZ\(index)", of: "CA\(index)")
                        for number in 0..<60 { try await socket.send(MediaForms.frame(number, UInt8(index))) }
                        try await socket.send(MediaForms.stop)
                    }
                }
                try await group.waitForAll()
            }
            try await events.await("media.ended", times: 20)
            let recordings = try await server.recordings()
            #expect(recordings.count == 20)
            var heard: Set<String> = []
            for recording in recordings {
                heard.insert(MediaForms.runs(MediaForms.samples(try await server.track(recording))).joined())
            }
            #expect(heard == Set((0..<20).map { "9600x\($0)" }))
        }
    }

    @Test func levelsArePushedToThoseAloneWhoListenToTheCall() async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let call = try await server.get("/api/calls/CA1")["data"]["call"].string ?? ""
            let all = try await server.subscribe(["calls"])
            let one = try await server.subscribe(["calls/\(call)"])
            let socket = try await server.stream("MZ1", of: "CA1")
            let speaking = Task {
                // Until somebody has heard it: the same two seconds again and again.
                var number = 0
                while !Task.isCancelled {
                    number += 1
                    try await socket.send(MediaForms.frame(number % 100, 0x80))
                    await Task.yield()
                }
            }
            let level = try await one.await("media.level")[at: 0]
            speaking.cancel()
            #expect(level["offset"].isNull && level["data"]["call"].string == call)
            #expect(level["data"]["levels"] == [["track": "inbound", "rmsDb": 0.0, "peakDb": 0.0]])
            try await socket.send(MediaForms.stop)
            #expect(try await all.upToNow().types.contains("media.level") == false)
        }
    }
}
