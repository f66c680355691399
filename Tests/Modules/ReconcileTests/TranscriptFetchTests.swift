import Domain
import JSON
import OpenSSL
import Providers
import Support
import Testing
import Web

@testable import Reconcile

/// Transcripts of which a provider says only where they are.
@Suite(.timeLimit(.minutes(10))) struct TranscriptFetchTests {
    private static let secret = "hub-user:hub-fixture-pass"
    private static let path = "/api/v2/accounts/APP0/calls/c-1/recordings/r-1/transcription"

    private func report(
        _ hub: RecordHub, _ id: String = "t-1", at url: String? = nil, type: String = "transcriptionAvailable"
    ) async throws {
        let document: JSONValue = [
            "id": .string(id), "url": .string(url ?? hub.provider.origin + Self.path), "status": "available",
        ]
        let event: JSONValue = [
            "eventType": .string(type), "callId": "c-1", "direction": "inbound", "from": "+12025550143",
            "to": "+14155550119", "startTime": "2026-03-02T09:00:00.000Z", "eventTime": "2026-03-02T09:02:00.000Z",
            type == "transcriptionAvailable" ? "transcription" : "realTimeTranscription": document,
        ]
        let answer = try await hub.server.client.request(
            .post, "/webhooks/bandwidth/\(hub.account)/transcription",
            headers: [
                ("Content-Type", "application/json"),
                ("Authorization", "Basic \(Base64.encode(Array(Self.secret.utf8)))"),
            ], body: event.jsonBytes)
        #expect(answer.status.code == 200)
    }

    @Test func whatWasSaidIsFetchedOnceAndIsTheCallsTranscript() async throws {
        try await withRecords("bandwidth", secret: Self.secret) { hub async throws in
            let events = try await hub.server.subscribe(["calls"])
            hub.answers([
                "transcripts": [
                    ["speaker": 0, "text": "Please call me back about the blue van.", "confidence": 0.9],
                    ["speaker": 0, "text": "Before noon.", "confidence": 0.8],
                ]
            ])
            for _ in 1...2 { try await report(hub) }
            _ = try await events.first { $0["data"]["text"] == "Before noon." }
            let asked = try #require(hub.provider.seen.first)
            #expect(asked.target == Self.path && asked.authorization?.hasPrefix("Basic ") == true)
            #expect(hub.provider.seen.count == 1)
            let call = try await hub.server.get("/api/crm/calls/c-1")["data"]["transcript"]
            #expect(call["segments"].array?.map { $0["speaker"] } == ["caller", "caller"])
            #expect(call["segments"][0]["text"] == "Please call me back about the blue van.")
            #expect(call["segments"][0]["confidence"] == 0.9 && call["segments"][0]["source"] == "recording")
            let told = try await hub.server.log().types
            #expect(told.filter { $0 == "transcript.available" }.count == 1)
            #expect(told.filter { $0 == "transcript.segment" }.count == 2)
        }
    }

    @Test func ofAWholeCallTheTracksSayWhoSpoke() async throws {
        try await withRecords("bandwidth", secret: Self.secret) { hub async throws in
            let events = try await hub.server.subscribe(["calls"])
            hub.answers([
                "tracks": [
                    ["track": "inbound", "detectedLanguage": "en", "transcript": "Is it blue?", "confidence": 0.9],
                    ["track": "outbound", "detectedLanguage": "en", "transcript": "It is.", "confidence": 0.9],
                ]
            ])
            try await report(hub, type: "realTimeTranscriptionAvailable")
            _ = try await events.first { $0["data"]["text"] == "It is." }
            let segments = try await hub.server.get("/api/crm/calls/c-1")["data"]["transcript"]["segments"]
            #expect(segments.array?.map { $0["speaker"] } == ["caller", "agent"])
            #expect(segments[0]["language"] == "en")
        }
    }

    @Test func aBusyProviderIsAskedAgain() async throws {
        try await withRecords("bandwidth", secret: Self.secret) { hub async throws in
            let events = try await hub.server.subscribe(["calls"])
            hub.provider.answer(Response(.tooManyRequests))
            hub.provider.answer(Response(.internalServerError))
            hub.answers(["transcripts": [["text": "Hello."]]])
            try await report(hub)
            _ = try await events.first { $0["data"]["text"] == "Hello." }
            #expect(hub.provider.seen.count == 3)
        }
    }

    @Test(arguments: [
        ("https://elsewhere.example.com/transcription", "The transcript is not at"),
        (nil, "The provider has no such thing (404)."),
    ])
    func whatCannotBeGotIsSaidAndHoldsNothingUp(url: String?, reason: String) async throws {
        try await withRecords("bandwidth", secret: Self.secret) { hub async throws in
            let events = try await hub.server.subscribe(["calls"])
            if url == nil { hub.provider.answer(Response(.notFound)) }
            hub.answers(["transcripts": [["text": "Hello."]]])
            try await report(hub, "t-0", at: url)
            try await report(hub, "t-1")
            let failed = try await events.first { $0["type"] == "transcript.failed" }
            #expect(failed["data"]["session"] == "t-0" && failed["data"]["reason"].string?.contains(reason) == true)
            _ = try await events.first { $0["data"]["text"] == "Hello." }
            #expect(hub.provider.seen.allSatisfy { $0.target == Self.path })
        }
    }

    @Test(arguments: [
        ("api-eu-1.nexmo.com", true), ("API.Vonage.com", true), ("nexmo.com.example.org", false),
        ("example.org?.nexmo.com", false), ("example.org#.nexmo.com", false), ("example.org:443.nexmo.com", false),
        ("user@x.nexmo.com", false), ("example.org\\.nexmo.com", false), ("", false),
    ])
    func aLoginGoesToTheProvidersHostsAlone(host: String, isTheirs: Bool) {
        #expect(ProviderKind.vonage.keepsFiles(at: host[...]) == isTheirs)
        #expect(!ProviderKind.bandwidth.keepsFiles(at: host[...]))
    }

    @Test func withoutALoginTheCallSaysSo() async throws {
        try await withRecords("bandwidth", secret: Self.secret) { hub async throws in
            try await hub.server.json(.delete, "/api/provider-accounts/\(hub.account)/login", nil, expecting: 204)
            let events = try await hub.server.subscribe(["calls"])
            try await report(hub)
            let failed = try await events.first { $0["type"] == "transcript.failed" }
            #expect(failed["data"]["reason"] == "The account has no login at the provider.")
            #expect(hub.provider.seen.isEmpty)
        }
    }
}
