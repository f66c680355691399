import JSON

/// A call's sound began to come in over a WebSocket, or has come in whole.
package struct MediaStreamEvent: Event {
    /// Frames come from now on.
    package static let started = EventType("media.started", "A call's sound comes in over a stream.", schema)
    /// Nothing comes any more, and what came is kept as recordings.
    package static let ended = EventType(
        "media.ended", "A stream of a call's sound is over; each of its tracks is a recording.", schema)

    package let type: EventType
    package let call: CallID
    /// The provider's name of the stream, such as Twilio's `StreamSid`.
    package let stream: String
    /// How long it was, in milliseconds, by its longest track; for `media.ended`.
    package var durationMs: Int64?
    /// What never came and is silence now, in milliseconds of all tracks; for `media.ended`.
    package var lostMs: Int64?

    package init(_ type: EventType, call: CallID, stream: String) {
        self.type = type
        self.call = call
        self.stream = stream
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("call", call)
            $0.member("stream", stream)
            $0.member("durationMs", durationMs)
            $0.member("lostMs", lostMs)
        }
    }

    static let schema: Schema = .object([
        .required("call", .string()), .required("stream", .string(), "The provider's name of the stream."),
        .optional("durationMs", .integer(min: 0)),
        .optional("lostMs", .integer(min: 0), "Silence where frames were lost."),
    ])
}

/// How loud a call is right now; pushed a few times a second to who listens to that very call, and never kept.
package struct MediaLevel: Event {
    package static let type = EventType(
        "media.level", "How loud a call is right now; it has no offset.",
        .object([
            .required("call", .string()), .required("stream", .string()),
            .required(
                "levels",
                .array(
                    of: .object([
                        .required("track", .enumeration(["inbound", "outbound"])),
                        .required("rmsDb", .number(min: -96, max: 0), "Decibels below the loudest that there is."),
                        .required("peakDb", .number(min: -96, max: 0)),
                    ]))),
        ]), logged: false)

    /// One track's.
    package struct Level: Sendable {
        /// `inbound` or `outbound`.
        package let track: String
        /// -96…0.
        package let rmsDb: Double
        /// -96…0.
        package let peakDb: Double

        package init(track: String, rmsDb: Double, peakDb: Double) {
            self.track = track
            self.rmsDb = rmsDb
            self.peakDb = peakDb
        }
    }

    package var type: EventType { Self.type }
    package let call: CallID
    package let stream: String
    package let levels: [Level]

    package init(call: CallID, stream: String, levels: [Level]) {
        self.call = call
        self.stream = stream
        self.levels = levels
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("call", call)
            $0.member("stream", stream)
            $0.array("levels") { list in
                for level in levels {
                    list.object {
                        $0.member("track", level.track)
                        $0.key("rmsDb")
                        $0.value(level.rmsDb)
                        $0.key("peakDb")
                        $0.value(level.peakDb)
                    }
                }
            }
        }
    }
}
