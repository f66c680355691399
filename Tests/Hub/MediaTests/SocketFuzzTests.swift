import Client
import Domain
import HTTP
import JSON
import Support
import Testing
import TestTools
import WebSocket

/// What is changed on the way, over real sockets: the program goes on, and serves the next one.
@Suite(.timeLimit(.minutes(10))) struct SocketFuzzTests {
    private static let seeds: [String: [String]] = [
        "stream": [
            #"{"event":"connected","protocol":"Call"}"#, MediaForms.start("MZ1", of: "CA1"), MediaForms.frame(0, 0x55),
            MediaForms.frame(1, 0x55, samples: 8), #"{"event":"mark","mark":{"name":"m"}}"#,
            #"{"event":"dtmf","dtmf":{"track":"inbound_track","digit":"5"}}"#, MediaForms.stop,
        ],
        "relay": [
            #"{"type":"setup","sessionId":"VX1","callSid":"CA1","from":"+12025550143","to":"+14155550119"}"#,
            #"{"type":"prompt","voicePrompt":"hello","lang":"en-US","last":true}"#,
            #"{"type":"interrupt","utteranceUntilInterrupt":"he","durationUntilInterruptMs":5}"#,
            #"{"type":"dtmf","digit":"5"}"#, #"{"type":"error","description":"x"}"#,
        ],
    ]

    @Test(arguments: ["stream", "relay"])
    func thousandsOfChangedFramesLeaveTheProgramServing(kind: String) async throws {
        try await withServer { server in
            var random = SeededGenerator(seed: 1948)
            let seeds = Self.seeds[kind] ?? []
            for _ in 0..<40 {
                let socket = try await server.media(kind)
                do {
                    for number in 0..<50 {
                        var bytes = Array(seeds[number % seeds.count].utf8)
                        if Bool.random(using: &random) { Self.change(&bytes, &random) }
                        // A text that is no UTF-8 is refused by WebSocket itself.
                        try await socket.send(.text(Array(String(decoding: bytes, as: UTF8.self).utf8)))
                    }
                } catch is ClientError {
                    // It was closed meanwhile, as three senseless frames in a row deserve.
                }
                await socket.close()
            }
            _ = try await server.get("/api/calls/live")
            _ = try await server.twilio("voice", TestServer.ringing("CA2"))
        }
    }

    private static func change(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        for _ in 0...Int.random(in: 0...2, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0x20...0x7E, using: &random)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: Array("999999999".utf8), at: place)
            default: bytes.removeSubrange(place..<min(bytes.count, place + 30))
            }
        }
    }
}
