import JSON

/// A rule fired on what somebody said; once for each call and rule, while the call goes on.
package struct TriggerFired: Event {
    package static let type = EventType(
        "trigger.fired", "A rule fired on what was said in a call; once for each call and rule, and at once.",
        .object([
            .required("call", .string()), .required("rule", .string()),
            .required("kind", .string(), "What it is about, such as `emergency`."),
            .required("severity", .enumeration(["low", "medium", "high", "critical"])),
            .required("text", .string(), "The words that it fired on."),
            .required("speaker", .enumeration(Speaker.self)), .optional("segment", .string()),
            .required(
                "final", .boolean, "Whether the utterance was over; of one that goes on there is no segment yet."),
            .required("method", .string()), .required("version", .string()),
            .required("confidence", .number(min: 0, max: 1)), .optional("contact", .string()),
            .optional("line", .string()),
        ]))

    package var type: EventType { Self.type }
    package var call: CallID
    package var rule: String
    package var kind: String
    package var severity: String
    package var text: String
    package var speaker: Speaker
    package var segment: SegmentID?
    package var method: String
    package var version: String
    package var confidence: Double
    package var contact: ContactID?
    package var line: LineID?

    package init(
        call: CallID, rule: String, kind: String, severity: String, text: String, speaker: Speaker,
        segment: SegmentID?, method: String, version: String, confidence: Double
    ) {
        self.call = call
        self.rule = rule
        self.kind = kind
        self.severity = severity
        self.text = text
        self.speaker = speaker
        self.segment = segment
        self.method = method
        self.version = version
        self.confidence = confidence
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("call", call)
            $0.member("rule", rule)
            $0.member("kind", kind)
            $0.member("severity", severity)
            $0.member("text", text)
            $0.member("speaker", speaker)
            $0.member("segment", segment)
            $0.member("final", segment != nil)
            $0.member("method", method)
            $0.member("version", version)
            $0.member("confidence", confidence)
            $0.member("contact", contact)
            $0.member("line", line)
        }
    }
}

/// What a call says was found out, or has changed; no word of what was said stands in it.
package struct InsightsUpdated: Event {
    /// Why.
    package enum Reason: String, Sendable, CaseIterable, JSONEncodable {
        /// The call is over.
        case ended
        /// Words came after its end.
        case late
        /// Somebody had it analysed again.
        case requested
        /// Another version of its transcript is shown.
        case version
        /// Words were marked and are gone.
        case redacted
        /// A person gave a verdict, or took one back.
        case given
        /// A language model has answered.
        case model
    }

    package static let type = EventType(
        "insights.updated", "What a call says was found out, or has changed.",
        .object([
            .required("call", .string()), .required("reason", .enumeration(Reason.self)),
            .required("revision", .integer(min: 1), "Counts these events of a call."),
            .optional("sentiment", verdict), .optional("intent", verdict), .optional("language", verdict),
            .optional("questions", .integer(min: 0), "How many were asked."),
            .optional("unanswered", .integer(min: 0), "How many of them nobody answered."),
            .optional("promises", .integer(min: 0)), .optional("triggers", .integer(min: 0)),
        ]))

    private static let verdict: Schema = .object([
        .required("label", .string()), .optional("score", .number(min: -1, max: 1)), .required("method", .string()),
        .optional("confidence", .number(min: 0, max: 1)),
    ])

    /// One word for the call, with who says so.
    package struct Verdict: Sendable, JSONEncodable {
        package var label: String
        package var score: Double?
        package var method: String
        package var confidence: Double?

        package init(label: String, score: Double? = nil, method: String, confidence: Double? = nil) {
            self.label = label
            self.score = score
            self.method = method
            self.confidence = confidence
        }

        package func encode(to json: inout JSONWriter) {
            json.object {
                $0.member("label", label)
                $0.member("score", score)
                $0.member("method", method)
                $0.member("confidence", confidence)
            }
        }
    }

    package var type: EventType { Self.type }
    package var call: CallID
    package var reason: Reason
    package var revision: Int64
    package var sentiment: Verdict?
    package var intent: Verdict?
    package var language: Verdict?
    package var questions: Int?
    package var unanswered: Int?
    package var promises: Int?
    package var triggers: Int?

    package init(call: CallID, reason: Reason, revision: Int64) {
        self.call = call
        self.reason = reason
        self.revision = revision
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("call", call)
            $0.member("reason", reason)
            $0.member("revision", revision)
            $0.member("sentiment", sentiment)
            $0.member("intent", intent)
            $0.member("language", language)
            $0.member("questions", questions)
            $0.member("unanswered", unanswered)
            $0.member("promises", promises)
            $0.member("triggers", triggers)
        }
    }
}
