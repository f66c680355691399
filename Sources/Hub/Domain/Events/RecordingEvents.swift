import JSON

/// What became of the sound of a call: it is kept here, could not be got, lost a span, or is gone.
package struct RecordingEvent: Event {
    /// The sound is a file here.
    package static let stored = EventType("recording.stored", "The sound of a recording is kept here.", schema)
    /// The sound could not be got, and nobody tries again.
    package static let failed = EventType(
        "recording.failed", "The sound of a recording could not be got; `reason` says why.", schema)
    /// A span was silenced.
    package static let redacted = EventType(
        "recording.redacted", "A span of a call was marked, and is silenced in the recording where it is kept.", schema)
    /// The file is gone.
    package static let deleted = EventType(
        "recording.deleted", "The sound of a recording was deleted; `reason` says whether by policy or by somebody.",
        schema)
    /// All of them.
    package static let types = [stored, failed, redacted, deleted]

    package let type: EventType
    package let call: CallID
    package let recording: RecordingID
    /// Size of the file; for `recording.stored`.
    package var bytes: Int64?
    /// Such as `audio/wav`; for `recording.stored`.
    package var mediaType: String?
    /// One sentence; for `recording.failed` and `recording.deleted`.
    package var reason: String?
    /// The span in milliseconds from the recording's beginning; for `recording.redacted`.
    package var span: Range<Int64>?

    package init(_ type: EventType, call: CallID, recording: RecordingID) {
        self.type = type
        self.call = call
        self.recording = recording
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("call", call)
            $0.member("recording", recording)
            $0.member("bytes", bytes)
            $0.member("mediaType", mediaType)
            $0.member("reason", reason)
            $0.member("fromMs", span?.lowerBound)
            $0.member("toMs", span?.upperBound)
        }
    }

    static let schema: Schema = .object([
        .required("call", .string()), .required("recording", .string()), .optional("bytes", .integer(min: 0)),
        .optional("mediaType", .string()), .optional("reason", .string()), .optional("fromMs", .integer(min: 0)),
        .optional("toMs", .integer(min: 0)),
    ])
}
