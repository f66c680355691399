import JSON

/// What a provider says over a stream's socket besides the sound itself: a few frames a call.
enum StreamFrame: Sendable, Equatable {
    /// The first frame; who it is about comes with `start`.
    case connected
    case start(StreamStart)
    case stop
    /// A key that was pressed; the call's own webhooks tell of it where it matters.
    case dtmf(digit: String)
    /// Playback has reached a mark, or something else that the hub does not ask for.
    case other(String)

    /// Reads a frame that ``MediaChunk`` is not.
    ///
    /// - Throws: ``StreamFault`` for what is no frame of a stream.
    init(_ message: [UInt8]) throws(StreamFault) {
        guard let json = try? JSONParser.parse(message), json.object != nil else {
            throw StreamFault("A frame is one JSON object.")
        }
        switch json["event"].string {
        case "connected": self = .connected
        case "start": self = .start(try StreamStart(json))
        case "stop": self = .stop
        case "dtmf": self = .dtmf(digit: json["dtmf"]["digit"].string ?? "")
        case "media": throw StreamFault("A frame of sound has `media` with `track`, `timestamp` and `payload`.")
        case let other?: self = .other(other)
        case nil: throw StreamFault("A frame has `event`.")
        }
    }
}

/// What is wrong with a frame; one sentence, and the reason of a close frame.
struct StreamFault: Error, Equatable {
    let reason: String
    init(_ reason: String) { self.reason = reason }
}

/// Whose sound it is: the names differ from provider to provider, what they name does not.
struct StreamStart: Sendable, Equatable {
    /// The provider's name of the stream, 1…128 characters.
    let stream: String
    /// The provider's name of the leg; nil where it says none.
    let leg: String?

    init(_ json: JSONValue) throws(StreamFault) {
        let start = json["start"]
        let names = [
            start["streamSid"], json["streamSid"], json["stream_id"], start["stream_id"], start["streamId"],
            json["streamId"],
        ]
        guard let stream = names.lazy.compactMap(\.string).first, (1...128).contains(stream.utf8.count) else {
            throw StreamFault("`start` names no stream of 1 to 128 characters.")
        }
        self.stream = stream
        let legs = [start["callSid"], start["call_control_id"], start["callId"]]
        leg = legs.lazy.compactMap(\.string).first { (1...255).contains($0.utf8.count) }
        let format = start["mediaFormat"].object == nil ? start["media_format"] : start["mediaFormat"]
        let coding = format["encoding"].string?.lowercased() ?? "pcmu"
        let rate = format["sampleRate"].int64 ?? format["sample_rate"].int64 ?? 8000
        guard ["audio/x-mulaw", "audio/mulaw", "audio/pcmu", "pcmu", "mulaw"].contains(coding), rate == 8000 else {
            throw StreamFault("Only mu-law at 8000 Hz is kept.")
        }
    }
}
