import JSON

/// A call has a further version of its transcript, or shows another one than before.
package struct TranscriptVersionChanged: Event {
    package static let type = EventType(
        "transcript.version",
        "A call has a further version of its transcript, or another one is shown; read it anew.",
        .object([
            .required("call", .string()), .required("source", .string(), "The version that was added or judged anew."),
            .required("quality", .integer(min: 0, max: 100)),
            .required("shown", .string(), "The source of the version that is shown now."),
        ]))

    package var type: EventType { Self.type }
    package let call: CallID
    package let source: String
    package let quality: Int64
    package let shown: String

    package init(call: CallID, source: String, quality: Int64, shown: String) {
        self.call = call
        self.source = source
        self.quality = quality
        self.shown = shown
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("call", call)
            $0.member("source", source)
            $0.member("quality", quality)
            $0.member("shown", shown)
        }
    }
}

/// Words of a transcript were marked and are gone; whoever shows the call shows these texts instead.
package struct TranscriptRedacted: Event {
    package static let type = EventType(
        "transcript.redacted", "Words of a transcript are gone; show these texts instead.",
        .object([
            .required("call", .string()), .required("redaction", .string()),
            .required(
                "segments",
                .array(of: .object([.required("segment", .string()), .required("text", .string())]))),
        ]))

    package var type: EventType { Self.type }
    package let call: CallID
    package let redaction: RedactionID
    /// What is left of each utterance.
    package let segments: [(segment: SegmentID, text: String)]

    package init(call: CallID, redaction: RedactionID, segments: [(segment: SegmentID, text: String)]) {
        self.call = call
        self.redaction = redaction
        self.segments = segments
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("call", call)
            $0.member("redaction", redaction)
            $0.array("segments") { list in
                for (segment, text) in segments {
                    list.object {
                        $0.member("segment", segment)
                        $0.member("text", text)
                    }
                }
            }
        }
    }
}
