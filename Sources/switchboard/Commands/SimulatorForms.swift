import Domain
import HTTP
import JSON

/// The parameters of Twilio's webhooks for one call, as Twilio sends them; pure.
struct TwilioForms: Sendable {
    typealias Form = [(name: String, value: String)]

    let accountSid: String
    /// The number that was called.
    let line: String
    let story: CallStory

    private var caller: CallStory.Caller { story.caller }

    /// What every webhook of a leg begins with.
    private func leg(_ sid: String, _ status: String, direction: String, to: String) -> Form {
        [
            ("AccountSid", accountSid), ("ApiVersion", "2010-04-01"), ("CallSid", sid), ("CallStatus", status),
            ("Direction", direction), ("From", caller.number), ("Caller", caller.number), ("To", to), ("Called", to),
        ]
    }

    private func parent(_ status: String) -> Form { leg(story.callSid, status, direction: "inbound", to: line) }

    /// The first request of a call; blank places are sent as blanks.
    func voice() -> Form {
        let state = caller.country == "US" ? "IL" : ""
        var form = parent("ringing")
        for side in ["From", "Caller"] {
            form += [
                ("\(side)City", caller.city), ("\(side)State", state), ("\(side)Zip", ""),
                ("\(side)Country", caller.country),
            ]
        }
        for side in ["To", "Called"] {
            form += [
                ("\(side)City", "SAN FRANCISCO"), ("\(side)State", "CA"), ("\(side)Zip", "94105"),
                ("\(side)Country", "US"),
            ]
        }
        if let name = caller.name { form.append(("CallerName", name)) }
        form.append(("StirVerstat", caller.country == "US" ? "TN-Validation-Passed-A" : "No-TN-Validation"))
        return form
    }

    /// What the caller pressed or said in the menu; neither where the menu timed out.
    func gathered() -> Form {
        var form = parent("in-progress")
        if let digits = story.digits { form += [("Digits", digits), ("FinishedOnKey", ""), ("msg", "Gather End")] }
        if let speech = story.speech {
            form += [("SpeechResult", speech), ("Confidence", "0.9128386"), ("Language", "en-US")]
        }
        return form
    }

    /// The end of the first leg, to the number's status callback.
    func ended(_ status: String, seconds: Int, at: Timestamp) -> Form {
        parent(status) + [
            ("CallbackSource", "call-progress-events"), ("SequenceNumber", "0"), ("Timestamp", Self.rfc2822(at)),
            ("CallDuration", "\(seconds)"), ("Duration", "\((seconds + 59) / 60)"),
        ]
    }

    /// How far a dialled leg is.
    func child(_ sid: String, to: String, _ status: String, sequence: Int, seconds: Int? = nil, at: Timestamp) -> Form {
        var form = leg(sid, status, direction: "outbound-dial", to: to)
        form += [
            ("ParentCallSid", story.callSid), ("CallbackSource", "call-progress-events"),
            ("SequenceNumber", "\(sequence)"), ("Timestamp", Self.rfc2822(at)),
        ]
        if let seconds {
            let codes = ["completed": "200", "busy": "486", "no-answer": "487", "canceled": "487"]
            form += [
                ("CallDuration", "\(seconds)"), ("Duration", "\((seconds + 59) / 60)"),
                ("SipResponseCode", codes[status] ?? "200"),
            ]
        }
        return form
    }

    /// What dialling came to.
    func dialled(_ sid: String, _ status: String, seconds: Int, callerIsThere: Bool) -> Form {
        var form = parent(callerIsThere ? "in-progress" : "completed")
        form += [("DialCallSid", sid), ("DialCallStatus", status)]
        if status == "completed" { form += [("DialCallDuration", "\(seconds)"), ("DialBridged", "true")] }
        return form
    }

