import Foundation
import JSON
import OpenSSL
import Support
import Testing
import TestTools

@testable import Media

@Suite struct FrameTests {
    @Test(arguments: [
        (#"{"event":"media","media":{"track":"outbound","chunk":"7","timestamp":"125","payload":"/w=="}}"#, 125),
        (
            #" { "media" : {"payload":"/w==","timestamp":125,"chunk":7,"track":"outbound_track"} , "event" : "media" } "#,
            125
        ),
        (
            #"{"event":"media","extra":{"a":[1,{"b":"}\""}],"c":-1.5e3},"media":{"track":"outbound","payload":"\/w==","x":null}}"#,
            nil
        ),
        (#"{"event":"media","stream_id":"s","media":{"track":"outbound","payload":"/w","timestamp":"125"}}"#, 125),
    ])
    func aFrameOfSoundIsFoundHoweverItIsWritten(text: String, timestamp: Int64?) throws {
        let bytes = Array(text.utf8)
        let found = try #require(MediaChunk(bytes))
        #expect(found.track == .outbound && found.timestamp == timestamp)
        var samples: [UInt8] = [9]
        #expect(Base64Payload.append(bytes[found.payload], to: &samples) && samples == [9, 255])
    }

    @Test(arguments: [
        "", "{", "{}", "[]", #"{"event":"media"}"#, #"{"event":"start","media":{"payload":"/w=="}}"#,
        #"{"event":"media","media":{"payload":"/w==","track":"third"}}"#,
        #"{"event":"media","media":{"payload":5}}"#, #"{"event":"media","media":{"payload":"/w=="}} x"#,
        #"{"event":"media","media":{"payload":"/w==","timestamp":"12x"}}"#,
        #"{"event":"media","media":{"payload":"/w==","timestamp":"1234567890123456789012"}}"#,
        #"{"event":"media","media":{"payload":"/w\"#,
    ])
    func whatIsNoFrameOfSoundIsNone(text: String) {
        #expect(MediaChunk(Array(text.utf8)) == nil)
    }

    @Test func whatIsNoBase64AppendsNothing() {
        var bytes: [UInt8] = [1]
        #expect(!Base64Payload.append(Array("/w=/"[...].utf8)[...], to: &bytes) && bytes == [1])
        #expect(!Base64Payload.append(Array("/ w=".utf8)[...], to: &bytes) && bytes == [1])
    }

    @Test(arguments: ["twilio", "telnyx", "plivo"])
    func everyProvidersOwnFramesAreRead(provider: String) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../../fixtures/media/\(provider)")
        let start = Array(try Data(contentsOf: folder.appending(path: "media-start.json")))
        guard case .start(let begun) = try StreamFrame(start) else {
            Issue.record("no start")
            return
        }
        #expect(!begun.stream.isEmpty && begun.leg?.isEmpty == false)
        let chunk = try #require(MediaChunk(Array(try Data(contentsOf: folder.appending(path: "media-media.json")))))
        #expect(chunk.track == .inbound && chunk.timestamp != nil)
    }

    /// What is changed on the way never ends the program; and where the scanner finds a frame, a whole parser does too.
    @Test func thousandsOfChangedFramesAreReadOrRefused() throws {
        var random = SeededGenerator(seed: 4711)
        let seeds = [
            MediaForms.frame(3, 0x55), MediaForms.start("MZ1", of: "CA1"), MediaForms.stop,
            #"{"type":"setup","sessionId":"VX1","callSid":"CA1","from":"+1","to":"+2"}"#,
            #"{"type":"prompt","voicePrompt":"hé","lang":"en","last":false}"#,
            #"{"track":"inbound","sequence":4,"final":true,"text":"hi","startMs":5,"endMs":-1}"#,
            #"{"say":"x","play":"https://e","digits":"12w","end":true,"data":{"a":[]}}"#,
        ].map { Array($0.utf8) }
        for round in 0..<6_000 {
            var bytes = seeds[round % seeds.count]
            for _ in 0...Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                case 2:
                    bytes.insert(contentsOf: Array(#"\"{}[]:,9"#.utf8).shuffled(using: &random).prefix(2), at: place)
                default: bytes.removeSubrange(place..<min(bytes.count, place + 30))
                }
            }
            if let chunk = MediaChunk(bytes) {
                #expect(chunk.payload.upperBound < bytes.count)
                var samples: [UInt8] = []
                _ = Base64Payload.append(bytes[chunk.payload], to: &samples)
                #expect(samples.count <= chunk.payload.count)
            }
            _ = try? StreamFrame(bytes)
            _ = try? RelayFrame(bytes)
            _ = RecognisedWords(bytes)
            if let json = try? JSONParser.parse(bytes) { _ = try? AgentReply(json) }
        }
    }

    @Test func framesThatTrembleAreInARow() {
        var sound = TrackSound()
        for (number, tremble) in [0, 40, -60, 100, 0].enumerated() {
            #expect(sound.take([UInt8](repeating: 1, count: 160), at: Int64(number * 160 + tremble)).isEmpty)
        }
        #expect(sound.rest() == [TrackSound.Piece(at: 0, bytes: [UInt8](repeating: 1, count: 800))])
        #expect(sound.lost == 0 && sound.end == 800)
    }

    @Test func loudnessIsToldInDecibels() {
        var meter = LevelMeter()
        let nothing = meter.level(of: .inbound)
        #expect(nothing?.track == nil)
        meter.take([UInt8](repeating: MuLaw.silence, count: 160))
        let silence = meter.level(of: .inbound)
        #expect(silence?.peakDb == -96)
        // 0x80 and 0x00 are the loudest there are, 0x8F a half and a little.
        meter.take([0x80, 0x00])
        let loud = meter.level(of: .outbound)
        #expect(loud?.rmsDb == 0)
        meter.take([0x8F, 0xFF])
        let half = meter.level(of: .inbound)
        #expect(half?.peakDb == -5.6 && half?.rmsDb == -8.7)
    }
}
