import Domain
import HTTP
import JSON
import OpenSSL

/// What Twilio posts, form by form (reference §2); a test says only what its story needs.
extension Wire {
    /// When a test's stories begin: the hour of ``FixedClock``.
    package static var noon: Timestamp { Timestamp(year: 2026, month: 3, day: 2, hour: 9) }

    /// A call status callback; `second` counts from ``noon``.
    package static func status(
        _ call: String, _ status: String, second: Int? = nil, sequence: Int? = nil, duration: Int? = nil,
        from: String = "+12025550143", to: String = "+14155550119", more: [(String, String)] = []
    ) -> [(String, String)] {
        var form = ringing(call, from: from, to: to, status: status)
        if let second { form.append(("Timestamp", rfc2822(second))) }
        if let sequence { form.append(("SequenceNumber", "\(sequence)")) }
        if let duration { form.append(("CallDuration", "\(duration)")) }
        return form + [("CallbackSource", "call-progress-events")] + more
    }

    /// A call status callback of the leg that our `<Dial>` made.
    package static func childStatus(
        _ child: String, of parent: String, _ status: String, second: Int? = nil, duration: Int? = nil,
        agent: String = "+13125550177"
    ) -> [(String, String)] {
        Self.status(child, status, second: second, duration: duration, to: agent, more: [("ParentCallSid", parent)]).map
        {
            $0.0 == "Direction" ? ("Direction", "outbound-dial") : $0
        }
    }

    /// The `action` of `<Dial>`: how the dialled leg ended.
    package static func dialled(
        _ call: String, child: String, _ status: String, duration: Int? = nil
    ) -> [(String, String)] {
        var form = ringing(call, status: "in-progress") + [("DialCallSid", child), ("DialCallStatus", status)]
        if let duration { form += [("DialCallDuration", "\(duration)"), ("DialBridged", "true")] }
        return form
    }

    /// A recording status callback.
    package static func recording(
        _ recording: String, of call: String, _ status: String = "completed", duration: Int = 131
    ) -> [(String, String)] {
        [
            ("AccountSid", "AC0123456789abcdef0123456789abcdef"), ("CallSid", call), ("RecordingSid", recording),
            ("RecordingUrl", "https://api.twilio.com/2010-04-01/Recordings/\(recording)"), ("RecordingStatus", status),
            ("RecordingDuration", "\(duration)"), ("RecordingChannels", "2"), ("RecordingSource", "OutboundAPI"),
            ("RecordingTrack", "both"), ("ErrorCode", "0"),
        ]
    }

    /// A piece of a real-time transcription.
    package static func transcript(
        _ text: String, of call: String, sequence: Int, final: Bool = true, track: String = "inbound_track",
        second: Int = 5
    ) -> [(String, String)] {
        let data: JSONValue = ["transcript": .string(text), "confidence": 0.96]
        return [
            ("AccountSid", "AC0123456789abcdef0123456789abcdef"), ("CallSid", call), ("TranscriptionSid", "GT\(call)"),
            ("TranscriptionEvent", "transcription-content"), ("SequenceId", "\(sequence)"),
            ("Timestamp", (noon + .seconds(second)).rfc3339), ("LanguageCode", "en-US"), ("Track", track),
            ("Final", final ? "true" : "false"), ("TranscriptionData", data.jsonText),
        ]
    }

    /// As Twilio writes times in callbacks.
    package static func rfc2822(_ second: Int) -> String {
        HTTPDate.format((noon + .seconds(second)).milliseconds / 1000).replacing("GMT", with: "+0000")
    }
}

extension Wire {
    /// An event of the generic provider, signed by its scheme.
    package func generic(
        _ event: JSONValue, account: AccountID, secret: String, at: Timestamp? = nil
    ) async throws -> (status: Int, body: JSONValue) {
        try await generic(raw: event.jsonText, account: account, secret: secret, at: at)
    }

    /// A text that says it is an event of the generic provider, signed by its scheme.
    package func generic(
        raw: String, account: AccountID, secret: String, at: Timestamp? = nil
    ) async throws -> (status: Int, body: JSONValue) {
        let body = Array(raw.utf8)
        let seconds = (at ?? .now()).milliseconds / 1000
        let signed = Array("\(seconds).".utf8) + body
        let signature = Hex.encode(HMAC.authenticate(.sha256, key: Array(secret.utf8), signed))
        let response = try await client.post(
            "/webhooks/generic/\(account)/event", body,
            headers: [("X-Switchboard-Signature", "t=\(seconds),v1=\(signature)")])
        return (response.status.code, response.body.isEmpty ? .null : try JSONParser.parse(response.body))
    }

    /// The company's log after an offset, as pages of lines; every event, each once.
    package func log(after offset: Int64 = 0, as tenant: Tenant? = nil) async throws -> [JSONValue] {
        let response = try await client.get(
            "/api/events?after=\(offset)&limit=10000",
            headers: [("Authorization", "Bearer \((tenant ?? company).token)"), ("Accept", "application/x-ndjson")])
        guard response.status.code == 200 else { throw SetupFailure(reason: response.text) }
        return try response.body.split(separator: UInt8(ascii: "\n")).map { try JSONParser.parse($0) }
    }

    /// Where the company's log ends.
    package func position(as tenant: Tenant? = nil) async throws -> (epoch: String, offset: Int64) {
        let response = try await client.get(
            "/api/calls/live", headers: [("Authorization", "Bearer \((tenant ?? company).token)")])
        let parts = response.headers["switchboard-offset"]?.split(separator: ".") ?? []
        guard parts.count == 2, let offset = Int64(parts[1]) else {
            throw SetupFailure(reason: "no Switchboard-Offset")
        }
        return (String(parts[0]), offset)
    }

    /// The company's calls, newest first.
    package func calls(_ query: String = "", as tenant: Tenant? = nil) async throws -> [JSONValue] {
        try await get("/api/crm/call-history\(query)", as: tenant)["data"].array ?? []
    }

    /// The company's contacts, newest first.
    package func contacts(_ query: String = "", as tenant: Tenant? = nil) async throws -> [JSONValue] {
        try await get("/api/crm/contacts\(query)", as: tenant)["data"].array ?? []
    }
}