    /// The first frame of a ConversationRelay.
    func relaySetup(_ sessionSid: String) -> JSONValue {
        [
            "type": "setup", "sessionId": .string(sessionSid), "accountSid": .string(accountSid),
            "callSid": .string(story.callSid), "from": .string(caller.number), "to": .string(line),
            "callType": "PSTN", "direction": "inbound", "callStatus": "IN-PROGRESS", "customParameters": [:],
        ]
    }

    /// What a ConversationRelay came to.
    func relayed(_ sessionSid: String, seconds: Int, handOff: String) -> Form {
        parent("in-progress") + [
            ("SessionId", sessionSid), ("SessionStatus", "ended"), ("SessionDuration", "\(seconds)"),
            ("HandoffData", handOff),
        ]
    }

    /// What the caller left on the machine.
    func recorded(_ recordingSid: String, seconds: Int) -> Form {
        parent("in-progress") + [
            ("RecordingUrl", url(of: recordingSid)), ("RecordingSid", recordingSid),
            ("RecordingDuration", "\(seconds)"), ("Digits", "hangup"),
        ]
    }

    /// How far a recording is.
    func recording(
        _ recordingSid: String, _ status: String, source: String, channels: Int, seconds: Int? = nil, begun: Timestamp
    ) -> Form {
        var form: Form = [
            ("AccountSid", accountSid), ("CallSid", story.callSid), ("RecordingSid", recordingSid),
            ("RecordingUrl", url(of: recordingSid)), ("RecordingStatus", status), ("RecordingChannels", "\(channels)"),
            ("RecordingStartTime", Self.rfc2822(begun)), ("RecordingSource", source), ("RecordingTrack", "both"),
            ("ErrorCode", "0"),
        ]
        if let seconds { form.append(("RecordingDuration", "\(seconds)")) }
        return form
    }

    /// The text of a recording, some time after it.
    func transcribed(_ recordingSid: String, _ transcriptionSid: String) -> Form {
        parent("completed") + [
            ("RecordingSid", recordingSid), ("RecordingUrl", url(of: recordingSid)),
            ("TranscriptionSid", transcriptionSid), ("TranscriptionType", "fast"),
            ("TranscriptionUrl", "\(url(of: recordingSid))/Transcriptions/\(transcriptionSid)"),
            ("TranscriptionStatus", "completed"), ("TranscriptionText", story.message),
        ]
    }

    /// What the session of a real-time transcription says.
    func transcription(_ session: String, _ event: String, sequence: Int, at: Timestamp, _ more: Form = []) -> Form {
        [
            ("AccountSid", accountSid), ("CallSid", story.callSid), ("TranscriptionSid", session),
            ("TranscriptionEvent", event), ("SequenceId", "\(sequence)"), ("Timestamp", at.rfc3339),
        ] + more
    }

    /// That a session has begun.
    static let sessionBegins: Form = [
        ("LanguageCode", "en-US"), ("Track", "both_tracks"), ("InboundTrackLabel", "customer"),
        ("OutboundTrackLabel", "agent"), ("PartialResults", "true"), ("TranscriptionEngine", "google"),
    ]

    /// Something that was said, or half of it.
    static func utterance(_ text: String, byCaller: Bool, final: Bool) -> Form {
        var data: JSONObject = ["transcript": .string(text)]
        var form: Form = [
            ("LanguageCode", "en-US"), ("Track", byCaller ? "inbound_track" : "outbound_track"),
            ("Final", final ? "true" : "false"),
        ]
        if final { data["confidence"] = .number(0.9687) } else { form.append(("Stability", "0.9")) }
        form.append(("TranscriptionData", JSONValue.object(data).jsonText))
        return form
    }

    private func url(of recordingSid: String) -> String {
        "https://api.twilio.com/2010-04-01/Accounts/\(accountSid)/Recordings/\(recordingSid)"
    }

    /// Such as `Tue, 14 Oct 2025 09:15:11 +0000`.
    private static func rfc2822(_ time: Timestamp) -> String {
        HTTPDate.format(time.milliseconds / 1000).replacing("GMT", with: "+0000")
    }
}
