import Client
import Domain
import Foundation
import HTTP
import JSON
import Support
import TestTools
import Testing
import WebSocket

/// Providers that sign no upgrade connect to the address that our own answer gave them.
@Suite(.timeLimit(.minutes(10))) struct TicketTests {
    private static let forms: [String: [(String, String)]] = [
        "signalwire": [
            ("AccountSid", "b3877c40"), ("CallSid", "0703574f"), ("CallStatus", "ringing"), ("Direction", "inbound"),
            ("From", "+12025550143"), ("To", "+14155550119"),
        ],
        "telnyx": [
            ("AccountSid", "f5586561"), ("CallSid", "v3:MadeUp"), ("CallStatus", "ringing"), ("Direction", "inbound"),
            ("From", "+12025550143"), ("To", "+14155550119"),
        ],
        "plivo": [
            ("CallUUID", "97ceeb52"), ("CallStatus", "ringing"), ("Direction", "inbound"), ("Event", "StartApp"),
            ("From", "12025550143"), ("To", "14155550119"),
        ],
    ]

    /// The provider's start frame, and frame `number` of 20 ms.
    private static func frames(_ provider: String) -> (start: String, frame: @Sendable (Int) -> String) {
        switch provider {
        case "telnyx":
            let start: JSONValue = [
                "event": "start", "sequence_number": "1", "stream_id": "s-1",
                "start": ["call_control_id": "v3:Other", "media_format": ["encoding": "PCMU", "sample_rate": 8000]],
            ]
            return (start.jsonText, { MediaForms.frame($0, 3) })
        case "plivo":
            let start: JSONValue = [
                "event": "start", "sequenceNumber": 0,
                "start": [
                    "callId": "97ceeb52", "streamId": "s-1",
                    "mediaFormat": ["encoding": "audio/x-mulaw", "sampleRate": 8000],
                ],
            ]
            // Plivo counts from 1970, and in numbers.
            return (
                start.jsonText,
                {
                    MediaForms.frame($0, 3).replacing(
                        #""timestamp":"\#($0 * 20)""#, with: #""timestamp":\#(1_760_433_312_000 + $0 * 20)"#)
                }
            )
        default: return (MediaForms.start("s-1", of: "another name"), { MediaForms.frame($0, 3) })
        }
    }

    private func address(_ provider: ProviderSender, on server: TestServer) async throws -> String {
        let line: JSONValue = [
            "account": .string(provider.account.wire), "number": "+14155550119",
            "plan": ["steps": [["id": "hear", "do": "stream"], ["id": "wait", "do": "pause", "seconds": 60]]],
        ]
        try await server.post("/api/lines", line, expecting: 201)
        let answer = try await provider.send("voice", form: Self.forms[provider.provider] ?? [])
        #expect(answer.status == .ok, "\(answer.text)")
        let found = try #require(answer.text.firstMatch(of: /ws:\/\/[^"<]+\/stream/), "\(answer.text)")
        return String(found.output)
    }

    @Test(arguments: ["signalwire", "telnyx", "plivo"])
    func theAnswersAddressIsTheProof(name: String) async throws {
        try await withServer { server in
            let provider = try await server.provider(name)
            let address = try await address(provider, on: server)
            let events = try await server.subscribe()
            let socket = try await WebSocketClient.connect(address, on: server.clientLoop)
            let (start, frame) = Self.frames(name)
            try await socket.send(start)
            for number in [0, 1, 3] { try await socket.send(frame(number)) }
            try await socket.send(#"{"event":"stop"}"#)
            #expect(try await events.await("media.ended")[at: 0]["data"]["lostMs"] == 20)
            let recording = try #require(try await server.recordings().first)
            let samples = MediaForms.samples(try await server.track(recording))
            #expect(MediaForms.runs(samples) == ["320x3", "160x255", "160x3"])
        }
    }

    @Test func aTicketIsGoodForItsCallAloneAndWhileItLasts() async throws {
        try await withServer { server in
            let provider = try await server.provider("signalwire")
            let address = try await address(provider, on: server)
            let open = { (address: String) in try await WebSocketClient.connect(address, on: server.clientLoop) }
            var parts = address.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            let ticket = parts[7]
            parts[7] = String(ticket.reversed())
            #expect(try await refused { try await open(parts.joined(separator: "/")) } == 403)
            (parts[6], parts[7]) = ("cal_1", ticket)
            #expect(try await refused { try await open(parts.joined(separator: "/")) } == 403)
            // Without a ticket there is no such address at this provider, and with one none at Twilio.
            #expect(try await refused { try await open(address.replacing(/cal_[^\/]+\/[^\/]+\//, with: "")) } == 404)
            let twilio = address.replacing("signalwire/\(provider.account)", with: "twilio/\(server.company.account)")
            #expect(try await refused { try await open(twilio) } == 404)

            let form = Self.forms["signalwire"]?.map { $0.0 == "CallStatus" ? ($0.0, "completed") : $0 } ?? []
            _ = try await provider.send("status", form: form)
            let late = try await open(address)
            for _ in 0..<2 { try await late.send(MediaForms.start("s-1", of: "0703574f")) }
            // The call is looked up beside the socket: whatever comes next is told.
            try await until {
                try? await late.send(MediaForms.frame(0, 1))
                return late.closing != nil
            }
            #expect(late.closing?.code == 1008 && late.closing?.reason == "That call is over.")
        }
    }

    @Test func aPlanThatTheHubCannotHearIsRefusedByField() async throws {
        try await withServer { server in
            let provider = try await server.provider("bandwidth")
            let refused = try await server.post(
                "/api/lines",
                [
                    "account": .string(provider.account.wire), "number": "+14155550119",
                    "plan": ["steps": [["id": "hear", "do": "stream"]]],
                ], expecting: 422)
            #expect(refused["field"].string?.hasSuffix("steps[0].url") == true, "\(refused.jsonText)")
        }
    }
}
