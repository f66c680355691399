import Client
import Domain
import Foundation
import HTTP
import JSON
import OpenSSL
import Support
import Testing
import WebSocket

/// What a provider sends over a stream or relay, signed as Twilio signs an upgrade (reference §2.8, §2.9).
extension Wire {
    /// Opens a stream's or a relay's socket.
    func media(
        _ kind: String, as tenant: Tenant? = nil, signedWith secret: String? = nil
    ) async throws -> WebSocketClient {
        let tenant = tenant ?? company
        let address = url.replacing("http://", with: "ws://") + "/media/twilio/\(tenant.account)/\(kind)"
        let signature = Self.signature(address, [], secret ?? tenant.authToken)
        return try await WebSocketClient.connect(
            address, headers: [("X-Twilio-Signature", signature)], on: clientLoop)
    }

    /// Opens a stream and says whose it is.
    func stream(_ name: String, of call: String, as tenant: Tenant? = nil) async throws -> WebSocketClient {
        let socket = try await media("stream", as: tenant)
        try await socket.send(#"{"event":"connected","protocol":"Call","version":"1.0.0"}"#)
        try await socket.send(MediaForms.start(name, of: call))
        return socket
    }

    /// Waits until so many WebSockets are open.
    func awaitSockets(_ count: Int) async throws {
        while try await sound("/metrics").text.contains("\nwebsocket_connections \(Double(count))\n") == false {
            await Task.yield()
        }
    }

    /// The WAV of a recording of a call, whole.
    func track(_ recording: JSONValue) async throws -> [UInt8] {
        let call = recording["call"].string ?? "", id = recording["recording"].string ?? ""
        let heard = try await sound("/api/crm/call-audio/\(call)?recording=\(id)")
        #expect(heard.status == .ok, "\(heard.text)")
        return heard.body
    }

    /// The recordings of a company, oldest first.
    func recordings(as tenant: Tenant? = nil) async throws -> [JSONValue] {
        (try await get("/api/crm/recordings", as: tenant)["data"].array ?? []).reversed()
    }

    /// The final segments of a call's transcript as `speaker: text`.
    func words(of call: String) async throws -> [String] {
        let segments = try await get("/api/crm/call-transcript/\(call)")["data"]["segments"].array ?? []
        return segments.map { "\($0["speaker"].string ?? ""): \($0["text"].string ?? "")" }
    }
}

/// With which status an upgrade was refused; nil when it was not.
func refused(_ open: () async throws -> WebSocketClient) async throws -> Int? {
    do {
        _ = try await open()
        return nil
    } catch ClientError.refused(let answer) {
        return answer.status.code
    }
}

/// Twilio's frames.
enum MediaForms {
    static func start(_ stream: String, of call: String) -> String {
        let json: JSONValue = [
            "event": "start", "sequenceNumber": "1", "streamSid": .string(stream),
            "start": [
                "accountSid": "AC0", "streamSid": .string(stream), "callSid": .string(call),
                "tracks": ["inbound", "outbound"],
                "mediaFormat": ["encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1],
                "customParameters": [:],
            ],
        ]
        return json.jsonText
    }

    /// A frame of 20 ms, all of one byte.
    static func frame(_ number: Int, track: String = "inbound", _ byte: UInt8, samples: Int = 160) -> String {
        let payload = Base64.encode([UInt8](repeating: byte, count: samples))
        return #"{"event":"media","sequenceNumber":"\#(number + 2)","media":{"track":"\#(track)","#
            + #""chunk":"\#(number + 1)","timestamp":"\#(number * 20)","payload":"\#(payload)"},"streamSid":"MZ1"}"#
    }

    static let stop = #"{"event":"stop","sequenceNumber":"9","streamSid":"MZ1","stop":{"accountSid":"AC0"}}"#

    /// The samples of a WAV file of ours: behind 58 bytes that say what they are.
    static func samples(_ wave: [UInt8]) -> [UInt8] {
        #expect(wave.starts(with: "RIFF".utf8) && wave.count >= 58)
        // Tag 7: mu-law; one channel; 8,000 a second.
        #expect(wave[20...21].elementsEqual([7, 0]) && wave[22...23].elementsEqual([1, 0]))
        #expect(wave[24...27].elementsEqual([0x40, 0x1F, 0, 0]))
        let length = wave[54...57].reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect(length == wave.count - 58)
        return Array(wave.dropFirst(58))
    }

    /// The bytes of a recording as runs: what, and how often.
    static func runs(_ samples: [UInt8]) -> [String] {
        var runs: [(UInt8, Int)] = []
        for byte in samples {
            if let last = runs.last, last.0 == byte { runs[runs.count - 1].1 += 1 } else { runs.append((byte, 1)) }
        }
        return runs.map { "\($0.1)x\($0.0)" }
    }
}

extension EventReader {
    /// Reads on until `type` has come that often.
    @discardableResult
    func await(_ type: String, times: Int = 1) async throws -> [JSONValue] {
        var found: [JSONValue] = []
        while found.count < times {
            let event = try await frame()
            if event["type"].string == type { found.append(event) }
        }
        return found
    }
}
