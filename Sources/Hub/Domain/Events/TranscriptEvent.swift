import JSON

/// An utterance of a call's transcript; partial ones are pushed and never kept.
package struct TranscriptEvent: Event {
    /// Kept.
    package static let segment = EventType("transcript.segment", "An utterance of a call, final.", schema)
    /// Pushed, and gone.
    package static let partial = EventType(
        "transcript.partial", "An utterance of a call that is still being heard; it has no offset.", schema,
        logged: false)

    package var type: EventType { final ? Self.segment : Self.partial }
    package let call: CallID
    package let segment: SegmentID?
    package let session: String
    package let sequence: Int64
    package let speaker: Speaker
    package let text: String
    package let final: Bool
    package let startMs: Int64?
    package let endMs: Int64?
    /// The version that it belongs to.
    package var source = "live"
    /// Whether that version is the one that is shown.
    package var shown = true
    package var track: String?
    package var confidence: Double?
    package var language: String?
    /// When it was said, for whoever reacts to it; subscribers read `startMs`.
    package var spokenAt: Timestamp?

    package init(
        call: CallID, segment: SegmentID?, session: String, sequence: Int64, speaker: Speaker, text: String,
        final: Bool,
        startMs: Int64?, endMs: Int64?
    ) {
        self.call = call
        self.segment = segment
        self.session = session
        self.sequence = sequence
        self.speaker = speaker
        self.text = text
        self.final = final
        self.startMs = startMs
        self.endMs = endMs
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("call", call)
            $0.member("segment", segment)
            $0.member("session", session)
            $0.member("sequence", sequence)
            $0.member("speaker", speaker)
            $0.member("text", text)
            $0.member("final", final)
            $0.member("startMs", startMs)
            $0.member("endMs", endMs)
            $0.member("source", source)
            $0.member("shown", shown)
            $0.member("track", track)
            $0.member("confidence", confidence)
            $0.member("language", language)
        }
    }

    static let schema: Schema = .object([
        .required("call", .string()), .optional("segment", .string()), .required("session", .string()),
        .required("sequence", .integer),
        .required("speaker", .enumeration(Speaker.allCases.map(\.rawValue))), .required("text", .string()),
        .required("final", .boolean), .optional("startMs", .integer(min: 0)),
        .optional("endMs", .integer(min: 0)),
        .optional("source", .string(), "The version of the transcript that it belongs to."),
        .optional(
            "shown", .boolean,
            "Whether that version is the one that is shown; one that is not repeats what another says."),
        .optional("track", .string()), .optional("confidence", .number), .optional("language", .string()),
    ])
}

/// A transcript that a provider keeps, and is asked for.
package struct TranscriptDocumentEvent: Event {
    /// It is there.
    package static let available = EventType(
        "transcript.available", "A provider has written down what was said; it is fetched from there.", schema)
    /// Nobody asks again.
    package static let failed = EventType(
        "transcript.failed", "What a provider has written down could not be got; `reason` says why.", schema)

    package let type: EventType
    package let call: CallID
    /// The provider's name of it, which its utterances have too.
    package let session: String
    /// One sentence; for `transcript.failed`.
    package let reason: String?

    package init(_ type: EventType, call: CallID, session: String, reason: String? = nil) {
        (self.type, self.call, self.session, self.reason) = (type, call, session, reason)
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("call", call)
            $0.member("session", session)
            $0.member("reason", reason)
        }
    }

    private static let schema: Schema = .object([
        .required("call", .string()), .required("session", .string()), .optional("reason", .string()),
    ])
}

/// The sound of a call can be fetched.
package struct RecordingReady: Event {
    package static let type = EventType(
        "recording.ready", "A recording of a call is complete.",
        .object([
            .required("call", .string()), .required("recording", .string()),
            .required("providerRecordingId", .string()),
            .optional("durationSec", .integer(min: 0)), .optional("channels", .integer(min: 1)),
        ]))

    package var type: EventType { Self.type }
    package let call: CallID
    package let recording: RecordingID
    package let providerRecordingID: String
    package let durationSec: Int64?
    package let channels: Int64?

    package init(
        call: CallID, recording: RecordingID, providerRecordingID: String, durationSec: Int64?, channels: Int64?
    ) {
        self.call = call
        self.recording = recording
        self.providerRecordingID = providerRecordingID
        self.durationSec = durationSec
        self.channels = channels
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("call", call)
            $0.member("recording", recording)
            $0.member("providerRecordingId", providerRecordingID)
            $0.member("durationSec", durationSec)
            $0.member("channels", channels)
        }
    }
}
